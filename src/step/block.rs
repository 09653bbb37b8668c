//! `block D`: waits and holds its thread, on purpose.

use super::{Action, Declaration, Gives, Group, Parts, Python, Takes};
use crate::workload::{Kind, Parameter};

/// Declares `block`.
pub static STEP: Declaration = Declaration {
    word: "block",
    group: Group::Blocking,
    summary: "Waits and holds its thread meanwhile, as `time.sleep` does: on an event loop, nothing else runs.",
    example: "block 100ms",
    parameters: &[Parameter {
        name: "time",
        kind: Kind::duration_ms(0, 60_000),
        default: None,
        help: "How long to hold the thread.",
        example: "100ms",
    }],
    options: &[],
    takes: Takes::Any,
    gives: Gives::Same,
    computes: None,
    parts: Parts::None,
    object: None,
    python: Python::Block,
    begin: |arguments, _| Action::Block(arguments.duration(0)),
};
