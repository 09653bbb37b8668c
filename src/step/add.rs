//! `add C n racy|locked|atomic`: adds to a number that tasks share.

use std::sync::Arc;

use super::{
    Action, Adding, Computes, Counter, Declaration, Gives, Group, Kernel, PYTHON_TURN, Pace, Parts, Python, Takes,
    Value,
};
use crate::workload::{Kind, Parameter, Shared};

/// Declares `add`.
pub static STEP: Declaration = Declaration {
    word: "add",
    group: Group::Synchronise,
    summary: "Adds one to a counter, again and again: `racy` reads and writes it unguarded, so threads lose updates; \
              `locked` holds a mutex, `atomic` is one operation.",
    example: "add C 100k racy",
    parameters: &[
        Parameter {
            name: "counter",
            kind: Kind::Name(Shared::Counter),
            default: None,
            help: "Which counter; all tasks that name it share it, and it starts at 0.",
            example: "C",
        },
        Parameter {
            name: "times",
            kind: Kind::count(1, 1_000_000_000),
            default: None,
            help: "How many times one is added.",
            example: "100k",
        },
        Parameter {
            name: "how",
            kind: Kind::Choice(&["racy", "locked", "atomic"]),
            default: None,
            help: "With nothing that guards it, holding a mutex, or by an atomic operation.",
            example: "racy",
        },
    ],
    options: &[],
    takes: Takes::Any,
    gives: Gives::Same,
    computes: Some(Computes {
        holds_gil: true,
        units: |arguments, _| arguments.count(1),
        pace: Pace { wasm: 2_000, cpython: PYTHON_TURN },
        // What it adds to, the run has.
        parallel: None,
        calibration: None,
    }),
    parts: Parts::None,
    object: None,
    python: Python::Add,
    begin: |arguments, _| Action::Add {
        counter: arguments.name(0),
        times: arguments.count(1),
        how: match arguments.choice(2) {
            "locked" => Adding::Locked,
            "atomic" => Adding::Atomic,
            _ => Adding::Racy,
        },
    },
};

/// Additions of one chunk: some two milliseconds where they are slowest.
const A_CHUNK: u64 = 100_000;

/// Adds to a counter, some times a chunk; comes to nothing.
pub(crate) struct Add {
    counter: Arc<Counter>,
    times: u64,
    done: u64,
    how: Adding,
}

impl Add {
    /// Prepares to add to `counter`.
    pub(crate) fn to(counter: Arc<Counter>, times: u64, how: Adding) -> Add {
        Add { counter, times, done: 0, how }
    }
}

impl Kernel for Add {
    fn advance(&mut self) -> Option<Value> {
        let times = A_CHUNK.min(self.times - self.done);
        self.counter.add(times, self.how);
        self.done += times;
        (self.done == self.times).then_some(Value::Nothing)
    }

    fn progress(&self) -> f64 {
        self.done as f64 / self.times as f64
    }
}
