//! What a run amounts to, in plain words: what held it up, which model won, what would help next.
//!
//! ```text
//!  reports, times ──▶ case ──▶ lints, one a file ──▶ findings ─┐
//!                      └─────▶ what it is bound by, who won ───┴──▶ text
//! ```
//!
//! A lint looks at the evidence and says nothing, or one sentence with the numbers that it rests on. A new one is a new
//! file with a `LINT` and one line in [`LINTS`].

mod bound;
mod case;
mod copying;
mod fan_out;
mod gil_contention;
mod lock_contention;
mod loop_blocked;
mod loop_for_computing;
mod lost_updates;
mod more_threads_than_cores;
mod not_done;
mod one_after_another;
mod start_up;
mod stuck_in_a_circle;
#[cfg(test)]
mod tests;
mod text;
mod threads_for_waiting;

use std::collections::BTreeMap;

use serde::Serialize;

pub use bound::Bound;
pub(crate) use case::told;
pub use case::{Case, Evidence, RunEvidence};

/// Looks for one thing.
pub struct Lint {
    /// Its name in results; it stays the same when the sentence is bettered.
    pub id: &'static str,
    /// Says what it found, with the numbers that say so.
    pub look: fn(&Case<'_>) -> Option<Found>,
}

/// A sentence, and what it rests on.
pub struct Found {
    /// For a person.
    pub sentence: String,
    /// Numbers by name; times in milliseconds.
    pub evidence: Vec<(&'static str, f64)>,
}

/// All lints, in the order in which they are told: what makes a result wrong comes before what makes it slow.
pub static LINTS: &[&Lint] = &[
    &stuck_in_a_circle::LINT,
    &lost_updates::LINT,
    &not_done::LINT,
    &loop_blocked::LINT,
    &lock_contention::LINT,
    &gil_contention::LINT,
    &loop_for_computing::LINT,
    &threads_for_waiting::LINT,
    &more_threads_than_cores::LINT,
    &copying::LINT,
    &start_up::LINT,
    &one_after_another::LINT,
    &fan_out::LINT,
];

/// What a run amounts to.
#[derive(Debug, Serialize)]
pub struct Verdict {
    /// A paragraph in plain words.
    pub text: String,
    /// What the workload is bound by.
    pub bound: Bound,
    /// The id of the model that was quickest, of those that ended.
    pub winner: Option<String>,
    /// The least time that the machine's cores and the longest task allow, as a part of the winner's time.
    #[serde(rename = "ofIdeal")]
    pub of_ideal: Option<f64>,
    /// What would help next.
    pub next: Option<String>,
    /// Whether the answer would be another in Python.
    pub python: Option<String>,
    /// What the lints found.
    pub findings: Vec<Finding>,
}

/// What a lint found.
#[derive(Debug, PartialEq, Serialize)]
pub struct Finding {
    /// See [`Lint::id`].
    pub id: &'static str,
    /// See [`Found::sentence`].
    pub sentence: String,
    /// See [`Found::evidence`].
    pub evidence: BTreeMap<&'static str, f64>,
}

/// Judges the runs of one workload.
pub fn verdict(case: &Case<'_>) -> Verdict {
    let findings = LINTS.iter().filter_map(|lint| {
        let Found { sentence, evidence } = (lint.look)(case)?;
        Some(Finding { id: lint.id, sentence, evidence: evidence.into_iter().collect() })
    });
    let findings: Vec<_> = findings.collect();
    let winner = case.winner();
    let (next, python) = (text::next(case), text::python(case));
    Verdict {
        text: text::paragraph(case, &findings, next.as_deref(), python.as_deref()),
        bound: case.bound,
        winner: winner.map(|run| run.model.clone()),
        of_ideal: case.of_ideal(),
        next,
        python,
        findings,
    }
}
