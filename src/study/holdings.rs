//! What a task holds while it does each of its steps, and what each step asks for: known from the text alone.

use crate::step::{Action, Group, Name, Value};
use crate::workload::{TaskStep, Workload};

/// What a step asks other tasks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// A lock.
    Lock(Name),
    /// A permit of a limit.
    Permit(Name),
    /// Room in a queue, or a value out of it.
    Queue(Name),
    /// That others come to a barrier, too.
    Barrier(Name),
}

impl Asked {
    /// Returns what is asked for, as a sentence names it.
    pub(super) fn name(&self) -> String {
        match self {
            Asked::Lock(name) => format!("lock {name}"),
            Asked::Permit(name) => format!("a permit of {name}"),
            Asked::Queue(name) => format!("queue {name}"),
            Asked::Barrier(name) => format!("barrier {name}"),
        }
    }
}

/// What is known of one step of a line.
#[derive(Clone, Debug, Default)]
pub(super) struct StepFacts {
    /// What its task holds while it does it.
    pub(super) held: Vec<Asked>,
    /// What it asks for.
    pub(super) asks: Option<Asked>,
}

/// Lists the facts of each line's steps, by their numbers.
pub(super) fn facts(workload: &Workload) -> Vec<Vec<StepFacts>> {
    let of = |steps: Vec<TaskStep>| {
        let mut facts = Vec::new();
        walk(&steps, &mut Vec::new(), &mut facts);
        facts
    };
    workload.first_tasks(0).map(|task| of(task.steps)).collect()
}

/// Goes through steps in their order; `held` is what is held before them, and then what is after them.
fn walk(steps: &[TaskStep], held: &mut Vec<Asked>, facts: &mut Vec<StepFacts>) {
    for step in steps {
        let action =
            matches!(step.declaration.group, Group::Combine | Group::Synchronise).then(|| step.begin(&Value::Nothing));
        let asks = match &action {
            Some(Action::Lock(name) | Action::WithLock(name)) => Some(Asked::Lock(name.clone())),
            Some(Action::WithLimit { name, .. }) => Some(Asked::Permit(name.clone())),
            Some(Action::Put { queue } | Action::Take { queue }) => Some(Asked::Queue(queue.clone())),
            Some(Action::Barrier { name, .. }) => Some(Asked::Barrier(name.clone())),
            _ => None,
        };
        let number = usize::from(step.number);
        if facts.len() <= number {
            facts.resize(number + 1, StepFacts::default());
        }
        facts[number] = StepFacts { held: held.clone(), asks: asks.clone() };
        for part in &step.parts {
            let mut inside = held.clone();
            if matches!(action, Some(Action::WithLock(_) | Action::WithLimit { .. })) {
                inside.extend(asks.clone());
            }
            walk(&part.copy(0), &mut inside, facts);
        }
        match action {
            Some(Action::Lock(name)) => held.push(Asked::Lock(name)),
            Some(Action::Unlock(name)) => held.retain(|each| *each != Asked::Lock(name.clone())),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::parse;

    #[test]
    fn a_lock_is_held_from_the_step_after_it_to_the_one_that_gives_it_back() {
        let text =
            "t: lock A -> with limit DB 2 ( sleep 1s ) -> unlock A -> all( with lock B ( fail ), take Q )\np: put Q";
        let facts = &facts(&parse(text).expect("valid"))[0];
        let held: Vec<Vec<String>> = facts.iter().map(|step| step.held.iter().map(Asked::name).collect()).collect();
        let expected: [&[&str]; 8] =
            [&[], &["lock A"], &["lock A", "a permit of DB"], &["lock A"], &[], &[], &["lock B"], &[]];
        assert_eq!(held, expected);
        let asks: Vec<_> = facts.iter().map(|step| step.asks.as_ref().map(Asked::name).unwrap_or_default()).collect();
        assert_eq!(asks, ["lock A", "a permit of DB", "", "", "", "lock B", "", "queue Q"]);
    }
}
