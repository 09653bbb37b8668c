//! `completed`: each result goes to the steps of `then:` in finishing order, as with `asyncio.as_completed`.

use super::{Join, Python};
use crate::{
    model::{Failure, Strand, Until, consume},
    runtime::Cancelled,
    step::Value,
};

pub(super) static JOIN: Join = Join {
    name: "completed",
    python: Python::Completed,
    summary: "Starts all tasks; main does the steps of `then:` with each result, in finishing order.",
    run: |main| {
        Box::pin(async move {
            let tasks = main.run().start_all(main, Until::Next);
            let consumed = async {
                let mut count = 0;
                while let Some(next) = tasks.next(main).await {
                    let index = next?;
                    match tasks.outcome(index) {
                        Some(Ok(value)) => then(main, &mut count, value).await?,
                        Some(Err(Failure::Cancelled)) => return Err(Cancelled),
                        // It was told where it happened.
                        Some(Err(_)) | None => {}
                    }
                }
                Ok(())
            };
            let consumed = consumed.await;
            tasks.cancel();
            let drained = tasks.drain(main).await;
            consumed?;
            drained?;
            Ok("done".to_owned())
        })
    },
    after_each: |main, id, _, outcome| {
        Box::pin(async move {
            if let Ok(value) = outcome {
                then(main, &mut (id as u64), value).await?;
            }
            Ok(None)
        })
    },
};

/// Does the steps of `then:` with one result; what fails there was told there, and the next result is taken.
async fn then(main: &Strand, count: &mut u64, value: Value) -> Result<(), Cancelled> {
    let outcome = consume(main, *count, value).await;
    *count += 1;
    match outcome {
        Err(Failure::Cancelled) => Err(Cancelled),
        Ok(_) | Err(_) => Ok(()),
    }
}
