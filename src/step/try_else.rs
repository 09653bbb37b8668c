//! `try ( part ) else ( part )`: does the second part if the first fails.

use super::{Action, Declaration, Gives, Group, Parts, Python, Takes};
use crate::workload::options;

/// Declares `try`.
pub static STEP: Declaration = Declaration {
    word: "try",
    group: Group::Combine,
    summary: "Does its first part and, if that fails or a timeout in it passes, its second; cancellation is not caught.",
    example: "try ( fail 50% ) else ( sleep 1s )",
    parameters: &[],
    options: &[&options::STEP_TIMEOUT],
    takes: Takes::Any,
    gives: Gives::Part,
    computes: None,
    parts: Parts::TryElse,
    object: None,
    python: Python::Try,
    begin: |_, _| Action::Try,
};
