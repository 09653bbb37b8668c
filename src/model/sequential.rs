//! One task after another.

use super::Model;

pub(super) static MODEL: Model = Model {
    id: "sequential",
    name: "Sequential",
    note: "one after another",
    summary: "Each task starts when the one before it has ended; while it waits, nothing else happens.",
    needs_threads: false,
    in_turn: true,
};
