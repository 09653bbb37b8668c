//! `sort N`: sorts numbers with a quicksort that can pause.

use kernels::sort::{Sort, comparisons, parallel};

use super::{Action, Carries, Computes, Declaration, Gives, Group, Pace, Parts, Python, Takes};
use crate::workload::{Kind, Parameter};

/// Declares `sort`.
pub static STEP: Declaration = Declaration {
    word: "sort",
    group: Group::Compute,
    summary: "Makes up numbers, a given count of them, sorts them, and gives a checksum of the sorted numbers.",
    example: "sort 1M",
    parameters: &[Parameter {
        name: "count",
        kind: Kind::count(0, 10_000_000),
        default: None,
        help: "How many numbers are sorted.",
        example: "1M",
    }],
    options: &[],
    takes: Takes::Nothing,
    gives: Gives::Kind(Carries::Number),
    computes: Some(Computes {
        // `sorted` is compiled, but compares Python's objects, and holds it throughout.
        holds_gil: true,
        units: |arguments, _| comparisons(arguments.count(0)),
        pace: Pace { wasm: 1_100, cpython: 12_700 },
        parallel: Some(|arguments, _| parallel(arguments.count(0) as usize).into()),
        calibration: None,
    }),
    parts: Parts::None,
    object: None,
    python: Python::Compute("sort"),
    begin: |arguments, _| Action::Compute(Box::new(Sort::of(arguments.count(0) as usize))),
};
