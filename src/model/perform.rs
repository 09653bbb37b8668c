//! The life of one task: it arrives, gets a permit, does its steps in time, gives back what it holds, and ends.

use std::{rc::Rc, time::Duration};

use super::{
    Failure, Run,
    children::{Birth, Outcome},
    events::Path,
    steps::{steps, synchronise},
    strand::Strand,
};
use crate::{
    runtime::{Verdict, timeout},
    step::Value,
    trace::{Kind, NO_STEP},
    workload::{Task, TaskStep, print_duration},
};

impl Run {
    /// Creates a task, and runs it once the future is polled; the task ends in exactly one way.
    pub(crate) fn perform(self: Rc<Self>, task: Task, birth: Birth) -> impl Future<Output = ()> + use<> {
        // What is not needed any more is not kept by each of perhaps a million tasks.
        let Task { id, arrival, timeout, steps, .. } = task;
        let life = Life { arrival, timeout, steps: steps.into() };
        let id = u32::try_from(id).unwrap_or(u32::MAX);
        let strand = Strand::task(self, id, birth.cancellation.clone(), life.arrival.is_zero());
        async move {
            let whole = Path::whole(strand.run().events());
            let outcome = arrive(&strand, &life, &whole).await;
            strand.note(&whole, "finish", word(&outcome));
            strand.end(outcome.as_ref().map(|_| ()));
            drop((strand, life));
            birth.end(outcome).await;
        }
    }
}

/// Does the steps of `then:` with the `index`th result, on main.
pub(crate) async fn consume(main: &Strand, index: u64, value: Value) -> Outcome {
    let run = main.run();
    let then = run.workload().consumer(run.settings().seed, index);
    let outcome = steps(main, &then, value, &Path::then(run.events())).await;
    synchronise::release_forgotten(main, &Path::whole(run.events()));
    outcome
}

/// How the list of events says how something came out.
pub(super) fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Ok(_) => "done",
        Err(failure) => failure.ending().word(),
    }
}

/// What a task is to do, and when.
struct Life {
    arrival: Duration,
    timeout: Option<Duration>,
    steps: Box<[TaskStep]>,
}

async fn arrive(strand: &Strand, task: &Life, whole: &Path) -> Outcome {
    let run = strand.run();
    // However late its turn comes: that it waited for that is what is to be seen.
    let arrival = run.began() + task.arrival;
    if !task.arrival.is_zero() {
        strand.suspend(run.event_loop().sleep_until(arrival)).await?;
        strand.enter_visibly(Kind::Queued, NO_STEP);
    }
    strand.record(|record| record.arrived = Some(arrival));
    strand.note(whole, "start", "");
    let Some(limit) = run.limit() else {
        return within_time(strand, task, whole).await;
    };
    let permit = Box::pin(synchronise::blocked(strand, limit.acquire(), || "the limit of the run".to_owned())).await?;
    strand.note(whole, "acquire", "limit");
    let outcome = Box::pin(within_time(strand, task, whole)).await;
    drop(permit);
    strand.note(whole, "release", "limit");
    outcome
}

/// Does the steps within the task's timeout, and then releases the locks that it forgot.
async fn within_time(strand: &Strand, task: &Life, whole: &Path) -> Outcome {
    strand.start();
    let work = || steps(strand, &task.steps, Value::Nothing, whole);
    let outcome = match task.timeout {
        None => work().await,
        Some(limit) => Box::pin(in_time(strand, limit, "the task", work())).await,
    };
    synchronise::release_forgotten(strand, whole);
    outcome
}

/// Does work, which ends as timed out if `limit` passes first.
pub(super) async fn in_time(
    strand: &Strand,
    limit: Duration,
    what: &str,
    work: impl Future<Output = Outcome>,
) -> Outcome {
    let is_cancelled = |outcome: &Outcome| *outcome == Err(Failure::Cancelled);
    let event_loop = strand.run().event_loop();
    match timeout(event_loop, strand.cancellation(), limit, work, is_cancelled).await {
        (_, Verdict::TimedOut) => {
            Err(Failure::TimedOut(format!("{what} was not done within its timeout of {}", print_duration(limit))))
        }
        (outcome, Verdict::InTime) => outcome,
    }
}
