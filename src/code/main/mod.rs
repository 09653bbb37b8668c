//! How the tasks are started and awaited, model by model and join by join.
//!
//! Those in turn and those that await are here, what calls back in `callbacks`, threads and processes in `workers`.

mod callbacks;
mod workers;

use super::body::Body;
use super::shared::Shared;
use super::words::Uses;
use super::{Line, Part, StepOfLine, Way};
use crate::join::Python;
use crate::model::{Settings, Tasks};
use crate::workload::tree::Line as TaskLine;

/// A line of tasks, and what its function is called.
pub(in crate::code) struct Tasked<'w> {
    pub(in crate::code) line: &'w TaskLine,
    pub(in crate::code) function: String,
    pub(in crate::code) has_index: bool,
    /// When a task arrives, as an expression of its number, unless all are there at once.
    pub(in crate::code) arrival: Option<String>,
}

/// Writes the functions that start and await all.
pub(in crate::code) struct Main<'a> {
    pub(in crate::code) way: Way,
    pub(in crate::code) settings: &'a Settings,
    pub(in crate::code) tasks: &'a [Tasked<'a>],
    pub(in crate::code) shared: &'a Shared,
    /// Variables that all processes have to know.
    pub(in crate::code) things: Vec<String>,
    pub(in crate::code) then_has_index: bool,
}

impl Main<'_> {
    pub(in crate::code) fn lines(&self, uses: &mut Uses) -> Vec<Line> {
        match self.way.tasks {
            Tasks::OnLoop if self.way.has_callbacks() => self.in_callbacks(uses),
            Tasks::InTurn => self.in_turn(uses),
            Tasks::OnLoop => {
                let mut body = self.body(uses);
                body.put("async def main():");
                body.deeper(|body| {
                    if self.way.needs_threads {
                        body.uses.import("from concurrent.futures import ThreadPoolExecutor");
                        body.put("asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(WORKERS))");
                    }
                    self.on_loop(body);
                });
                body.lines
            }
            Tasks::OnLoops => self.on_loops(uses),
            Tasks::OnThreads | Tasks::InProcesses => self.on_workers(uses),
        }
    }

    fn body<'u>(&self, uses: &'u mut Uses) -> Body<'u> {
        Body::new(uses, self.way, None, false, String::new())
    }

    /// Writes a list that has an entry for each task: `entry` is what a task's call becomes.
    fn list(&self, body: &mut Body, name: &str, entry: impl Fn(&Tasked) -> String) {
        for (number, task) in self.tasks.iter().enumerate() {
            let made = entry(task);
            let variable = if task.has_index { "i" } else { "_" };
            let all = match task.line.count {
                None => format!("[{made}]"),
                Some(count) => {
                    let range = if task.has_index { format!("1, {}", count + 1) } else { count.to_string() };
                    format!("[{made} for {variable} in range({range})]")
                }
            };
            body.put(&format!("{name} {} {all}", if number == 0 { "=" } else { "+=" }));
            if let Some(line) = body.lines.last_mut() {
                line.step = Some(StepOfLine { line: number, step: None });
                line.part = Part::Workload;
            }
        }
    }

    /// Writes how one loop starts and awaits all tasks.
    fn on_loop(&self, body: &mut Body) {
        body.uses.import("import asyncio");
        body.uses.helper("ending");
        let join = self.settings.join.python;
        let call = |task: &Tasked| format!("{}({})", task.function, if task.has_index { "i" } else { "" });
        let is_group = join == Python::Group;
        if is_group {
            body.put("tasks = []");
        } else {
            self.list(body, "tasks", |task| format!("asyncio.create_task({})", call(task)));
        }
        let deadline = self.settings.deadline.is_some();
        if deadline {
            body.put("try:");
        }
        let join_lines = |body: &mut Body| {
            if !is_group {
                return self.await_all(body, join);
            }
            body.put("try:");
            body.deeper(|body| {
                body.put("async with asyncio.TaskGroup() as group:");
                body.deeper(|body| {
                    for (number, task) in self.tasks.iter().enumerate() {
                        let single = Main { tasks: std::slice::from_ref(task), things: Vec::new(), ..*self };
                        single.list(body, "tasks", |task| format!("group.create_task({})", call(task)));
                        if let Some(line) = body.lines.last_mut() {
                            line.text = line.text.replacen("tasks =", "tasks +=", 1);
                            line.step = Some(StepOfLine { line: number, step: None });
                        }
                    }
                });
            });
            body.put("except* Exception as failures:");
            body.deeper(|body| body.put("print('The first failure has ended the others:', *failures.exceptions)"));
        };
        if deadline {
            body.deeper(|body| {
                body.put("async with asyncio.timeout(DEADLINE):");
                body.deeper(join_lines);
            });
            body.put("except TimeoutError:");
            body.deeper(|body| body.put("print('The deadline has passed.')"));
            cancel_all(body);
        } else {
            join_lines(body);
        }
        body.put("return [ending(task) for task in tasks]");
    }

    fn await_all(&self, body: &mut Body, join: Python) {
        match join {
            Python::Gather => {
                body.put("try:");
                body.deeper(|body| body.put("await asyncio.gather(*tasks)"));
                body.put("except Exception as failure:");
                body.deeper(|body| {
                    body.put("print('Main hears of the first failure at once:', failure)");
                    body.put("await asyncio.wait(tasks)  # the others go on");
                });
            }
            Python::First => {
                body.put("await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)");
                cancel_all(body);
            }
            Python::Completed => {
                let (variables, all) = if self.then_has_index {
                    ("i, ended", "enumerate(asyncio.as_completed(tasks), 1)")
                } else {
                    ("ended", "asyncio.as_completed(tasks)")
                };
                body.put(&format!("for {variables} in {all}:"));
                body.deeper(|body| {
                    body.put("try:");
                    body.deeper(|body| {
                        let index = if self.then_has_index { ", i" } else { "" };
                        body.put(&format!("await then(await ended{index})"));
                    });
                    body.put("except Exception:");
                    body.deeper(|body| body.put("continue"));
                });
            }
            // A group awaits its tasks by itself, or is asked for by `process`.
            Python::Collect | Python::Group => body.put("await asyncio.gather(*tasks, return_exceptions=True)"),
        }
    }

    /// Writes what all processes have to know, as a dictionary.
    fn share(&self, body: &mut Body) -> &'static str {
        let limit = self.settings.limit.filter(|_| self.way.is_async());
        if self.things.is_empty() && self.shared.variables.is_empty() && limit.is_none() && !self.way.may_end_early {
            return "";
        }
        body.uses.helper("share");
        let mut entries: Vec<String> = self.things.iter().map(|name| format!("'{name}': {name}")).collect();
        if self.way.may_end_early {
            body.uses.import("import multiprocessing");
            entries.push("'stop': multiprocessing.Event()".to_owned());
        }
        if let Some(limit) = limit {
            body.uses.import("import multiprocessing");
            entries.push(format!("'limit': multiprocessing.Semaphore({limit})"));
        }
        for (name, made) in &self.shared.variables {
            if name == "manager" {
                body.put(&format!("{name} = {made}"));
            } else {
                entries.push(format!("'{name}': {made}"));
            }
        }
        body.put(&format!("things = {{{}}}", entries.join(", ")));
        body.put("share(things)");
        ", initializer=share, initargs=(things,)"
    }

    fn on_loops(&self, uses: &mut Uses) -> Vec<Line> {
        let mut body = self.body(uses);
        body.uses.import("import asyncio");
        body.uses.import("import contextlib");
        body.uses.import("from concurrent.futures import ProcessPoolExecutor");
        if self.way.has_callbacks() {
            self.process_in_callbacks(&mut body);
        } else {
            self.process(&mut body);
        }
        for text in ["", "", "def main():"] {
            body.put(text);
        }
        body.deeper(|body| {
            self.list(body, "tasks", tuple);
            let initializer = self.share(body);
            body.put("with contextlib.ExitStack() as stack:");
            body.deeper(|body| {
                body.put("# One executor of one process for each share, so that each loop has a process to itself.");
                body.put(&format!(
                    "pools = [stack.enter_context(ProcessPoolExecutor(1{initializer})) for _ in range(WORKERS)]"
                ));
                body.put("shares = [pool.submit(process, tasks[place::WORKERS]) for place, pool in enumerate(pools)]");
                body.put("return [ending for share in shares for ending in share.result()]");
            });
        });
        body.lines
    }

    /// Writes what each of several processes does with its share.
    fn process(&self, body: &mut Body) {
        body.put("async def serve(mine):");
        body.deeper(|body| {
            body.put("\"\"\"Awaits one process's share of the tasks, on an event loop of its own.\"\"\"");
            body.uses.helper("ending");
            body.put("tasks = [asyncio.create_task(work(*arguments)) for work, *arguments in mine]");
            let join = self.settings.join.python;
            let write = |body: &mut Body| match join {
                Python::Group | Python::First => {
                    body.put("# What ends one process's tasks ends those of all.");
                    body.put("while not stop.is_set() and not all(task.done() for task in tasks):");
                    body.deeper(|body| {
                        body.put("await asyncio.wait(tasks, timeout=0.01)");
                        let ends = if join == Python::First {
                            "any(task.done() for task in tasks)"
                        } else {
                            "any(task.done() and ending(task) in ('failed', 'timed out') for task in tasks)"
                        };
                        body.put(&format!("if {ends}:"));
                        body.deeper(|body| body.put("stop.set()"));
                    });
                    cancel_all(body);
                }
                join => self.await_all(body, join),
            };
            if self.settings.deadline.is_some() {
                body.put("try:");
                body.deeper(|body| {
                    body.put("async with asyncio.timeout(DEADLINE):");
                    body.deeper(write);
                });
                body.put("except TimeoutError:");
                body.deeper(|body| body.put("pass"));
                cancel_all(body);
            } else {
                write(body);
            }
            body.put("return [ending(task) for task in tasks]");
        });
        for text in ["", "", "def process(mine):"] {
            body.put(text);
        }
        body.deeper(|body| body.put("return asyncio.run(serve(mine))"));
    }

    fn in_turn(&self, uses: &mut Uses) -> Vec<Line> {
        let mut body = self.body(uses);
        body.uses.helper("attempt");
        body.put("def main():");
        body.deeper(|body| {
            let has_arrivals = self.tasks.iter().any(|task| task.arrival.is_some());
            if has_arrivals {
                body.uses.helper("arrive");
                self.list(body, "tasks", |task| {
                    format!("({}, {})", task.arrival.as_deref().unwrap_or("0"), bare(task))
                });
            } else {
                self.list(body, "tasks", tuple);
            }
            body.put("endings = []");
            body.put(if has_arrivals {
                "for arrival, work, *arguments in tasks:"
            } else {
                "for work, *arguments in tasks:"
            });
            body.deeper(|body| {
                if self.settings.deadline.is_some() {
                    body.put("if time.monotonic() >= began + DEADLINE:");
                    body.deeper(|body| body.put("break"));
                }
                if has_arrivals {
                    body.put("arrive(arrival)");
                }
                let join = self.settings.join.python;
                let is_completed = join == Python::Completed;
                body.put(&format!("how, {} = attempt(work, *arguments)", if is_completed { "value" } else { "_" }));
                body.put("endings.append(how)");
                match join {
                    Python::Gather | Python::Group => {
                        body.put("if how != 'done':  # the rest is skipped");
                        body.deeper(|body| body.put("break"));
                    }
                    Python::First => body.put("break  # the rest is skipped"),
                    Python::Completed => {
                        body.put("if how == 'done':");
                        let index = if self.then_has_index { ", len(endings)" } else { "" };
                        body.deeper(|body| body.put(&format!("attempt(then, value{index})")));
                    }
                    Python::Collect => {}
                }
            });
            body.put("return endings + ['skipped'] * (len(tasks) - len(endings))");
        });
        body.lines
    }
}

fn cancel_all(body: &mut Body) {
    body.put("for task in tasks:");
    body.deeper(|body| body.put("task.cancel()"));
    body.put("await asyncio.gather(*tasks, return_exceptions=True)");
}

/// A task's function with its number, as arguments of what calls it.
fn bare(task: &Tasked) -> String {
    format!("{}{}", task.function, if task.has_index { ", i" } else { "" })
}

/// A task's function with its number, to be called later.
fn tuple(task: &Tasked) -> String {
    format!("({}{})", task.function, if task.has_index { ", i" } else { "," })
}
