//! One measurement.

use std::fmt;
use std::time::Instant;

/// What a measurement came to.
pub struct Measured {
    /// What it took, in milliseconds.
    pub ms: f64,
    /// What it came to.
    pub sum: f64,
    /// By how much the process grew.
    pub bytes: usize,
}

/// Measures from now on.
pub struct Watch {
    since: Instant,
    bytes: usize,
}

impl Watch {
    /// Starts.
    pub fn start() -> Self {
        Self { bytes: resident(), since: Instant::now() }
    }

    /// Stops; `sum` is what the work came to.
    pub fn stop(self, sum: u64) -> Measured {
        let ms = self.since.elapsed().as_secs_f64() * 1e3;
        Measured { ms, sum: sum as f64, bytes: resident().saturating_sub(self.bytes) }
    }
}

/// Bytes of this process that are in memory.
fn resident() -> usize {
    memory_stats::memory_stats().map_or(0, |stats| stats.physical_mem)
}

impl fmt::Display for Measured {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, r#"{{"ms":{},"sum":{},"bytes":{}}}"#, self.ms, self.sum, self.bytes)
    }
}
