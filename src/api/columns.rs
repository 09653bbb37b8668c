//! The columns of a trace as the page keeps them, on their way there and back; `www/columns.js` is the other side.

use std::ops::Range;

use js_sys::{Float64Array, Uint8Array, Uint16Array, Uint32Array};
use wasm_bindgen::prelude::*;

use super::{error::ApiError, object};
use crate::{export::Trace, report, trace::Record};

#[wasm_bindgen]
extern "C" {
    /// Columns as the page hands them over.
    pub type Columns;
    #[wasm_bindgen(method, getter)]
    fn start(this: &Columns) -> Vec<f64>;
    #[wasm_bindgen(method, getter)]
    fn end(this: &Columns) -> Vec<f64>;
    #[wasm_bindgen(method, getter)]
    fn task(this: &Columns) -> Vec<u32>;
    #[wasm_bindgen(method, getter)]
    fn step(this: &Columns) -> Vec<u16>;
    #[wasm_bindgen(method, getter)]
    fn kind(this: &Columns) -> Vec<u8>;
    #[wasm_bindgen(method, getter)]
    fn lane(this: &Columns) -> Vec<u8>;
}

/// The rows of columns, read into this memory.
pub(super) struct Rows {
    start: Vec<f64>,
    end: Vec<f64>,
    task: Vec<u32>,
    pub(super) step: Vec<u16>,
    kind: Vec<u8>,
    lane: Vec<u8>,
}

impl Rows {
    /// Reads all columns; they are to have one length.
    pub(super) fn read(columns: &Columns) -> Result<Self, ApiError> {
        let rows = Self {
            start: columns.start(),
            end: columns.end(),
            task: columns.task(),
            step: columns.step(),
            kind: columns.kind(),
            lane: columns.lane(),
        };
        let others = [rows.end.len(), rows.task.len(), rows.step.len(), rows.kind.len(), rows.lane.len()];
        if others.iter().any(|length| *length != rows.len()) {
            return Err(ApiError::Malformed(serde::de::Error::custom("columns of a trace have one length")));
        }
        Ok(rows)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.start.len()
    }

    /// What reports are made from.
    pub(super) fn reported(&self) -> report::Rows<'_> {
        report::Rows { start: &self.start, end: &self.end, task: &self.task, kind: &self.kind }
    }

    /// Some of them, as the trace of a model.
    pub(super) fn trace<'a>(&'a self, model: &'a str, rows: Range<usize>) -> Trace<'a> {
        Trace {
            model,
            start: &self.start[rows.clone()],
            end: &self.end[rows.clone()],
            task: &self.task[rows.clone()],
            step: &self.step[rows.clone()],
            kind: &self.kind[rows.clone()],
            lane: &self.lane[rows],
        }
    }
}

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
