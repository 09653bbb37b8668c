//! How cores are shared: processor sharing, in whole nanoseconds.

use std::time::Duration;

use super::nanos;

/// What one core does in a nanosecond that it has to itself.
const CORE: u128 = 1_000_000;

/// So many cores, and the fraction of a nanosecond's work that was shared out to nobody yet.
#[derive(Default)]
pub(super) struct Sharing {
    cores: u128,
    /// So many times as long work takes while all cores work, beyond once.
    slowdown: f64,
    /// In parts of a [`CORE`]'s nanosecond, by so many who share.
    residue: u128,
    among: u128,
}

impl Sharing {
    /// Cores that work as quickly beside each other as alone, or `all_busy` times as slowly while all do.
    pub(super) fn among(cores: usize, all_busy: f64) -> Self {
        Self { cores: cores.max(1) as u128, slowdown: (all_busy - 1.0).max(0.0), residue: 0, among: 0 }
    }

    /// What the cores do in a nanosecond while `runnable` lines of execution compute. What cores share is taken to slow
    /// them in proportion to how many others work.
    fn capacity(&self, runnable: u128) -> u128 {
        let busy = runnable.min(self.cores);
        if self.slowdown == 0.0 || busy < 2 {
            return busy * CORE;
        }
        let others = (busy - 1) as f64 / (self.cores - 1) as f64;
        ((busy * CORE) as f64 / (1.0 + self.slowdown * others)) as u128
    }

    /// How long `work` takes while `runnable` lines of execution compute.
    pub(super) fn time_for(&self, work: Duration, runnable: usize) -> Duration {
        let runnable = runnable as u128;
        let capacity = self.capacity(runnable);
        if capacity == runnable * CORE {
            return work;
        }
        let residue = if runnable == self.among { self.residue } else { 0 };
        let needed = (u128::from(nanos(work)) * runnable * CORE).saturating_sub(residue);
        Duration::from_nanos(u64::try_from(needed.div_ceil(capacity)).unwrap_or(u64::MAX))
    }

    /// Lets time pass; returns how much work each of `runnable` gets done.
    pub(super) fn pass(&mut self, time: Duration, runnable: usize) -> Duration {
        let runnable = runnable as u128;
        if self.among != runnable {
            (self.among, self.residue) = (runnable, 0);
        }
        let (capacity, whole) = (self.capacity(runnable), runnable * CORE);
        if capacity == whole {
            return time;
        }
        let all = u128::from(nanos(time)) * capacity + self.residue;
        self.residue = all % whole;
        Duration::from_nanos(u64::try_from(all / whole).unwrap_or(u64::MAX))
    }
}
