//! `barrier B N`: waits until N tasks are there.

use super::{Action, Declaration, Gives, Group, Parts, Python, Takes};
use crate::workload::{Kind, Parameter, Shared, options};

/// Declares `barrier`.
pub static STEP: Declaration = Declaration {
    word: "barrier",
    group: Group::Synchronise,
    summary: "Waits until the given number of tasks have arrived, and then lets all of them go on.",
    example: "barrier B 1",
    parameters: &[
        Parameter {
            name: "name",
            kind: Kind::Name(Shared::Barrier),
            default: None,
            help: "Which barrier.",
            example: "B",
        },
        Parameter {
            name: "parties",
            kind: Kind::count(1, 100_000).same_for_all(),
            default: None,
            help: "How many tasks have to be there, the same wherever the barrier is named.",
            example: "3",
        },
    ],
    options: &[&options::STEP_TIMEOUT],
    takes: Takes::Any,
    gives: Gives::Same,
    computes: None,
    parts: Parts::None,
    object: None,
    python: Python::Barrier,
    begin: |arguments, _| Action::Barrier {
        name: arguments.name(0),
        parties: usize::try_from(arguments.count(1)).unwrap_or(usize::MAX),
    },
};
