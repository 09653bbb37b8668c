//! The only surface towards JavaScript.
//!
//! The same module plays two roles, each in a worker of its own: an
//! [`Engine`] runs workloads; the desk's functions answer questions about
//! texts and results, with a memory of their own, while an engine is busy or dead.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

mod clock;
mod desk;
mod engine;
mod error;
mod host;

pub use clock::BrowserClock;
pub use desk::{admit, check, compare, describe, fit_scale, plan_scale, predict, salvage, simulate, times, verdict};
pub use engine::Engine;
#[cfg(target_feature = "atomics")]
pub use wasm_bindgen_rayon::init_thread_pool;

/// Makes a JavaScript object.
fn object(entries: &[(&str, JsValue)]) -> Result<JsValue, JsValue> {
    let object = Object::new();
    for (key, value) in entries {
        Reflect::set(&object, &JsValue::from_str(key), value)?;
    }
    Ok(object.into())
}
