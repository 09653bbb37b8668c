//! Work that holds a thread: the loop's own, or one of the pool.

use std::{
    rc::Rc,
    sync::{Condvar, Mutex, PoisonError},
    time::Duration,
};

use futures_channel::oneshot;

use super::{Failure, foretold};
use crate::{
    model::{executor::Claim, strand::Strand},
    runtime::{Clock, Stop, Stopped, Time, yield_now},
    step::{Kernel, Value},
    thread::Hold,
    trace::{Kind, Recorder},
};

/// A thread that waits looks so often whether it is to stop.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// Work that divides itself among the threads it finds.
pub(super) type Divisible = Box<dyn FnOnce() -> Value + Send>;

/// Computes where the model says: on a thread of the pool, on the task's own thread, or on the loop, which does
/// nothing else meanwhile. What does not hold the GIL in Python computes without it.
pub(super) async fn compute(
    strand: &Strand,
    step: u16,
    kernel: Box<dyn Kernel>,
    holds_gil: bool,
) -> Result<Value, Failure> {
    let run = strand.run();
    if run.workers().is_some() {
        return on_pool(strand, step, holds_gil, move |thread| thread.compute(kernel)).await;
    }
    if run.takes_whole_tasks() && !strand.is_main() {
        return on_own_thread(strand, step, kernel, holds_gil).await;
    }
    strand.enter_visibly(Kind::Run, step);
    Ok(advance_to_end(kernel, &Stop::new(run.control().clone()))?)
}

/// Computes on a thread of the pool, and on those that nothing else occupies; it stops at its end only.
pub(super) async fn compute_divided(strand: &Strand, step: u16, work: Divisible) -> Result<Value, Failure> {
    on_pool(strand, step, false, move |_| Ok(work())).await
}

fn advance_to_end(mut kernel: Box<dyn Kernel>, stop: &Stop) -> Result<Value, Stopped> {
    loop {
        if let Some(value) = kernel.advance() {
            return Ok(value);
        }
        stop.checkpoint()?;
    }
}

/// Computes on the thread that has taken the task; between chunks its timeouts and its cancellation get in.
async fn on_own_thread(
    strand: &Strand,
    step: u16,
    mut kernel: Box<dyn Kernel>,
    holds_gil: bool,
) -> Result<Value, Failure> {
    let stop = Stop::new(strand.run().control().clone());
    let hold = strand.run().hold();
    strand.enter_visibly(Kind::Run, step);
    let _detached = hold.filter(|_| !holds_gil).map(|hold| Detached::from(hold.clone()));
    loop {
        if let Some(value) = kernel.advance() {
            return Ok(value);
        }
        stop.checkpoint()?;
        strand.suspend(yield_now()).await?;
        if hold.is_some_and(|hold| hold.switch_point()) {
            // The wait for the lock is a span of its own.
            strand.enter_visibly(Kind::Run, step);
        }
    }
}

/// The thread lets others compute until it is dropped.
struct Detached(Rc<Hold>);

impl From<Rc<Hold>> for Detached {
    fn from(hold: Rc<Hold>) -> Self {
        hold.detach();
        Self(hold)
    }
}

impl Drop for Detached {
    fn drop(&mut self) {
        self.0.attach();
    }
}

/// Waits on a thread or in a process of the pool, and so holds that instead of the loop.
pub(super) async fn block_on_pool(strand: &Strand, step: u16, duration: Duration) -> Result<(), Failure> {
    if let Some(crew) = strand.run().crew() {
        let micros = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        return crew.block(strand, step, micros).await;
    }
    if strand.run().is_simulated() {
        return foretold::wait_on_pool(strand, step, duration).await;
    }
    on_pool(strand, step, false, move |thread| thread.sleep(duration)).await
}

/// A thread of the pool while it does a job: one chunk after another, seen on the task's lane.
struct PoolThread<'t> {
    recorder: &'t Recorder,
    clock: &'t dyn Clock,
    stop: &'t Stop,
    /// Where the job holds the GIL.
    hold: Option<Hold>,
    lane: Option<u32>,
    step: u16,
    kind: Kind,
    since: Time,
}

impl PoolThread<'_> {
    fn compute(&mut self, mut kernel: Box<dyn Kernel>) -> Result<Value, Stopped> {
        loop {
            if let Some(value) = kernel.advance() {
                return Ok(value);
            }
            self.stop.checkpoint()?;
            if self.hold.as_ref().is_some_and(Hold::switch_point) {
                self.tell_wait();
            }
        }
    }

    fn sleep(&mut self, duration: Duration) -> Result<(), Stopped> {
        let deadline = self.clock.now() + duration;
        let (mutex, condvar) = (Mutex::new(()), Condvar::new());
        loop {
            let left = deadline.since(self.clock.now());
            if left.is_zero() {
                return Ok(());
            }
            let guard = mutex.lock().unwrap_or_else(PoisonError::into_inner);
            // Nobody notifies: this is how a thread sleeps here and natively.
            drop(condvar.wait_timeout(guard, left.min(LOOK_EVERY)));
            self.stop.checkpoint()?;
        }
    }

    /// Takes the lock under which threads compute, if the job needs it; the wait is seen while it goes on.
    fn attach(&mut self) {
        let Some(hold) = self.hold.take() else { return };
        if !hold.try_attach() {
            self.open(Kind::Gil, self.clock.now());
            hold.attach();
            self.close(self.clock.now());
            hold.take_wait();
        }
        self.hold = Some(hold);
    }

    /// Shows that the job waited for the lock, if it did.
    fn tell_wait(&mut self) {
        if let Some((from, to)) = self.hold.as_ref().and_then(Hold::take_wait) {
            self.close(from);
            self.open(Kind::Gil, from);
            self.close(to);
            self.open(Kind::Thread, to);
        }
    }

    fn open(&mut self, kind: Kind, since: Time) {
        (self.kind, self.since) = (kind, since);
        if let Some(lane) = self.lane {
            self.recorder.open(lane, self.step, kind, since);
        }
    }

    fn close(&self, until: Time) {
        if let Some(lane) = self.lane {
            self.recorder.close(lane, self.step, self.kind, self.since, until);
        }
    }
}

/// Queues a job for the pool and waits for it; dropping the wait stops the job at its next chunk.
async fn on_pool<T: Send + 'static>(
    strand: &Strand,
    step: u16,
    holds_gil: bool,
    work: impl FnOnce(&mut PoolThread) -> Result<T, Stopped> + Send + 'static,
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
        let gil = run.gil().filter(|_| holds_gil).cloned();
        move |recorder: &Rc<Recorder>| {
            if !claim.take() {
                return;
            }
            let hold = gil.map(|gil| Hold::new(gil, recorder.lane(), clock.clone()));
            let since = submitted;
            let mut thread =
                PoolThread { recorder, clock: &*clock, stop: &stop, hold, lane, step, kind: Kind::Queued, since };
            thread.close(clock.now());
            thread.attach();
            thread.open(Kind::Thread, clock.now());
            let result = work(&mut thread);
            let ended = clock.now();
            thread.close(ended);
            drop(thread);
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
        if !self.claim.abandon() {
            // A worker has it, and records its last span.
            self.strand.hand_over();
        }
    }
}
