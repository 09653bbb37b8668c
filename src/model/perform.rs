//! Runs one task: its limit, its time limit, its steps.

use std::{
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

use futures_channel::oneshot;

use super::{Run, scope::Scope};
use crate::{
    runtime::{Elapsed, Stop, Stopped, timeout},
    step::{Action, Kernel, Value},
    trace::{Kind, Recorder},
    workload::{Task, TaskStep, print_duration},
};

/// Why a task did not end well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    Failed(String),
    TimedOut(String),
    Cancelled,
}

impl Run {
    /// Creates a task, and runs it once the future is polled.
    ///
    /// The task ends in exactly one way; dropping the future cancels it.
    pub(super) fn perform(self: Rc<Self>, task: Task) -> impl Future<Output = ()> {
        let scope = Scope::create(self, task.id as u32);
        async move {
            let limit = scope.run().limit();
            let _permit = match &limit {
                Some(limit) => Some(limit.acquire().await),
                None => None,
            };
            scope.start();
            let result = limited(&scope, task.timeout, "the task", steps(&scope, &task.steps)).await;
            scope.end(result);
        }
    }
}

async fn steps(scope: &Scope, steps: &[TaskStep]) -> Result<(), Failure> {
    for (number, step) in steps.iter().enumerate() {
        if scope.run().stop_requested() {
            return Err(Failure::Cancelled);
        }
        let number = number as u16;
        let work = act(scope, number, step.begin(&Value::Nothing));
        limited(scope, step.timeout(), step.declaration.word, work).await?;
        scope.enter(Kind::Run, number);
    }
    Ok(())
}

async fn limited(
    scope: &Scope,
    limit: Option<Duration>,
    what: &str,
    work: impl Future<Output = Result<(), Failure>>,
) -> Result<(), Failure> {
    let Some(limit) = limit else {
        return work.await;
    };
    match timeout(scope.run().event_loop(), limit, work).await {
        Ok(result) => result,
        Err(Elapsed) => {
            Err(Failure::TimedOut(format!("{what} was not done within its timeout of {}", print_duration(limit))))
        }
    }
}

async fn act(scope: &Scope, step: u16, action: Action) -> Result<(), Failure> {
    let run = scope.run();
    match action {
        Action::Pass => {}
        Action::Fail(message) => return Err(Failure::Failed(message)),
        Action::Sleep(duration) => {
            let since = scope.enter_visibly(Kind::Wait, step);
            let deadline = since + duration;
            run.event_loop().sleep_until(deadline).await;
            scope.ready_since(step, deadline);
        }
        Action::Block(duration) => {
            scope.enter_visibly(Kind::Run, step);
            run.io().block(duration, run.control());
            if run.stop_requested() {
                return Err(Failure::Cancelled);
            }
        }
        Action::Fetch(request) => {
            scope.enter_visibly(Kind::Wait, step);
            run.io().fetch(request).await.map_err(|error| Failure::Failed(error.to_string()))?;
        }
        Action::Compute(kernel) => {
            let output = match run.workers() {
                None => compute_here(scope, step, kernel),
                Some(_) => compute_on_pool(scope, step, kernel).await,
            };
            scope.keep(output.map_err(|Stopped| Failure::Cancelled)?);
        }
        other => return Err(Failure::Failed(format!("{other:?} is not run by this model yet"))),
    }
    Ok(())
}

/// Computes on the loop's own thread, which does nothing else until it is done.
fn compute_here(scope: &Scope, step: u16, kernel: Box<dyn Kernel>) -> Result<Value, Stopped> {
    scope.enter_visibly(Kind::Run, step);
    advance_to_end(kernel, &Stop::new(scope.run().control().clone()))
}

fn advance_to_end(mut kernel: Box<dyn Kernel>, stop: &Stop) -> Result<Value, Stopped> {
    loop {
        if let Some(output) = kernel.advance() {
            return Ok(output);
        }
        stop.checkpoint()?;
    }
}

/// Queues a job for the pool and waits for it; dropping the wait stops the job at its next chunk.
async fn compute_on_pool(scope: &Scope, step: u16, kernel: Box<dyn Kernel>) -> Result<Value, Stopped> {
    let run = scope.run();
    let Some(workers) = run.workers() else {
        return Err(Stopped);
    };
    let submitted = scope.enter_visibly(Kind::Queued, step);
    let stop = Stop::new(run.control().clone());
    let claim = Claim::default();
    let (sender, receiver) = oneshot::channel();
    let job = {
        let (id, clock, stop, claim) = (scope.id(), run.event_loop().clock().clone(), stop.clone(), claim.clone());
        move |recorder: &Recorder| {
            if !claim.take(JOB_STARTED) {
                return;
            }
            let started = clock.now();
            recorder.close(id, step, Kind::Queued, submitted, started);
            recorder.open(id, step, Kind::Thread, started);
            let output = advance_to_end(kernel, &stop);
            let ended = clock.now();
            recorder.close(id, step, Kind::Thread, started, ended);
            // Nobody listens any more if the task was cancelled.
            let _ = sender.send((output, ended));
        }
    };
    workers.submit(Box::new(job));
    let mut guard = Abandon { scope, stop, claim, waiting: true };
    let (output, ended) = receiver.await.map_err(|_| Stopped)?;
    guard.waiting = false;
    scope.back(step, ended);
    output
}

/// Settles once whether a job was started by a worker or abandoned by its task.
#[derive(Clone, Default)]
struct Claim(Arc<AtomicU8>);

const JOB_STARTED: u8 = 1;
const JOB_ABANDONED: u8 = 2;

impl Claim {
    fn take(&self, by: u8) -> bool {
        self.0.compare_exchange(0, by, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }
}

/// Stops a job whose task no longer waits for it.
struct Abandon<'a> {
    scope: &'a Scope,
    stop: Stop,
    claim: Claim,
    waiting: bool,
}

impl Drop for Abandon<'_> {
    fn drop(&mut self) {
        if !self.waiting {
            return;
        }
        self.stop.request();
        if !self.claim.take(JOB_ABANDONED) {
            // A worker has it, and records its last span.
            self.scope.hand_over();
        }
    }
}
