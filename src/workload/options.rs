//! The options of the language that do not belong to one step alone.

use super::amount::Unit;
use super::{Kind, Parameter, tree};
use crate::step::Objection;

/// The most tasks a workload may have.
pub const MAX_TASKS: u64 = 1_000_000;

/// The most threads or processes that a run may use.
pub const MAX_WORKERS: u64 = 64;

/// Lists the options of the `run:` line.
pub static RUN: &[&Parameter] = &[&JOIN, &LIMIT, &WORKERS, &DEADLINE, &SEED, &REPEAT, &QUEUE];

/// Lists the options that stand between a line's name and its colon.
pub static TASK: &[&Parameter] = &[&TASK_TIMEOUT, &EVERY, &POISSON];

/// Names the join that hands each result to the `then:` row.
pub const COMPLETED: &str = "completed";

/// Declares `join`, how the tasks are awaited together.
pub static JOIN: Parameter = Parameter {
    name: "join",
    kind: Kind::Choice(&["collect", "gather", "group", "first", COMPLETED]),
    default: None,
    help: "How the tasks are awaited together: `collect` starts all and keeps every outcome; `gather` hands the \
           first failure on at once, while the others keep running and are awaited; `group` cancels the rest at the \
           first failure and raises all failures together; `first` returns when one has ended and cancels the rest; \
           `completed` hands each result to `then:` in finishing order.",
    example: "collect",
};

/// Declares `limit`, how many tasks may be inside at once.
pub static LIMIT: Parameter = Parameter {
    name: "limit",
    kind: Kind::count(1, MAX_TASKS).same_for_all(),
    default: None,
    help: "How many tasks may run at once; the others wait, first come first served.",
    example: "8",
};

/// Declares `workers`, how many threads or processes the models with a pool use.
pub static WORKERS: Parameter = Parameter {
    name: "workers",
    kind: Kind::count(1, MAX_WORKERS).same_for_all(),
    default: None,
    help: "How many threads, or processes, the models with some use; as many as there are cores if left out.",
    example: "4",
};

/// Declares `deadline`, after which the whole run is cancelled.
pub static DEADLINE: Parameter = Parameter {
    name: "deadline",
    kind: Kind::duration_ms(1, 3_600_000).same_for_all(),
    default: None,
    help: "When the whole run is cancelled, counted from its start.",
    example: "5s",
};

/// Declares `seed`, from which every draw of the run is made.
pub static SEED: Parameter = Parameter {
    name: "seed",
    // The largest whole number that JavaScript holds exactly.
    kind: Kind::count(0, 9_007_199_254_740_991).same_for_all(),
    default: None,
    help: "What all draws are made from: the same seed draws the same again.",
    example: "7",
};

/// Declares `repeat`, how often the whole run is done.
pub static REPEAT: Parameter = Parameter {
    name: "repeat",
    kind: Kind::count(1, 100).same_for_all(),
    default: None,
    help: "How often the whole run is done, to see how much its times differ.",
    example: "5",
};

/// Declares `queue`, which bounds a queue; each queue may have its own.
pub static QUEUE: Parameter = Parameter {
    name: "queue",
    kind: Kind::Queue,
    default: None,
    help: "Bounds a queue: whoever puts into it waits while it is full; without a number it holds any number of values.",
    example: "Q 10",
};

/// Declares the `timeout` of a task.
pub static TASK_TIMEOUT: Parameter = Parameter {
    name: "timeout",
    kind: Kind::duration_ms(1, 3_600_000),
    default: None,
    help: "When the task is cancelled, counted from when it may run.",
    example: "2s",
};

/// Declares `every`, arrivals at even intervals.
pub static EVERY: Parameter = Parameter {
    name: "every",
    kind: Kind::amount(Unit::Microsecond, 100, 3_600_000_000).same_for_all(),
    default: None,
    help: "The tasks of the line arrive one after another, so far apart, the first at once; their latency counts from \
           then.",
    example: "33ms",
};

/// Declares `poisson`, arrivals by chance.
pub static POISSON: Parameter = Parameter {
    name: "poisson",
    kind: Kind::amount(Unit::PerSecond, 1, 10_000).same_for_all(),
    default: None,
    help: "The tasks of the line arrive by chance, so many a second on average; their latency counts from then.",
    example: "50/s",
};

/// Declares the `timeout` of a step.
pub static STEP_TIMEOUT: Parameter = Parameter {
    name: "timeout",
    kind: Kind::duration_ms(1, 3_600_000),
    default: None,
    help: "When the step is cancelled, counted from its start; retries are covered.",
    example: "2s",
};

/// Declares `retry`, how often a step is repeated that failed for a reason that may pass.
pub static RETRY: Parameter = Parameter {
    name: "retry",
    kind: Kind::count(1, 100),
    default: None,
    help: "How often the step is repeated when it fails for a reason that may pass: the network, 5xx or 429.",
    example: "3",
};

/// A delay before retries says nothing without any.
pub fn backoff_without_retry(step: &tree::Step) -> Option<Objection> {
    (step.option(&BACKOFF).is_some() && step.option(&RETRY).is_none()).then_some(Objection {
        option: BACKOFF.name,
        message: "There is nothing to back off from; write `retry 3` before `backoff`, or leave it out.",
    })
}

/// Declares `backoff`, the delay before retries.
pub static BACKOFF: Parameter = Parameter {
    name: "backoff",
    kind: Kind::duration_ms(1, 30_000),
    default: None,
    help: "The longest delay before the first retry, 100ms if left out; it doubles with each, and each delay is drawn \
           evenly from none to that.",
    example: "100ms",
};
