//! Whose turn it is, and who asks for it: the states of [`crate::thread::Gil`], without its threads.

use std::collections::VecDeque;

use super::Turns;
use crate::runtime::Time;

/// The turns of those that compute one at a time.
pub(super) struct TurnTable {
    rules: Turns,
    holder: Option<u64>,
    last_holder: Option<u64>,
    /// Counts the times the turn went to another.
    switches: u64,
    is_asked: bool,
    waiting: VecDeque<Waiter>,
}

struct Waiter {
    id: u64,
    /// When its interval has passed.
    alarm: Option<Time>,
    /// How many switches there had been when the interval began: after another one it begins again.
    before: u64,
}

impl TurnTable {
    pub(super) fn new(rules: Turns) -> Self {
        let waiting = VecDeque::new();
        Self { rules, holder: None, last_holder: None, switches: 0, is_asked: false, waiting }
    }

    pub(super) fn holder(&self) -> Option<u64> {
        self.holder
    }

    /// The holder, if it is asked to hand over.
    pub(super) fn asked_holder(&self) -> Option<u64> {
        self.holder.filter(|_| self.is_asked)
    }

    /// Takes the turn if it is free, and waits for it if not; says whether it was free.
    pub(super) fn take(&mut self, id: u64, now: Time) -> bool {
        let is_free = self.holder.is_none();
        if is_free {
            self.hand_to(id);
        } else {
            self.wait(id, now);
        }
        is_free
    }

    pub(super) fn wait(&mut self, id: u64, now: Time) {
        let alarm = self.rules.interval.map(|interval| now + interval);
        self.waiting.push_back(Waiter { id, alarm, before: self.switches });
    }

    /// Has the interval of one that waits begin now.
    pub(super) fn begin_interval(&mut self, id: u64, now: Time) {
        let (alarm, before) = (self.rules.interval.map(|interval| now + interval), self.switches);
        for waiter in self.waiting.iter_mut().filter(|waiter| waiter.id == id) {
            (waiter.alarm, waiter.before) = (alarm, before);
        }
    }

    /// Lets the turn go, if `id` has it.
    pub(super) fn release(&mut self, id: u64) {
        if self.holder == Some(id) {
            self.holder = None;
        }
    }

    /// Gives a turn that is free to who has waited longest; says to whom.
    pub(super) fn serve(&mut self) -> Option<u64> {
        if self.holder.is_some() {
            return None;
        }
        let first = self.waiting.pop_front()?;
        self.hand_to(first.id);
        Some(first.id)
    }

    /// Takes somebody out, whether it waits or holds; says whether the turn is free now because of it.
    pub(super) fn leave(&mut self, id: u64) -> bool {
        self.waiting.retain(|waiter| waiter.id != id);
        let held = self.holder == Some(id);
        self.release(id);
        held
    }

    /// When somebody will ask, if nothing happens before.
    pub(super) fn next_alarm(&self) -> Option<Time> {
        let interval = self.rules.interval?;
        // Who has asked already need not ask again.
        if self.is_asked || self.holder.is_none() {
            return None;
        }
        // After a switch there is another interval first; that it begins is nothing to stop for.
        let asks = |waiter: &Waiter| {
            let alarm = waiter.alarm?;
            Some(if waiter.before == self.switches { alarm } else { alarm + interval })
        };
        self.waiting.iter().filter_map(asks).min()
    }

    /// Has those ask whose interval has passed without a switch; for the others it begins again. To be called before
    /// anything changes at `now`.
    pub(super) fn ring(&mut self, now: Time) {
        let Some(interval) = self.rules.interval else { return };
        for waiter in &mut self.waiting {
            while let Some(alarm) = waiter.alarm.filter(|alarm| *alarm <= now) {
                self.is_asked |= waiter.before == self.switches;
                (waiter.alarm, waiter.before) = (Some(alarm + interval), self.switches);
            }
        }
    }

    fn hand_to(&mut self, id: u64) {
        self.holder = Some(id);
        self.is_asked = false;
        if self.last_holder.replace(id) != Some(id) {
            self.switches += 1;
        }
    }
}
