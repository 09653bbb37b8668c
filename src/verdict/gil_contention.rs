//! Threads that wanted to compute waited for the global interpreter lock.

use super::{Found, Lint, case::told};
use crate::model::Model;

/// Waits for the lock, as a part of the time spent computing, from which on they are worth a word.
const MUCH: f64 = 0.2;

pub(super) static LINT: Lint = Lint {
    id: "gil-contention",
    look: |case| {
        let with_gil = case.runs.iter().filter(|run| run.is(Model::has_gil));
        let times = with_gil.filter_map(|run| Some((run, run.times.as_ref()?)));
        let (run, times) = times.max_by(|a, b| a.1.gil.total_cmp(&b.1.gil))?;
        if times.gil <= MUCH * times.computing {
            return None;
        }
        Some(Found {
            sentence: format!(
                "Under {} threads computed for {} in all and waited {} for the GIL: one of them computes at a time, however many \
                 there are.",
                run.name(),
                told(times.computing),
                told(times.gil)
            ),
            evidence: vec![("gilMs", times.gil), ("computingMs", times.computing)],
        })
    },
};
