//! What the time of a workload goes into.

use serde::Serialize;

use super::RunEvidence;

/// So many times more of the one than of the other makes it what a workload is bound by.
const CLEARLY: f64 = 3.0;

/// What a workload is bound by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bound {
    /// Waits for what is outside.
    Io,
    /// Computing.
    Cpu,
    /// Waits for other tasks' locks.
    Lock,
    /// Some of each.
    Mixed,
    /// Nothing took time, or nobody knows what did.
    Nothing,
}

impl Bound {
    /// Judges by the time of all tasks of one run together.
    pub(super) fn of(run: Option<&RunEvidence>) -> Bound {
        let Some((run, times)) = run.and_then(|run| Some((run, run.times.as_ref()?))) else { return Bound::Nothing };
        let locks: f64 = run.locks.iter().map(|lock| lock.total_ms).sum();
        let (computing, waiting) = (times.computing, times.waiting);
        if locks > computing + waiting {
            Bound::Lock
        } else if computing + waiting <= 0.0 {
            Bound::Nothing
        } else if waiting >= CLEARLY * computing {
            Bound::Io
        } else if computing >= CLEARLY * waiting {
            Bound::Cpu
        } else {
            Bound::Mixed
        }
    }
}
