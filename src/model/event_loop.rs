//! All tasks at once on one thread, taking turns whenever they wait.

use super::{Computing, Model, Tasks};

pub(super) static MODEL: Model = Model {
    id: "event-loop",
    name: "Event loop",
    note: "one thread, as asyncio",
    summary: "All tasks start at once on one thread; their waits overlap, their computing does not.",
    tasks: Tasks::OnLoop,
    computing: Computing::Here,
    without_gil: None,
};
