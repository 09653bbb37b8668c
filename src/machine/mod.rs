//! A machine in virtual time: cores, and what computes on them.
//!
//! ```text
//!               ┌── its turn ──▶ runnable ── all its work is done ──▶ ended
//!  compute ─────┤                  │  ▲
//!               └──▶ waits ◀─ asked┘  │
//!                      └─── its turn ─┘
//! ```
//!
//! Two things hold computing up. **Cores**: when more are runnable than there are cores, each gets an equal share, as
//! a fair scheduler of an operating system gives over times longer than its slices; and cores that share caches or are
//! two halves of one may each be slower while others work. **Turns**: of those that go by the
//! same [`Turns`] one is runnable at a time. With an interval they are a global interpreter lock, as
//! [`Gil`](crate::thread::Gil) has it: who has waited so long asks, and the holder hands over at its next switch
//! point, here every [`CHUNK`] of its work, a kernel's chunk. Without an interval they are an event loop that is held.
//!
//! Time is whole nanoseconds and ties go by the order of creation, so the same work always ends at the same times.

mod costs;
mod sharing;
#[cfg(test)]
mod tests;
mod turns;

use std::{
    cell::RefCell,
    collections::BTreeMap,
    pin::Pin,
    rc::Rc,
    sync::Arc,
    task::{Context, Poll, Waker},
    time::Duration,
};

pub use costs::{ByModel, CONTENDED, Costs, Premises, ProcessCosts, StepCost, milliseconds, times};
use sharing::Sharing;
use turns::TurnTable;

use crate::runtime::{Clock, Gate, Time, VirtualClock};

/// A kernel's chunk is taken to last so long: between two of them a thread can be asked for the lock.
pub const CHUNK: Duration = Duration::from_millis(2);

/// Those that go by the same turns compute one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turns {
    /// Who waits so long asks the holder to hand over; without it, the holder goes on until its work is done.
    pub interval: Option<Duration>,
}

/// The machine of one simulated run.
pub struct Machine {
    clock: Arc<VirtualClock>,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    now: Time,
    sharing: Sharing,
    /// So many others compute until then, whatever becomes of those here.
    others: Option<(usize, Time)>,
    turns: Vec<TurnTable>,
    jobs: BTreeMap<u64, Job>,
    made: u64,
    /// Ended, and to be told so, in the order of the ends.
    to_wake: Vec<Waker>,
}

/// A line of execution while it computes.
struct Job {
    left: Duration,
    /// Of the chunk it is in.
    chunk_left: Duration,
    turns: Option<usize>,
    /// It waits for its turn since then.
    waits_since: Option<Time>,
    waits: Vec<(Time, Time)>,
    ended: Option<Time>,
    waker: Option<Waker>,
}

impl Job {
    fn is_runnable(&self) -> bool {
        self.waits_since.is_none() && self.ended.is_none()
    }
}

/// How a piece of computing went.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Computed {
    /// From when to when it waited for its turn.
    pub waits: Vec<(Time, Time)>,
    /// When it was done.
    pub ended: Time,
}

impl Machine {
    /// Makes a machine with `cores` cores, which work `all_busy` times as slowly while all do, and those turns by which
    /// some of what computes on it goes.
    pub fn new(clock: Arc<VirtualClock>, cores: usize, all_busy: f64, turns: impl IntoIterator<Item = Turns>) -> Self {
        let turns = turns.into_iter().map(TurnTable::new).collect();
        let state = State { sharing: Sharing::among(cores, all_busy), turns, ..State::default() };
        Self { clock, state: RefCell::new(state) }
    }

    /// Has `count` others compute, which are no part of what is simulated, from now until some time.
    pub fn occupy(&self, count: usize, until: Time) {
        self.advance_to_now();
        self.state.borrow_mut().others = Some((count, until));
    }

    /// Does `work` on a core as the one line of execution that moves the clock: an event loop's. What else computes goes
    /// on beside it, and who has ended meanwhile is woken.
    pub fn block(&self, work: Duration) {
        self.advance_to_now();
        // Alone it has a core.
        if self.state.borrow().runnable() == 0 {
            return self.clock.advance_to(self.clock.now() + work);
        }
        let id = self.state.borrow_mut().begin(work, None);
        while self.state.borrow().jobs.get(&id).is_some_and(|job| job.ended.is_none()) {
            // It computes itself, so something comes.
            let Some(next) = self.next() else { return };
            self.clock.advance_to(next);
            self.advance(next);
        }
        self.state.borrow_mut().jobs.remove(&id);
    }

    /// Does `work` on a core, in turns with those that go by the same; dropping the future gives up the rest.
    pub fn compute(self: &Rc<Self>, work: Duration, turns: Option<usize>) -> Computing {
        Computing { machine: self.clone(), work, turns, job: None }
    }

    /// The next moment at which something changes.
    pub fn next(&self) -> Option<Time> {
        self.state.borrow().next()
    }

    /// Lets everything happen up to `to`; who has ended by then is woken.
    pub fn advance(&self, to: Time) {
        let woken = {
            let mut state = self.state.borrow_mut();
            state.advance(to);
            std::mem::take(&mut state.to_wake)
        };
        // Not borrowed while waking.
        woken.into_iter().for_each(Waker::wake);
    }

    fn advance_to_now(&self) {
        self.advance(self.clock.now());
    }
}

impl State {
    /// How many share the cores.
    fn runnable(&self) -> usize {
        let others = self.others.filter(|(_, until)| *until > self.now).map_or(0, |(count, _)| count);
        others + self.jobs.values().filter(|job| job.is_runnable()).count()
    }

    fn next(&self) -> Option<Time> {
        let runnable = || self.jobs.values().filter(|job| job.is_runnable());
        let count = self.runnable();
        let ends = runnable().map(|job| self.now + self.sharing.time_for(job.left, count));
        let turns = self.turns.iter().filter_map(|turns| {
            let holder = turns.asked_holder().and_then(|holder| self.jobs.get(&holder));
            let switch = holder.map(|job| self.now + self.sharing.time_for(job.chunk_left, count));
            turns.next_alarm().into_iter().chain(switch).min()
        });
        let next = ends.chain(turns).min()?;
        // Until the others are gone all takes longer; that they go is nothing to stop for where nothing goes on.
        let others_go = self.others.map(|(_, until)| until).filter(|until| *until > self.now);
        Some(others_go.map_or(next, |gone| gone.min(next)).max(self.now))
    }

    fn advance(&mut self, to: Time) {
        while let Some(next) = self.next().filter(|next| *next <= to) {
            self.pass(next);
            self.ring();
            self.end_what_is_done();
            self.switch();
        }
        if to > self.now {
            self.pass(to);
            self.ring();
        }
    }

    /// Lets those ask for a turn who have waited long enough.
    fn ring(&mut self) {
        self.turns.iter_mut().for_each(|turns| turns.ring(self.now));
    }

    /// Lets time pass in which nothing changes but the work done.
    fn pass(&mut self, until: Time) {
        let runnable = self.runnable();
        let done = self.sharing.pass(until.since(self.now), runnable);
        self.now = until;
        for job in self.jobs.values_mut().filter(|job| job.is_runnable()) {
            job.left = job.left.saturating_sub(done);
            // The last bit may be shared in less than a nanosecond.
            let into_next = nanos(done.saturating_sub(job.chunk_left)) % nanos(CHUNK);
            job.chunk_left = match job.chunk_left.saturating_sub(done) {
                Duration::ZERO if done > job.chunk_left => CHUNK - Duration::from_nanos(into_next),
                left => left,
            };
        }
    }

    /// Ends who has nothing left to do, and whoever gets a turn by that and has nothing to do either.
    fn end_what_is_done(&mut self) {
        loop {
            let done: Vec<u64> = {
                let ready = |job: &Job| job.is_runnable() && job.left.is_zero();
                self.jobs.iter().filter(|(_, job)| ready(job)).map(|(&id, _)| id).collect()
            };
            if done.is_empty() {
                return;
            }
            for id in done {
                let Some(job) = self.jobs.get_mut(&id) else { continue };
                job.ended = Some(self.now);
                self.to_wake.extend(job.waker.take());
                if let Some(turns) = job.turns {
                    self.turns[turns].release(id);
                    self.hand_over(turns);
                }
            }
        }
    }

    /// Has holders who were asked hand over at the end of their chunk.
    fn switch(&mut self) {
        for turns in 0..self.turns.len() {
            let Some(holder) = self.turns[turns].asked_holder() else { continue };
            let Some(job) = self.jobs.get_mut(&holder).filter(|job| job.chunk_left.is_zero()) else { continue };
            job.chunk_left = CHUNK;
            job.waits_since = Some(self.now);
            self.turns[turns].release(holder);
            self.turns[turns].wait(holder, self.now);
            self.hand_over(turns);
            // Its interval begins after that switch.
            self.turns[turns].begin_interval(holder, self.now);
        }
        self.end_what_is_done();
        // Nobody asked: the next chunk begins.
        for job in self.jobs.values_mut().filter(|job| job.chunk_left.is_zero()) {
            job.chunk_left = CHUNK;
        }
    }

    /// Gives the turn to who has waited longest.
    fn hand_over(&mut self, turns: usize) {
        let Some(next) = self.turns[turns].serve() else { return };
        let Some(job) = self.jobs.get_mut(&next) else { return };
        if let Some(since) = job.waits_since.take()
            && since < self.now
        {
            job.waits.push((since, self.now));
        }
    }

    fn begin(&mut self, work: Duration, turns: Option<usize>) -> u64 {
        let id = self.made;
        self.made += 1;
        let waits_since = turns.filter(|&turns| !self.turns[turns].take(id, self.now)).map(|_| self.now);
        let (waits, ended, waker) = (Vec::new(), None, None);
        self.jobs.insert(id, Job { left: work, chunk_left: CHUNK, turns, waits_since, waits, ended, waker });
        self.end_what_is_done();
        id
    }

    /// Gives up what is left of a job.
    fn give_up(&mut self, id: u64) {
        let Some(Job { turns: Some(turns), ended: None, .. }) = self.jobs.remove(&id) else { return };
        if self.turns[turns].leave(id) {
            self.hand_over(turns);
            self.end_what_is_done();
        }
    }
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

/// Computing that is under way once it is polled.
#[must_use = "nothing is computed until it is awaited"]
pub struct Computing {
    machine: Rc<Machine>,
    work: Duration,
    turns: Option<usize>,
    job: Option<u64>,
}

impl Computing {
    /// Begins now, and not when it is first polled.
    pub fn begun(mut self) -> Self {
        self.begin();
        self
    }

    fn begin(&mut self) -> u64 {
        self.machine.advance_to_now();
        let (work, turns) = (self.work, self.turns);
        *self.job.get_or_insert_with(|| self.machine.state.borrow_mut().begin(work, turns))
    }
}

impl Future for Computing {
    type Output = Computed;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Computed> {
        let id = self.begin();
        let mut state = self.machine.state.borrow_mut();
        let Some(job) = state.jobs.get_mut(&id) else { return Poll::Ready(Computed::default()) };
        let Some(ended) = job.ended else {
            job.waker = Some(context.waker().clone());
            return Poll::Pending;
        };
        let waits = std::mem::take(&mut job.waits);
        state.jobs.remove(&id);
        drop(state);
        self.job = None;
        Poll::Ready(Computed { waits, ended })
    }
}

impl Drop for Computing {
    fn drop(&mut self) {
        let Some(id) = self.job else { return };
        self.machine.advance_to_now();
        let mut state = self.machine.state.borrow_mut();
        state.give_up(id);
    }
}

/// An event loop that takes turns with threads: none of its own goes on while another has the turn.
pub struct LoopGate {
    machine: Rc<Machine>,
    turns: usize,
}

impl LoopGate {
    /// Has a loop go by these turns.
    pub fn new(machine: Rc<Machine>, turns: usize) -> Self {
        Self { machine, turns }
    }

    const LOOP: u64 = u64::MAX;
}

impl Gate for LoopGate {
    fn enter(&self) {
        let machine = &self.machine;
        machine.advance_to_now();
        let now = machine.clock.now();
        if machine.state.borrow_mut().turns[self.turns].take(Self::LOOP, now) {
            return;
        }
        while machine.state.borrow().turns[self.turns].holder() != Some(Self::LOOP) {
            // The holder computes, so something comes.
            let Some(next) = machine.next() else { return };
            machine.clock.advance_to(next);
            machine.advance(next);
        }
    }

    fn leave(&self) {
        let machine = &self.machine;
        machine.advance_to_now();
        let mut state = machine.state.borrow_mut();
        if state.turns[self.turns].leave(Self::LOOP) {
            state.hand_over(self.turns);
            state.end_what_is_done();
        }
    }
}
