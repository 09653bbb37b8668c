//! The only surface towards JavaScript.
//!
//! The same module plays three roles, each in a worker of its own: an
//! [`Engine`] runs workloads; a [`Process`] does for an engine what is done in processes;
//! the desk's functions answer questions about texts and results, while an engine is busy
//! or dead. Desk and processes have a memory of their own.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

mod clock;
mod columns;
mod desk;
mod engine;
mod error;
mod heap;
mod host;
mod line;
mod memory;
mod process;
mod study;

pub use clock::BrowserClock;
pub use columns::Columns;
pub use desk::{
    admit, check, compare, complete, describe, export_trace, fit_scale, help_at, highlight, outline, plan_scale,
    predict, salvage, simulate, times, verdict, write_code,
};
pub use engine::Engine;
pub use host::start_event_loop;
pub use process::Process;
pub use study::{study, study_curves, study_forget, study_moment, study_state, study_within};
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
