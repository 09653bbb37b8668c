//! Threads that each take whole tasks, and block in their waits.

use super::{Computing, Model, Tasks};

pub(super) static MODEL: Model = Model {
    id: "threads",
    name: "Threads",
    note: "no GIL",
    summary: "So many threads each take whole tasks, one at a time, and block in their waits, as a ThreadPoolExecutor of \
              free-threaded Python (3.13 as an experiment, supported since 3.14), or of Rust, Go, C++.",
    tasks: Tasks::OnThreads,
    computing: Computing::Here,
    without_gil: None,
};

pub(super) static WITH_GIL: Model = Model {
    id: "threads-gil",
    name: "Threads with a GIL",
    note: "as in CPython",
    summary: "As CPython's ThreadPoolExecutor with the GIL: waits of different threads overlap, but one thread at a time \
              computes, and they switch after 5 ms.",
    without_gil: Some(&MODEL),
    ..MODEL
};
