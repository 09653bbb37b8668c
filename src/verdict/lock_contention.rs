//! Tasks waited long for a lock.

use super::{Found, Lint, case::told};

/// All waits for a lock together, as a part of the run's time, from which on they are worth a word.
const MUCH: f64 = 0.25;

pub(super) static LINT: Lint = Lint {
    id: "lock-contention",
    look: |case| {
        let locks = case.runs.iter().flat_map(|run| run.locks.iter().map(move |lock| (run, lock)));
        let (run, lock) = locks.max_by(|a, b| a.1.total_ms.total_cmp(&b.1.total_ms))?;
        if lock.total_ms < MUCH * run.wall_ms || lock.waits < 2 {
            return None;
        }
        Some(Found {
            sentence: format!(
                "Under {} tasks waited {} in all for lock `{}`, one of them {}: what is done under a lock is done one after \
                 another, whatever the model.",
                run.name(),
                told(lock.total_ms),
                lock.name,
                told(lock.longest_ms)
            ),
            evidence: vec![("waits", lock.waits as f64), ("totalMs", lock.total_ms), ("longestMs", lock.longest_ms)],
        })
    },
};
