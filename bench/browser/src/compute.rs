//! Computing, on one thread and over the pool.

use futures_channel::oneshot;
use wasm_bindgen::prelude::*;

use crate::kernel::{finish, prepare, prepare_divided, sum};
use crate::{Measured, Watch};

/// Computes a step on this thread.
#[wasm_bindgen(js_name = benchKernel)]
pub fn kernel(step: &str, bytes: u32) -> Result<Measured, JsValue> {
    let kernel = prepare(step, bytes).ok_or("this is no computing step")?;
    let watch = Watch::start();
    let value = finish(kernel);
    let measured = watch.stop(0.0);
    Ok(Measured { sum: sum(&value), ..measured })
}

/// Computes a step on all threads of the pool.
#[wasm_bindgen(js_name = benchDivided)]
pub async fn divided(step: &str, bytes: u32) -> Result<Measured, JsValue> {
    let work = prepare_divided(step, bytes).ok_or("this step cannot be divided")?;
    let (sender, receiver) = oneshot::channel();
    let watch = Watch::start();
    rayon::spawn(move || {
        // The receiver is awaited until this.
        let _ = sender.send(work());
    });
    let value = receiver.await.map_err(|_| "the pool is gone")?;
    let measured = watch.stop(0.0);
    Ok(Measured { sum: sum(&value), ..measured })
}
