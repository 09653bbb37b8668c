//! `gather`: main hears of the first failure at once, as from `asyncio.gather`, and the others go on.

use super::{Join, Python, stop_at_failure};
use crate::model::{Path, Until};

pub(super) static JOIN: Join = Join {
    name: "gather",
    python: Python::Gather,
    summary: "Starts all tasks; main hears of the first failure at once, and the others go on and are awaited.",
    run: |main| {
        Box::pin(async move {
            let tasks = main.run().start_all(main, Until::FirstFailure);
            let waited = tasks.wait_or_cancel(main).await;
            let failed = tasks.first_failure().filter(|_| waited.is_ok());
            if let Some(failed) = failed {
                let name = main.run().task_name(failed as i64);
                main.note(&Path::whole(main.run().events()), "caught", name);
            }
            if waited.is_err() {
                // They were told, unless the wait had come to its end in this very turn.
                tasks.cancel_unasked();
            }
            let drained = tasks.drain(main).await;
            waited?;
            drained?;
            Ok(if failed.is_some() { "failed" } else { "done" }.to_owned())
        })
    },
    after_each: stop_at_failure,
};
