//! `each N ( part )`: does so many copies of its part at once.

use super::{Action, Carries, Declaration, Gives, Group, Parts, Python, Takes};
use crate::workload::{Kind, Parameter, options};

/// Declares `each`.
pub static STEP: Declaration = Declaration {
    word: "each",
    group: Group::Combine,
    summary: "Does the given number of copies of its part at once, each with draws of its own, and waits for all; hands nothing on.",
    example: "each 5 ( sleep 1s..2s )",
    parameters: &[Parameter {
        name: "copies",
        kind: Kind::count(1, 10_000),
        default: None,
        help: "How many copies of the part there are.",
        example: "5",
    }],
    options: &[&options::STEP_TIMEOUT],
    takes: Takes::Any,
    gives: Gives::Kind(Carries::Nothing),
    computes: None,
    parts: Parts::One,
    object: None,
    python: Python::Each,
    begin: |arguments, _| Action::Each { copies: arguments.count(0) },
};
