//! Computing, on one thread and over the pool.

use wasm_bindgen::prelude::*;

use crate::kernel::{finish, prepare, sum};
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
