//! `read C`: reads a number that tasks share, for a `write` that comes later.

use super::{Action, Declaration, Gives, Group, Parts, Python, Takes};
use crate::workload::{Kind, Parameter, Shared};

/// Declares `read`.
pub static STEP: Declaration = Declaration {
    word: "read",
    group: Group::Synchronise,
    summary: "Reads a counter and remembers the number for the task's next `write`.",
    example: "read C -> sleep 1ms -> write C",
    parameters: &[Parameter {
        name: "counter",
        kind: Kind::Name(Shared::Counter),
        default: None,
        help: "Which counter; all tasks that name it share it, and it starts at 0.",
        example: "C",
    }],
    options: &[],
    takes: Takes::Any,
    gives: Gives::Same,
    computes: None,
    parts: Parts::None,
    object: None,
    python: Python::Read,
    begin: |arguments, _| Action::Read(arguments.name(0)),
};
