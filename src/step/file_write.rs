//! `file write NAME`: writes a file.

use std::time::Duration;

use super::{Action, Content, Declaration, Gives, Group, Parts, Python, Takes, nominal};
use crate::workload::{Kind, Parameter, options};

/// Declares `file write`.
pub static STEP: Declaration = Declaration {
    word: "file write",
    group: Group::Io,
    summary: "Writes what it is given, or bytes made up, to a file that only this run has, and hands its value on; the run's files go when it ends.",
    example: "file write notes-{i}.bin 200k",
    parameters: &[
        Parameter {
            name: "NAME",
            kind: Kind::Label,
            default: None,
            help: "What the file is called; `{i}` is the task's number within its line.",
            example: "notes-{i}.bin",
        },
        Content::SIZE,
    ],
    options: &[&options::STEP_TIMEOUT],
    takes: Takes::OneOfOrSize { kinds: Content::KINDS, position: Content::POSITION },
    gives: Gives::Same,
    computes: None,
    parts: Parts::None,
    object: None,
    python: Python::FileWrite,
    begin: |arguments, value| Action::WriteFile {
        name: arguments.text(0).to_owned(),
        content: Content::of(arguments, value),
    },
};

/// Returns the nominal time of writing so many bytes: what the virtual clock takes it to last.
pub fn cost(bytes: usize) -> Duration {
    Duration::from_micros(1_000) + nominal(bytes as u64, 4_000)
}
