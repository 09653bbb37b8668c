//! `nbody N STEPS`: lets bodies fall towards each other, as games and simulations do.

use kernels::nbody::{Nbody, parallel};

use super::{Action, Carries, Computes, Declaration, Gives, Group, Pace, Parts, Python, Takes};
use crate::workload::{Kind, Parameter};

/// Declares `nbody`.
pub static STEP: Declaration = Declaration {
    word: "nbody",
    group: Group::Compute,
    summary: "Moves bodies that attract each other, each of them all others, and gives a checksum of where they are.",
    example: "nbody 200 50",
    parameters: &[
        Parameter {
            name: "bodies",
            kind: Kind::count(2, 5_000),
            default: None,
            help: "How many bodies there are.",
            example: "200",
        },
        Parameter {
            name: "steps",
            kind: Kind::count(1, 10_000),
            default: None,
            help: "How many steps in time they are moved.",
            example: "50",
        },
    ],
    options: &[],
    takes: Takes::Nothing,
    gives: Gives::Kind(Carries::Number),
    computes: Some(Computes {
        holds_gil: true,
        units: |arguments, _| arguments.count(0).pow(2) * arguments.count(1),
        pace: Pace { wasm: 3_000, cpython: 200_000 },
        parallel: Some(|arguments, _| parallel(arguments.count(0) as usize, arguments.count(1)).into()),
        calibration: None,
    }),
    parts: Parts::None,
    object: None,
    python: Python::Compute("nbody"),
    begin: |arguments, _| Action::Compute(Box::new(Nbody::of(arguments.count(0) as usize, arguments.count(1)))),
};
