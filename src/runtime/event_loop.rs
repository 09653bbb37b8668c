//! The event loop: a queue of ready tasks, timers, and turns.
//!
//! ```text
//!            spawn, wake                 turn
//!  (made) ────────────────▶ ready ────────────────▶ polled ──▶ ended
//!                             ▲                        │ pending
//!                             └──── timer, I/O, wake ──┘
//! ```
//!
//! A turn goes round and round: it polls what was ready when the round began, first in, first out, and then
//! fires the timers that were due by then; whom they wake goes on in the next round. So does CPython's
//! `BaseEventLoop._run_once`, and what happens within one instant has the same order here and there.

use std::{
    cell::{Cell, RefCell},
    pin::Pin,
    rc::{Rc, Weak},
    sync::Arc,
    task::Poll,
    time::Duration,
};

use super::{
    Alarm, Clock, Sleep, Time,
    ready::Ready,
    task::{self, Task},
    timer::Timers,
};

/// What the loop asks of the place it runs in.
pub trait Host {
    /// Calls [`EventLoop::turn`] soon, on this thread; asked at most once between turns.
    fn request_turn(&self);

    /// As [`Host::request_turn`], but lets I/O and others of the host in first.
    fn request_turn_after_others(&self);

    /// Calls [`EventLoop::turn`] at `deadline`, or not at all; replaces what was set before.
    fn set_timer(&self, deadline: Option<Time>);
}

/// What a thread has to have to run its loop, such as a lock.
pub trait Gate {
    /// Waits until the thread may run its loop.
    fn enter(&self);

    /// Says that the thread does not run its loop now.
    fn leave(&self);
}

/// What a turn left behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// The budget is used up and more tasks are ready; the host has been asked for another turn.
    More,
    /// Nothing is ready until a timer, I/O or another thread wakes something.
    Idle,
}

/// After so many polls in which nobody looked at the clock the loop does: a look costs as much as a few short polls.
const POLLS_A_LOOK: usize = 128;

thread_local! {
    /// Wakers are shared with other threads, so they cannot hold the loop; they find it here.
    static OF_THIS_THREAD: RefCell<Weak<EventLoop>> = const { RefCell::new(Weak::new()) };
}

/// A single-threaded event loop.
pub struct EventLoop {
    clock: Arc<dyn Clock>,
    host: Box<dyn Host>,
    ready: &'static Ready,
    timers: RefCell<Timers>,
    turn_requested: Cell<bool>,
    timer_set: Cell<Option<Time>>,
    /// When somebody on this thread last looked at the clock.
    last_look: Cell<Time>,
    longest_block: Cell<Duration>,
    gate: RefCell<Option<Rc<dyn Gate>>>,
}

impl EventLoop {
    /// Makes a loop owned by the calling thread, which has one loop at a time: tasks of the one before are no more run.
    pub fn new(clock: Arc<dyn Clock>, host: Box<dyn Host>) -> Rc<Self> {
        let event_loop = Rc::new(Self {
            clock,
            host,
            ready: Ready::for_a_loop(),
            timers: RefCell::default(),
            turn_requested: Cell::new(false),
            timer_set: Cell::new(None),
            last_look: Cell::default(),
            longest_block: Cell::default(),
            gate: RefCell::default(),
        });
        OF_THIS_THREAD.set(Rc::downgrade(&event_loop));
        event_loop
    }

    /// The calling thread's loop, if it has one.
    pub fn of_this_thread() -> Option<Rc<Self>> {
        // A waker may be dropped as its thread ends.
        OF_THIS_THREAD.try_with(|event_loop| event_loop.borrow().upgrade()).ok().flatten()
    }

    /// The time now.
    pub fn now(&self) -> Time {
        let now = self.clock.now();
        self.last_look.set(now);
        now
    }

    /// The clock the loop goes by.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// Makes a task and puts it at the end of the ready queue.
    pub fn spawn<T: 'static>(self: &Rc<Self>, future: impl Future<Output = T> + 'static) -> Task<T> {
        let (runnable, task) = task::spawn(self.ready, self.ready.era(), future);
        self.ready.push_in_turn(runnable);
        self.request_turn();
        task
    }

    /// As [`EventLoop::spawn`], for what is spawned seldom: one copy of a task's code, some 2 KB of wasm, serves all such
    /// futures, for an allocation more each time.
    pub fn spawn_boxed(self: &Rc<Self>, future: impl Future<Output = ()> + 'static) -> Task<()> {
        self.spawn(Box::pin(future) as Pin<Box<dyn Future<Output = ()>>>)
    }

    /// Waits for `duration`.
    pub fn sleep(self: &Rc<Self>, duration: Duration) -> Sleep {
        self.sleep_until(self.now() + duration)
    }

    /// Waits until `deadline`.
    pub fn sleep_until(self: &Rc<Self>, deadline: Time) -> Sleep {
        Sleep::new(self.clone(), deadline)
    }

    /// Calls `call` at `deadline`, in its turn among the timers; dropping the alarm takes that back.
    pub fn call_at(self: &Rc<Self>, deadline: Time, call: impl Fn() + 'static) -> Alarm {
        Alarm::set(self.clone(), deadline, Rc::new(call))
    }

    /// Has every turn go through a gate from now on, or through none.
    pub fn set_gate(&self, gate: Option<Rc<dyn Gate>>) {
        self.gate.replace(gate);
    }

    /// Runs ready tasks until none is left or `budget` is used up; a task that is running is never interrupted.
    pub fn turn(&self, budget: Duration) -> Turn {
        let gate = self.gate.borrow().clone();
        if let Some(gate) = &gate {
            if !self.has_work() {
                self.turn_requested.set(false);
                self.arm_timer();
                return Turn::Idle;
            }
            gate.enter();
        }
        let turn = self.turn_inside(budget);
        if let Some(gate) = &gate {
            gate.leave();
        }
        turn
    }

    fn turn_inside(&self, budget: Duration) -> Turn {
        let began = self.now();
        // Asked for here, a turn would come twice: this one serves whatever becomes ready.
        self.turn_requested.set(true);
        let outcome = loop {
            self.ready.collect_mail();
            let now = self.now();
            let (batch, mark) = (self.ready.len(), self.timers.borrow().mark());
            if !self.poll_batch(batch, began + budget) {
                break if self.ready.len() == 0 && !self.ready.has_mail() { Turn::Idle } else { Turn::More };
            }
            let fired = self.fire_timers(now, mark);
            if batch == 0 && !fired {
                break Turn::Idle;
            }
        };
        self.turn_requested.set(outcome == Turn::More);
        if outcome == Turn::More {
            self.host.request_turn_after_others();
        }
        self.arm_timer();
        outcome
    }

    /// Polls the next `batch` tasks; returns false if `until` came first.
    fn poll_batch(&self, batch: usize, until: Time) -> bool {
        let mut unseen = 0;
        for _ in 0..batch {
            let Some(runnable) = self.ready.pop() else { break };
            let before = self.last_look.get();
            runnable.run();
            // Whoever takes long looks at the clock himself; the others are not worth a look each.
            unseen += 1;
            let after = if unseen % POLLS_A_LOOK == 0 { self.now() } else { self.last_look.get() };
            if after != before {
                unseen = 0;
                self.longest_block.set(self.longest_block.get().max(after.since(before)));
                if after >= until {
                    return false;
                }
            }
        }
        true
    }

    /// Whether a turn would do something: a task is ready, also by what other threads have written, or a timer is due.
    ///
    /// Other threads also write that they have let go of a waker, which is no work for who would have to wait for a gate.
    pub fn has_work(&self) -> bool {
        self.ready.collect_mail();
        self.ready.len() > 0 || self.next_deadline().is_some_and(|deadline| deadline <= self.now())
    }

    /// Resolves when another thread has made a task ready; the host's driver awaits it between turns.
    pub fn mail(&self) -> impl Future<Output = ()> + use<> {
        let ready = self.ready;
        std::future::poll_fn(move |context| match ready.watch_mail(context.waker()) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        })
    }

    /// The earliest deadline anything waits for.
    pub fn next_deadline(&self) -> Option<Time> {
        self.timers.borrow().next()
    }

    /// How many timers are waiting.
    pub fn timers_waiting(&self) -> usize {
        self.timers.borrow().len()
    }

    /// How many calls are due at some time.
    pub fn alarms_set(&self) -> usize {
        self.timers.borrow().alarms()
    }

    /// The longest that one poll held the loop since this was last called.
    ///
    /// A poll is measured from the look at the clock before it to the last look within it.
    pub fn take_longest_block(&self) -> Duration {
        self.longest_block.take()
    }

    pub(super) fn timers(&self) -> &RefCell<Timers> {
        &self.timers
    }

    /// Fires, after the tasks that were ready before them, the timers due at `now` that were made before `mark`.
    fn fire_timers(&self, now: Time, mark: u64) -> bool {
        let mut fired = false;
        loop {
            // Not held while waking: a waker may drop a task, and with it another timer.
            let Some(due) = self.timers.borrow_mut().pop_due(now, mark) else {
                return fired;
            };
            fired = true;
            if let Some(call) = due.call {
                call();
            }
            due.waker.wake();
        }
    }

    #[inline]
    pub(super) fn request_turn(&self) {
        if !self.turn_requested.replace(true) {
            self.host.request_turn();
        }
    }

    fn arm_timer(&self) {
        let next = self.next_deadline();
        if self.timer_set.replace(next) != next {
            self.host.set_timer(next);
        }
    }

    /// Tells the loop that the host's timer has gone off and is no longer set.
    pub fn timer_fired(&self) {
        self.timer_set.set(None);
    }
}
