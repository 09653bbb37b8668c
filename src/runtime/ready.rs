//! The queue of tasks that are ready to run.
//!
//! The loop's own thread pushes without a lock; other threads (the pool's)
//! push to a mailbox, and wake the loop through its waker.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    sync::{Arc, PoisonError, atomic::Ordering},
    task::Waker,
};

use crate::primitives::{AtomicBool, Mutex};

/// A task that is ready; it knows the queue it belongs to.
pub(super) type Runnable = async_task::Runnable<Arc<Ready>>;

/// Tells a thread from all others that are alive, at the price of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ThisThread(usize);

impl ThisThread {
    #[cfg(not(loom))]
    fn get() -> Self {
        thread_local! {
            static PLACE: Cell<u8> = const { Cell::new(0) };
        }
        Self(PLACE.with(|place| std::ptr::from_ref(place) as usize))
    }

    /// loom's threads are one of the system's.
    #[cfg(loom)]
    fn get() -> Self {
        loom::thread_local! {
            static PLACE: Cell<u8> = Cell::new(0);
        }
        Self(PLACE.with(|place| std::ptr::from_ref(place) as usize))
    }
}

/// First in, first out; shared with every task's waker.
pub(super) struct Ready {
    owner: ThisThread,
    own: RefCell<VecDeque<Runnable>>,
    mail: Mutex<Mail>,
    /// Whether `mail` holds something; spares the owner the lock. Written only under it, so that no order of the two
    /// has to be argued.
    has_mail: AtomicBool,
}

#[derive(Default)]
struct Mail {
    runnables: Vec<Runnable>,
    waker: Option<Waker>,
}

// SAFETY: `own` is only touched on the owner's thread: every method that
// borrows it checks the thread (`push`) or is documented to be called on it
// and asserts so in debug builds; the rest is behind a mutex or atomic. Once
// the owner has ended, a new thread may be taken for it: that one alone then
// touches `own`. Whoever drops the queue finds `own` empty, since each task in
// it holds the queue by its waker.
unsafe impl Sync for Ready {}
// SAFETY: as above; Runnable is Send, and the cell moves with its owner check.
unsafe impl Send for Ready {}

impl Ready {
    /// Makes an empty queue owned by the calling thread.
    pub(super) fn new() -> Self {
        Self {
            owner: ThisThread::get(),
            own: RefCell::default(),
            mail: Mutex::default(),
            has_mail: AtomicBool::new(false),
        }
    }

    /// Queues a task; from any thread. Returns whether it was queued by the owner's thread.
    pub(super) fn push(&self, runnable: Runnable) -> bool {
        if ThisThread::get() == self.owner {
            self.push_own(runnable);
            return true;
        }
        let waker = {
            let mut mail = self.mail.lock().unwrap_or_else(PoisonError::into_inner);
            mail.runnables.push(runnable);
            self.has_mail.store(true, Ordering::Relaxed);
            mail.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
        false
    }

    /// Queues a task; on the owner's thread.
    #[inline]
    pub(super) fn push_own(&self, runnable: Runnable) {
        debug_assert_eq!(ThisThread::get(), self.owner);
        self.own.borrow_mut().push_back(runnable);
    }

    /// Takes the next task; on the owner's thread.
    #[inline]
    pub(super) fn pop(&self) -> Option<Runnable> {
        debug_assert_eq!(ThisThread::get(), self.owner);
        self.own.borrow_mut().pop_front()
    }

    /// How many tasks are ready; on the owner's thread.
    pub(super) fn len(&self) -> usize {
        debug_assert_eq!(ThisThread::get(), self.owner);
        self.own.borrow().len()
    }

    /// Moves what other threads sent to the queue's end; on the owner's thread.
    pub(super) fn collect_mail(&self) {
        // Who has been told of mail, by a wake-up or by `watch_mail`, sees it: both come after the lock was let go.
        if self.has_mail.load(Ordering::Relaxed) {
            let mut mail = self.mail.lock().unwrap_or_else(PoisonError::into_inner);
            self.has_mail.store(false, Ordering::Relaxed);
            self.own.borrow_mut().extend(mail.runnables.drain(..));
        }
    }

    /// Has `waker` woken by the next mail; returns whether there is mail already.
    pub(super) fn watch_mail(&self, waker: &Waker) -> bool {
        let mut mail = self.mail.lock().unwrap_or_else(PoisonError::into_inner);
        mail.waker = Some(waker.clone());
        !mail.runnables.is_empty()
    }
}

#[cfg(all(test, loom))]
mod races {
    use std::{future::poll_fn, sync::Arc, task::Poll};

    use loom::{future::block_on, thread};

    use super::*;

    /// Makes a task that is ready when another thread says so.
    fn task(ready: &Arc<Ready>) -> Runnable {
        let schedule = |runnable: Runnable| assert!(!runnable.metadata().clone().push(runnable));
        let (runnable, task) = async_task::Builder::new().metadata(ready.clone()).spawn(|_| async {}, schedule);
        task.detach();
        runnable
    }

    #[test]
    fn mail_that_comes_as_the_loop_falls_asleep_wakes_it() {
        loom::model(|| {
            let ready = Arc::new(Ready::new());
            let others = [(); 2].map(|()| {
                let runnable = task(&ready);
                thread::spawn(move || runnable.schedule())
            });
            let mut done = 0;
            block_on(poll_fn(|context| {
                loop {
                    ready.collect_mail();
                    while let Some(runnable) = ready.pop() {
                        runnable.run();
                        done += 1;
                    }
                    if done == 2 {
                        return Poll::Ready(());
                    }
                    if !ready.watch_mail(context.waker()) {
                        return Poll::Pending;
                    }
                }
            }));
            for other in others {
                other.join().unwrap();
            }
        });
    }
}
