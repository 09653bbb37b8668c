//! `blur WxH [FRAMES]`: softens the frames of a video.

use kernels::blur::{Blur, Size, parallel};

use super::{Action, Arguments, Carries, Computes, Declaration, Gives, Group, Pace, Parts, Python, Takes};
use crate::workload::{Fallback, Kind, Parameter};

/// Declares `blur`.
pub static STEP: Declaration = Declaration {
    word: "blur",
    group: Group::Compute,
    summary: "Makes up the frames of a video, softens each as a lens out of focus does, and gives the last as an image.",
    example: "blur 640x360 10",
    parameters: &[
        Parameter {
            name: "size",
            kind: Kind::Size { min: 16, max: 4_096 },
            default: None,
            help: "The width and height of the frames in pixels.",
            example: "640x360",
        },
        Parameter {
            name: "frames",
            kind: Kind::count(1, 10_000),
            default: Some(Fallback::Amount(1)),
            help: "How many frames there are; 1 if left out.",
            example: "10",
        },
    ],
    options: &[],
    takes: Takes::Nothing,
    gives: Gives::Kind(Carries::Image),
    computes: Some(Computes {
        holds_gil: true,
        units: |arguments, _| arguments.size(0).pixels() * arguments.count(1),
        pace: Pace { wasm: 5_700, cpython: 7_500_000 },
        parallel: Some(|arguments, _| parallel(size(arguments), arguments.count(1)).into()),
        calibration: None,
    }),
    parts: Parts::None,
    object: None,
    python: Python::Compute("blur"),
    begin: |arguments, _| Action::Compute(Box::new(Blur::of(size(arguments), arguments.count(1)))),
};

fn size(arguments: &Arguments) -> Size {
    let size = arguments.size(0);
    Size { width: size.width, height: size.height }
}
