//! One step of one task, with its own values and its parts.

use std::sync::Arc;
use std::time::Duration;

use super::draw::Draws;
use super::options;
use super::settle::Settling;
use super::tree::Step;
use crate::step::{Action, Arguments, Declaration, Resolved, Value};

/// Stands where a draw's key has the place in a step, for the delays before its retries.
const BACKOFF: u64 = u64::MAX;
/// What `backoff` counts as if it was left out.
const DEFAULT_BACKOFF: Duration = Duration::from_millis(100);
/// The longest delay before a retry.
const LONGEST_DELAY: Duration = Duration::from_secs(30);

/// Holds one step of one task.
#[derive(Clone, Debug)]
pub struct TaskStep {
    /// Says which step it is.
    pub declaration: &'static Declaration,
    /// Holds the values that are this task's own.
    pub arguments: Arguments,
    /// Counts the steps of the line in the order written, those in parts included, from 0; all copies of a part have the same.
    pub number: u16,
    /// Holds the parts in parentheses, as many as are declared.
    pub parts: Vec<Part>,
    draws: Draws,
}

/// Holds a part of a step, whose values are settled for each copy that is made.
#[derive(Clone, Debug)]
pub struct Part {
    steps: Arc<[Step]>,
    first: u16,
    settling: Settling,
}

/// Says how a step is repeated that failed for a reason that may pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// At most so often again.
    pub times: u32,
    /// The longest delay before the first time; it doubles with each.
    pub backoff: Duration,
}

impl TaskStep {
    pub(super) fn new(
        declaration: &'static Declaration,
        arguments: Arguments,
        number: u16,
        parts: Vec<Part>,
        draws: Draws,
    ) -> TaskStep {
        TaskStep { declaration, arguments, number, parts, draws }
    }

    /// Returns what the model is to do with the value that the step before handed on.
    ///
    /// A computing step gets its kernel here, so call it when the step starts.
    pub fn begin(&self, carried: &Value) -> Action {
        (self.declaration.begin)(&self.arguments, carried)
    }

    /// Says when the step is cancelled, counted from its start.
    pub fn timeout(&self) -> Option<Duration> {
        match self.arguments.option(&options::STEP_TIMEOUT) {
            Some(Resolved::Duration(timeout)) => Some(*timeout),
            _ => None,
        }
    }

    /// Says how the step is repeated, if it is.
    pub fn retry(&self) -> Option<Retry> {
        let Some(Resolved::Count(times)) = self.arguments.option(&options::RETRY) else {
            return None;
        };
        let backoff = match self.arguments.option(&options::BACKOFF) {
            Some(Resolved::Duration(backoff)) => *backoff,
            _ => DEFAULT_BACKOFF,
        };
        Some(Retry { times: u32::try_from(*times).unwrap_or(u32::MAX), backoff })
    }

    /// Draws the delay before the retry that follows `attempt`, counted from 0: exponential backoff with full jitter.
    pub fn backoff_delay(&self, attempt: u32) -> Duration {
        let Some(retry) = self.retry() else {
            return Duration::ZERO;
        };
        let factor = 2_u32.checked_pow(attempt).unwrap_or(u32::MAX);
        let longest = retry.backoff.saturating_mul(factor).min(LONGEST_DELAY).as_micros();
        let mut draws = self.draws.keyed(BACKOFF).keyed(u64::from(attempt));
        Duration::from_micros(draws.between(0, u64::try_from(longest).unwrap_or(u64::MAX)))
    }
}

impl PartialEq for TaskStep {
    fn eq(&self, other: &TaskStep) -> bool {
        self.declaration.word == other.declaration.word
            && self.arguments == other.arguments
            && self.number == other.number
            && self.parts == other.parts
    }
}

impl Part {
    pub(super) fn new(steps: Arc<[Step]>, first: u16, settling: Settling) -> Part {
        Part { steps, first, settling }
    }

    /// Settles the steps of the `copy`th copy of this part, counted from 0; a part that is done once has copy 0 only.
    pub fn copy(&self, copy: u64) -> Vec<TaskStep> {
        self.settling.copy(copy).steps(&self.steps, self.first)
    }
}

/// Two parts are the same if their first copies are.
impl PartialEq for Part {
    fn eq(&self, other: &Part) -> bool {
        self.copy(0) == other.copy(0)
    }
}
