//! What the tasks of one event loop wait for each other on: all of the async kind.

use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::HashMap,
    rc::Rc,
    sync::Arc,
};

use super::{Boxed, Held, Released, Shared, Want};
use crate::{
    model::{
        Failure,
        strand::Strand,
        stuck::{Blocked, Stuck},
    },
    runtime::{Barrier, Lock, Permit, Queue, Semaphore},
    step::{Name, Value},
};

/// Everything that is shared by name, made when first named.
pub(crate) struct OnLoop {
    locks: RefCell<HashMap<Name, Rc<OwnedLock>>>,
    limits: RefCell<HashMap<Name, Limit>>,
    queues: RefCell<HashMap<Name, Queue<Value>>>,
    barriers: RefCell<HashMap<Name, Barrier>>,
    stuck: Rc<Stuck>,
}

/// A lock, and the task that took it by a bare `lock`.
#[derive(Default)]
struct OwnedLock {
    lock: Lock,
    owner: Cell<Option<i64>>,
}

/// A limit, and the permits that are out.
struct Limit {
    semaphore: Semaphore,
    out: Vec<Permit>,
}

impl OnLoop {
    /// Makes the queues, whose bounds are known from the start.
    pub(crate) fn new(queues: impl IntoIterator<Item = (Name, Option<usize>)>, stuck: Rc<Stuck>) -> Self {
        let queues = queues.into_iter().map(|(name, bound)| (name, Queue::new(bound)));
        Self {
            locks: RefCell::default(),
            limits: RefCell::default(),
            queues: RefCell::new(queues.collect()),
            barriers: RefCell::default(),
            stuck,
        }
    }

    fn lock(&self, name: &Name) -> Rc<OwnedLock> {
        self.locks.borrow_mut().entry(name.clone()).or_default().clone()
    }

    fn semaphore(&self, name: &Name, permits: usize) -> Semaphore {
        let mut limits = self.limits.borrow_mut();
        let new = || Limit { semaphore: Semaphore::new(permits), out: Vec::new() };
        limits.entry(name.clone()).or_insert_with(new).semaphore.clone()
    }

    fn queue(&self, name: &Name) -> Queue<Value> {
        self.queues.borrow_mut().entry(name.clone()).or_insert_with(|| Queue::new(None)).clone()
    }

    fn barrier(&self, name: &Name, parties: usize) -> Barrier {
        self.barriers.borrow_mut().entry(name.clone()).or_insert_with(|| Barrier::new(parties)).clone()
    }

    /// Waits as the async kinds do; fails, saying why, if it turns out that nobody will ever end the wait.
    async fn blocked<T>(
        &self,
        strand: &Strand,
        work: impl Future<Output = T>,
        lock: Option<&Name>,
        why: impl Fn() -> String,
    ) -> Result<T, Failure> {
        // Who need not wait is not counted among those who do.
        let waiting: OnceCell<Blocked> = OnceCell::new();
        let closes_circle: OnceCell<Arc<str>> = OnceCell::new();
        let mut work = std::pin::pin!(work);
        let counted = std::future::poll_fn(|context| {
            let polled = work.as_mut().poll(context);
            if polled.is_pending() {
                let blocked = waiting.get_or_init(|| self.stuck.block(strand, lock));
                if let Some(sentence) = blocked.closes_circle() {
                    // Fails here and now; it does not suspend.
                    let _ = closes_circle.set(sentence);
                    return std::task::Poll::Ready(None);
                }
            }
            polled.map(Some)
        });
        let result = strand.cancellation().suspend_in_line(counted).await;
        if let Some(sentence) = closes_circle.get() {
            return Err(Failure::failed(&**sentence));
        }
        if let Some(sentence) = waiting.get().and_then(Blocked::sentence) {
            strand.cancellation().withdraw();
            strand.cancellation().remind();
            return Err(Failure::failed(sentence.map_or_else(why, |sentence| sentence.to_string())));
        }
        // Without a circle there is something.
        result?.ok_or(Failure::Cancelled)
    }
}

impl Shared for OnLoop {
    fn wait<'s>(&'s self, strand: &'s Strand, want: Want) -> Boxed<'s, Result<Value, Failure>> {
        Box::pin(async move {
            let why = || want.hopeless();
            match &want {
                Want::Lock { name, owner } => {
                    let lock = self.lock(name);
                    self.blocked(strand, lock.lock.acquire(), Some(name), why).await?;
                    self.stuck.hold(name, strand.who());
                    lock.owner.set(*owner);
                }
                Want::Permit { name, permits } => {
                    let permit = self.blocked(strand, self.semaphore(name, *permits).acquire(), None, why).await?;
                    if let Some(limit) = self.limits.borrow_mut().get_mut(name) {
                        limit.out.push(permit);
                    }
                }
                Want::Put { queue, value } => {
                    let queue = self.queue(queue);
                    self.blocked(strand, queue.put(value.clone()), None, why).await?;
                }
                Want::Take { queue } => {
                    let queue = self.queue(queue);
                    return self.blocked(strand, queue.take(), None, why).await;
                }
                Want::Barrier { name, parties } => {
                    let barrier = self.barrier(name, *parties);
                    self.blocked(strand, barrier.wait(), None, why).await?;
                }
            }
            Ok(Value::Nothing)
        })
    }

    fn release(&self, held: Held) -> Boxed<'_, Released> {
        Box::pin(async move {
            match held {
                Held::Lock(name) => {
                    let lock = self.lock(&name);
                    lock.lock.release()?;
                    self.stuck.release(&name);
                    Ok(lock.owner.take())
                }
                Held::Permit(name) => {
                    // Not borrowed while it is dropped, which wakes others.
                    let permit = self.limits.borrow_mut().get_mut(&name).and_then(|limit| limit.out.pop());
                    drop(permit);
                    Ok(None)
                }
            }
        })
    }

    fn put_back(&self, queue: &Name, value: Value) {
        self.queue(queue).put_back(value);
    }

    fn release_owned<'s>(&'s self, name: &'s Name, task: i64) -> Boxed<'s, bool> {
        Box::pin(async move {
            let is_owner = self.lock(name).owner.get() == Some(task);
            is_owner && self.release(Held::Lock(name.clone())).await.is_ok()
        })
    }
}
