//! Records of a trace as the columns that the page keeps.

use js_sys::{Float64Array, Uint8Array, Uint16Array, Uint32Array};
use wasm_bindgen::JsValue;

use super::object;
use crate::trace::Record;

/// Makes columns of records, each with the number of its thread.
pub(super) fn batch(records: &[Record], lanes: &[u8]) -> Result<JsValue, JsValue> {
    let times =
        |value: fn(&Record) -> f64| Float64Array::from(records.iter().map(value).collect::<Vec<_>>().as_slice());
    let tasks: Vec<u32> = records.iter().map(|record| record.task).collect();
    let steps: Vec<u16> = records.iter().map(|record| record.step).collect();
    let kinds: Vec<u8> = records.iter().map(|record| record.kind).collect();
    object(&[
        ("start", times(|record| record.start).into()),
        ("end", times(|record| record.end).into()),
        ("task", Uint32Array::from(tasks.as_slice()).into()),
        ("step", Uint16Array::from(steps.as_slice()).into()),
        ("kind", Uint8Array::from(kinds.as_slice()).into()),
        ("lane", Uint8Array::from(lanes).into()),
    ])
}
