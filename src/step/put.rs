//! `put Q`: puts the value it was given into a queue.

use super::{Action, Declaration, Gives, Group, Parts, Python, Takes};
use crate::workload::{Kind, Parameter, Shared, options};

/// Declares `put`.
pub static STEP: Declaration = Declaration {
    word: "put",
    group: Group::Synchronise,
    summary: "Puts the value it was given into a queue, waits while that is full, and hands the value on.",
    example: "put Q -> take Q",
    parameters: &[Parameter {
        name: "queue",
        kind: Kind::Name(Shared::Queue),
        default: None,
        help: "Which queue; `queue Q 10` on the run line bounds it.",
        example: "Q",
    }],
    options: &[&options::STEP_TIMEOUT],
    takes: Takes::Any,
    gives: Gives::Same,
    computes: None,
    parts: Parts::None,
    object: None,
    python: Python::Put,
    begin: |arguments, _| Action::Put { queue: arguments.name(0) },
};
