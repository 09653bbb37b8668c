//! `write C`: writes one more than the task last read, whatever happened since.

use super::{Action, Declaration, Gives, Group, Parts, Python, Takes};
use crate::workload::{Kind, Parameter, Shared};

/// Declares `write`.
pub static STEP: Declaration = Declaration {
    word: "write",
    group: Group::Synchronise,
    summary: "Writes to a counter one more than the task's last `read` found: what others did in between is lost.",
    example: "read C -> sleep 1ms -> write C",
    parameters: &[Parameter {
        name: "counter",
        kind: Kind::Name(Shared::Counter),
        default: None,
        help: "Which counter; the task has to `read` it before.",
        example: "C",
    }],
    options: &[],
    takes: Takes::Any,
    gives: Gives::Same,
    computes: None,
    parts: Parts::None,
    object: None,
    python: Python::Write,
    begin: |arguments, _| Action::Write(arguments.name(0)),
};
