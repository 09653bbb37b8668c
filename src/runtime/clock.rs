//! Points in time, and who tells them.

use std::{
    ops::Add,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use serde::{Deserialize, Serialize};

/// A point in time: nanoseconds since its clock's epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Time(u64);

impl Time {
    /// The point `millis` milliseconds after the epoch; before the epoch counts as the epoch.
    pub fn from_millis(millis: f64) -> Self {
        Self((millis * 1e6) as u64)
    }

    /// Milliseconds since the epoch.
    pub fn as_millis(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// The time from `earlier` to here; zero if `earlier` is later.
    pub fn since(self, earlier: Time) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Duration> for Time {
    type Output = Time;

    fn add(self, duration: Duration) -> Time {
        Time(self.0.saturating_add(u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)))
    }
}

/// Tells the time, on any thread, from the same epoch on all of them.
pub trait Clock: Send + Sync {
    /// The time now; never earlier than what it told before on this thread.
    fn now(&self) -> Time;

    /// Goes on from `time` where it is behind that: a message came that was sent then, by another clock.
    ///
    /// What others share is never behind, so clocks do nothing unless they say otherwise.
    fn catch_up(&self, _time: Time) {}
}

/// A clock that stands still until it is moved.
#[derive(Default)]
pub struct VirtualClock(AtomicU64);

impl VirtualClock {
    /// Moves the clock forward to `time`; it never goes back.
    pub fn advance_to(&self, time: Time) {
        self.0.fetch_max(time.0, Ordering::Relaxed);
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Time {
        Time(self.0.load(Ordering::Relaxed))
    }
}
