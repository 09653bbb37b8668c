//! `with lock A ( part )`: does its part while holding a lock.

use super::{Action, Declaration, Gives, Group, Parts, Python, Takes};
use crate::workload::{Kind, Parameter, Shared, options};

/// Declares `with lock`.
pub static STEP: Declaration = Declaration {
    word: "with lock",
    group: Group::Combine,
    summary: "Does its part while holding a lock, and gives it back however the part ends.",
    example: "with lock A ( sleep 1s )",
    parameters: &[Parameter {
        name: "name",
        kind: Kind::Name(Shared::Lock),
        default: None,
        help: "Which lock; all tasks that name it share it.",
        example: "A",
    }],
    options: &[&options::STEP_TIMEOUT],
    takes: Takes::Any,
    gives: Gives::Part,
    computes: None,
    parts: Parts::One,
    object: None,
    python: Python::WithLock,
    begin: |arguments, _| Action::WithLock(arguments.name(0)),
};
