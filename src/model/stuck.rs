//! Notices on an event loop what can never happen any more: tasks that wait for each other's locks in a circle, and a
//! loop on which every task waits for another one.

use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::BTreeMap,
    rc::Rc,
    sync::Arc,
    task::{Poll, Waker},
};

use super::strand::Strand;
use crate::{
    runtime::{Cancellation, EventLoop, WaitGraph, Who, yield_now},
    step::Name,
};

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
    /// Who waits for whose lock.
    graph: RefCell<WaitGraph<Waiting>>,
    /// Somebody began to wait since the watch last looked.
    look: Cell<bool>,
    watch: RefCell<Option<Waker>>,
}

/// How a wait is made to fail.
#[derive(Clone)]
struct Waiting {
    cancellation: Rc<Cancellation>,
    /// Set once it is hopeless, with the sentence that tells why where that is not plain.
    hopeless: Rc<OnceCell<Option<Arc<str>>>>,
}

impl Waiting {
    fn fail(&self, sentence: Option<Arc<str>>) {
        if self.hopeless.set(sentence).is_ok() {
            self.cancellation.request();
        }
    }
}

/// A wait for others; dropping it ends it.
pub(crate) struct Blocked {
    state: Rc<State>,
    /// Its place among those whose wait may be made to fail.
    key: Option<u64>,
    /// The lane that waits for a lock.
    lane: Option<u32>,
    hopeless: Rc<OnceCell<Option<Arc<str>>>>,
    closes_circle: Option<Arc<str>>,
}

impl Blocked {
    /// Whether the wait was ended because it could never have ended, and why, where that is not plain.
    pub(crate) fn sentence(&self) -> Option<Option<Arc<str>>> {
        self.hopeless.get().cloned()
    }

    /// The sentence that tells of the circle of waits for locks that this wait closes, if it does.
    pub(crate) fn closes_circle(&self) -> Option<Arc<str>> {
        self.closes_circle.clone()
    }
}

/// Something will happen that the loop does not know of, until it is dropped.
pub(crate) struct Hope(Stuck);

impl Drop for Hope {
    fn drop(&mut self) {
        self.0.ended();
    }
}

impl Drop for Blocked {
    fn drop(&mut self) {
        if let Some(key) = self.key {
            self.state.waiting.borrow_mut().remove(&key);
        }
        if let Some(lane) = self.lane {
            self.state.graph.borrow_mut().leave(lane);
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

    /// Says that something will happen that the loop does not know of, until the guard is dropped.
    pub(crate) fn hope(&self) -> Hope {
        self.created();
        Hope(Stuck(self.0.clone()))
    }

    /// Says that somebody waits for his own children until the guard is dropped.
    pub(crate) fn block_on_children(&self) -> Blocked {
        self.blocked(None, None, None, Rc::default())
    }

    /// Says that a strand waits for others, for a lock or for something else, until the guard is dropped.
    ///
    /// If that closes a circle of waits for locks, the others in it are made to fail.
    pub(crate) fn block(&self, strand: &Strand, lock: Option<&Name>) -> Blocked {
        let state = &self.0;
        let hopeless = Rc::<OnceCell<_>>::default();
        let waiting = Waiting { cancellation: strand.cancellation().clone(), hopeless: hopeless.clone() };
        let key = state.made.get();
        state.made.set(key + 1);
        state.waiting.borrow_mut().insert(key, waiting.clone());
        let circle = lock.and_then(|lock| {
            let who = strand.who();
            let (circle, others) =
                state.graph.borrow_mut().wait(who, strand.above(), lock, strand.may_be_ended(), waiting)?;
            let sentence: Arc<str> = strand.run().tell_deadlock(&circle).into();
            others.iter().for_each(|other| other.fail(Some(sentence.clone())));
            Some(sentence)
        });
        self.blocked(Some(key), lock.map(|_| strand.who().lane), circle, hopeless)
    }

    fn blocked(
        &self,
        key: Option<u64>,
        lane: Option<u32>,
        closes_circle: Option<Arc<str>>,
        hopeless: Rc<OnceCell<Option<Arc<str>>>>,
    ) -> Blocked {
        let state = self.0.clone();
        state.blocked.update(|blocked| blocked + 1);
        state.look();
        Blocked { state, key, lane, hopeless, closes_circle }
    }

    /// Notes that somebody has the lock.
    pub(crate) fn hold(&self, lock: &Name, who: Who) {
        self.0.graph.borrow_mut().hold(lock, who);
    }

    /// Notes that nobody has the lock.
    pub(crate) fn release(&self, lock: &Name) {
        self.0.graph.borrow_mut().release(lock);
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
                waiting.iter().for_each(|waiting| waiting.fail(None));
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
