//! `group`: the first failure cancels the rest, as in an `asyncio.TaskGroup`.

use super::{Join, Python, stop_at_failure};
use crate::{
    model::{Failure, Until},
    runtime::Cancelled,
};

pub(super) static JOIN: Join = Join {
    name: "group",
    python: Python::Group,
    summary: "Starts all tasks; the first failure cancels the rest, and all failures are told together.",
    run: |main| {
        Box::pin(async move {
            match main.run().start_all(main, Until::AllOrFailure).wait_as_group(main).await {
                Ok(()) => Ok("done".to_owned()),
                Err(Failure::Cancelled) => Err(Cancelled),
                Err(_) => Ok("failed".to_owned()),
            }
        })
    },
    after_each: stop_at_failure,
};
