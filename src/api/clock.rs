//! The browser's clock.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use wasm_bindgen::prelude::*;

use crate::runtime::{Clock, Time};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;

    #[wasm_bindgen(thread_local_v2, js_namespace = performance, js_name = timeOrigin)]
    static TIME_ORIGIN: f64;
}

/// Milliseconds since 1970 on this thread; each worker has an origin of its own.
pub(super) fn epoch_millis() -> f64 {
    TIME_ORIGIN.with(|origin| origin + performance_now())
}

/// A worker is at work so soon after it was asked for, or its engine is lost; ms.
const LONGEST_START: f64 = 30_000.0;

/// Tells the time since an epoch that all threads of an engine share.
#[derive(Clone)]
pub struct BrowserClock {
    epoch: f64,
    /// By how many nanoseconds it has caught up.
    ahead: Arc<AtomicU64>,
}

impl BrowserClock {
    /// Makes a clock whose epoch is now.
    #[expect(clippy::new_without_default, reason = "two of them differ")]
    pub fn new() -> Self {
        Self { epoch: epoch_millis(), ahead: Arc::default() }
    }

    /// Makes a clock with the epoch of another, which told `asked` a moment ago; both in milliseconds since 1970.
    ///
    /// A worker's origin is what the wall clock said when the worker was made. Where somebody has put the clock since the
    /// other's origin, the two would disagree for good: this one goes on from `asked` then, which leaves it behind by what
    /// its worker took to start, until it catches up.
    pub(super) fn since(epoch: f64, asked: f64) -> Self {
        let passed = epoch_millis() - asked;
        let skew = if (0.0..LONGEST_START).contains(&passed) { 0.0 } else { passed };
        Self { epoch: epoch + skew, ahead: Arc::default() }
    }

    /// The epoch, in milliseconds since 1970.
    pub fn epoch(&self) -> f64 {
        self.epoch
    }
}

impl Clock for BrowserClock {
    fn now(&self) -> Time {
        Time::from_millis(epoch_millis() - self.epoch) + Duration::from_nanos(self.ahead.load(Ordering::Relaxed))
    }

    fn catch_up(&self, time: Time) {
        let behind = time.since(self.now());
        self.ahead.fetch_add(u64::try_from(behind.as_nanos()).unwrap_or(0), Ordering::Relaxed);
    }
}
