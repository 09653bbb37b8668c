//! `matmul N`: multiplies two square matrices.

use kernels::matmul::{LARGEST, Matmul, parallel};

use super::{Action, Carries, Computes, Declaration, Gives, Group, Pace, Parts, Python, Takes};
use crate::workload::{Kind, Parameter};

/// Declares `matmul`.
pub static STEP: Declaration = Declaration {
    word: "matmul",
    group: Group::Compute,
    summary: "Makes up two square matrices and multiplies them, and gives a checksum of the product.",
    example: "matmul 512",
    parameters: &[Parameter {
        name: "size",
        kind: Kind::count(1, LARGEST as u64),
        default: None,
        help: "How many rows and columns the matrices have.",
        example: "512",
    }],
    options: &[],
    takes: Takes::Nothing,
    gives: Gives::Kind(Carries::Number),
    computes: Some(Computes {
        // NumPy lets go of it while it multiplies. Written as loops, in Python itself, it would hold it.
        holds_gil: false,
        units: |arguments, _| arguments.count(0).pow(3),
        pace: Pace { wasm: 80, cpython: 21 },
        parallel: Some(|arguments, _| parallel(arguments.count(0) as usize).into()),
        calibration: None,
    }),
    parts: Parts::None,
    object: None,
    python: Python::Compute("matmul"),
    begin: |arguments, _| Action::Compute(Box::new(Matmul::of(arguments.count(0) as usize))),
};
