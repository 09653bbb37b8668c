//! How much there is to simulate, and whether that is too much.

use crate::{
    step::{Action, Group, Value},
    workload::{TaskStep, Workload},
};

/// So many steps are simulated for one model: a few tens of milliseconds.
const STEPS: u64 = 8_000;

/// The most steps that are simulated for one model where tasks cannot be left out: a second or two.
pub(crate) const MOST_STEPS: u64 = 200_000;

/// How much work a workload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    tasks: u64,
    steps: u64,
}

/// Counts tasks, and steps as often as they are done, by the first task of each line and the first result.
pub(crate) fn size(workload: &Workload, seed: u64) -> Size {
    let steps = workload.lines().zip(workload.first_tasks(seed)).map(|(line, task)| {
        // A task is work even if its steps are none.
        line.task_count().saturating_mul(1 + done(&task.steps))
    });
    let tasks = workload.task_count();
    let then = tasks.saturating_mul(done(&workload.consumer(seed, 0)));
    Size { tasks, steps: steps.fold(then, u64::saturating_add) }
}

fn done(steps: &[TaskStep]) -> u64 {
    let one = |step: &TaskStep| {
        let parts = step.parts.iter().map(|part| done(&part.copy(0))).fold(0, u64::saturating_add);
        1 + parts.saturating_mul(copies(step))
    };
    steps.iter().map(one).fold(0, u64::saturating_add)
}

fn copies(step: &TaskStep) -> u64 {
    if step.declaration.group != Group::Combine {
        return 1;
    }
    match step.begin(&Value::Nothing) {
        Action::Each { copies } | Action::Repeat { copies } => copies,
        _ => 1,
    }
}

impl Size {
    /// Returns how many steps are done in all tasks.
    pub(crate) fn steps(self) -> u64 {
        self.steps
    }

    /// Returns how many tasks two samples are to have, where all are too many; the second has twice those of the first.
    ///
    /// `workers` take tasks in turn: the samples are whole rounds of that, if they are long enough.
    pub(super) fn samples(self, workers: u64) -> Option<(u64, u64)> {
        if self.steps <= STEPS {
            return None;
        }
        let each = self.steps.div_ceil(self.tasks.max(1));
        let less = (STEPS / 3 / each).max(1);
        let less = if less > workers { less - less % workers.max(1) } else { less };
        (2 * less < self.tasks).then_some((less, 2 * less))
    }

    /// Returns how many steps are simulated for one model, in samples or in all tasks.
    pub(super) fn simulated(self, workers: u64) -> u64 {
        let each = self.steps.div_ceil(self.tasks.max(1));
        self.samples(workers).map_or(self.steps, |(less, more)| each.saturating_mul(less + more))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::parse;

    fn size_of(text: &str) -> Size {
        size(&parse(text).expect("valid"), 0)
    }

    #[test]
    fn steps_count_as_often_as_they_are_done() {
        assert_eq!(size_of("10 x a: sleep 1s -> sleep 1s"), Size { tasks: 10, steps: 30 });
        assert_eq!(size_of("2 x a: repeat 100 ( sleep 1s -> fail )\nb: fail"), Size { tasks: 3, steps: 406 });
        let text = "run: join completed\n10 x a: sleep 1s\nthen: sleep 1s -> fail";
        assert_eq!(size_of(text), Size { tasks: 10, steps: 40 });
    }

    #[test]
    fn only_what_is_too_much_is_sampled_in_whole_rounds() {
        assert_eq!(size_of("1000 x a: sleep 1s").samples(4), None);
        let (less, more) = size_of("1M x a: sleep 1s").samples(7).expect("too many");
        assert!(less % 7 == 0 && more == 2 * less && more * 2 <= STEPS);
        // One task cannot be divided.
        assert_eq!(size_of("a: repeat 1M ( sleep 1s )").samples(4), None);
    }

    #[test]
    fn what_one_task_repeats_can_be_too_much() {
        assert!(size_of("1M x a: sleep 1s -> sleep 1s").simulated(64) <= STEPS);
        assert!(size_of("a: repeat 100k ( sleep 1s )").simulated(4) <= MOST_STEPS);
        assert!(size_of("9 x a: repeat 1M ( repeat 1M ( sleep 1s ) )").simulated(4) > MOST_STEPS);
    }
}
