//! `collect`: every outcome is kept, as `asyncio.gather(return_exceptions=True)`.

use super::{Join, Python, go_on};
use crate::model::Until;

pub(super) static JOIN: Join = Join {
    name: "collect",
    python: Python::Collect,
    summary: "Starts all tasks and keeps every outcome; a failure leaves the others alone.",
    run: |main| {
        Box::pin(async move {
            main.run().start_all(main, Until::All).wait_or_cancel(main).await?;
            Ok("done".to_owned())
        })
    },
    after_each: go_on,
};
