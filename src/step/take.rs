//! `take Q`: takes a value out of a queue.

use super::{Action, Declaration, Gives, Group, Parts, Python, Takes};
use crate::workload::{Kind, Parameter, Shared, options};

/// Declares `take`.
pub static STEP: Declaration = Declaration {
    word: "take",
    group: Group::Synchronise,
    summary: "Takes the oldest value out of a queue, waits while there is none, and hands it on.",
    example: "put Q -> take Q",
    parameters: &[Parameter {
        name: "queue",
        kind: Kind::Name(Shared::Queue),
        default: None,
        help: "Which queue; some task has to put into it.",
        example: "Q",
    }],
    options: &[&options::STEP_TIMEOUT],
    takes: Takes::Any,
    gives: Gives::Queued,
    computes: None,
    parts: Parts::None,
    object: None,
    python: Python::Take,
    begin: |arguments, _| Action::Take { queue: arguments.name(0) },
};
