//! Tasks did not end well.

use super::{Found, Lint, case::counted};

pub(super) static LINT: Lint = Lint {
    id: "not-done",
    look: |case| {
        let run = case.runs.iter().max_by_key(|run| run.counts.failed + run.counts.timed_out)?;
        let (failed, timed_out) = (run.counts.failed, run.counts.timed_out);
        if failed + timed_out == 0 {
            return None;
        }
        let how = match (failed, timed_out) {
            (_, 0) => "failed",
            (0, _) => "ran out of their time",
            _ => "failed or ran out of their time",
        };
        Some(Found {
            sentence: format!(
                "Under {} {} of {} {how}, so its time is that of less work.",
                run.name(),
                failed + timed_out,
                counted(run.tasks(), "task")
            ),
            evidence: vec![("failed", failed as f64), ("timedOut", timed_out as f64), ("tasks", run.tasks() as f64)],
        })
    },
};
