//! `mandelbrot SIZE`: draws the Mandelbrot set, the same on every machine to the last bit.

use kernels::mandelbrot::{Mandelbrot, parallel};

use super::{Action, Carries, Computes, Declaration, Gives, Group, Pace, Parts, Python, Takes};
use crate::workload::{Kind, Parameter};

/// Declares `mandelbrot`.
pub static STEP: Declaration = Declaration {
    word: "mandelbrot",
    group: Group::Compute,
    summary: "Draws the Mandelbrot set as a square image.",
    example: "mandelbrot 512",
    parameters: &[Parameter {
        name: "size",
        kind: Kind::count(16, 4096),
        default: None,
        help: "The width and height of the image in pixels.",
        example: "512",
    }],
    options: &[],
    takes: Takes::Nothing,
    gives: Gives::Kind(Carries::Image),
    computes: Some(Computes {
        holds_gil: true,
        // A unit is a pixel.
        units: |arguments, _| arguments.count(0).pow(2),
        pace: Pace { wasm: 180_000, cpython: 6_800_000 },
        parallel: Some(|arguments, _| parallel(arguments.count(0) as u32).into()),
        calibration: None,
    }),
    parts: Parts::None,
    object: None,
    python: Python::Compute("mandelbrot"),
    begin: |arguments, _| Action::Compute(Box::new(Mandelbrot::new(arguments.count(0) as u32))),
};
