//! Who takes whole tasks, as a `concurrent.futures.Executor` does: threads, each one task at a time.
//!
//! ```text
//!  main's loop                                  a thread's loop
//!  hand_over ── Assignment ──▶ queue ──▶ taken ─▶ perform ─▶ ended
//!      │ cancelled ─────────── asked to end ─────▶  │          │
//!      ◀──────────────── Finished ────────────────────────────-┘
//! ```
//!
//! The task's outcome comes back to main's loop, where the join hears of it as it would of a task of its own.

mod threads;

use std::sync::{Arc, atomic::Ordering};

use futures_channel::oneshot;

use super::{Outcome, TaskRecord, findings::Findings};
use crate::{
    primitives::{AtomicBool, AtomicU8, AtomicWaker},
    runtime::Time,
    workload::Task,
};
pub(super) use threads::ThreadExecutor;

/// A task on its way to whoever takes it.
pub(super) struct Assignment {
    pub(super) task: Task,
    /// It is queued since then, and seen to be so.
    pub(super) queued_since: Time,
    pub(super) claim: Claim,
    pub(super) request: Arc<EndRequest>,
    pub(super) reply: oneshot::Sender<Finished>,
}

/// What became of a task elsewhere.
pub(super) struct Finished {
    pub(super) outcome: Outcome,
    pub(super) record: TaskRecord,
}

/// Takes whole tasks.
pub(super) trait Executor {
    /// Queues a task.
    fn submit(&self, assignment: Assignment);

    /// Says that a task was abandoned before anybody took it.
    fn abandoned(&self);

    /// Takes no more tasks, waits until everybody has left, and tells what they noticed.
    fn close(&self) -> super::shared::Boxed<'_, Findings>;
}

/// Settles once whether work was taken by a thread or abandoned by its task.
#[derive(Clone, Default)]
pub(super) struct Claim(Arc<AtomicU8>);

const TAKEN: u8 = 1;
const ABANDONED: u8 = 2;

impl Claim {
    /// Takes the work to do it; says whether it had not been abandoned.
    pub(super) fn take(&self) -> bool {
        self.settle(TAKEN)
    }

    /// Abandons the work; says whether nobody had taken it.
    pub(super) fn abandon(&self) -> bool {
        self.settle(ABANDONED)
    }

    fn settle(&self, how: u8) -> bool {
        self.0.compare_exchange(0, how, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }
}

/// A request to a task on another thread to end.
#[derive(Default)]
pub(super) struct EndRequest {
    is_made: AtomicBool,
    waker: AtomicWaker,
}

impl EndRequest {
    /// Asks the task to end, from any thread.
    pub(super) fn make(&self) {
        self.is_made.store(true, Ordering::Release);
        self.waker.wake();
    }

    /// Whether it is asked to end.
    pub(super) fn is_made(&self) -> bool {
        self.is_made.load(Ordering::Acquire)
    }

    /// Resolves once it is asked to end; one waits for it at a time.
    pub(super) async fn made(&self) {
        std::future::poll_fn(|context| {
            self.waker.register(context.waker());
            match self.is_made() {
                true => std::task::Poll::Ready(()),
                false => std::task::Poll::Pending,
            }
        })
        .await;
    }
}

#[cfg(all(test, loom))]
mod races {
    use loom::{future::block_on, thread};

    use super::*;

    #[test]
    fn work_is_taken_or_abandoned_and_never_both() {
        loom::model(|| {
            let claim = Claim::default();
            let other = {
                let claim = claim.clone();
                thread::spawn(move || claim.take())
            };
            let is_abandoned = claim.abandon();
            assert_ne!(other.join().unwrap(), is_abandoned);
        });
    }

    #[test]
    fn a_request_to_end_is_heard_whenever_it_comes() {
        loom::model(|| {
            let request = Arc::<EndRequest>::default();
            let other = {
                let request = request.clone();
                thread::spawn(move || request.make())
            };
            block_on(request.made());
            assert!(request.is_made());
            other.join().unwrap();
        });
    }
}
