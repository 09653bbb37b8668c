//! The event loop, with computing handed to a pool of processes.

use super::{Computing, Model, Tasks};

pub(super) static MODEL: Model = Model {
    id: "event-loop-processes",
    name: "Event loop + process pool",
    note: "Python's usual answer",
    summary: "Waits overlap on the event loop; computing goes to processes, as with a ProcessPoolExecutor: no GIL is \
              shared, but starting them takes time, and what they are given and give back is copied.",
    tasks: Tasks::OnLoop,
    computing: Computing::InProcesses,
    without_gil: None,
};
