//! What the tasks of a run share by name: locks, limits, queues and barriers.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
};

use crate::{
    runtime::{Barrier, Lock, Queue, Semaphore},
    step::{Name, Value},
};

/// Everything that is shared by name, made when first named.
#[derive(Default)]
pub(crate) struct Shared {
    locks: RefCell<HashMap<Name, Rc<OwnedLock>>>,
    limits: RefCell<HashMap<Name, Semaphore>>,
    queues: RefCell<HashMap<Name, Queue<Value>>>,
    barriers: RefCell<HashMap<Name, Barrier>>,
}

/// A lock, and the task that took it by a bare `lock`.
#[derive(Default)]
pub(crate) struct OwnedLock {
    pub(crate) lock: Lock,
    owner: Cell<Option<i64>>,
}

impl OwnedLock {
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

    pub(crate) fn lock(&self, name: &Name) -> Rc<OwnedLock> {
        self.locks.borrow_mut().entry(name.clone()).or_default().clone()
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
