//! How the tasks are awaited together where nothing awaits: each that ends calls back, and the last one stops the loop.

use super::super::body::Body;
use super::super::words::Uses;
use super::super::{Line, Way};
use super::{Main, bare};
use crate::join::Python;

impl Main<'_> {
    /// Writes how one loop starts all tasks, and runs until they have ended.
    pub(super) fn in_callbacks(&self, uses: &mut Uses) -> Vec<Line> {
        let mut body = self.body(uses);
        body.put("def main():");
        body.deeper(|body| {
            if self.way.needs_threads {
                body.uses.import("from concurrent.futures import ThreadPoolExecutor");
                body.put("loop.set_default_executor(ThreadPoolExecutor(WORKERS))");
            }
            self.list(body, "tasks", |task| format!("start({})", bare(task)));
            self.call_back(body);
            body.put("loop.run_forever()");
            body.put("return [ending(task) for task in tasks]");
        });
        body.lines
    }

    /// Writes what each of several processes does with its share.
    pub(super) fn process_in_callbacks(&self, body: &mut Body) {
        body.put("def process(mine):");
        body.deeper(|body| {
            body.put("\"\"\"Does one process's share of the tasks, on an event loop of its own.\"\"\"");
            body.put("global loop");
            body.put("loop = asyncio.new_event_loop()");
            body.put("tasks = [start(work, *arguments) for work, *arguments in mine]");
            self.call_back(body);
            body.put("if tasks:");
            body.deeper(|body| body.put("loop.run_forever()"));
            body.put("loop.close()");
            body.put("return [ending(task) for task in tasks]");
        });
    }

    /// Writes what is called back when a task has ended, and when time is up.
    fn call_back(&self, body: &mut Body) {
        body.uses.helper("steps");
        body.uses.helper("ending");
        let join = self.settings.join.python;
        if join == Python::Completed {
            self.hand_on(body);
        } else {
            count_down(body, join, self.way);
            if self.settings.deadline.is_some() {
                body.put("");
                body.put("def over():");
                body.deeper(cancel_all);
            }
        }
        body.put("");
        body.put("for task in tasks:");
        body.deeper(|body| body.put("task.add_done_callback(ended)"));
        if self.settings.deadline.is_some() {
            body.put("loop.call_later(DEADLINE, over)");
        }
        if is_ended_by_others(join, self.way) {
            body.put("watch()");
        }
    }

    /// Writes how each result goes to `then` in finishing order, one after another.
    fn hand_on(&self, body: &mut Body) {
        body.uses.import("import collections");
        let has_deadline = self.settings.deadline.is_some();
        body.put("left, came, consumer = len(tasks), collections.deque(), None");
        body.put("");
        body.put("def ended(task):");
        body.deeper(|body| {
            body.put("came.append(task)");
            body.put("if consumer is None:");
            body.deeper(|body| body.put("consume()"));
        });
        body.put("");
        body.put("def consume(consumed=None):");
        body.deeper(|body| {
            body.put("nonlocal left, consumer");
            body.put("if consumed is not None and not consumed.cancelled():");
            body.deeper(|body| body.put("consumed.exception()  # nobody minds"));
            body.put("consumer = None");
            body.put("while came:");
            body.deeper(|body| {
                body.put("task = came.popleft()");
                body.put("left -= 1");
                let in_time = if has_deadline { " and not is_over" } else { "" };
                body.put(&format!("if ending(task) == 'done'{in_time}:"));
                body.deeper(|body| {
                    let index = if self.then_has_index { ", len(tasks) - left" } else { "" };
                    body.put(&format!("consumer = start(then, task.result(){index})"));
                    body.put("return consumer.add_done_callback(consume)");
                });
            });
            body.put("if left == 0:");
            body.deeper(|body| body.put("loop.stop()"));
        });
        if has_deadline {
            body.put("");
            body.put("is_over = False");
            body.put("");
            body.put("def over():");
            body.deeper(|body| {
                body.put("nonlocal is_over");
                body.put("is_over = True");
                body.put("for task in [*tasks, *([consumer] if consumer else [])]:");
                body.deeper(|body| body.put("task.cancel()"));
            });
        }
    }
}

/// Whether tasks of other processes may end those of this one.
fn is_ended_by_others(join: Python, way: Way) -> bool {
    way.is_apart() && matches!(join, Python::Group | Python::First)
}

/// Writes how tasks that end are counted, and what an end means to the others.
fn count_down(body: &mut Body, join: Python, way: Way) {
    let is_gather = join == Python::Gather;
    body.put(if is_gather { "left, has_heard = len(tasks), False" } else { "left = len(tasks)" });
    body.put("");
    body.put("def ended(task):");
    body.deeper(|body| {
        body.put(if is_gather { "nonlocal left, has_heard" } else { "nonlocal left" });
        body.put("left -= 1");
        let end_others = |body: &mut Body| if way.is_apart() { body.put("stop.set()") } else { cancel_all(body) };
        match join {
            Python::Gather => {
                body.put("if not has_heard and ending(task) in ('failed', 'timed out'):");
                body.deeper(|body| {
                    body.put("has_heard = True");
                    body.put("print('Main hears of the first failure at once:', task.exception())  # the others go on");
                });
            }
            Python::Group => {
                body.put("if ending(task) in ('failed', 'timed out'):");
                body.deeper(end_others);
            }
            Python::First => end_others(body),
            Python::Collect | Python::Completed => {}
        }
        body.put("if left == 0:");
        body.deeper(|body| body.put("loop.stop()"));
    });
    if is_ended_by_others(join, way) {
        body.put("");
        body.put("def watch():");
        body.deeper(|body| {
            body.put("\"\"\"What ends one process's tasks ends those of all.\"\"\"");
            body.put("if not stop.is_set():");
            body.deeper(|body| body.put("return loop.call_later(0.01, watch)"));
            cancel_all(body);
        });
    }
}

fn cancel_all(body: &mut Body) {
    body.put("for other in tasks:");
    body.deeper(|body| body.put("other.cancel()"));
}
