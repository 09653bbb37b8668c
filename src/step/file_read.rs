//! `file read NAME`: reads a file.

use std::time::Duration;

use super::{Action, Carries, Declaration, Gives, Group, Parts, Python, Takes, nominal};
use crate::workload::{Kind, Parameter, options};

/// Declares `file read`.
pub static STEP: Declaration = Declaration {
    word: "file read",
    group: Group::Io,
    summary: "Reads a file that the run has written before, and gives its bytes.",
    example: "file write notes.bin 200k -> file read notes.bin",
    parameters: &[Parameter {
        name: "NAME",
        kind: Kind::Label,
        default: None,
        help: "Which file; `{i}` is the task's number within its line.",
        example: "notes.bin",
    }],
    options: &[&options::STEP_TIMEOUT],
    takes: Takes::Nothing,
    gives: Gives::Kind(Carries::Bytes),
    computes: None,
    parts: Parts::None,
    object: None,
    python: Python::FileRead,
    begin: |arguments, _| Action::ReadFile { name: arguments.text(0).to_owned() },
};

/// Returns the nominal time of reading so many bytes: what the virtual clock takes it to last.
pub fn cost(bytes: usize) -> Duration {
    Duration::from_micros(500) + nominal(bytes as u64, 1_000)
}
