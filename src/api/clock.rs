//! The browser's clock.

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
#[derive(Clone, Copy)]
pub struct BrowserClock {
    epoch: f64,
}

impl BrowserClock {
    /// Makes a clock whose epoch is now.
    #[expect(clippy::new_without_default, reason = "two of them differ")]
    pub fn new() -> Self {
        Self { epoch: epoch_millis() }
    }

    /// Makes a clock with the epoch of another, which told `asked` a moment ago; both in milliseconds since 1970.
    ///
    /// A worker's origin is what the wall clock said when the worker was made. Where somebody has put the clock since the
    /// other's origin, the two would disagree for good: this one goes on from `asked` then.
    pub(super) fn since(epoch: f64, asked: f64) -> Self {
        let passed = epoch_millis() - asked;
        let skew = if (0.0..LONGEST_START).contains(&passed) { 0.0 } else { passed };
        Self { epoch: epoch + skew }
    }

    /// The epoch, in milliseconds since 1970.
    pub fn epoch(&self) -> f64 {
        self.epoch
    }
}

impl Clock for BrowserClock {
    fn now(&self) -> Time {
        Time::from_millis(epoch_millis() - self.epoch)
    }
}
