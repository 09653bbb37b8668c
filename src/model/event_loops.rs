//! One event loop for each of some processes.

use super::{Computing, Model, Tasks};

pub(super) static MODEL: Model = Model {
    id: "event-loops",
    name: "One event loop per process",
    note: "as servers scale",
    summary: "Tasks are dealt out to processes, each with an event loop of its own: waits overlap, and the loops compute \
              beside each other.",
    tasks: Tasks::OnLoops,
    computing: Computing::Here,
    without_gil: None,
};
