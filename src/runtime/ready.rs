//! The queue of tasks that are ready to run, and the mail that other threads write.
//!
//! ```text
//!   own thread:  push ───────────────────────▶ queue ──▶ pop
//!   others:      write ──▶ mail ── collect ─────▲
//! ```

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    mem,
    sync::{PoisonError, atomic::Ordering},
    task::Waker,
};

use super::{
    event_loop::EventLoop,
    task::{Runnable, TaskRef},
};
use crate::primitives::{AtomicBool, Mutex};

/// Which of its thread's loops a task is of.
pub(super) type Era = u16;

/// What another thread did with a waker, for the owner to do.
#[derive(Clone, Copy, Debug)]
pub(super) enum Letter {
    /// It was cloned.
    Cloned(TaskRef),
    /// It woke its task, and is gone.
    Woken(TaskRef),
    /// It woke its task.
    WokenByReference(TaskRef),
    /// It is gone.
    Dropped(TaskRef),
}

// SAFETY: other threads hand it on, and look at what of a task never changes: which queue it belongs to.
unsafe impl Send for Letter {}

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
    /// Which loop of the thread it is for: the tasks of those before are not run any more.
    era: Cell<Era>,
    own: RefCell<VecDeque<Runnable>>,
    mail: Mutex<Mail>,
    /// Whether `mail` holds letters; spares the owner the lock. Written only under it.
    has_mail: AtomicBool,
    /// Room for letters while others are read.
    spare: Cell<Vec<Letter>>,
}

#[derive(Default)]
struct Mail {
    /// In the order in which they were written.
    letters: Vec<Letter>,
    waker: Option<Waker>,
}

// SAFETY: `own`, `era` and `spare` are only touched on the owner's thread: every method that does is documented to be
// called on it, and asserts so in debug builds; `owner` never changes, and the rest is behind a mutex or atomic. Once the
// owner has ended, a new thread may be taken for it: that one alone then touches them, and comes after it by whatever gave
// it the same place.
unsafe impl Sync for Ready {}

impl Ready {
    /// The calling thread's queue, for a loop that begins; what was left of the thread's loops before is dropped.
    pub(super) fn for_a_loop() -> &'static Self {
        thread_local! {
            static OF_THIS_THREAD: Cell<Option<&'static Ready>> = const { Cell::new(None) };
        }
        let ready = OF_THIS_THREAD.get().unwrap_or_else(|| Box::leak(Box::new(Self::new())));
        let Some(era) = ready.era.get().checked_add(1) else {
            // After so many loops the thread has a queue of its own again, as a new one would. What wakes of the old one's
            // tasks from now on stays in it.
            ready.empty();
            OF_THIS_THREAD.set(None);
            return Self::for_a_loop();
        };
        OF_THIS_THREAD.set(Some(ready));
        ready.era.set(era);
        ready.empty();
        ready
    }

    /// Drops what is queued, none of which is of the loop that begins, and gives back the room that it took: what a million
    /// tasks needed, the next run may not.
    fn empty(&self) {
        loop {
            self.collect_mail();
            // Not held while dropping: one that is dropped may wake others.
            let queued = self.own.take();
            if queued.is_empty() && !self.has_mail() {
                break;
            }
        }
        self.spare.take();
        self.mail.lock().unwrap_or_else(PoisonError::into_inner).letters.shrink_to_fit();
    }

    /// Makes an empty queue owned by the calling thread.
    fn new() -> Self {
        Self {
            owner: ThisThread::get(),
            era: Cell::new(0),
            own: RefCell::default(),
            mail: Mutex::default(),
            has_mail: AtomicBool::new(false),
            spare: Cell::default(),
        }
    }

    /// Whether the calling thread is its owner.
    #[inline]
    pub(super) fn is_of_this_thread(&self) -> bool {
        ThisThread::get() == self.owner
    }

    /// Which loop it is for; on the owner's thread.
    #[inline]
    pub(super) fn era(&self) -> Era {
        debug_assert!(self.is_of_this_thread());
        self.era.get()
    }

    /// Queues a task, and has the loop take its turn; on the owner's thread.
    pub(super) fn push(&self, runnable: Runnable) {
        self.push_in_turn(runnable);
        if let Some(event_loop) = EventLoop::of_this_thread() {
            event_loop.request_turn();
        }
    }

    /// Queues a task, while the loop has its turn or is about to ask for it; on the owner's thread.
    #[inline]
    pub(super) fn push_in_turn(&self, runnable: Runnable) {
        debug_assert!(self.is_of_this_thread());
        self.own.borrow_mut().push_back(runnable);
    }

    /// Writes to the owner, and wakes its loop if it has to do something; from any thread.
    pub(super) fn write(&self, letter: Letter) {
        let waker = {
            let mut mail = self.mail.lock().unwrap_or_else(PoisonError::into_inner);
            mail.letters.push(letter);
            self.has_mail.store(true, Ordering::Relaxed);
            if matches!(letter, Letter::Cloned(_)) { None } else { mail.waker.take() }
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Whether there are letters. It may miss one that is being written now, but none whose writing happened before.
    pub(super) fn has_mail(&self) -> bool {
        self.has_mail.load(Ordering::Relaxed)
    }

    /// Takes the next task, and drops those of earlier loops; on the owner's thread.
    #[inline]
    pub(super) fn pop(&self) -> Option<Runnable> {
        debug_assert!(self.is_of_this_thread());
        loop {
            // Not held while dropping: what a task holds may wake others.
            let next = self.own.borrow_mut().pop_front()?;
            if next.era() == self.era.get() {
                return Some(next);
            }
        }
    }

    /// How many tasks are ready; on the owner's thread.
    pub(super) fn len(&self) -> usize {
        debug_assert!(self.is_of_this_thread());
        self.own.borrow().len()
    }

    /// Does what other threads have written, while the loop has its turn; on the owner's thread.
    pub(super) fn collect_mail(&self) {
        debug_assert!(self.is_of_this_thread());
        // Who has been told of mail, by a wake-up or by `watch_mail`, sees it: both come after the lock was let go.
        if !self.has_mail() {
            return;
        }
        let mut letters = self.spare.take();
        {
            let mut mail = self.mail.lock().unwrap_or_else(PoisonError::into_inner);
            self.has_mail.store(false, Ordering::Relaxed);
            mem::swap(&mut letters, &mut mail.letters);
        }
        for letter in &letters {
            match *letter {
                Letter::Cloned(task) => task.hold(),
                Letter::Woken(task) | Letter::WokenByReference(task) => task.wake(),
                Letter::Dropped(_) => {}
            }
        }
        // All clones that these letters may be about are counted now: one in a newer letter was made of a reference that
        // either is there still or is given up in a letter after that.
        for letter in letters.drain(..) {
            if let Letter::Woken(task) | Letter::Dropped(task) = letter {
                task.give_up();
            }
        }
        self.spare.set(letters);
    }

    /// Has `waker` woken by the next mail; returns whether there is mail already.
    pub(super) fn watch_mail(&self, waker: &Waker) -> bool {
        let mut mail = self.mail.lock().unwrap_or_else(PoisonError::into_inner);
        let before = mail.waker.replace(waker.clone());
        let has_mail = !mail.letters.is_empty();
        drop(mail);
        // It may be a task's of this loop, which writes.
        drop(before);
        has_mail
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
    use std::{
        cell::RefCell,
        future::poll_fn,
        rc::Rc,
        task::{Poll, Waker},
    };

    use loom::{future::block_on, sync::Arc, thread};

    use super::*;
    use crate::task::spawn;

    /// Makes a task that has been polled, and is done when it is polled again; with its waker.
    fn waiting(ready: &'static Ready) -> Waker {
        let waker = Rc::new(RefCell::new(None));
        let (kept, mut polls) = (waker.clone(), 0);
        // loom sees whether it is dropped.
        let witness = Arc::new(());
        let future = poll_fn(move |context| {
            let _held = &witness;
            polls += 1;
            if polls == 2 {
                return Poll::Ready(());
            }
            kept.replace(Some(context.waker().clone()));
            Poll::Pending
        });
        let (runnable, task) = spawn(ready, 0, future);
        task.detach();
        runnable.run();
        waker.take().expect("it was polled")
    }

    /// Runs what is ready and does what is written, as a loop does, until so many tasks have had a turn.
    fn run(ready: &'static Ready, tasks: usize) {
        let mut done = 0;
        block_on(poll_fn(|context| {
            loop {
                ready.collect_mail();
                while let Some(runnable) = ready.pop() {
                    runnable.run();
                    done += 1;
                }
                if done == tasks {
                    return Poll::Ready(());
                }
                if !ready.watch_mail(context.waker()) {
                    return Poll::Pending;
                }
            }
        }));
    }

    /// The queue stays for good, and loom wants to see the end of all that it has a hand in.
    fn end(ready: &'static Ready) {
        ready.collect_mail();
        ready.mail.lock().unwrap().waker = None;
    }

    #[test]
    fn mail_that_comes_as_the_loop_falls_asleep_wakes_it() {
        loom::model(|| {
            let ready: &Ready = Box::leak(Box::new(Ready::new()));
            let others = [(); 2].map(|()| {
                let waker = waiting(ready);
                thread::spawn(move || waker.wake())
            });
            run(ready, 2);
            others.map(|other| other.join().unwrap());
            end(ready);
        });
    }

    #[test]
    fn a_task_stays_as_long_as_a_waker_that_was_cloned_elsewhere() {
        loom::model(|| {
            let ready: &Ready = Box::leak(Box::new(Ready::new()));
            let (here, there) = {
                let waker = waiting(ready);
                (waker.clone(), waker)
            };
            let other = thread::spawn(move || {
                let clone = there.clone();
                drop(there);
                clone.wake_by_ref();
                clone
            });
            // The last one that was counted here goes while the other thread may have made another.
            drop(here);
            run(ready, 1);
            drop(other.join().unwrap());
            end(ready);
        });
    }

    #[test]
    fn a_task_that_nobody_can_wake_any_more_is_dropped_by_its_own_thread() {
        loom::model(|| {
            let ready: &Ready = Box::leak(Box::new(Ready::new()));
            let waker = waiting(ready);
            let other = thread::spawn(move || drop(waker.clone()));
            run(ready, 1);
            other.join().unwrap();
            end(ready);
        });
    }
}
