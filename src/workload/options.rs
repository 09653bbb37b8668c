//! The options of the language that do not belong to one step alone.

use super::{Kind, Parameter};

/// The most tasks a workload may have.
pub const MAX_TASKS: u64 = 1_000_000;

/// Lists the options of the `run:` line.
pub static RUN: &[&Parameter] = &[&JOIN, &LIMIT, &WORKERS, &DEADLINE, &SEED];

/// Lists the options that stand between a line's name and its colon.
pub static TASK: &[&Parameter] = &[&TASK_TIMEOUT];

/// Declares `join`, how the tasks are awaited together.
pub static JOIN: Parameter = Parameter {
    name: "join",
    kind: Kind::Choice(&["collect"]),
    default: None,
    help: "How the tasks are awaited together: `collect` starts all and keeps every outcome.",
    example: "collect",
};

/// Declares `limit`, how many tasks may be inside at once.
pub static LIMIT: Parameter = Parameter {
    name: "limit",
    kind: Kind::count(1, MAX_TASKS),
    default: None,
    help: "How many tasks may run at once; the others wait, first come first served.",
    example: "8",
};

/// Declares `workers`, how many threads or processes the models with a pool use.
pub static WORKERS: Parameter = Parameter {
    name: "workers",
    kind: Kind::count(1, 64),
    default: None,
    help: "How many threads the models with a pool use.",
    example: "4",
};

/// Declares `deadline`, after which the whole run is cancelled.
pub static DEADLINE: Parameter = Parameter {
    name: "deadline",
    kind: Kind::duration_ms(1, 3_600_000),
    default: None,
    help: "When the whole run is cancelled, counted from its start.",
    example: "5s",
};

/// Declares `seed`, from which every draw of the run is made.
pub static SEED: Parameter = Parameter {
    name: "seed",
    // The largest whole number that JavaScript holds exactly.
    kind: Kind::count(0, 9_007_199_254_740_991),
    default: None,
    help: "What all draws are made from: the same seed draws the same again.",
    example: "7",
};

/// Declares the `timeout` of a task.
pub static TASK_TIMEOUT: Parameter = Parameter {
    name: "timeout",
    kind: Kind::duration_ms(1, 3_600_000),
    default: None,
    help: "When the task is cancelled, counted from when it may run.",
    example: "2s",
};

/// Declares the `timeout` of a step.
pub static STEP_TIMEOUT: Parameter = Parameter {
    name: "timeout",
    kind: Kind::duration_ms(1, 3_600_000),
    default: None,
    help: "When the step is cancelled, counted from its start.",
    example: "2s",
};
