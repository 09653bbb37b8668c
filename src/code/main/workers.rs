//! How whole tasks are handed to threads or processes, and awaited.

use super::super::Line;
use super::super::body::Body;
use super::super::words::Uses;
use super::{Main, bare};
use crate::join::Python;

impl Main<'_> {
    /// Writes how threads or processes are handed one task after another.
    pub(super) fn on_workers(&self, uses: &mut Uses) -> Vec<Line> {
        let mut body = self.body(uses);
        let executor = if self.way.is_apart() { "ProcessPoolExecutor" } else { "ThreadPoolExecutor" };
        body.uses.import(if self.way.is_apart() {
            "from concurrent.futures import ProcessPoolExecutor"
        } else {
            "from concurrent.futures import ThreadPoolExecutor"
        });
        body.uses.import("import concurrent.futures");
        body.uses.helper("ending");
        body.put("def main():");
        body.deeper(|body| {
            let initializer = if self.way.is_apart() { self.share(body) } else { "" };
            let workers = match self.settings.limit {
                Some(limit) => format!("min(WORKERS, {limit})"),
                None => "WORKERS".to_owned(),
            };
            body.put(&format!("with {executor}({workers}{initializer}) as pool:"));
            body.deeper(|body| {
                if self.tasks.iter().any(|task| task.arrival.is_some()) {
                    body.uses.helper("arrive");
                    self.list(body, "coming", |task| {
                        format!("({}, {})", task.arrival.as_deref().unwrap_or("0"), bare(task))
                    });
                    body.put("tasks = []");
                    body.put("for arrival, work, *arguments in sorted(coming, key=lambda each: each[0]):");
                    body.deeper(|body| {
                        body.put("arrive(arrival)");
                        body.put("tasks.append(pool.submit(work, *arguments))");
                    });
                } else {
                    self.list(body, "tasks", |task| format!("pool.submit({})", bare(task)));
                }
                self.await_futures(body);
            });
            body.put("return [ending(task) for task in tasks]");
        });
        body.lines
    }

    fn await_futures(&self, body: &mut Body) {
        let timeout = if self.settings.deadline.is_some() { ", timeout=DEADLINE" } else { "" };
        let end_all = |body: &mut Body| {
            body.put("stop.set()");
            body.put("for task in tasks:");
            body.deeper(|body| body.put("task.cancel()  # if it has not begun"));
        };
        match self.settings.join.python {
            Python::Gather => {
                body.put(&format!("concurrent.futures.wait(tasks{timeout}, return_when='FIRST_EXCEPTION')"));
                body.put("for task in tasks:");
                body.deeper(|body| {
                    body.put("if task.done() and ending(task) != 'done':");
                    body.deeper(|body| {
                        body.put(
                            "print('Main hears of the first failure at once:', task.exception())  # the others go on",
                        );
                        body.put("break");
                    });
                });
            }
            Python::Group => {
                body.put(&format!("concurrent.futures.wait(tasks{timeout}, return_when='FIRST_EXCEPTION')"));
                body.put("if any(task.done() and ending(task) != 'done' for task in tasks):");
                body.deeper(end_all);
            }
            Python::First => {
                body.put(&format!("concurrent.futures.wait(tasks{timeout}, return_when='FIRST_COMPLETED')"));
                end_all(body);
            }
            Python::Completed => {
                let (variables, all) = if self.then_has_index {
                    ("i, task", "enumerate(concurrent.futures.as_completed(tasks), 1)")
                } else {
                    ("task", "concurrent.futures.as_completed(tasks)")
                };
                body.put(&format!("for {variables} in {all}:"));
                body.deeper(|body| {
                    body.put("try:");
                    body.deeper(|body| {
                        let index = if self.then_has_index { ", i" } else { "" };
                        body.put(&format!("then(task.result(){index})"));
                    });
                    body.put("except Exception:");
                    body.deeper(|body| body.put("continue"));
                });
            }
            Python::Collect => body.put(&format!("concurrent.futures.wait(tasks{timeout})")),
        }
        if self.settings.deadline.is_some() && self.settings.join.python != Python::First {
            body.put("if time.monotonic() >= began + DEADLINE:");
            body.deeper(end_all);
        }
    }
}
