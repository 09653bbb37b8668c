//! Work that holds a thread: the loop's own, or one of the pool.

use std::{
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

use futures_channel::oneshot;

use super::Failure;
use crate::{
    model::strand::Strand,
    runtime::{Clock, Stop, Stopped},
    step::{Gives, Kernel, Value},
    trace::{Kind, Recorder},
    workload::TaskStep,
};

/// A thread that waits looks so often whether it is to stop.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// Computes: on a thread of the pool where the model has one, else on the loop, which does nothing else meanwhile.
pub(super) async fn compute(strand: &Strand, step: u16, kernel: Box<dyn Kernel>) -> Result<Value, Failure> {
    if strand.run().workers().is_some() {
        return on_pool(strand, step, move |stop, _| advance_to_end(kernel, stop)).await;
    }
    strand.enter_visibly(Kind::Run, step);
    Ok(advance_to_end(kernel, &Stop::new(strand.run().control().clone()))?)
}

/// Lets the nominal time of a computing step pass, for one of a pool's workers or on the loop; it comes to the least value of its kind.
pub(super) async fn simulate(strand: &Strand, step: &TaskStep, carried: &Value) -> Result<Value, Failure> {
    let declaration = step.declaration;
    let cost = declaration.computes.map_or(Duration::ZERO, |computes| computes.cost(&step.arguments, carried));
    match strand.run().simulated_pool() {
        Some(_) => hold_simulated_worker(strand, step.number, cost).await?,
        None => {
            strand.enter_visibly(Kind::Run, step.number);
            strand.run().io().block(cost, strand.run().control());
        }
    }
    Ok(match declaration.gives {
        Gives::Kind(kind) => kind.least(),
        Gives::Same => carried.clone(),
        _ => Value::Nothing,
    })
}

async fn hold_simulated_worker(strand: &Strand, step: u16, time: Duration) -> Result<(), Failure> {
    let Some(pool) = strand.run().simulated_pool() else { return Ok(()) };
    strand.enter_visibly(Kind::Queued, step);
    let permit = strand.suspend(pool.acquire()).await?;
    let until = strand.enter_visibly(Kind::Thread, step) + time;
    let slept = strand.suspend(strand.run().event_loop().sleep_until(until)).await;
    strand.enter(Kind::Queued, step);
    drop(permit);
    Ok(slept?)
}

fn advance_to_end(mut kernel: Box<dyn Kernel>, stop: &Stop) -> Result<Value, Stopped> {
    loop {
        if let Some(value) = kernel.advance() {
            return Ok(value);
        }
        stop.checkpoint()?;
    }
}

/// Waits on a thread of the pool, and so holds that instead of the loop.
pub(super) async fn block_on_pool(strand: &Strand, step: u16, duration: Duration) -> Result<(), Failure> {
    if strand.run().is_simulated() {
        return hold_simulated_worker(strand, step, duration).await;
    }
    on_pool(strand, step, move |stop, clock| {
        let deadline = clock.now() + duration;
        let (mutex, condvar) = (Mutex::new(()), Condvar::new());
        loop {
            let left = deadline.since(clock.now());
            if left.is_zero() {
                return Ok(());
            }
            let guard = mutex.lock().unwrap_or_else(PoisonError::into_inner);
            // Nobody notifies: this is how a thread sleeps here and natively.
            drop(condvar.wait_timeout(guard, left.min(LOOK_EVERY)));
            stop.checkpoint()?;
        }
    })
    .await
}

/// Queues a job for the pool and waits for it; dropping the wait stops the job at its next chunk.
async fn on_pool<T: Send + 'static>(
    strand: &Strand,
    step: u16,
    work: impl FnOnce(&Stop, &dyn Clock) -> Result<T, Stopped> + Send + 'static,
) -> Result<T, Failure> {
    let run = strand.run();
    let Some(workers) = run.workers() else {
        return Err(Failure::Cancelled);
    };
    let submitted = strand.enter_visibly(Kind::Queued, step);
    let stop = Stop::new(run.control().clone());
    let claim = Claim::default();
    let (sender, receiver) = oneshot::channel();
    let job = {
        let (lane, clock) = (strand.lane(), run.event_loop().clock().clone());
        let (stop, claim) = (stop.clone(), claim.clone());
        move |recorder: &Recorder| {
            if !claim.take(JOB_STARTED) {
                return;
            }
            let started = clock.now();
            if let Some(lane) = lane {
                recorder.close(lane, step, Kind::Queued, submitted, started);
                recorder.open(lane, step, Kind::Thread, started);
            }
            let result = work(&stop, &*clock);
            let ended = clock.now();
            if let Some(lane) = lane {
                recorder.close(lane, step, Kind::Thread, started, ended);
            }
            // Nobody listens any more if the task was cancelled.
            let _ = sender.send((result, ended));
        }
    };
    workers.submit(Box::new(job));
    let mut guard = Abandon { strand, stop, claim, waiting: true };
    let (result, ended) = strand.suspend(receiver).await?.map_err(|_| Failure::Cancelled)?;
    guard.waiting = false;
    strand.back(step, ended);
    Ok(result?)
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
    strand: &'a Strand,
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
            self.strand.hand_over();
        }
    }
}
