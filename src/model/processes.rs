//! Processes that each take whole tasks, and block in their waits.

use super::{Computing, Model, Tasks};

pub(super) static MODEL: Model = Model {
    id: "processes",
    name: "Processes",
    note: "nothing shared",
    summary: "So many processes each take whole tasks, one at a time, as in a ProcessPoolExecutor: each has its own \
              memory, so what they share is copied or asked for.",
    tasks: Tasks::InProcesses,
    computing: Computing::Here,
    without_gil: None,
};
