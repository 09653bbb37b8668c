//! `all( part, part )`: does its parts at once and waits for all.

use super::{Action, Carries, Declaration, Gives, Group, Parts, Python, Takes};
use crate::workload::options;

/// Declares `all`.
pub static STEP: Declaration = Declaration {
    word: "all",
    group: Group::Combine,
    summary: "Does its parts at once, as the tasks of one `TaskGroup`: the first failure cancels the others; hands nothing on.",
    example: "all( sleep 1s, sleep 2s )",
    parameters: &[],
    options: &[&options::STEP_TIMEOUT],
    takes: Takes::Any,
    gives: Gives::Kind(Carries::Nothing),
    computes: None,
    parts: Parts::Several,
    object: None,
    python: Python::All,
    begin: |_, _| Action::All,
};
