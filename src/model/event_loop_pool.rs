//! The event loop, with computing handed to a pool of threads.

use super::{Computing, Model, Tasks};

pub(super) static MODEL: Model = Model {
    id: "event-loop-pool",
    name: "Event loop + thread pool",
    note: "no GIL",
    summary: "Waits overlap on the event loop; computing goes to a pool of threads, one core each, and leaves the loop free.",
    tasks: Tasks::OnLoop,
    computing: Computing::OnThreads,
    without_gil: None,
};

pub(super) static WITH_GIL: Model = Model {
    id: "event-loop-pool-gil",
    name: "Event loop + thread pool with a GIL",
    note: "as in CPython",
    summary: "As in CPython with its GIL (all versions to 3.12, and the default build since): the pool's threads and the \
              loop take turns at computing, switching after 5 ms; what hashes, or waits, lets others go on.",
    without_gil: Some(&MODEL),
    ..MODEL
};
