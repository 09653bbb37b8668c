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

    /// Makes a clock with the epoch of another.
    pub fn since(epoch: f64) -> Self {
        Self { epoch }
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
