//! `first`: main goes on when one has ended, as after `asyncio.wait(return_when=FIRST_COMPLETED)`.

use super::{Join, Python};
use crate::model::Until;

pub(super) static JOIN: Join = Join {
    name: "first",
    python: Python::First,
    summary: "Starts all tasks; as soon as one has ended, well or not, the rest are cancelled.",
    run: |main| {
        Box::pin(async move {
            let tasks = main.run().start_all(main, Until::First);
            let waited = tasks.wait(main).await;
            let winner = tasks.first_ended();
            tasks.cancel();
            let drained = tasks.drain(main).await;
            waited?;
            drained?;
            Ok(winner.map(|winner| main.run().task_name(winner as i64)).unwrap_or_default())
        })
    },
    after_each: |_, _, name, _| Box::pin(std::future::ready(Ok(Some(name.to_owned())))),
};
