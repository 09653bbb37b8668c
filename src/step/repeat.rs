//! `repeat N ( part )`: does its part so often, one after another.

use super::{Action, Declaration, Gives, Group, Parts, Python, Takes};
use crate::workload::{Kind, Parameter, options};

/// Declares `repeat`.
pub static STEP: Declaration = Declaration {
    word: "repeat",
    group: Group::Combine,
    summary: "Does its part the given number of times, one after another, each time with draws of its own and with what the time before gave.",
    example: "repeat 3 ( sleep 100ms )",
    parameters: &[Parameter {
        name: "times",
        kind: Kind::count(1, 1_000_000),
        default: None,
        help: "How often the part is done.",
        example: "3",
    }],
    options: &[&options::STEP_TIMEOUT],
    takes: Takes::Any,
    gives: Gives::LastPart,
    computes: None,
    parts: Parts::One,
    object: None,
    python: Python::Repeat,
    begin: |arguments, _| Action::Repeat { copies: arguments.count(0) },
};
