//! The event loop, with computing handed to a pool of threads.

use super::Model;

pub(super) static MODEL: Model = Model {
    id: "event-loop-pool",
    name: "Event loop + thread pool",
    note: "no GIL",
    summary: "Waits overlap on the event loop; computing goes to a pool of threads, one core each, and leaves the loop free.",
    needs_threads: true,
    in_turn: false,
};
