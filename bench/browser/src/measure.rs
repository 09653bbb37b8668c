//! One measurement, and the loop that measurements of tasks are done on.

use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;

use concurrency_playground::api::{BrowserClock, start_event_loop};
use concurrency_playground::runtime::EventLoop;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub fn performance_now() -> f64;
}

/// One measurement.
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub struct Measured {
    /// What it took, in milliseconds.
    pub ms: f64,
    /// What it came to.
    pub sum: f64,
}

/// Measures from now on.
pub struct Watch(f64);

impl Watch {
    /// Starts.
    pub fn start() -> Self {
        Self(performance_now())
    }

    /// Stops; `sum` is what the work came to.
    pub fn stop(self, sum: f64) -> Measured {
        Measured { ms: performance_now() - self.0, sum }
    }
}

thread_local! {
    static LOOP: OnceCell<Rc<EventLoop>> = const { OnceCell::new() };
}

/// Starts this worker's event loop, with the browser as its host.
#[wasm_bindgen(js_name = benchStart)]
pub fn start() -> Result<(), JsValue> {
    let event_loop = start_event_loop(Arc::new(BrowserClock::new()))?;
    LOOP.with(|cell| cell.set(event_loop)).map_err(|_| JsValue::from_str("this worker has its loop already"))
}

/// This worker's loop.
pub fn the_loop() -> Result<Rc<EventLoop>, JsValue> {
    LOOP.with(|cell| cell.get().cloned()).ok_or_else(|| JsValue::from_str("benchStart comes first"))
}
