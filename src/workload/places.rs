//! Every step of every line, and a workload with more tasks, or fewer.

use super::tree::{Content, Line, Step, Workload, preorder};
use crate::step::Declaration;

/// A step, and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct StepPlace<'w> {
    /// Counts the lines of tasks, from 0.
    pub line: usize,
    /// Names the line.
    pub line_name: &'w str,
    /// Says how many tasks the line has.
    pub tasks: u64,
    /// Counts the steps of the line in the order written, those in parts included, from 0.
    pub number: u16,
    /// Says which step it is.
    pub declaration: &'static Declaration,
    step: &'w Step,
}

impl StepPlace<'_> {
    /// Returns the step as it is written.
    pub fn text(&self) -> String {
        self.step.to_string()
    }
}

impl Workload {
    /// Returns every step of every line, in the order written.
    pub fn step_places(&self) -> Vec<StepPlace<'_>> {
        self.lines().enumerate().flat_map(|(number, line)| line.step_places(number)).collect()
    }

    /// Returns whether a step computes, of its lines or of the `then:` row.
    pub fn computes(&self) -> bool {
        let mut steps = Vec::new();
        for row in self.lines().map(|line| line.steps.as_slice()).chain(self.then()) {
            preorder(row, &mut steps);
        }
        steps.iter().any(|step| step.declaration.computes.is_some())
    }

    /// Returns the workload with `tasks` tasks, each line having its share of them, and at least one.
    pub fn with_tasks(&self, tasks: u64) -> Workload {
        let all = self.task_count();
        let mut scaled = self.clone();
        for row in &mut scaled.rows {
            if let Content::Line(line) = &mut row.content {
                let share = u128::from(line.task_count()) * u128::from(tasks);
                let share = (share + u128::from(all) / 2) / u128::from(all.max(1));
                line.count = Some(u64::try_from(share).unwrap_or(u64::MAX).max(1));
            }
        }
        scaled
    }
}

impl Line {
    fn step_places(&self, line: usize) -> Vec<StepPlace<'_>> {
        let mut steps = Vec::new();
        preorder(&self.steps, &mut steps);
        (0..)
            .zip(steps)
            .map(|(number, step)| StepPlace {
                line,
                line_name: &self.name,
                tasks: self.task_count(),
                number,
                declaration: step.declaration,
                step,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::workload::parse;

    #[test]
    fn steps_are_listed_with_those_in_their_parts() {
        let workload = parse("2 x a: sleep 1s -> all( fail, each 2 ( primes 10 ) )\nb: fail").expect("valid");
        let places: Vec<_> =
            workload.step_places().iter().map(|place| (place.line, place.number, place.declaration.word)).collect();
        let expected =
            [(0, 0, "sleep"), (0, 1, "all"), (0, 2, "fail"), (0, 3, "each"), (0, 4, "primes"), (1, 0, "fail")];
        assert_eq!(places, expected);
    }

    #[test]
    fn each_line_has_its_share_of_the_tasks() {
        let counts = |text: &str, tasks| -> Vec<u64> {
            parse(text).expect("valid").with_tasks(tasks).lines().map(|line| line.task_count()).collect()
        };
        assert_eq!(counts("30 x a: fail\n10 x b: fail", 4_000), [3_000, 1_000]);
        assert_eq!(counts("1000 x a: fail\nb: fail", 10), [10, 1]);
        assert_eq!(counts("a: fail", 1_000_000), [1_000_000]);
    }
}
