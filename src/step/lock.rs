//! `lock A`: takes a lock and keeps it, for mistakes.

use super::{Action, Declaration, Gives, Group, Parts, Python, Takes};
use crate::workload::{Kind, Parameter, Shared, options};

/// Declares `lock`.
pub static STEP: Declaration = Declaration {
    word: "lock",
    group: Group::Synchronise,
    summary: "Takes a lock and keeps it until `unlock`; `with lock` is the safe way, this one is for mistakes.",
    example: "lock A -> sleep 1s -> unlock A",
    parameters: &[Parameter {
        name: "name",
        kind: Kind::Name(Shared::Lock),
        default: None,
        help: "Which lock; all tasks that name it share it.",
        example: "A",
    }],
    options: &[&options::STEP_TIMEOUT],
    takes: Takes::Any,
    gives: Gives::Same,
    computes: None,
    parts: Parts::None,
    object: None,
    python: Python::Lock,
    begin: |arguments, _| Action::Lock(arguments.name(0)),
};
