//! `sleep D`: waits without holding anything up.

use super::{Action, Declaration, Gives, Group, Parts, Python, Takes};
use crate::workload::{Kind, Parameter, options};

/// Declares `sleep`.
pub static STEP: Declaration = Declaration {
    word: "sleep",
    group: Group::Io,
    summary: "Waits without holding a thread, as a task does that awaits a slow answer.",
    example: "sleep 1s",
    parameters: &[Parameter {
        name: "time",
        kind: Kind::duration_ms(0, 3_600_000),
        default: None,
        help: "How long to wait.",
        example: "1s",
    }],
    options: &[&options::STEP_TIMEOUT],
    takes: Takes::Any,
    gives: Gives::Same,
    computes: None,
    parts: Parts::None,
    object: None,
    python: Python::Sleep,
    begin: |arguments, _| Action::Sleep(arguments.duration(0)),
};
