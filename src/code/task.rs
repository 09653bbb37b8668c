//! The function of a line's tasks: its steps, and what stands around them.

use super::Line;
use super::body::Body;
use super::flow::{every_step, needs, uses_index};
use super::listing::File;
use super::main::Tasked;
use super::shared::Shared;
use super::words::{Uses, differs, seconds};
use crate::join;
use crate::model::Tasks;
use crate::step::Python;
use crate::workload::tree::{Line as TaskLine, Step, Value, preorder};
use crate::workload::{Parameter, Quantity, options};

impl File<'_> {
    /// Names a line of tasks, and says how they differ.
    pub(super) fn tasked<'w>(&self, line: &'w TaskLine, function: String) -> Tasked<'w> {
        let is_counted = line.count.is_some();
        let amount = |option: &Parameter| {
            line.options.iter().find(|setting| setting.declaration.name == option.name).map(|setting| &setting.value)
        };
        let arrival = match (amount(&options::EVERY), amount(&options::POISSON)) {
            (Some(Value::Quantity(Quantity::Fixed(micros))), _) => {
                Some(if is_counted { format!("{} * (i - 1)", seconds(*micros)) } else { "0".to_owned() })
            }
            (_, Some(_)) => Some(format!("{function}_arrivals[{}]", if is_counted { "i - 1" } else { "0" })),
            _ => None,
        };
        let varies = uses_index(&line.steps) || line.options.iter().any(|setting| differs(&setting.value));
        Tasked { line, function, has_index: is_counted && (varies || arrival.is_some()), arrival }
    }

    /// Writes the function of a line's tasks; `first` tasks come before them.
    pub(super) fn task(&self, task: &Tasked, number: usize, first: u64, shared: &Shared, uses: &mut Uses) -> Vec<Line> {
        let key = match (task.has_index, first) {
            (false, _) => first.to_string(),
            (true, 0) => "i - 1".to_owned(),
            (true, 1) => "i".to_owned(),
            (true, _) => format!("i + {}", first - 1),
        };
        let way = self.way;
        let mut body = Body::new(uses, way, Some(number), task.has_index, key);
        let index = if task.has_index { "i" } else { "" };
        if way.has_callbacks() {
            let index = if task.has_index { ", i" } else { "" };
            body.put(&format!("def {}(task{index}):", task.function));
            body.deeper(|body| self.in_callbacks(body, task, shared));
            return body.lines;
        }
        body.put(&format!("{}def {}({index}):", if way.is_async() { "async " } else { "" }, task.function));
        body.deeper(|body| {
            if way.tasks == Tasks::InProcesses && way.may_end_early {
                body.uses.helper("left.care");
                body.put("left()  # it may have been cancelled before it came to this process");
            }
            if let Some(arrival) = task.arrival.as_ref().filter(|_| way.is_async()) {
                body.uses.helper("arrive");
                body.put(&format!("await arrive({arrival})"));
            }
            let forgets = shared.forgets_locks.then(|| "try".to_owned());
            let limit = self.settings.limit.is_some() && way.is_async();
            let limit = limit.then(|| {
                if way.is_apart() {
                    body.uses.helper("holding.apart");
                    "async with holding(limit)".to_owned()
                } else {
                    "async with limit".to_owned()
                }
            });
            let timeout = time_limit(body, task).map(|limit| body.time_limit(&limit));
            let opening = match (limit, timeout) {
                (Some(limit), Some(timeout)) => Some(format!("{limit}, {}", timeout.trim_start_matches("async with "))),
                (limit, timeout) => limit.or(timeout),
            };
            body.within(forgets, |body| {
                body.within(opening, |body| {
                    let is_asked = self.begin_values(body, task);
                    body.steps(&task.line.steps, 0, is_asked);
                    if is_asked {
                        body.put("return value");
                    }
                });
            });
            if shared.forgets_locks {
                body.put("finally:");
                let me = if way.is_async() { "asyncio.current_task(), " } else { "" };
                body.deeper(|body| body.put(&format!("Lock.release_forgotten({me}[{}])", shared.locks())));
            }
        });
        body.lines
    }

    /// Writes what a task does where callbacks take the place of `await`.
    fn in_callbacks(&self, body: &mut Body, task: &Tasked, shared: &Shared) {
        if shared.forgets_locks {
            body.put(&format!("task.add_done_callback(lambda _: Lock.release_forgotten(task, [{}]))", shared.locks()));
        }
        let arrival = task.arrival.as_deref();
        let limit = time_limit(body, task);
        if arrival.is_none() && limit.is_none() && self.settings.limit.is_none() {
            let is_asked = self.begin_values(body, task);
            return body.callbacks(&task.line.steps, 0, is_asked);
        }
        // What stands around the steps has them as a function, which it calls when it is time.
        body.put("def work(task):");
        body.deeper(|body| {
            let is_asked = self.begin_values(body, task);
            body.callbacks(&task.line.steps, 0, is_asked);
        });
        body.put("");
        let mut future = "task.part(work)".to_owned();
        if let Some(seconds) = limit {
            future = body.limited_to(&seconds, &future);
        }
        if self.settings.limit.is_some() {
            if !self.way.is_apart() {
                body.uses.helper("permits");
            }
            future = body.held("limit", "limit.acquire()", &future);
        }
        let mut written = format!("task.when({future}, task.end)");
        if let Some(arrival) = arrival {
            body.uses.helper("arrive");
            written = format!("task.when(arrive({arrival}), lambda _: {written})");
        }
        body.put(&written);
    }

    /// Writes what is done with each result, in finishing order, if anything is; says whether it asks for its number.
    pub(super) fn then(&self, uses: &mut Uses) -> Option<Vec<Line>> {
        let then = self.workload.then().filter(|_| self.settings.join.python == join::Python::Completed)?;
        let has_index = uses_index(then);
        let way = self.way;
        let mut body = Body::new(uses, way, None, has_index, "2**64 - 1, i - 1".to_owned());
        let index = if has_index { ", i" } else { "" };
        if way.has_callbacks() {
            body.put(&format!("def then(task, value{index}):"));
        } else {
            body.put(&format!("{}def then(value{index}):", if way.is_async() { "async " } else { "" }));
        }
        body.deeper(|body| {
            begin_found(body, &every_step(self.workload));
            if way.has_callbacks() {
                body.callbacks(then, 0, false);
            } else {
                body.steps(then, 0, false);
            }
        });
        Some(body.lines)
    }

    /// Makes room for the values of a task's steps; says whether what they come to is needed.
    fn begin_values(&self, body: &mut Body, task: &Tasked) -> bool {
        let is_asked = self.settings.join.python == join::Python::Completed
            && self.workload.then().is_some_and(|then| needs(then, false));
        let mut steps = Vec::new();
        preorder(&task.line.steps, &mut steps);
        begin_found(body, &steps);
        if needs(&task.line.steps, is_asked) {
            body.put("value = None");
        }
        is_asked
    }
}

/// The time that a task may take, if that is limited.
fn time_limit(body: &mut Body, task: &Tasked) -> Option<String> {
    let option = task.line.options.iter().find(|option| option.declaration.name == options::TASK_TIMEOUT.name)?;
    Some(body.value(&option.value, option.declaration, 0))
}

/// Makes room for what was last read of counters.
fn begin_found(body: &mut Body, steps: &[&Step]) {
    if steps.iter().any(|step| matches!(step.declaration.python, Python::Read | Python::Write)) {
        body.put("found = {}");
    }
}
