//! The desk: answers about texts and results, each question by itself. Questions and answers are JSON.

use js_sys::Uint8Array;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

use super::{
    columns::{Columns, Rows, batch},
    error::ApiError,
    object,
};
use crate::{
    code,
    export::{self, Format, Trace},
    machine::Premises,
    model::{self, ModelDescription, Overrides, Refusal, Request, Settings, Simulation},
    notice,
    predict::{self, Outline},
    report::{self, Outcome},
    scale,
    trace::{self, KindDescription},
    verdict::{self, Evidence},
    workload::{self, Workload},
};

pub(super) fn json(value: &impl Serialize) -> Result<String, JsValue> {
    Ok(serde_json::to_string(value).map_err(ApiError::from)?)
}

#[derive(Serialize)]
struct Description {
    #[serde(flatten)]
    language: workload::Description,
    models: Vec<ModelDescription>,
    kinds: Vec<KindDescription>,
    formats: Vec<&'static Format>,
}

/// Describes the language, the models, the trace and the formats of export, from their declarations.
#[wasm_bindgen]
pub fn describe() -> Result<String, JsValue> {
    json(&Description {
        language: workload::describe(),
        models: model::MODELS.iter().map(|model| model.describe()).collect(),
        kinds: trace::describe(),
        formats: export::FORMATS.to_vec(),
    })
}

/// Checks a workload's text.
#[wasm_bindgen]
pub fn check(text: &str) -> Result<String, JsValue> {
    json(&workload::check(text))
}

/// Offers what may be written at an offset in UTF-16 units.
#[wasm_bindgen]
pub fn complete(text: &str, offset: usize) -> Result<String, JsValue> {
    json(&workload::complete(text, offset))
}

/// Explains the word at an offset in UTF-16 units; `null` where there is none.
#[wasm_bindgen]
pub fn help_at(text: &str, offset: usize) -> Result<String, JsValue> {
    json(&workload::help_at(text, offset))
}

/// Says what the words of a text are, for colours.
#[wasm_bindgen]
pub fn highlight(text: &str) -> Result<String, JsValue> {
    json(&workload::highlight(text))
}

/// Writes a workload under a model as Python; `style` and `overrides` are JSON, `base` is what relative URLs are
/// relative to.
#[wasm_bindgen]
pub fn write_code(text: &str, model: &str, style: &str, overrides: &str, base: &str) -> Result<String, JsValue> {
    let model = model::find(model).ok_or_else(|| ApiError::from(Refusal::UnknownModel(model.to_owned())))?;
    let style: code::Style = serde_json::from_str(style).map_err(ApiError::from)?;
    let overrides: Overrides = serde_json::from_str(overrides).map_err(ApiError::from)?;
    json(&code::listing(&parsed(text)?, model, style, overrides, base))
}

/// Checks a request whole; takes a [`Request`], answers with an [`model::Admission`].
#[wasm_bindgen]
pub fn admit(request: &str) -> Result<String, JsValue> {
    let request: Request = serde_json::from_str(request).map_err(ApiError::from)?;
    json(&model::admit(&request).map_err(ApiError::from)?)
}

/// Runs a workload under a model in virtual time, on a machine with so many cores; `overrides` is JSON.
///
/// Returns `{ report, batch }`: the report as JSON, and the trace's columns.
#[wasm_bindgen]
pub fn simulate(text: &str, model: &str, overrides: &str, cores: usize) -> Result<JsValue, JsValue> {
    let model = model::find(model).ok_or_else(|| ApiError::from(Refusal::UnknownModel(model.to_owned())))?;
    let overrides: Overrides = serde_json::from_str(overrides).map_err(ApiError::from)?;
    let workload = parsed(text)?;
    let settings = Settings::settle(&workload, overrides, cores);
    let workers = settings.workers;
    let Simulation { report, records, .. } = model::simulate(workload, settings, model, &Premises::of_cores(cores));
    let batch = batch(&records, &model::seats(&records, model, workers))?;
    object(&[("report", json(&report)?.into()), ("batch", batch)])
}

/// Foretells what a run under one model would look like; takes a [`predict::Question`] with that model alone.
///
/// Returns `{ wallMs, batch }`: the trace's columns, or `null` where there are too many steps to sketch each.
#[wasm_bindgen]
pub fn outline(question: &str) -> Result<JsValue, JsValue> {
    let question: predict::Question = serde_json::from_str(question).map_err(ApiError::from)?;
    let Outline { wall_ms, sketch } = predict::outline(&question).map_err(ApiError::from)?;
    let batch = sketch.map_or(Ok(JsValue::NULL), |sketch| batch(&sketch.records, &sketch.lanes))?;
    object(&[("wallMs", wall_ms.into()), ("batch", batch)])
}

/// Compares the runs of one workload; takes a list of [`Outcome`]s.
#[wasm_bindgen]
pub fn compare(outcomes: &str) -> Result<String, JsValue> {
    let outcomes: Vec<Outcome> = serde_json::from_str(outcomes).map_err(ApiError::from)?;
    json(&report::compare(&outcomes))
}

/// Tells where the time of a run went, from its trace; `dropped` counts records that are missing.
#[wasm_bindgen]
pub fn times(text: &str, columns: &Columns, dropped: u32) -> Result<String, JsValue> {
    let rows = Rows::read(columns)?;
    json(&report::times(&parsed(text)?, rows.reported(), &rows.step, dropped))
}

/// Judges the runs of one workload; `evidence` and `overrides` are JSON.
#[wasm_bindgen]
pub fn verdict(text: &str, overrides: &str, evidence: &str) -> Result<String, JsValue> {
    let workload = parsed(text)?;
    let evidence: Evidence = serde_json::from_str(evidence).map_err(ApiError::from)?;
    let overrides: Overrides = serde_json::from_str(overrides).map_err(ApiError::from)?;
    let settings = Settings::settle(&workload, overrides, evidence.cores);
    json(&verdict::verdict(&verdict::Case::new(&workload, settings, &evidence)))
}

/// Tells what there is to notice in a run; takes a [`notice::Question`].
#[wasm_bindgen]
pub fn notice(question: &str) -> Result<String, JsValue> {
    let question: notice::Question = serde_json::from_str(question).map_err(ApiError::from)?;
    json(&notice::notice(&question).map_err(ApiError::from)?)
}

/// Foretells what a run would come to; takes a [`predict::Question`].
#[wasm_bindgen]
pub fn predict(question: &str) -> Result<String, JsValue> {
    let question: predict::Question = serde_json::from_str(question).map_err(ApiError::from)?;
    json(&predict::predict(&question).map_err(ApiError::from)?)
}

/// Plans runs on more and more workers; takes a [`scale::ScaleRequest`].
#[wasm_bindgen]
pub fn plan_scale(request: &str) -> Result<String, JsValue> {
    let request: scale::ScaleRequest = serde_json::from_str(request).map_err(ApiError::from)?;
    json(&scale::plan(&request).map_err(ApiError::from)?)
}

/// Tells what such runs amount to; takes [`scale::Runs`].
#[wasm_bindgen]
pub fn fit_scale(runs: &str) -> Result<String, JsValue> {
    let runs: scale::Runs = serde_json::from_str(runs).map_err(ApiError::from)?;
    json(&scale::fit(&runs))
}

pub(super) fn parsed(text: &str) -> Result<Workload, JsValue> {
    Ok(workload::parse(text).map_err(|errors| ApiError::from(Refusal::InvalidWorkload(errors)))?)
}

/// Makes the report of a run whose engine can no longer make it, from what the trace shows.
///
/// It was lost `at_ms` milliseconds after the run's start. Unfinished tasks count as `failed` with `reason`, or, if
/// `stopped`, as cancelled.
#[wasm_bindgen]
pub fn salvage(text: &str, columns: &Columns, at_ms: f64, reason: &str, stopped: bool) -> Result<String, JsValue> {
    let rows = Rows::read(columns)?;
    json(&report::salvage(&parsed(text)?, rows.reported(), at_ms, reason, stopped))
}

/// The models of a trace, by their ids, and how many rows of the columns are each one's.
#[derive(Deserialize)]
struct Exported {
    id: String,
    length: usize,
}

/// Writes the traces of a run in a format; `models` is a list of `Exported`, whose rows follow each other in the
/// columns.
#[wasm_bindgen]
pub fn export_trace(format: &str, text: &str, models: &str, columns: &Columns) -> Result<Uint8Array, JsValue> {
    let format = export::find(format).ok_or_else(|| ApiError::UnknownFormat(format.to_owned()))?;
    let workload = parsed(text)?;
    let models: Vec<Exported> = serde_json::from_str(models).map_err(ApiError::from)?;
    let rows = Rows::read(columns)?;
    if models.iter().map(|model| model.length).sum::<usize>() != rows.len() {
        let message = "columns of a trace have the length of its models";
        return Err(ApiError::Malformed(serde::de::Error::custom(message)).into());
    }
    let traces = models.iter().scan(0, |at, Exported { id, length }| {
        let first = *at;
        *at += length;
        Some(rows.trace(model::find(id).map_or(&**id, |model| model.name), first..*at))
    });
    let traces: Vec<Trace> = traces.collect();
    Ok(Uint8Array::from(export::export(format, &workload, text, &traces).as_slice()))
}
