//! `db get KEY`: gets a record of a database.

use std::time::Duration;

use super::{Action, Carries, Declaration, Gives, Group, Parts, Python, Takes, nominal};
use crate::workload::{Kind, Parameter, options};

/// Declares `db get`.
pub static STEP: Declaration = Declaration {
    word: "db get",
    group: Group::Io,
    summary: "Gets a record that the run has put into its database before, and gives its bytes.",
    example: "db put user-{i} 2k -> db get user-{i}",
    parameters: &[Parameter {
        name: "KEY",
        kind: Kind::Label,
        default: None,
        help: "Which record; `{i}` is the task's number within its line.",
        example: "user-{i}",
    }],
    options: &[&options::STEP_TIMEOUT],
    takes: Takes::Nothing,
    gives: Gives::Kind(Carries::Bytes),
    computes: None,
    parts: Parts::None,
    object: None,
    python: Python::DbGet,
    begin: |arguments, _| Action::GetRecord { key: arguments.text(0).to_owned() },
};

/// Returns the nominal time of getting so many bytes: what the virtual clock takes it to last.
pub fn cost(bytes: usize) -> Duration {
    Duration::from_micros(500) + nominal(bytes as u64, 2_000)
}
