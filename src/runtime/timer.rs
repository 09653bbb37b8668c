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
    made: u64,
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

    /// Takes the first timer that is due at `now`.
    pub(super) fn pop_due(&mut self, now: Time) -> Option<Waker> {
        let entry = self.waiting.first_entry()?;
        (entry.key().0 <= now).then(|| entry.remove())
    }

    pub(super) fn len(&self) -> usize {
        self.waiting.len()
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
