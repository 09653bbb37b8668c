//! A task waits for one thing after another, which nothing but its own text asks for.

use super::{Bound, Found, Lint, case::told};

/// From so many waits in a row on.
const WAITS: f64 = 3.0;

pub(super) static LINT: Lint = Lint {
    id: "one-after-another",
    look: |case| {
        let (winner, times) = (case.winner()?, case.plainest()?.times.as_ref()?);
        // The longest task by itself is what the run takes.
        if case.bound != Bound::Io || times.longest_task < 0.7 * winner.wall_ms {
            return None;
        }
        let waits = |line: &str| -> f64 {
            let steps = times.steps.iter().filter(|step| step.line == line);
            steps.map(|step| step.waits as f64 / step.tasks.max(1) as f64).sum()
        };
        let name = times.steps.iter().map(|step| &step.line).max_by(|a, b| waits(a).total_cmp(&waits(b)))?;
        let in_a_row = waits(name);
        let overlaps = winner.is(|model| !model.does_parts_in_turn()) && times.longest_task > 1.2 * winner.wall_ms;
        (in_a_row >= WAITS && !overlaps).then(|| Found {
            sentence: format!(
                "Each {name} waits {in_a_row:.0} times, one wait after another, {} in all. What does not need what came before can \
                 be waited for at once: `all( a, b )` or `each n ( … )`.",
                told(times.longest_task)
            ),
            evidence: vec![("waits", in_a_row), ("longestTaskMs", times.longest_task), ("wallMs", winner.wall_ms)],
        })
    },
};
