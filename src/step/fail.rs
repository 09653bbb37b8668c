//! `fail [P%] ["message"]`: ends its task as failed, always or by chance.

use super::{Action, Declaration, Gives, Group, Parts, Python, Takes};
use crate::workload::{Fallback, Kind, Parameter};

/// Declares `fail`.
pub static STEP: Declaration = Declaration {
    word: "fail",
    group: Group::Fail,
    summary: "Fails the task, always or for some of the tasks, drawn from the seed.",
    example: "fail 30% \"no luck\"",
    parameters: &[
        Parameter {
            name: "chance",
            kind: Kind::PERCENT,
            default: Some(Fallback::Amount(100)),
            help: "How many of a hundred tasks fail; all of them if left out.",
            example: "30%",
        },
        Parameter {
            name: "message",
            kind: Kind::Text,
            default: Some(Fallback::Text("failed on purpose")),
            help: "What the failure says, in double quotes.",
            example: "\"no luck\"",
        },
    ],
    options: &[],
    takes: Takes::Any,
    gives: Gives::Same,
    computes: None,
    parts: Parts::None,
    object: None,
    python: Python::Fail,
    begin: |arguments, _| {
        if arguments.chance(0) { Action::Fail(arguments.text(1).to_owned()) } else { Action::Pass }
    },
};
