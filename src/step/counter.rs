//! A number that tasks share, and the three ways to add to it.

use std::sync::{PoisonError, atomic::Ordering};

use crate::primitives::{AtomicU64, Mutex};

/// How a counter is added to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adding {
    /// Reads, adds one and writes, with nothing that keeps another thread from doing so in between.
    Racy,
    /// The same, holding a mutex.
    Locked,
    /// In one operation of the processor.
    Atomic,
}

/// A number in memory that threads share.
///
/// Reads and writes are relaxed atomic ones: two threads that read and write it at once lose updates, as real
/// programs do, but the behaviour is defined.
#[derive(Debug, Default)]
pub struct Counter {
    value: AtomicU64,
    /// What it would be had nothing been lost.
    expected: AtomicU64,
    mutex: Mutex<()>,
}

impl Counter {
    /// Adds one, `times` times.
    pub fn add(&self, times: u64, how: Adding) {
        match how {
            Adding::Racy => (0..times).for_each(|_| self.store(self.load() + 1)),
            Adding::Locked => (0..times).for_each(|_| {
                // Guards nothing but the order: a panic elsewhere leaves the number whole.
                let _guard = self.mutex.lock().unwrap_or_else(PoisonError::into_inner);
                self.store(self.load() + 1);
            }),
            Adding::Atomic => (0..times).for_each(|_| {
                self.value.fetch_add(1, Ordering::Relaxed);
            }),
        }
        self.expected.fetch_add(times, Ordering::Relaxed);
    }

    /// Adds so many at once, where nobody else can come in between.
    pub fn add_undisturbed(&self, times: u64) {
        self.value.fetch_add(times, Ordering::Relaxed);
        self.expected.fetch_add(times, Ordering::Relaxed);
    }

    /// Notes that so much was meant to be added, by somebody with a memory of its own.
    pub fn miss(&self, times: u64) {
        self.expected.fetch_add(times, Ordering::Relaxed);
    }

    /// Returns the number.
    pub fn read(&self) -> u64 {
        self.load()
    }

    /// Writes one more than what was read before, whatever happened since.
    pub fn write(&self, read: u64) {
        self.store(read + 1);
        self.expected.fetch_add(1, Ordering::Relaxed);
    }

    /// Returns what it would be had no update been lost.
    pub fn expected(&self) -> u64 {
        self.expected.load(Ordering::Relaxed)
    }

    fn load(&self) -> u64 {
        self.value.load(Ordering::Relaxed)
    }

    fn store(&self, value: u64) {
        self.value.store(value, Ordering::Relaxed);
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use std::sync::Arc;

    use super::*;

    /// Adds on two threads at once; returns what was lost.
    fn lost(how: Adding) -> u64 {
        const TIMES: u64 = 200_000;
        let counter = Arc::<Counter>::default();
        let other = counter.clone();
        let thread = std::thread::spawn(move || other.add(TIMES, how));
        counter.add(TIMES, how);
        thread.join().expect("it adds");
        assert_eq!(counter.expected(), 2 * TIMES);
        counter.expected() - counter.read()
    }

    #[test]
    fn nothing_is_lost_under_a_mutex_or_in_atomic_operations() {
        assert_eq!(lost(Adding::Locked), 0);
        assert_eq!(lost(Adding::Atomic), 0);
    }

    #[test]
    fn an_update_between_reading_and_writing_is_lost() {
        let counter = Counter::default();
        let read = counter.read();
        counter.add(5, Adding::Atomic);
        counter.write(read);
        assert_eq!((counter.expected(), counter.read()), (6, 1));
    }
}

#[cfg(all(test, loom))]
mod races {
    use std::{
        collections::BTreeSet,
        sync::{Arc, Mutex},
    };

    use loom::thread;

    use super::*;

    /// All that two threads which add one each can come to.
    fn results(how: Adding) -> BTreeSet<u64> {
        let results = Arc::<Mutex<BTreeSet<u64>>>::default();
        let found = results.clone();
        loom::model(move || {
            let counter = Arc::<Counter>::default();
            let other = {
                let counter = counter.clone();
                thread::spawn(move || counter.add(1, how))
            };
            counter.add(1, how);
            other.join().unwrap();
            assert_eq!(counter.expected(), 2);
            found.lock().unwrap().insert(counter.read());
        });
        std::mem::take(&mut results.lock().unwrap())
    }

    #[test]
    fn only_racy_updates_are_lost() {
        assert_eq!(results(Adding::Racy), [1, 2].into());
        assert_eq!(results(Adding::Locked), [2].into());
        assert_eq!(results(Adding::Atomic), [2].into());
    }
}
