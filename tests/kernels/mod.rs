//! What each kernel comes to, on every machine, in every build and on any number of threads: `table.json`.
//!
//! The table is read by the tests of the native build (`tests/exactness`), of wasm (`tests/browser.rs`), of the page
//! (`tests/e2e`) and of CPython's counterparts (`tests/reference/kernels.py`).

use concurrency_playground::{
    step::{Action, Value},
    workload::{TaskStep, parse},
};
use serde::Deserialize;

/// One kernel with its arguments, and what it comes to.
#[derive(Deserialize)]
pub struct Case {
    /// The step as it is written.
    pub step: String,
    /// What it is given, over and over, so many `times`.
    #[serde(default)]
    input: String,
    #[serde(default)]
    times: usize,
    /// The checksum of its value, in hexadecimal.
    pub checksum: String,
}

/// Returns all cases.
pub fn table() -> Vec<Case> {
    serde_json::from_str(include_str!("table.json")).expect("a table")
}

impl Case {
    /// Returns what the step is given.
    pub fn given(&self) -> Value {
        match self.times {
            0 => Value::Nothing,
            times => Value::Text(self.input.repeat(times).into()),
        }
    }

    /// Returns the step, which may follow one that gives bytes.
    pub fn step(&self) -> TaskStep {
        let workload = parse(&format!("a: fetch x -> {}", self.step)).expect("a workload");
        workload.tasks(0).flat_map(|task| task.steps).last().expect("a step")
    }

    /// Returns the checksum of what the kernel comes to, chunk by chunk.
    pub fn in_chunks(&self) -> String {
        let Action::Compute(mut kernel) = self.step().begin(&self.given()) else {
            panic!("{} does not compute", self.step);
        };
        let value = std::iter::repeat_with(|| kernel.advance()).flatten().next().expect("it ends");
        checksum(&value)
    }

    /// Returns the checksum of what it comes to on all threads of the rayon pool, if it can be divided.
    pub fn in_parallel(&self) -> Option<String> {
        let step = self.step();
        let parallel = step.declaration.computes.and_then(|computes| computes.parallel)?;
        Some(checksum(&parallel(&step.arguments, &self.given())))
    }
}

fn checksum(value: &Value) -> String {
    format!("{:016x}", value.checksum())
}
