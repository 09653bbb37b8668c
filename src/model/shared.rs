//! What the tasks of a run share by name: locks, limits, queues and barriers.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use crate::{
    runtime::{Barrier, Permit, Queue, Semaphore},
    step::{Name, Value},
};

/// Everything that is shared by name, made when first named.
#[derive(Default)]
pub(crate) struct Shared {
    locks: RefCell<HashMap<Name, Rc<Lock>>>,
    limits: RefCell<HashMap<Name, Semaphore>>,
    queues: RefCell<HashMap<Name, Queue<Value>>>,
    barriers: RefCell<HashMap<Name, Barrier>>,
}

/// A lock that anybody may unlock, as `asyncio.Lock`.
pub(crate) struct Lock {
    semaphore: Semaphore,
    held: RefCell<Option<Permit>>,
    /// The task that took it by a bare `lock`.
    owner: std::cell::Cell<Option<i64>>,
}

/// Says that a lock was not locked when it was to be unlocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotLocked;

impl Lock {
    fn new() -> Self {
        Self { semaphore: Semaphore::new(1), held: RefCell::default(), owner: Default::default() }
    }

    /// Waits until the lock is this one's; dropping the wait leaves the line.
    pub(crate) async fn acquire(&self) {
        let permit = self.semaphore.acquire().await;
        self.held.replace(Some(permit));
    }

    /// Gives the lock back, whoever took it.
    pub(crate) fn release(&self) -> Result<(), NotLocked> {
        let permit = self.held.take().ok_or(NotLocked)?;
        drop(permit);
        Ok(())
    }

    /// Remembers, or forgets, which task took it by a bare `lock`; returns who it was before.
    pub(crate) fn own(&self, owner: Option<i64>) -> Option<i64> {
        self.owner.replace(owner)
    }
}

impl Shared {
    /// Makes the queues, whose bounds are known from the start.
    pub(crate) fn new(queues: impl IntoIterator<Item = (Name, Option<usize>)>) -> Self {
        let queues = queues.into_iter().map(|(name, bound)| (name, Queue::new(bound)));
        Self { queues: RefCell::new(queues.collect()), ..Self::default() }
    }

    pub(crate) fn lock(&self, name: &Name) -> Rc<Lock> {
        self.locks.borrow_mut().entry(name.clone()).or_insert_with(|| Rc::new(Lock::new())).clone()
    }

    pub(crate) fn limit(&self, name: &Name, permits: usize) -> Semaphore {
        self.limits.borrow_mut().entry(name.clone()).or_insert_with(|| Semaphore::new(permits)).clone()
    }

    pub(crate) fn queue(&self, name: &Name) -> Queue<Value> {
        self.queues.borrow_mut().entry(name.clone()).or_insert_with(|| Queue::new(None)).clone()
    }

    pub(crate) fn barrier(&self, name: &Name, parties: usize) -> Barrier {
        self.barriers.borrow_mut().entry(name.clone()).or_insert_with(|| Barrier::new(parties)).clone()
    }
}
