//! `db put KEY`: puts a record into a database.

use std::time::Duration;

use super::{Action, Content, Declaration, Gives, Group, Parts, Python, Takes, nominal};
use crate::workload::{Kind, Parameter, options};

/// Declares `db put`.
pub static STEP: Declaration = Declaration {
    word: "db put",
    group: Group::Io,
    summary: "Puts what it is given, or bytes made up, into a database that only this run has, and hands its value on; the database goes when the run ends.",
    example: "db put user-{i} 2k",
    parameters: &[
        Parameter {
            name: "KEY",
            kind: Kind::Label,
            default: None,
            help: "What the record is found by; `{i}` is the task's number within its line.",
            example: "user-{i}",
        },
        Content::SIZE,
    ],
    options: &[&options::STEP_TIMEOUT],
    takes: Takes::OneOfOrSize { kinds: Content::KINDS, position: Content::POSITION },
    gives: Gives::Same,
    computes: None,
    parts: Parts::None,
    object: None,
    python: Python::DbPut,
    begin: |arguments, value| Action::PutRecord {
        key: arguments.text(0).to_owned(),
        content: Content::of(arguments, value),
    },
};

/// Returns the nominal time of putting so many bytes: what the virtual clock takes it to last.
pub fn cost(bytes: usize) -> Duration {
    Duration::from_micros(1_000) + nominal(bytes as u64, 8_000)
}
