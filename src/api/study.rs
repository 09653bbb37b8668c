//! Questions about one trace after the other: it is handed over once, and kept under a name until the page lets go of it.
//!
//! This is all that the desk keeps. One that was started again has forgotten it, and says so.

use std::{cell::RefCell, collections::HashMap};

use js_sys::Float64Array;
use wasm_bindgen::prelude::*;

use super::{
    columns::{Columns, Rows},
    desk::{json, parsed},
    error::ApiError,
    object,
};
use crate::{
    model::{self, Refusal},
    study::{Curves, Study, curves},
};

thread_local! {
    static STUDIES: RefCell<HashMap<String, Study>> = RefCell::default();
}

/// Takes in the trace of a run under a model, to be asked about under a name; returns how many moments it has.
#[wasm_bindgen]
pub fn study(name: String, text: &str, model: &str, columns: &Columns) -> Result<usize, JsValue> {
    let rows = Rows::read(columns)?;
    let model = model::find(model).ok_or_else(|| ApiError::from(Refusal::UnknownModel(model.to_owned())))?;
    let study = Study::new(&parsed(text)?, text, model, &rows.trace(model.name, 0..rows.len()));
    let moments = study.moments();
    STUDIES.with_borrow_mut(|studies| studies.insert(name, study));
    Ok(moments)
}

/// Lets go of a trace.
#[wasm_bindgen]
pub fn study_forget(name: &str) {
    STUDIES.with_borrow_mut(|studies| studies.remove(name));
}

fn about<T>(name: &str, ask: impl FnOnce(&Study) -> T) -> Result<T, JsValue> {
    STUDIES
        .with_borrow(|studies| Ok(studies.get(name).map(ask).ok_or_else(|| ApiError::NotStudied(name.to_owned()))?))
}

/// Counts what went on at once; returns `{ inFlight, busy }`, times in milliseconds and numbers in turn.
#[wasm_bindgen]
pub fn study_curves(name: &str) -> Result<JsValue, JsValue> {
    let Curves { in_flight, busy } = about(name, curves)?;
    object(&[
        ("inFlight", Float64Array::from(in_flight.as_slice()).into()),
        ("busy", Float64Array::from(busy.as_slice()).into()),
    ])
}

/// Tells what the time in a stretch went into, as JSON.
#[wasm_bindgen]
pub fn study_within(name: &str, from_ms: f64, to_ms: f64) -> Result<String, JsValue> {
    json(&about(name, |study| study.within(from_ms, to_ms))?)
}

/// Returns the last moment that has come by a time.
#[wasm_bindgen]
pub fn study_moment(name: &str, ms: f64) -> Result<usize, JsValue> {
    about(name, |study| study.moment_at(ms))
}

/// Tells what was going on at a moment, as JSON; `null` where there is none.
#[wasm_bindgen]
pub fn study_state(name: &str, moment: usize) -> Result<String, JsValue> {
    json(&about(name, |study| study.state(moment))?)
}
