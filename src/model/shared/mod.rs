//! What the tasks of a run share by name: locks, limits, queues, barriers and counters.
//!
//! | where tasks run | what they wait for each other on |
//! |---|---|
//! | on one event loop | [`OnLoop`]: of the async kind, as in `asyncio` |
//! | on threads | [`Monitor`]: of the thread kind, under one mutex |
//! | in processes | what their parent has on its loop; they ask it |
//!
//! What a task wants, and what it has, are data, so that both sorts, and a process that asks its parent, have one
//! small interface.

mod monitor;
mod on_loop;
#[cfg(all(test, loom))]
mod races;

use std::{
    collections::HashMap,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};

use super::{Failure, strand::Strand};
use crate::{
    order,
    runtime::NotLocked,
    step::{Counter, Name, Value},
};
pub(crate) use monitor::{Monitor, OnThread};
pub(crate) use on_loop::OnLoop;

/// A future that may borrow what it is of.
pub(crate) type Boxed<'s, T> = Pin<Box<dyn Future<Output = T> + 's>>;

/// What a task waits for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Want<V = Value> {
    /// The lock; a task that takes it by a bare `lock` is remembered as its owner.
    Lock { name: Name, owner: Option<i64> },
    /// One of the permits; the limit of the run has no name.
    Permit { name: Name, permits: usize },
    /// Room in the queue, for this value.
    Put { queue: Name, value: V },
    /// A value out of the queue.
    Take { queue: Name },
    /// The others at the barrier.
    Barrier { name: Name, parties: usize },
}

impl<V> Want<V> {
    /// The same with another value.
    pub(crate) fn map<W>(self, change: impl FnOnce(V) -> W) -> Want<W> {
        match self {
            Want::Lock { name, owner } => Want::Lock { name, owner },
            Want::Permit { name, permits } => Want::Permit { name, permits },
            Want::Put { queue, value } => Want::Put { queue, value: change(value) },
            Want::Take { queue } => Want::Take { queue },
            Want::Barrier { name, parties } => Want::Barrier { name, parties },
        }
    }
}

impl Want {
    /// Wants one of the run's own permits.
    pub(crate) fn run_permit(permits: usize) -> Self {
        Want::Permit { name: Name::from(""), permits }
    }

    /// What is waited for, as part of a sentence.
    pub(crate) fn told(&self) -> String {
        match self {
            Want::Lock { name, .. } => format!("lock `{name}`"),
            Want::Permit { name, .. } if name.is_empty() => "the limit of the run".to_owned(),
            Want::Permit { name, .. } => format!("limit `{name}`"),
            Want::Put { queue, .. } => format!("room in queue `{queue}`"),
            Want::Take { queue } => format!("something in queue `{queue}`"),
            Want::Barrier { name, .. } => format!("the others at barrier `{name}`"),
        }
    }

    /// The sentence for a wait that nobody will ever end.
    pub(crate) fn hopeless(&self) -> String {
        format!("it waits for {} for ever: every task that could go on waits too", self.told())
    }
}

/// What a task has and gives back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Held {
    /// The lock.
    Lock(Name),
    /// One of the permits.
    Permit(Name),
}

impl Held {
    /// One of the run's own permits.
    pub(crate) fn run_permit() -> Self {
        Held::Permit(Name::from(""))
    }
}

/// Whose the lock was by a bare `lock`, or that nobody held it.
pub(crate) type Released = Result<Option<i64>, NotLocked>;

/// What tasks share by name, as those in one place see it.
pub(crate) trait Shared {
    /// Waits until `strand` has what it wants; the value is what is taken out of a queue.
    ///
    /// Fails if the task is cancelled, and if nobody will ever end the wait. Dropping the wait leaves the line.
    fn wait<'s>(&'s self, strand: &'s Strand, want: Want) -> Boxed<'s, Result<Value, Failure>>;

    /// Gives back what somebody has; does not wait for others.
    fn release(&self, held: Held) -> Boxed<'_, Released>;

    /// Gives back the lock if `task` has it by a bare `lock`; says whether it was so.
    fn release_owned<'s>(&'s self, lock: &'s Name, task: i64) -> Boxed<'s, bool>;

    /// Puts a value back that was taken on behalf of a task elsewhere, which never saw it.
    fn put_back(&self, queue: &Name, value: Value) {
        let _ = (queue, value);
    }

    /// Notes that main, which is no task, waits only for its tasks now, or does so no more.
    fn main_waits(&self, waits: bool) {
        let _ = waits;
    }
}

/// The numbers that tasks share, whatever thread they are on.
#[derive(Default)]
pub(crate) struct Counters(Mutex<HashMap<Name, Arc<Counter>>>);

impl Counters {
    /// Finds the counter, which starts at 0.
    pub(crate) fn get(&self, name: &Name) -> Arc<Counter> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(name.clone()).or_default().clone()
    }

    /// What they came to, by name.
    pub(crate) fn results(&self) -> Vec<CounterReport> {
        let counters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let result = |(name, counter): (&Name, &Arc<Counter>)| CounterReport {
            name: name.to_string(),
            expected: counter.expected(),
            found: counter.read(),
        };
        let mut results: Vec<_> = counters.iter().map(result).collect();
        order::sort_by(&mut results, |a, b| a.name.cmp(&b.name));
        results
    }
}

/// What a counter came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CounterReport {
    /// Its name.
    pub name: String,
    /// What it would be had no update been lost.
    pub expected: u64,
    /// What it is.
    pub found: u64,
}
