//! What tasks share: locks, limits, queues, barriers and counters.

use std::collections::{BTreeMap, BTreeSet};

use super::Way;
use super::body::name_of;
use super::flow::every_step;
use super::words::{Uses, quoted, shared_name};
use crate::model::Tasks;
use crate::step::Python;
use crate::workload::Workload;
use crate::workload::tree::{Step, Value};

/// What the tasks of a workload share, as variables and what they are made of.
pub(super) struct Shared {
    /// Each variable, and the expression that makes it; those of counters are apart.
    pub(super) variables: Vec<(String, String)>,
    /// The counters, by their names.
    pub(super) counters: BTreeSet<String>,
    /// Counters with how they are added to, as functions.
    pub(super) adders: BTreeSet<(String, &'static str)>,
    /// Whether locks that were taken and not given back are given back in the end.
    pub(super) forgets_locks: bool,
    /// Whether locks are those that find circles.
    pub(super) finds_circles: bool,
}

impl Shared {
    pub(super) fn of(workload: &Workload, way: Way, uses: &mut Uses) -> Shared {
        let steps = every_step(workload);
        let is_bare = steps.iter().any(|step| step.declaration.python == Python::Lock);
        let nests = workload.lines().any(|line| nests_locks(&line.steps, false));
        let has_locks = steps.iter().any(|step| matches!(step.declaration.python, Python::WithLock | Python::Unlock));
        // In callbacks there is no lock of Python's own to be had.
        let finds_circles = !way.is_apart() && (is_bare || nests || (has_locks && way.has_callbacks()));
        let mut shared = Shared {
            variables: Vec::new(),
            counters: BTreeSet::new(),
            adders: BTreeSet::new(),
            forgets_locks: finds_circles && is_bare,
            finds_circles,
        };
        let module = match way.tasks {
            Tasks::OnLoop => "asyncio",
            Tasks::InTurn | Tasks::OnThreads => "threading",
            Tasks::OnLoops | Tasks::InProcesses => "multiprocessing",
        };
        let bounds: BTreeMap<String, Option<usize>> =
            workload.run_options().queues.into_iter().map(|(name, bound)| (name.to_string(), bound)).collect();
        // Of what asyncio has, everything that waits is a coroutine.
        let own = way.has_callbacks() && !way.is_apart();
        for step in steps {
            let name = name_of(step);
            let (sort, made) = match step.declaration.python {
                Python::WithLock | Python::Lock | Python::Unlock if finds_circles => {
                    ("lock", format!("Lock({})", quoted(&name)))
                }
                Python::WithLock | Python::Lock | Python::Unlock => ("lock", format!("{module}.Lock()")),
                Python::WithLimit if own => ("limit", format!("Permits({})", count(step))),
                Python::WithLimit => ("limit", format!("{module}.Semaphore({})", count(step))),
                Python::Barrier if own => ("barrier", format!("Barrier({})", count(step))),
                Python::Barrier => ("barrier", format!("{module}.Barrier({})", count(step))),
                Python::Put | Python::Take => {
                    let bound = bounds.get(&name).copied().flatten().map(|bound| bound.to_string()).unwrap_or_default();
                    let module = match module {
                        _ if own => "",
                        "threading" => "queue.",
                        "multiprocessing" => "multiprocessing.Manager().",
                        _ => "asyncio.",
                    };
                    ("queue", format!("{module}Queue({bound})"))
                }
                Python::Add => {
                    let how = match step.arguments.get(2).and_then(Option::as_ref).map(|argument| &argument.value) {
                        Some(Value::Choice(how)) => how,
                        _ => "racy",
                    };
                    shared.adders.insert((name.clone(), how));
                    shared.counters.insert(name);
                    continue;
                }
                Python::Read | Python::Write => {
                    shared.counters.insert(name);
                    continue;
                }
                _ => continue,
            };
            if let Some(helper) = OWN.iter().find_map(|(class, helper)| made.starts_with(class).then_some(helper)) {
                uses.helper(helper);
            } else if made.starts_with("queue.") {
                uses.import("import queue");
            } else {
                uses.import(match module {
                    "asyncio" => "import asyncio",
                    "threading" => "import threading",
                    _ => "import multiprocessing",
                });
            }
            let variable = shared_name(sort, &name);
            if shared.variables.iter().all(|(known, _)| *known != variable) {
                // A manager is ended with the last that knows it.
                if made.starts_with("multiprocessing.Manager()") {
                    if shared.variables.iter().all(|(known, _)| known != "manager") {
                        shared.variables.push(("manager".to_owned(), "multiprocessing.Manager()".to_owned()));
                    }
                    shared.variables.push((variable, made.replace("multiprocessing.Manager()", "manager")));
                } else {
                    shared.variables.push((variable, made));
                }
            }
        }
        shared
    }

    /// The variables of locks, as items of a list.
    pub(super) fn locks(&self) -> String {
        let names = self.variables.iter().map(|(name, _)| name.as_str());
        names.filter(|name| name.starts_with("lock_")).collect::<Vec<_>>().join(", ")
    }
}

/// What is not Python's own, by how it is made, with the helper that has it.
const OWN: [(&str, &str); 4] =
    [("Lock(", "lock"), ("Permits(", "permits"), ("Barrier(", "barrier"), ("Queue(", "queue")];

/// Writes the function that adds to a counter.
pub(super) fn adder(name: &str, how: &str, uses: &mut Uses) -> Vec<String> {
    let function = format!("{}_{how}", shared_name("add", name));
    let (counter, guard) = (quoted(name), shared_name("guard", name));
    if how == "racy" {
        return vec![
            format!("def {function}(times):"),
            "    for _ in range(times):".to_owned(),
            format!(
                "        counters[{counter}] += 1  # reads, adds and writes: between these, another thread may write"
            ),
        ];
    }
    uses.import("import threading");
    let mut lines = vec![format!("{guard}_{how} = threading.Lock()"), String::new(), String::new()];
    lines.push(format!("def {function}(times):"));
    if how == "atomic" {
        lines.push("    # Python has no numbers that are added to in one operation: it takes a lock.".to_owned());
    }
    lines.extend([
        "    for _ in range(times):".to_owned(),
        format!("        with {guard}_{how}:"),
        format!("            counters[{counter}] += 1"),
    ]);
    lines
}

fn count(step: &Step) -> u64 {
    match step.arguments.get(1).and_then(Option::as_ref).map(|argument| &argument.value) {
        Some(Value::Quantity(crate::workload::Quantity::Fixed(count))) => *count,
        _ => 1,
    }
}

/// Whether a lock is asked for by who may hold one.
fn nests_locks(steps: &[Step], holds: bool) -> bool {
    steps.iter().any(|step| {
        let is_lock = step.declaration.python == Python::WithLock;
        (is_lock && holds) || step.parts.iter().any(|part| nests_locks(part, holds || is_lock))
    })
}
