//! One thread's hold on the global interpreter lock: CPython says that its thread state is attached, or detached.

use std::{cell::Cell, sync::Arc};

use super::Gil;
use crate::runtime::{Clock, Gate, Time};

/// Takes the lock for one thread, and lets it go; dropping it lets it go.
pub struct Hold {
    gil: Arc<Gil>,
    lane: usize,
    clock: Arc<dyn Clock>,
    is_attached: Cell<bool>,
    /// From when to when it last waited, until somebody asks.
    waited: Cell<Option<(Time, Time)>>,
}

impl Hold {
    /// Makes a detached one for the thread on this lane.
    pub fn new(gil: Arc<Gil>, lane: usize, clock: Arc<dyn Clock>) -> Self {
        Self { gil, lane, clock, is_attached: Cell::new(false), waited: Cell::new(None) }
    }

    /// Takes the lock, if the thread has not got it.
    pub fn attach(&self) {
        if !self.try_attach() {
            self.wait_since(self.clock.now());
        }
    }

    /// Takes the lock if nobody else has it; says whether the thread has it now.
    pub fn try_attach(&self) -> bool {
        let attached = self.is_attached.get() || self.gil.try_take(self.lane);
        self.is_attached.set(attached);
        attached
    }

    fn wait_since(&self, from: Time) {
        self.gil.take(self.lane);
        self.is_attached.set(true);
        let from = self.waited.get().map_or(from, |(earlier, _)| earlier);
        self.waited.set(Some((from, self.clock.now())));
    }

    /// Lets the lock go, if the thread has it.
    pub fn detach(&self) {
        if self.is_attached.replace(false) {
            self.gil.release(self.lane);
        }
    }

    /// Lets others have the lock if they ask for it, and takes it again; says whether it did. Does nothing while detached.
    pub fn switch_point(&self) -> bool {
        let asked = self.is_attached.get() && self.gil.is_asked();
        if asked {
            // Letting go waits until another has had it: that is part of the wait.
            let from = self.clock.now();
            self.detach();
            self.wait_since(from);
        }
        asked
    }

    /// Tells, once, from when to when the thread has waited for the lock.
    pub fn take_wait(&self) -> Option<(Time, Time)> {
        self.waited.take()
    }
}

impl Gate for Hold {
    fn enter(&self) {
        self.attach();
    }

    fn leave(&self) {
        self.detach();
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.detach();
    }
}
