//! A task writes to a counter only what it has read.

use crate::step::{read, write};
use crate::workload::diagnostic::Problem;
use crate::workload::tree::{Step, Workload, preorder};

/// Reports each `write` that no `read` of its counter precedes in its row.
pub(super) fn written_unread(workload: &Workload) -> Vec<Problem> {
    workload.chains().flat_map(unread).collect()
}

fn unread(steps: &[Step]) -> Vec<Problem> {
    let mut all = Vec::new();
    preorder(steps, &mut all);
    let counter = |step: &Step, word| {
        (step.declaration.word == word).then(|| step.shared().map(|(_, name)| name.clone())).flatten()
    };
    let mut known = Vec::new();
    let mut problems = Vec::new();
    for step in all {
        known.extend(counter(step, read::STEP.word));
        if let Some(name) = counter(step, write::STEP.word).filter(|name| !known.contains(name)) {
            let message =
                format!("`write {name}` writes what the task has read plus one; write `read {name}` before it.");
            problems.push(Problem::new(step.span, message));
        }
    }
    problems
}
