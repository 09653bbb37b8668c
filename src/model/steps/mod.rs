//! Does the steps of a task, one after another: what each step means on an event loop.

mod act;
mod combine;
mod compute;
pub(super) mod count;
mod crawl;
pub(super) mod foretold;
mod store;
pub(super) mod synchronise;

use super::{
    Failure,
    children::Outcome,
    events::Path,
    perform::{in_time, word},
    strand::Strand,
};
use crate::{runtime::Stopped, step::Value, trace::Kind, workload::TaskStep};

/// Does steps one after another, each with the value that the one before handed on; the first failure ends them.
pub(super) async fn steps(strand: &Strand, steps: &[TaskStep], carried: Value, path: &Path) -> Outcome {
    let mut carried = carried;
    for (place, step) in steps.iter().enumerate() {
        // A task that never suspends is stopped here.
        if strand.run().stop_requested() {
            return Err(Failure::Cancelled);
        }
        carried = one(strand, step, carried, &path.at(place)).await?;
    }
    Ok(carried)
}

/// Does one step, within its timeout.
async fn one(strand: &Strand, step: &TaskStep, carried: Value, path: &Path) -> Outcome {
    strand.note(path, "begin", "");
    // Boxed where few need it, so that the many stay small.
    let outcome = match step.timeout() {
        None => attempts(strand, step, carried, path).await,
        Some(limit) => {
            let work = attempts(strand, step, carried, path);
            Box::pin(in_time(strand, limit, step.declaration.word, work)).await
        }
    };
    let outcome = match outcome {
        Ok(value) if foretold::lets_go(strand, step) => {
            Box::pin(foretold::go_on(strand, step.number)).await.map(|()| value).map_err(Failure::from)
        }
        outcome => outcome,
    };
    strand.note(path, "end", word(&outcome));
    strand.enter(Kind::Run, step.number);
    outcome.map_err(|failure| match failure {
        // Its timeout was the step's: for the task, and whatever is around the step, that is a failure.
        Failure::TimedOut(message) => Failure::failed(message),
        other => other,
    })
}

/// Does a step, and again if it may be done again, after a delay.
async fn attempts(strand: &Strand, step: &TaskStep, carried: Value, path: &Path) -> Outcome {
    let times = step.retry().map_or(0, |retry| retry.times);
    let mut attempt = 0;
    loop {
        let again = match act::act(strand, step, carried.clone(), path, attempt).await {
            Err(Failure::Failed { retry: Some(again), .. }) if attempt < times => again,
            outcome => return outcome,
        };
        let delay = step.backoff_delay(attempt).max(again.after.unwrap_or_default());
        let until = strand.enter_visibly(Kind::Backoff, step.number) + delay;
        strand.suspend(strand.run().event_loop().sleep_until(until)).await?;
        attempt += 1;
        strand.note(path, "retry", attempt + 1);
    }
}

impl From<Stopped> for Failure {
    fn from(Stopped: Stopped) -> Self {
        Failure::Cancelled
    }
}
