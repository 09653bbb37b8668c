//! Processes take as long to start as what they are started for.

use super::{Found, Lint, case::told};

/// Start-up, as a part of the run's time, from which on it is worth a word.
const MUCH: f64 = 0.3;

pub(super) static LINT: Lint = Lint {
    id: "start-up-dominates",
    look: |case| {
        let started = case.runs.iter().filter_map(|run| Some((run, run.start_up_ms?)));
        let (run, start_up) = started.max_by(|a, b| a.1.total_cmp(&b.1))?;
        if start_up < MUCH * run.wall_ms {
            return None;
        }
        Some(Found {
            sentence: format!(
                "Under {} the processes took {} to start, of {} in all: they pay for themselves where there is more to do.",
                run.name(),
                told(start_up),
                told(run.wall_ms)
            ),
            evidence: vec![("startUpMs", start_up), ("wallMs", run.wall_ms)],
        })
    },
};
