//! The trace's recorder.

use std::hint::black_box;
use std::sync::Arc;

use concurrency_playground::api::BrowserClock;
use concurrency_playground::runtime::Clock;
use concurrency_playground::trace::{Arena, Kind, Recorder};
use wasm_bindgen::prelude::*;

use crate::{Measured, Watch, performance_now};

/// Records in the ring before it is emptied, as the page does between two looks.
const RECORDS: u32 = 1 << 14;

/// Records `count` spans, each with one look at the clock, which is the next one's beginning; the sum is how many
/// were recorded. Emptying the ring is not timed: the page does that, on another thread.
#[wasm_bindgen(js_name = benchRecord)]
pub fn record(count: u32) -> Measured {
    let arena = Arc::new(Arena::new(RECORDS, 0, 1));
    // SAFETY: the arena is new, and this is its only recorder.
    let recorder = unsafe { Recorder::new(arena.clone(), 0) };
    // As the event loop holds its clock, behind a pointer.
    let clock: Arc<dyn Clock> = black_box(Arc::new(BrowserClock::new()));
    let (mut ms, mut sum) = (0.0, 0.0);
    let mut left = count;
    while left > 0 {
        let batch = left.min(RECORDS);
        let watch = Watch::start();
        let mut since = clock.now();
        for task in 0..batch {
            let now = clock.now();
            recorder.close(task, 0, Kind::Run, since, now);
            since = now;
        }
        ms += watch.stop(0.0).ms;
        // SAFETY: nobody else knows of the arena.
        sum += unsafe { arena.drain(0) }.len() as f64;
        left -= batch;
    }
    Measured { ms, sum }
}

/// The bare look at the clock that any recorder needs, `count` times; the sum is how many gave a time.
#[wasm_bindgen(js_name = benchClock)]
pub fn clock(count: u32) -> Measured {
    let watch = Watch::start();
    let mut sum = 0_u32;
    for _ in 0..count {
        sum += u32::from(black_box(performance_now()) > 0.0);
    }
    watch.stop(f64::from(sum))
}
