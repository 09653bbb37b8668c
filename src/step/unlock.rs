//! `unlock A`: gives a lock back, whoever holds it.

use super::{Action, Declaration, Gives, Group, Parts, Python, Takes};
use crate::workload::{Kind, Parameter, Shared};

/// Declares `unlock`.
pub static STEP: Declaration = Declaration {
    word: "unlock",
    group: Group::Synchronise,
    summary: "Gives a lock back; fails if it is not locked, and is reported if another task holds it.",
    example: "lock A -> sleep 1s -> unlock A",
    parameters: &[Parameter {
        name: "name",
        kind: Kind::Name(Shared::Lock),
        default: None,
        help: "Which lock.",
        example: "A",
    }],
    options: &[],
    takes: Takes::Any,
    gives: Gives::Same,
    computes: None,
    parts: Parts::None,
    object: None,
    python: Python::Unlock,
    begin: |arguments, _| Action::Unlock(arguments.name(0)),
};
