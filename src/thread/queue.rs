//! A queue between threads: first in, first out, until it is closed.

use std::{collections::VecDeque, sync::PoisonError};

use crate::primitives::{Condvar, Mutex, MutexGuard};

/// Any thread may push; any thread may wait for the next item.
pub(crate) struct Queue<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
}

struct State<T> {
    items: VecDeque<T>,
    closed: bool,
}

impl<T> Queue<T> {
    pub(crate) fn new() -> Self {
        Self { state: Mutex::new(State { items: VecDeque::new(), closed: false }), changed: Condvar::new() }
    }

    /// Appends an item; drops it if the queue is closed.
    pub(crate) fn push(&self, item: T) {
        let mut state = self.lock();
        if !state.closed {
            state.items.push_back(item);
            drop(state);
            self.changed.notify_one();
        }
    }

    /// Blocks until there is an item; `None` once the queue is closed.
    pub(crate) fn take(&self) -> Option<T> {
        let mut state = self.lock();
        loop {
            if state.closed {
                return None;
            }
            if let Some(item) = state.items.pop_front() {
                return Some(item);
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Closes the queue, drops what waits in it, and lets every waiting thread go.
    pub(crate) fn close(&self) {
        let dropped = {
            let mut state = self.lock();
            state.closed = true;
            std::mem::take(&mut state.items)
        };
        self.changed.notify_all();
        drop(dropped);
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        // A panicking job never holds this lock, so what it guards is whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(all(test, loom))]
mod races {
    use std::sync::Arc;

    use loom::thread;

    use super::*;

    #[test]
    fn each_item_goes_to_one_taker_and_none_sleeps_past_it() {
        loom::model(|| {
            let queue = Arc::new(Queue::new());
            let other = {
                let queue = queue.clone();
                thread::spawn(move || queue.take())
            };
            let third = {
                let queue = queue.clone();
                thread::spawn(move || queue.take())
            };
            queue.push(1);
            queue.push(2);
            let mut taken = [other.join().unwrap(), third.join().unwrap()];
            taken.sort();
            assert_eq!(taken, [Some(1), Some(2)]);
        });
    }

    #[test]
    fn closing_lets_every_taker_go() {
        loom::model(|| {
            let queue = Arc::new(Queue::new());
            let takers = [(); 2].map(|()| {
                let queue = queue.clone();
                thread::spawn(move || while queue.take().is_some() {})
            });
            queue.push(1);
            queue.close();
            for taker in takers {
                taker.join().unwrap();
            }
        });
    }
}
