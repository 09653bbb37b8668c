//! Notices that nothing can ever happen any more: every task waits for another one.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
    task::{Poll, Waker},
};

use crate::runtime::{Cancellation, EventLoop, yield_now};

/// Counts who could go on by himself, and who waits for others.
#[derive(Default)]
pub(crate) struct Stuck(Rc<State>);

#[derive(Default)]
struct State {
    /// Lines of execution that have not ended.
    live: Cell<usize>,
    /// Those among them that wait for others.
    blocked: Cell<usize>,
    /// Counts the ends of such waits, and of lines of execution.
    progress: Cell<u64>,
    /// Those whose wait may be made to fail, in the order in which they began to wait.
    waiting: RefCell<BTreeMap<u64, Waiting>>,
    made: Cell<u64>,
    /// Somebody began to wait since the watch last looked.
    look: Cell<bool>,
    watch: RefCell<Option<Waker>>,
}

/// How a wait is made to fail.
#[derive(Clone)]
struct Waiting {
    cancellation: Rc<Cancellation>,
    hopeless: Rc<Cell<bool>>,
}

/// A wait for others; dropping it ends it.
pub(crate) struct Blocked {
    state: Rc<State>,
    /// Its place among those whose wait may be made to fail.
    key: Option<u64>,
    hopeless: Rc<Cell<bool>>,
}

impl Blocked {
    /// Whether the wait was ended because it could never have ended.
    pub(crate) fn is_hopeless(&self) -> bool {
        self.hopeless.get()
    }
}

impl Drop for Blocked {
    fn drop(&mut self) {
        if let Some(key) = self.key {
            self.state.waiting.borrow_mut().remove(&key);
        }
        self.state.blocked.update(|blocked| blocked - 1);
        self.state.progress.update(|progress| progress + 1);
    }
}

impl Stuck {
    pub(crate) fn created(&self) {
        self.0.live.update(|live| live + 1);
    }

    pub(crate) fn ended(&self) {
        self.0.live.update(|live| live - 1);
        self.0.progress.update(|progress| progress + 1);
        self.0.look();
    }

    /// Says that somebody waits for others until the guard is dropped; `cancellation` ends his wait if it is hopeless.
    pub(crate) fn block(&self, cancellation: Option<&Rc<Cancellation>>) -> Blocked {
        let state = self.0.clone();
        let hopeless = Rc::<Cell<bool>>::default();
        let key = cancellation.map(|cancellation| {
            let key = state.made.get();
            state.made.set(key + 1);
            let waiting = Waiting { cancellation: cancellation.clone(), hopeless: hopeless.clone() };
            state.waiting.borrow_mut().insert(key, waiting);
            key
        });
        state.blocked.update(|blocked| blocked + 1);
        state.look();
        Blocked { state, key, hopeless }
    }

    /// Ends, for ever, the waits of all who wait for each other; calls `found` before it does.
    pub(crate) async fn watch(&self, event_loop: Rc<EventLoop>, found: impl Fn()) {
        loop {
            self.0.asked_to_look().await;
            // An alarm would end some wait, or has just done so.
            let (before, alarms) = (self.0.progress.get(), event_loop.alarms_set());
            // Who was woken already gets to show it.
            yield_now().await;
            yield_now().await;
            let all = self.0.blocked.get() == self.0.live.get() && self.0.progress.get() == before;
            if all && alarms + event_loop.alarms_set() == 0 && !self.0.waiting.borrow().is_empty() {
                found();
                let waiting: Vec<_> = self.0.waiting.borrow().values().cloned().collect();
                for Waiting { cancellation, hopeless } in waiting {
                    hopeless.set(true);
                    cancellation.request();
                }
            }
        }
    }
}

impl State {
    fn look(&self) {
        if self.blocked.get() == self.live.get() {
            self.look.set(true);
            if let Some(waker) = self.watch.take() {
                waker.wake();
            }
        }
    }

    async fn asked_to_look(&self) {
        std::future::poll_fn(|context| {
            if self.look.take() {
                return Poll::Ready(());
            }
            self.watch.replace(Some(context.waker().clone()));
            Poll::Pending
        })
        .await;
    }
}
