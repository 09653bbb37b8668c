//! From the event loop to a thread of the pool and back.

use std::sync::Arc;

use concurrency_playground::thread::Workers;
use concurrency_playground::trace::Arena;
use futures_channel::oneshot;
use wasm_bindgen::prelude::*;

use crate::{Measured, Watch, the_loop};

/// Sends `count` empty jobs to one worker of the pool, each when the one before is back; the sum is what they return.
#[wasm_bindgen(js_name = benchDispatch)]
pub async fn dispatch(count: u32) -> Result<Measured, JsValue> {
    let event_loop = the_loop()?;
    let main = async move {
        let arena = Arc::new(Arena::new(1, 1, 1));
        // SAFETY: the arena is new.
        let workers = unsafe { Workers::start(1, &arena) };
        let round_trip = async |number: u32| {
            let (sender, receiver) = oneshot::channel();
            // The receiver is awaited until this.
            workers.submit(Box::new(move |_| {
                let _ = sender.send(number);
            }));
            receiver.await.map_or(0.0, f64::from)
        };
        // The worker is at its queue then.
        round_trip(0).await;
        let watch = Watch::start();
        let mut sum = 0.0;
        for number in 0..count {
            sum += round_trip(number).await;
        }
        let measured = watch.stop(sum);
        workers.close().await;
        measured
    };
    Ok(event_loop.spawn(main).await)
}
