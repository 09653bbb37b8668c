//! What tasks on threads wait for each other on: all under one mutex, as in a monitor (Hoare, 1974).
//!
//! Who wants what is not there stands in one line with all others who do; whoever gives something back hands it, still
//! under the mutex, to the first in line who can have it. So at every moment each thread either can go on or is known
//! to wait, and it is plain when none can:
//!
//! 1. a thread is *active* unless it waits here with nothing else to end its wait, or is idle: has no task;
//! 2. main is active unless it waits for its tasks, or here;
//! 3. when nobody is active, and no idle thread has a task to come, no wait in line will ever end: all fail.
//!
//! A circle of waits for locks is found when the wait that closes it begins, even if others are active.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    pin::Pin,
    sync::{Arc, PoisonError},
    task::{Context, Poll, Waker},
};

use super::{Boxed, Held, Released, Shared, Want};
use crate::{
    model::{Failure, strand::Strand},
    primitives::{Mutex, MutexGuard},
    runtime::{Edge, NotLocked, WaitGraph, Who, sentence},
    step::{Name, Value},
};

/// Names a task by its number.
type NameOf = Box<dyn Fn(i64) -> String + Send + Sync>;

/// Everything that is shared by name in one run, and who waits for it.
pub(crate) struct Monitor {
    state: Mutex<State>,
    name_of: NameOf,
}

struct State {
    locks: HashMap<Name, Option<i64>>,
    graph: WaitGraph<u64>,
    /// Free permits.
    limits: HashMap<Name, usize>,
    queues: HashMap<Name, Line>,
    /// First come, first served.
    waits: BTreeMap<u64, Entry>,
    next_ticket: u64,
    active: usize,
    idle: usize,
    /// Tasks that no thread has taken yet, those to come included.
    to_come: usize,
    deadlocks: Vec<Arc<str>>,
    is_stuck: bool,
}

/// A queue's values.
#[derive(Default)]
struct Line {
    bound: Option<usize>,
    values: VecDeque<Value>,
}

/// Somebody in line.
struct Entry {
    who: Who,
    want: Want,
    /// Something else, such as a timeout, may end the wait.
    may_end: bool,
    ended: Option<Result<Value, Arc<str>>>,
    waker: Waker,
}

impl Monitor {
    /// Makes the queues, whose bounds are known from the start; `threads` threads are idle, and `tasks` tasks to come.
    pub(crate) fn new(
        queues: impl IntoIterator<Item = (Name, Option<usize>)>,
        threads: usize,
        tasks: usize,
        name_of: NameOf,
    ) -> Self {
        let line = |(name, bound)| (name, Line { bound, values: VecDeque::new() });
        let state = State {
            locks: HashMap::new(),
            graph: WaitGraph::default(),
            limits: HashMap::new(),
            queues: queues.into_iter().map(line).collect(),
            waits: BTreeMap::new(),
            next_ticket: 0,
            // Main.
            active: 1,
            idle: threads,
            to_come: tasks,
            deadlocks: Vec::new(),
            is_stuck: false,
        };
        Self { state: Mutex::new(state), name_of }
    }

    /// Notes that an idle thread has taken a task.
    pub(crate) fn taken(&self) {
        let mut state = self.lock();
        state.to_come -= 1;
        state.idle -= 1;
        state.active += 1;
    }

    /// Notes that a thread is done with its task, and idle.
    pub(crate) fn done(&self) {
        let mut state = self.lock();
        state.idle += 1;
        state.active -= 1;
        state.look();
    }

    /// Notes that a task ended before any thread took it.
    pub(crate) fn abandoned(&self) {
        let mut state = self.lock();
        state.to_come -= 1;
        state.look();
    }

    /// Waits until `who` has what it wants; fails with a sentence if that will never be.
    pub(crate) fn wait(self: &Arc<Self>, who: Who, want: Want, may_end: bool) -> Waiting {
        Waiting { monitor: self.clone(), who, want: Some(want), may_end, ticket: None }
    }

    /// Gives back what somebody has, to the first in line who can have it.
    pub(crate) fn give_back(&self, held: &Held) -> Released {
        let mut state = self.lock();
        let owner = state.take_back(held)?;
        state.serve();
        Ok(owner)
    }

    /// Gives back the lock if `task` has it by a bare `lock`; says whether it was so.
    pub(crate) fn give_back_owned(&self, lock: &Name, task: i64) -> bool {
        let mut state = self.lock();
        let is_owner = state.locks.get(lock) == Some(&Some(task));
        if is_owner && state.take_back(&Held::Lock(lock.clone())).is_ok() {
            state.serve();
        }
        is_owner
    }

    /// The sentences that tell what was found: circles of waits, and that nobody could go on.
    pub(crate) fn findings(&self) -> (Vec<Arc<str>>, bool) {
        let state = self.lock();
        (state.deadlocks.clone(), state.is_stuck)
    }

    fn main_waits(&self, waits: bool) {
        let mut state = self.lock();
        if waits {
            state.active -= 1;
            state.look();
        } else {
            state.active += 1;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing that can panic is done with it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn poll(&self, waiting: &mut Waiting, waker: &Waker) -> Poll<Result<Value, Arc<str>>> {
        let mut state = self.lock();
        if let Some(want) = waiting.want.take() {
            // Who comes stands behind those who wait for the same.
            let is_first = state.is_first(u64::MAX, &want);
            if let Some(value) = state.grant(&want, waiting.who, is_first) {
                state.serve();
                return Poll::Ready(Ok(value));
            }
            waiting.ticket = Some(state.join(waiting.who, want, waiting.may_end, waker, &self.name_of));
        }
        let Some(ticket) = waiting.ticket else { return Poll::Pending };
        let Some(entry) = state.waits.get_mut(&ticket) else { return Poll::Pending };
        let Some(ended) = entry.ended.take() else {
            entry.waker.clone_from(waker);
            return Poll::Pending;
        };
        state.waits.remove(&ticket);
        waiting.ticket = None;
        Poll::Ready(ended)
    }

    fn leave(&self, ticket: u64) {
        let mut state = self.lock();
        let Some(entry) = state.waits.remove(&ticket) else { return };
        match entry.ended {
            None => {
                state.graph.leave(entry.who.lane);
                state.active += usize::from(!entry.may_end);
            }
            // It was handed over and never seen: it is for the next.
            Some(Ok(value)) => state.hand_back(&entry.want, value),
            Some(Err(_)) => {}
        }
        state.serve();
    }
}

impl State {
    /// Whether nobody before this ticket waits for the same.
    fn is_first(&self, ticket: u64, want: &Want) -> bool {
        let before = self.waits.range(..ticket);
        before.into_iter().all(|(_, entry)| entry.ended.is_some() || !entry.want.is_for_the_same(want))
    }

    /// Gives `who` what it wants if that is there, and it is its turn; returns what it gets.
    fn grant(&mut self, want: &Want, who: Who, is_first: bool) -> Option<Value> {
        match want {
            Want::Lock { name, owner } => {
                if self.graph.holder(name).is_some() || !is_first {
                    return None;
                }
                self.graph.hold(name, who);
                self.locks.insert(name.clone(), *owner);
                Some(Value::Nothing)
            }
            Want::Permit { name, permits } => {
                let free = self.limits.entry(name.clone()).or_insert(*permits);
                if *free == 0 || !is_first {
                    return None;
                }
                *free -= 1;
                Some(Value::Nothing)
            }
            Want::Put { queue, value } => {
                let line = self.queues.entry(queue.clone()).or_default();
                if line.bound.is_some_and(|bound| line.values.len() >= bound) || !is_first {
                    return None;
                }
                line.values.push_back(value.clone());
                Some(Value::Nothing)
            }
            Want::Take { queue } => {
                let line = self.queues.entry(queue.clone()).or_default();
                if is_first { line.values.pop_front() } else { None }
            }
            Want::Barrier { name, parties } => {
                let is_same = |entry: &Entry| {
                    entry.ended.is_none() && matches!(&entry.want, Want::Barrier { name: other, .. } if other == name)
                };
                let others = self.waits.iter().filter(|(_, entry)| is_same(entry)).map(|(ticket, _)| *ticket);
                let others: Vec<_> = others.take(parties - 1).collect();
                if others.len() + 1 < *parties {
                    return None;
                }
                others.into_iter().for_each(|ticket| self.end(ticket, Ok(Value::Nothing)));
                Some(Value::Nothing)
            }
        }
    }

    /// Puts somebody in line; looks whether that can ever end.
    fn join(&mut self, who: Who, want: Want, may_end: bool, waker: &Waker, name_of: &NameOf) -> u64 {
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        let circle = match &want {
            Want::Lock { name, .. } => self.graph.wait(who, Vec::new(), name, may_end, ticket),
            _ => None,
        };
        self.waits.insert(ticket, Entry { who, want, may_end, ended: None, waker: waker.clone() });
        self.active -= usize::from(!may_end);
        if let Some((circle, others)) = circle {
            self.fail_circle(&circle, others.into_iter().chain([ticket]), name_of);
        }
        self.look();
        ticket
    }

    fn fail_circle(&mut self, circle: &[Edge], tickets: impl Iterator<Item = u64>, name_of: &NameOf) {
        let sentence: Arc<str> = sentence(circle, name_of).into();
        tickets.for_each(|ticket| self.end(ticket, Err(sentence.clone())));
        self.deadlocks.push(sentence);
    }

    /// Ends a wait.
    fn end(&mut self, ticket: u64, with: Result<Value, Arc<str>>) {
        let Some(entry) = self.waits.get_mut(&ticket).filter(|entry| entry.ended.is_none()) else { return };
        entry.ended = Some(with);
        entry.waker.wake_by_ref();
        self.active += usize::from(!entry.may_end);
        self.graph.leave(entry.who.lane);
    }

    /// Takes something back, without looking who waits for it.
    fn take_back(&mut self, held: &Held) -> Released {
        match held {
            Held::Lock(name) => {
                self.graph.holder(name).ok_or(NotLocked)?;
                self.graph.release(name);
                Ok(self.locks.remove(name).flatten())
            }
            Held::Permit(name) => {
                if let Some(free) = self.limits.get_mut(name) {
                    *free += 1;
                }
                Ok(None)
            }
        }
    }

    /// Takes back what was handed over and never seen.
    fn hand_back(&mut self, want: &Want, value: Value) {
        match want {
            // Not being locked is no news here.
            Want::Lock { name, .. } => drop(self.take_back(&Held::Lock(name.clone()))),
            Want::Permit { name, .. } => drop(self.take_back(&Held::Permit(name.clone()))),
            Want::Take { queue } => self.queues.entry(queue.clone()).or_default().values.push_front(value),
            // The value stays in the queue, and the barrier has let the others go.
            Want::Put { .. } | Want::Barrier { .. } => {}
        }
    }

    /// Hands over what is there to those who wait for it, the first in line first, until nobody can have anything.
    fn serve(&mut self) {
        let mut served = true;
        while std::mem::take(&mut served) {
            let tickets: Vec<u64> = self.waits.keys().copied().collect();
            for ticket in tickets {
                let Some(entry) = self.waits.get(&ticket).filter(|entry| entry.ended.is_none()) else { continue };
                if matches!(entry.want, Want::Barrier { .. }) {
                    // Who comes last lets the others go.
                    continue;
                }
                let (want, who) = (entry.want.clone(), entry.who);
                let is_first = self.is_first(ticket, &want);
                if let Some(value) = self.grant(&want, who, is_first) {
                    self.end(ticket, Ok(value));
                    served = true;
                }
            }
        }
    }

    /// Ends all waits if nobody will ever end one.
    fn look(&mut self) {
        if self.active > 0 || (self.idle > 0 && self.to_come > 0) {
            return;
        }
        let hopeless: Vec<_> =
            self.waits.iter().filter(|(_, entry)| entry.ended.is_none() && !entry.may_end).map(|(id, _)| *id).collect();
        for ticket in hopeless {
            let Some(sentence) = self.waits.get(&ticket).map(|entry| entry.want.hopeless()) else { continue };
            self.is_stuck = true;
            self.end(ticket, Err(sentence.into()));
        }
    }
}

impl Want {
    /// Whether both stand in one line, in which who came first has the first turn.
    fn is_for_the_same(&self, other: &Want) -> bool {
        match (self, other) {
            (Want::Lock { name: one, .. }, Want::Lock { name: other, .. })
            | (Want::Permit { name: one, .. }, Want::Permit { name: other, .. })
            | (Want::Put { queue: one, .. }, Want::Put { queue: other, .. })
            | (Want::Take { queue: one }, Want::Take { queue: other }) => one == other,
            _ => false,
        }
    }
}

/// A wait in line. Dropping it leaves the line; what was handed over and not seen goes to the next.
#[must_use = "a wait does nothing unless awaited"]
pub(crate) struct Waiting {
    monitor: Arc<Monitor>,
    who: Who,
    /// Until it is first polled.
    want: Option<Want>,
    may_end: bool,
    ticket: Option<u64>,
}

impl Future for Waiting {
    type Output = Result<Value, Arc<str>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let monitor = self.monitor.clone();
        monitor.poll(&mut self, context.waker())
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket {
            self.monitor.leave(ticket);
        }
    }
}

/// The monitor as the tasks of one thread, or main, see it.
pub(crate) struct OnThread(pub(crate) Arc<Monitor>);

impl Shared for OnThread {
    fn wait<'s>(&'s self, strand: &'s Strand, want: Want) -> Boxed<'s, Result<Value, Failure>> {
        Box::pin(async move {
            let work = self.0.wait(strand.who(), want, strand.may_be_ended());
            let ended = strand.suspend(work).await?;
            ended.map_err(|sentence| Failure::failed(&*sentence))
        })
    }

    fn release(&self, held: Held) -> Boxed<'_, Released> {
        Box::pin(std::future::ready(self.0.give_back(&held)))
    }

    fn release_owned<'s>(&'s self, lock: &'s Name, task: i64) -> Boxed<'s, bool> {
        Box::pin(std::future::ready(self.0.give_back_owned(lock, task)))
    }

    fn main_waits(&self, waits: bool) {
        self.0.main_waits(waits);
    }
}
