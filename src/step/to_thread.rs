//! `to_thread( part )`: does its part on a thread beside the event loop.

use super::{Action, Declaration, Gives, Group, Parts, Python, Takes};
use crate::workload::options;

/// Declares `to_thread`.
pub static STEP: Declaration = Declaration {
    word: "to_thread",
    group: Group::Combine,
    summary: "Does its part on a thread beside the event loop, as `asyncio.to_thread` does, so that blocking there blocks no other task.",
    example: "to_thread( primes 2M )",
    parameters: &[],
    options: &[&options::STEP_TIMEOUT],
    takes: Takes::Any,
    gives: Gives::Part,
    computes: None,
    parts: Parts::One,
    object: None,
    python: Python::ToThread,
    begin: |_, _| Action::ToThread,
};
