//! `primes N`: counts the primes below N with a segmented sieve over what a wheel of thirty leaves.

use kernels::primes::{Primes, parallel};

use super::{Action, Carries, Computes, Declaration, Gives, Group, Pace, Parts, Python, Takes};
use crate::workload::{Kind, Parameter};

/// Declares `primes`.
pub static STEP: Declaration = Declaration {
    word: "primes",
    group: Group::Compute,
    summary: "Counts the primes below a number, with a sieve.",
    example: "primes 2M",
    parameters: &[Parameter {
        name: "below",
        kind: Kind::count(0, 1_000_000_000),
        default: None,
        help: "The number below which primes are counted.",
        example: "2M",
    }],
    options: &[],
    takes: Takes::Nothing,
    gives: Gives::Kind(Carries::Number),
    computes: Some(Computes {
        holds_gil: true,
        units: |arguments, _| arguments.count(0),
        // In wasm by its ratio to the sieve before it, from 20M to 1000M on another machine.
        pace: Pace { wasm: 80, cpython: 5_800 },
        parallel: Some(|arguments, _| parallel(arguments.count(0)).into()),
        calibration: None,
    }),
    parts: Parts::None,
    object: None,
    python: Python::Compute("primes"),
    begin: |arguments, _| Action::Compute(Box::new(Primes::below(arguments.count(0)))),
};
