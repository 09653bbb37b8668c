//! How cores are shared: processor sharing, in whole nanoseconds.

use std::time::Duration;

use super::nanos;

/// So many cores, and the fraction of a nanosecond's work that was shared out to nobody yet.
#[derive(Default)]
pub(super) struct Sharing {
    cores: u128,
    /// In nanoseconds of one core, by so many who share.
    residue: u128,
    among: u128,
}

impl Sharing {
    pub(super) fn among(cores: usize) -> Self {
        Self { cores: cores.max(1) as u128, residue: 0, among: 0 }
    }

    /// How long `work` takes while `runnable` lines of execution compute.
    pub(super) fn time_for(&self, work: Duration, runnable: usize) -> Duration {
        let runnable = runnable as u128;
        if runnable <= self.cores {
            return work;
        }
        let residue = if runnable == self.among { self.residue } else { 0 };
        let needed = (u128::from(nanos(work)) * runnable).saturating_sub(residue);
        Duration::from_nanos(u64::try_from(needed.div_ceil(self.cores)).unwrap_or(u64::MAX))
    }

    /// Lets time pass; returns how much work each of `runnable` gets done.
    pub(super) fn pass(&mut self, time: Duration, runnable: usize) -> Duration {
        let runnable = runnable as u128;
        if self.among != runnable {
            (self.among, self.residue) = (runnable, 0);
        }
        if runnable <= self.cores {
            return time;
        }
        let all = u128::from(nanos(time)) * self.cores + self.residue;
        self.residue = all % runnable;
        Duration::from_nanos(u64::try_from(all / runnable).unwrap_or(u64::MAX))
    }
}
