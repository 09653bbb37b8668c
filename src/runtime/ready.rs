//! The queue of tasks that are ready to run.
//!
//! The loop's own thread pushes without a lock; other threads (the pool's)
//! push to a mailbox, and wake the loop through its waker.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    sync::{PoisonError, atomic::Ordering},
    task::Waker,
};

use crate::primitives::{AtomicBool, Mutex};

/// A task that is ready; it knows the queue it belongs to.
pub(super) type Runnable = async_task::Runnable<Place>;

/// Where a task is queued, and in which of its thread's loops.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) ready: &'static Ready,
    era: u32,
}

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

/// First in, first out; every task's waker knows it.
///
/// A thread has one, for all the loops that it has one after another, and it stays for good: were it counted who knows
/// it, each task and each wake-up from elsewhere would pay two atomic operations.
pub(super) struct Ready {
    owner: ThisThread,
    /// Which loop of the thread it is for: the tasks of those before are no more run.
    era: Cell<u32>,
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

// SAFETY: `own` and `era` are only touched on the owner's thread: every method
// that does checks the thread (`push`) or is documented to be called on it and
// asserts so in debug builds; the rest is behind a mutex or atomic. Once the
// owner has ended, a new thread may be taken for it: that one alone then
// touches `own`.
unsafe impl Sync for Ready {}

impl Ready {
    /// The calling thread's queue, for a loop that begins; what was left of the thread's loops before is dropped.
    pub(super) fn for_a_loop() -> &'static Self {
        thread_local! {
            static OF_THIS_THREAD: &'static Ready = Box::leak(Box::new(Ready::new()));
        }
        let ready = OF_THIS_THREAD.with(|ready| *ready);
        ready.era.update(|era| era.wrapping_add(1));
        ready.collect_mail();
        // None of them is of this era. One that is dropped may wake others.
        let first = ready.pop();
        debug_assert!(first.is_none(), "a task came before its loop");
        // What a million tasks needed, the next run may not.
        ready.own.take();
        ready
    }

    /// Makes an empty queue owned by the calling thread.
    fn new() -> Self {
        Self {
            owner: ThisThread::get(),
            era: Cell::new(0),
            own: RefCell::default(),
            mail: Mutex::default(),
            has_mail: AtomicBool::new(false),
        }
    }

    /// What a task of the loop that goes on has to know; on the owner's thread.
    #[inline]
    pub(super) fn place(&'static self) -> Place {
        Place { ready: self, era: self.era.get() }
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

    /// Takes the next task, and drops those of earlier loops; on the owner's thread.
    #[inline]
    pub(super) fn pop(&self) -> Option<Runnable> {
        debug_assert_eq!(ThisThread::get(), self.owner);
        loop {
            // Not held while dropping: what a task holds may wake others.
            let next = self.own.borrow_mut().pop_front()?;
            if next.metadata().era == self.era.get() {
                return Some(next);
            }
        }
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

#[cfg(all(test, not(loom)))]
mod tests {
    use std::{cell::Cell, future::pending, future::poll_fn, rc::Rc, task::Poll, task::Waker, time::Duration};

    use crate::by_hand::event_loop;

    /// Says when it is dropped.
    struct Witness(Rc<Cell<u32>>);

    impl Drop for Witness {
        fn drop(&mut self) {
            self.0.set(self.0.get() + 1);
        }
    }

    #[test]
    fn what_an_earlier_loop_left_is_dropped_and_never_run() {
        let (polls, drops) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
        let waker = Rc::new(Cell::new(None::<Waker>));
        let first = event_loop();
        let (polled, kept, witness) = (polls.clone(), waker.clone(), Witness(drops.clone()));
        // One waits, and is woken once the loop is gone; the other has not begun.
        let waits = poll_fn(move |context| {
            let _held = &witness;
            polled.set(polled.get() + 1);
            kept.set(Some(context.waker().clone()));
            Poll::<()>::Pending
        });
        first.spawn(waits).detach();
        first.turn(Duration::from_secs(1));
        assert_eq!(polls.get(), 1);
        let witness = Witness(drops.clone());
        let begins = async move {
            let _held = witness;
            pending::<()>().await;
        };
        first.spawn(begins).detach();
        drop(first);
        let Some(woken) = waker.take() else { panic!("it was polled") };
        woken.wake();

        let second = event_loop();
        assert_eq!(drops.get(), 2);
        // Another wake-up of what is gone is none.
        second.turn(Duration::from_secs(1));
        assert_eq!(polls.get(), 1);
    }
}

#[cfg(all(test, loom))]
mod races {
    use std::{future::poll_fn, task::Poll};

    use loom::{future::block_on, thread};

    use super::*;

    /// Makes a task that is ready when another thread says so.
    fn task(ready: &'static Ready) -> Runnable {
        let schedule = |runnable: Runnable| assert!(!runnable.metadata().ready.push(runnable));
        let (runnable, task) = async_task::Builder::new().metadata(ready.place()).spawn(|_| async {}, schedule);
        task.detach();
        runnable
    }

    #[test]
    fn mail_that_comes_as_the_loop_falls_asleep_wakes_it() {
        loom::model(|| {
            let ready: &Ready = Box::leak(Box::new(Ready::new()));
            let others = [(); 2].map(|()| {
                let runnable = task(ready);
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
            // The queue stays for good, and loom wants to see the end of all that it has a hand in.
            ready.mail.lock().unwrap().waker = None;
        });
    }
}
