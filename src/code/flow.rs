//! Which values are needed later, and what a workload has in it.

use super::words::differs;
use crate::step::{Python, Takes};
use crate::workload::tree::{Step, preorder};
use crate::workload::{Quantity, Workload, options};

/// Whether steps make use of the value they are given; `is_asked` says whether what the last gives is needed.
pub(super) fn needs(steps: &[Step], is_asked: bool) -> bool {
    let Some((step, rest)) = steps.split_first() else { return is_asked };
    let rest_needs = || needs(rest, is_asked);
    let declaration = step.declaration;
    match declaration.python {
        Python::All | Python::Each => step.parts.iter().any(|part| needs(part, false)),
        Python::First | Python::Try => step.parts.iter().any(|part| needs(part, rest_needs())),
        Python::Repeat | Python::ToThread | Python::WithLock | Python::WithLimit => {
            step.parts.iter().any(|part| needs(part, rest_needs()))
        }
        Python::Put => true,
        Python::Take => false,
        Python::Sleep
        | Python::Block
        | Python::Fail
        | Python::Lock
        | Python::Unlock
        | Python::Barrier
        | Python::Add
        | Python::Read
        | Python::Write => rest_needs(),
        Python::FileWrite | Python::DbPut => !writes_size(step) || rest_needs(),
        Python::Compute("spin") => rest_needs(),
        Python::Compute(_) | Python::Fetch | Python::Crawl | Python::FileRead | Python::DbGet | Python::DbScan => {
            !matches!(declaration.takes, Takes::Nothing | Takes::Any)
        }
    }
}

/// Whether a step that stores says how much, instead of storing what it is given.
pub(super) fn writes_size(step: &Step) -> bool {
    step.arguments.get(1).is_some_and(Option::is_some)
}

/// Whether steps draw by chance, so that copies of them differ.
pub(super) fn draws(steps: &[Step]) -> bool {
    all(steps).iter().any(|step| {
        let values = step.arguments.iter().flatten().map(|argument| &argument.value);
        let is_range = |value: &_| matches!(value, crate::workload::tree::Value::Quantity(Quantity::Range(..)));
        let mut values = values.chain(step.options.iter().map(|option| &option.value));
        values.any(is_range) || is_by_chance(step)
    })
}

/// Whether a step fails by chance.
pub(super) fn is_by_chance(step: &Step) -> bool {
    step.declaration.python == Python::Fail && step.arguments.first().is_some_and(Option::is_some)
}

/// Whether steps differ by the number of their task, or by chance.
pub(super) fn uses_index(steps: &[Step]) -> bool {
    draws(steps)
        || all(steps).iter().any(|step| {
            let values = step.arguments.iter().flatten().map(|argument| &argument.value);
            values.chain(step.options.iter().map(|option| &option.value)).any(differs)
        })
}

/// Whether any step or task has a time limit.
pub(super) fn has_timeouts(workload: &Workload) -> bool {
    let of_step = |step: &&Step| step.option(&options::STEP_TIMEOUT).is_some();
    let in_lines = workload.lines().any(|line| {
        line.options.iter().any(|option| option.declaration.name == options::TASK_TIMEOUT.name)
            || all(&line.steps).iter().any(of_step)
    });
    in_lines || all(workload.then().unwrap_or_default()).iter().any(of_step)
}

/// Every step of a workload, those of `then:` included.
pub(super) fn every_step(workload: &Workload) -> Vec<&Step> {
    let mut found = Vec::new();
    workload.lines().for_each(|line| preorder(&line.steps, &mut found));
    preorder(workload.then().unwrap_or_default(), &mut found);
    found
}

fn all(steps: &[Step]) -> Vec<&Step> {
    let mut found = Vec::new();
    preorder(steps, &mut found);
    found
}
