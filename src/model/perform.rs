//! The life of one task: it arrives, gets a permit, does its steps in time, gives back what it holds, and ends.

use std::{rc::Rc, sync::Arc, time::Duration};

use futures_channel::oneshot;

use super::{
    Failure, Run,
    children::{Birth, Outcome},
    events::Path,
    executor::{Assignment, Claim, EndRequest, Executor, Finished},
    shared::{Held, Want},
    steps::{foretold, steps, synchronise},
    strand::Strand,
};
use crate::{
    runtime::{Time, Timing, timeout},
    step::Value,
    trace::{Kind, NO_STEP},
    workload::{Task, TaskStep, print_duration},
};

impl Run {
    /// Creates a task, and runs it once the future is polled; the task ends in exactly one way.
    pub(crate) fn perform(self: Rc<Self>, task: Task, birth: Birth) -> impl Future<Output = ()> + use<> {
        let id = u32::try_from(task.id).unwrap_or(u32::MAX);
        let strand = Strand::task(self, id, birth.cancellation.clone(), task.arrival.is_zero());
        let life = Life::of(task);
        async move {
            let whole = Path::whole(strand.run().events());
            let outcome = arrive(&strand, &life, &whole).await;
            strand.note(&whole, "finish", word(&outcome));
            strand.end(outcome.as_ref().map(|_| ()));
            drop((strand, life));
            birth.end(outcome).await;
        }
    }

    /// Runs a task that has arrived, on the thread that has taken it.
    pub(super) async fn perform_here(self: Rc<Self>, strand: Strand, task: Task) -> Outcome {
        let life = Life::of(task);
        let whole = Path::whole(self.events());
        let outcome = with_permit(&strand, &life, &whole).await;
        strand.end(outcome.as_ref().map(|_| ()));
        outcome
    }

    /// Creates a task, and hands it to an executor once it has arrived.
    pub(super) fn hand_over(
        self: Rc<Self>,
        executor: Rc<dyn Executor>,
        task: Task,
        birth: Birth,
    ) -> impl Future<Output = ()> + use<> {
        let id = u32::try_from(task.id).unwrap_or(u32::MAX);
        let strand = Strand::task(self, id, birth.cancellation.clone(), task.arrival.is_zero());
        async move {
            let outcome = match submit(&strand, &*executor, task).await {
                Ok(Finished { outcome, record }) => {
                    strand.ended_elsewhere(record);
                    outcome
                }
                Err(failure) => {
                    executor.abandoned();
                    strand.end(Err(&failure));
                    Err(failure)
                }
            };
            drop(strand);
            birth.end(outcome).await;
        }
    }
}

/// Has an executor do a task, and waits for its end; fails if that ends before anybody has taken it.
async fn submit(strand: &Strand, executor: &dyn Executor, task: Task) -> Result<Finished, Failure> {
    let run = strand.run();
    let arrival = run.began() + task.arrival;
    if !task.arrival.is_zero() {
        strand.suspend(run.event_loop().sleep_until(arrival)).await?;
    }
    strand.record(|record| record.arrived = Some(arrival));
    let queued_since = strand.enter_visibly(Kind::Queued, NO_STEP);
    // Threads wait for their permits themselves.
    let Some(limit) = run.settings().limit.filter(|_| run.crosses_processes()) else {
        return dispatch(strand, executor, task, queued_since).await;
    };
    run.shared().wait(strand, Want::run_permit(limit)).await?;
    let finished = dispatch(strand, executor, task, queued_since).await;
    // A permit that is out can be given back.
    let _ = run.shared().release(Held::run_permit()).await;
    finished
}

async fn dispatch(
    strand: &Strand,
    executor: &dyn Executor,
    task: Task,
    queued_since: Time,
) -> Result<Finished, Failure> {
    let (reply, mut finished) = oneshot::channel();
    let (claim, request) = (Claim::default(), Arc::<EndRequest>::default());
    executor.submit(Assignment { task, queued_since, claim: claim.clone(), request: request.clone(), reply });
    let answer = match strand.suspend(&mut finished).await {
        Ok(answer) => answer,
        Err(cancelled) => {
            if claim.abandon() {
                return Err(cancelled.into());
            }
            // Whoever has it ends it, and says how.
            request.make();
            finished.await
        }
    };
    answer.map_err(|oneshot::Canceled| Failure::Cancelled)
}

/// Does the steps of `then:` with the `index`th result, on main.
pub(crate) async fn consume(main: &Strand, index: u64, value: Value) -> Outcome {
    let run = main.run();
    let then = run.workload().consumer(run.settings().seed, index);
    let outcome = steps(main, &then, value, &Path::then(run.events())).await;
    synchronise::release_forgotten(main, &Path::whole(run.events())).await;
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

impl Life {
    /// Keeps of a task what is needed while it lives: there may be a million.
    fn of(task: Task) -> Self {
        let Task { arrival, timeout, steps, .. } = task;
        Self { arrival, timeout, steps: steps.into() }
    }
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
    foretold::begin_task(strand);
    if !(run.is_simulated() && run.hands_tasks_over()) {
        return with_permit(strand, task, whole).await;
    }
    Box::pin(async move {
        let _worker = match run.simulated_executor() {
            // Who has a worker may wait for what only a task could give that waits for one.
            Some(workers) => {
                let _waits = run.waits_for_place();
                Some(strand.suspend(workers.acquire()).await?)
            }
            None => None,
        };
        foretold::take_task(strand).await?;
        with_permit(strand, task, whole).await
    })
    .await
}

/// Waits for one of the run's permits, if it has a limit, and holds it while the steps are done.
async fn with_permit(strand: &Strand, task: &Life, whole: &Path) -> Outcome {
    let run = strand.run();
    let Some(limit) = run.settings().limit else {
        return within_time(strand, task, whole).await;
    };
    run.shared().wait(strand, Want::run_permit(limit)).await?;
    strand.note(whole, "acquire", "limit");
    let outcome = Box::pin(within_time(strand, task, whole)).await;
    // A permit that is out can be given back.
    let _ = run.shared().release(Held::run_permit()).await;
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
    synchronise::release_forgotten(strand, whole).await;
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
    let before = strand.set_may_be_ended(true);
    let ended = timeout(event_loop, strand.cancellation(), limit, work, is_cancelled).await;
    strand.set_may_be_ended(before);
    match ended {
        (_, Timing::TimedOut) => {
            Err(Failure::TimedOut(format!("{what} was not done within its timeout of {}", print_duration(limit))))
        }
        (outcome, Timing::InTime) => outcome,
    }
}
