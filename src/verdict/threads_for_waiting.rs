//! Threads only wait, each of them for one thing at a time.

use super::{Bound, Found, Lint, case::told};
use crate::model::{Computing, Tasks};

pub(super) static LINT: Lint = Lint {
    id: "threads-for-waiting",
    look: |case| {
        let on_loop = case.run(|model| model.tasks == Tasks::OnLoop && model.computing == Computing::Here)?;
        let threads = case.run(|model| model.tasks == Tasks::OnThreads)?;
        let workers = case.settings.workers;
        if case.bound != Bound::Io || threads.wall_ms < 1.2 * on_loop.wall_ms || threads.tasks() <= workers {
            return None;
        }
        Some(Found {
            sentence: format!(
                "{workers} threads can wait for {workers} things at once, so they took {} where the event loop took {} with one \
                 thread: each thread needs memory of its own for nothing but waiting.",
                told(threads.wall_ms),
                told(on_loop.wall_ms)
            ),
            evidence: vec![
                ("workers", workers as f64),
                ("threadsMs", threads.wall_ms),
                ("eventLoopMs", on_loop.wall_ms),
            ],
        })
    },
};
