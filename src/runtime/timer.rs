//! Timers: fired by deadline, and among equal deadlines in the order made.

use std::{
    collections::BTreeMap,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};

use super::{EventLoop, Time};

/// A timer's place: its deadline, then the order in which it was made.
type Key = (Time, u64);

/// All timers of a loop.
#[derive(Default)]
pub(super) struct Timers {
    waiting: BTreeMap<Key, Waker>,
    /// What is done, beside waking, when a timer fires; few timers have this.
    calls: BTreeMap<Key, Rc<dyn Fn()>>,
    made: u64,
}

/// What a timer does when it fires: first the call, if there is one, then the wake-up.
pub(super) struct Due {
    pub(super) waker: Waker,
    pub(super) call: Option<Rc<dyn Fn()>>,
}

impl Timers {
    fn insert(&mut self, deadline: Time, waker: Waker) -> Key {
        let key = (deadline, self.made);
        self.made += 1;
        self.waiting.insert(key, waker);
        key
    }

    /// The earliest deadline.
    pub(super) fn next(&self) -> Option<Time> {
        self.waiting.first_key_value().map(|((deadline, _), _)| *deadline)
    }

    /// Tells apart, later, the timers there are now from those made since.
    pub(super) fn mark(&self) -> u64 {
        self.made
    }

    /// Takes the first timer that is due at `now` and was made before `mark`.
    pub(super) fn pop_due(&mut self, now: Time, mark: u64) -> Option<Due> {
        let entry = self.waiting.first_entry()?;
        let (deadline, made) = *entry.key();
        if deadline > now || made >= mark {
            return None;
        }
        let (key, waker) = entry.remove_entry();
        let call = if self.calls.is_empty() { None } else { self.calls.remove(&key) };
        Some(Due { waker, call })
    }

    pub(super) fn alarms(&self) -> usize {
        self.calls.len()
    }

    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }
}

/// A call at a deadline; dropping it takes the call back.
#[must_use = "dropping it takes the call back"]
pub struct Alarm {
    event_loop: Rc<EventLoop>,
    key: Key,
}

impl Alarm {
    pub(super) fn set(event_loop: Rc<EventLoop>, deadline: Time, call: Rc<dyn Fn()>) -> Self {
        let key = {
            let mut timers = event_loop.timers().borrow_mut();
            let key = timers.insert(deadline, Waker::noop().clone());
            timers.calls.insert(key, call);
            key
        };
        Self { event_loop, key }
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        let mut timers = self.event_loop.timers().borrow_mut();
        timers.waiting.remove(&self.key);
        let call = timers.calls.remove(&self.key);
        drop(timers);
        // What it holds may take back timers of its own.
        drop(call);
    }
}

/// A wait until a deadline.
///
/// Its place among equal deadlines is taken at the first poll. Dropping it takes the timer back.
#[must_use = "a wait does nothing unless awaited"]
pub struct Sleep {
    event_loop: Rc<EventLoop>,
    deadline: Time,
    key: Option<Key>,
}

impl Sleep {
    pub(super) fn new(event_loop: Rc<EventLoop>, deadline: Time) -> Self {
        Self { event_loop, deadline, key: None }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut timers = self.event_loop.timers().borrow_mut();
        match self.key {
            None => {
                let key = timers.insert(self.deadline, context.waker().clone());
                drop(timers);
                self.key = Some(key);
                Poll::Pending
            }
            Some(key) => match timers.waiting.get_mut(&key) {
                Some(waker) => {
                    waker.clone_from(context.waker());
                    Poll::Pending
                }
                None => Poll::Ready(()),
            },
        }
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(key) = self.key {
            self.event_loop.timers().borrow_mut().waiting.remove(&key);
        }
    }
}
