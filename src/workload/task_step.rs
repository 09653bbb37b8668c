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
/// And for chance.
const CHANCE: u64 = u64::MAX - 1;
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

    /// Draws what an `attempt`, counted from 0, leaves to chance: a seed for whoever it asks.
    pub fn chance(&self, attempt: u32) -> u32 {
        let drawn = self.draws.keyed(CHANCE).keyed(u64::from(attempt)).between(0, u64::from(u32::MAX));
        u32::try_from(drawn).unwrap_or_default()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::parse;

    fn steps(text: &str, seed: u64) -> Vec<TaskStep> {
        parse(text).expect(text).tasks(seed).next().expect("a task").steps
    }

    fn numbers(steps: &[TaskStep]) -> Vec<u16> {
        let with_parts = |step: &TaskStep| {
            let inner = step.parts.iter().flat_map(|part| numbers(&part.copy(1))).collect::<Vec<_>>();
            std::iter::once(step.number).chain(inner)
        };
        steps.iter().flat_map(with_parts).collect()
    }

    #[test]
    fn steps_are_numbered_in_the_order_written_and_copies_alike() {
        let made = steps("a: fail -> all( fail, each 3 ( fail -> fail ), try ( fail ) else ( fail ) ) -> fail", 0);
        assert_eq!(numbers(&made), (0..10).collect::<Vec<_>>());
    }

    #[test]
    fn each_copy_draws_for_itself_and_always_the_same() {
        let made = steps("a: each 100 ( repeat 100 ( sleep 0s..3600s ) )", 7);
        let draw = |copy, time| {
            let inner = made[0].parts[0].copy(copy);
            inner[0].parts[0].copy(time)[0].arguments.duration(0)
        };
        let all: std::collections::HashSet<_> = (0..100)
            .flat_map(|copy| (0..100).map(move |time| (copy, time)))
            .map(|(copy, time)| draw(copy, time))
            .collect();
        assert!(all.len() > 9_900, "{}", all.len());
        assert_eq!(draw(3, 4), draw(3, 4));
    }

    #[test]
    fn parts_draw_apart_from_the_steps_around_them() {
        let made = steps("a: sleep 0s..1s -> all( sleep 0s..1s, sleep 0s..1s )", 7);
        let part = |number: usize| made[1].parts[number].copy(0)[0].arguments.duration(0);
        let outer = made[0].arguments.duration(0);
        assert!(outer != part(0) && part(0) != part(1) && outer != part(1));
    }

    #[test]
    fn a_step_is_retried_as_its_options_say() {
        let retry = |step: &str| steps(&format!("a: {step}"), 0)[0].retry();
        assert_eq!(retry("fetch x"), None);
        assert_eq!(retry("fetch x retry 3"), Some(Retry { times: 3, backoff: Duration::from_millis(100) }));
        let backoff = Duration::from_secs(1);
        assert_eq!(retry("fetch x backoff 1s retry 5"), Some(Retry { times: 5, backoff }));
        assert_eq!(retry("sleep 1s"), None);
    }

    #[test]
    fn delays_before_retries_double_up_to_a_bound_and_are_drawn_in_full() {
        let made: Vec<TaskStep> = parse("1000 x a: fetch x retry 100 backoff 100ms")
            .expect("a workload")
            .tasks(7)
            .flat_map(|task| task.steps)
            .collect();
        let longest = |attempt| made.iter().map(|step| step.backoff_delay(attempt)).max();
        let shortest = |attempt| made.iter().map(|step| step.backoff_delay(attempt)).min();
        for (attempt, bound) in [(0, 100), (1, 200), (5, 3_200), (9, 30_000), (40, 30_000), (100, 30_000)] {
            let bound = Duration::from_millis(bound);
            assert!(longest(attempt) <= Some(bound) && longest(attempt) > Some(bound * 9 / 10), "{attempt}");
            assert!(shortest(attempt) < Some(bound / 10), "{attempt}");
        }
        assert_eq!(made[3].backoff_delay(2), made[3].backoff_delay(2));
        assert_eq!(steps("a: sleep 1s", 0)[0].backoff_delay(3), Duration::ZERO);
    }
}
