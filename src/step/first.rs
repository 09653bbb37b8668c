//! `first( part, part )`: does its parts at once until one has ended.

use super::{Action, Declaration, Gives, Group, Parts, Python, Takes};
use crate::workload::options;

/// Declares `first`.
pub static STEP: Declaration = Declaration {
    word: "first",
    group: Group::Combine,
    summary: "Does its parts at once until one has ended, cancels the others, and hands on what that one gives.",
    example: "first( sleep 1s, sleep 2s )",
    parameters: &[],
    options: &[&options::STEP_TIMEOUT],
    takes: Takes::Any,
    gives: Gives::Part,
    computes: None,
    parts: Parts::Several,
    object: None,
    python: Python::First,
    begin: |_, _| Action::First,
};
