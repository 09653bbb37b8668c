//! A queue between threads: first in, first out, until it is closed.

use std::{
    collections::VecDeque,
    hint,
    sync::{PoisonError, atomic::Ordering},
};

use crate::primitives::{AtomicBool, Condvar, Mutex, MutexGuard};

/// How often a thread that finds the queue empty looks again before it sleeps: for some 50 µs, about what it would take to
/// be woken. Who waits as long as the switch costs never pays more than twice the least (Karlin et al., 1991).
const LOOKS: u32 = match () {
    () if cfg!(loom) => 2,
    () if cfg!(target_family = "wasm") => 60_000,
    // Where the processor is told that a thread looks, it takes a while over that.
    () => 2_000,
};

/// Any thread may push; any thread may wait for the next item.
pub(crate) struct Queue<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
    /// Whether there is something to take, or the queue is closed; written under the lock, so a hint to who looks without.
    has_news: AtomicBool,
    /// Whether a thread is looking: one at a time does, for the others to have the cores.
    is_watched: AtomicBool,
}

struct State<T> {
    items: VecDeque<T>,
    closed: bool,
}

impl<T> Queue<T> {
    pub(crate) fn new() -> Self {
        Self {
            state: Mutex::new(State { items: VecDeque::new(), closed: false }),
            changed: Condvar::new(),
            has_news: AtomicBool::new(false),
            is_watched: AtomicBool::new(false),
        }
    }

    /// Appends an item; drops it if the queue is closed.
    pub(crate) fn push(&self, item: T) {
        let mut state = self.lock();
        if !state.closed {
            state.items.push_back(item);
            self.has_news.store(true, Ordering::Relaxed);
            drop(state);
            self.changed.notify_one();
        }
    }

    /// Blocks until there is an item; `None` once the queue is closed.
    pub(crate) fn take(&self) -> Option<T> {
        self.watch();
        let mut state = self.lock();
        loop {
            if state.closed {
                return None;
            }
            if let Some(item) = state.items.pop_front() {
                self.has_news.store(!state.items.is_empty(), Ordering::Relaxed);
                return Some(item);
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Looks for something to take, for a moment.
    fn watch(&self) {
        if self.has_news.load(Ordering::Relaxed) || self.is_watched.swap(true, Ordering::Relaxed) {
            return;
        }
        for _ in 0..LOOKS {
            if self.has_news.load(Ordering::Relaxed) {
                break;
            }
            hint::spin_loop();
        }
        self.is_watched.store(false, Ordering::Relaxed);
    }

    /// Closes the queue, drops what waits in it, and lets every waiting thread go.
    pub(crate) fn close(&self) {
        let dropped = {
            let mut state = self.lock();
            state.closed = true;
            self.has_news.store(true, Ordering::Relaxed);
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
