//! One task after another.

use super::{Computing, Model, Tasks};

pub(super) static MODEL: Model = Model {
    id: "sequential",
    name: "Sequential",
    note: "one after another",
    summary: "Each task starts when the one before it has ended; while it waits, nothing else happens.",
    tasks: Tasks::InTurn,
    computing: Computing::Here,
    without_gil: None,
};
