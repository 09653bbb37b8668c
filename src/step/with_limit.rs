//! `with limit DB N ( part )`: does its part while holding one of N permits.

use super::{Action, Declaration, Gives, Group, Parts, Python, Takes};
use crate::workload::{Kind, Parameter, Shared, options};

/// Declares `with limit`.
pub static STEP: Declaration = Declaration {
    word: "with limit",
    group: Group::Combine,
    summary: "Does its part while holding one of a given number of permits; the others wait, first come first served.",
    example: "with limit DB 5 ( sleep 1s )",
    parameters: &[
        Parameter {
            name: "name",
            kind: Kind::Name(Shared::Limit),
            default: None,
            help: "Which limit; all tasks that name it share its permits.",
            example: "DB",
        },
        Parameter {
            name: "permits",
            kind: Kind::count(1, 1_000_000).same_for_all(),
            default: None,
            help: "How many may be inside at once, the same wherever the limit is named.",
            example: "5",
        },
    ],
    options: &[&options::STEP_TIMEOUT],
    takes: Takes::Any,
    gives: Gives::Part,
    computes: None,
    parts: Parts::One,
    object: None,
    python: Python::WithLimit,
    begin: |arguments, _| Action::WithLimit {
        name: arguments.name(0),
        permits: usize::try_from(arguments.count(1)).unwrap_or(usize::MAX),
    },
};
