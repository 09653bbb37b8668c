//! A single-producer, single-consumer ring of records in columns.
//!
//! The consumer is the page: JavaScript on another thread that reads these
//! bytes through a shared view. So the layout is plain numbers at addresses
//! that [`Layout`] states, and the arena never moves.
//!
//! Invariants:
//! 1. `write - read <= capacity` (both count records for ever, wrapping at 2³²).
//! 2. Slots in `read..write` belong to the consumer, all others to the producer.
//! 3. The producer stores `write` with release after it filled the slot; the
//!    consumer loads it with acquire before it reads the slot, and stores
//!    `read` with release after. So no slot is read and written at once.
//! 4. A full ring keeps what it holds: the new record is dropped and counted.

use std::{ptr, sync::atomic::Ordering};

use serde::Serialize;

use crate::primitives::{AtomicU32, UnsafeCell};

/// One record: a span, or the mark of a task's end (`start == end`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Record {
    /// When it began, in milliseconds since the engine's epoch.
    pub start: f64,
    /// When it ended; NaN while the span is open.
    pub end: f64,
    /// The task's number in its run.
    pub task: u32,
    /// The step's number in its task, or [`crate::trace::NO_STEP`].
    pub step: u16,
    /// A [`crate::trace::Kind`] or [`crate::trace::Ending`] as its number.
    pub kind: u8,
}

/// Where the page finds one ring; all values are byte addresses but the capacity.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct RingLayout {
    /// Records that fit.
    pub capacity: u32,
    /// `u32` count of records written.
    pub write: usize,
    /// `u32` count of records read.
    pub read: usize,
    /// `u32` count of records dropped because the ring was full.
    pub dropped: usize,
    /// `f64` column of [`Record::start`].
    pub start: usize,
    /// `f64` column of [`Record::end`].
    pub end: usize,
    /// `u32` column of [`Record::task`].
    pub task: usize,
    /// `u16` column of [`Record::step`].
    pub step: usize,
    /// `u8` column of [`Record::kind`].
    pub kind: usize,
}

/// Where the page finds all rings; the ring's place in the list is its lane.
#[derive(Clone, Debug, Serialize)]
pub struct Layout {
    /// One entry a lane: the event loop first, then the pool's threads.
    pub rings: Vec<RingLayout>,
}

struct Column<T>(Box<[UnsafeCell<T>]>);

impl<T: Copy + Default> Column<T> {
    fn new(capacity: usize) -> Self {
        Self((0..capacity).map(|_| UnsafeCell::new(T::default())).collect())
    }

    /// # Safety
    /// The caller owns slot `at` by invariant 2.
    unsafe fn set(&self, at: usize, value: T) {
        // SAFETY: the caller owns the slot.
        self.0[at].with_mut(|slot| unsafe { *slot = value });
    }

    /// # Safety
    /// The caller owns slot `at` by invariant 2.
    unsafe fn get(&self, at: usize) -> T {
        // SAFETY: the caller owns the slot.
        self.0[at].with(|slot| unsafe { *slot })
    }

    fn address(&self) -> usize {
        self.0.as_ptr() as usize
    }
}

/// One ring. Dropping the arena frees it; the page must have let go by then.
pub(super) struct Ring {
    write: AtomicU32,
    read: AtomicU32,
    dropped: AtomicU32,
    start: Column<f64>,
    end: Column<f64>,
    task: Column<u32>,
    step: Column<u16>,
    kind: Column<u8>,
}

// SAFETY: slots are handed over by invariants 2 and 3; there is one producer
// (a Recorder is neither Sync nor Clone) and one consumer.
unsafe impl Sync for Ring {}

impl Ring {
    fn new(capacity: u32) -> Self {
        assert!(capacity.is_power_of_two());
        let slots = capacity as usize;
        Self {
            write: AtomicU32::new(0),
            read: AtomicU32::new(0),
            dropped: AtomicU32::new(0),
            start: Column::new(slots),
            end: Column::new(slots),
            task: Column::new(slots),
            step: Column::new(slots),
            kind: Column::new(slots),
        }
    }

    fn capacity(&self) -> u32 {
        self.start.0.len() as u32
    }

    /// Appends a record, or counts it as dropped if the ring is full; called by the one producer.
    pub(super) fn push(&self, record: Record) {
        let write = self.write.load(Ordering::Relaxed);
        if write.wrapping_sub(self.read.load(Ordering::Acquire)) == self.capacity() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
            return;
        }
        let at = (write & (self.capacity() - 1)) as usize;
        // SAFETY: slot `write` is outside `read..write`, so it is the producer's (invariant 2).
        unsafe {
            self.start.set(at, record.start);
            self.end.set(at, record.end);
            self.task.set(at, record.task);
            self.step.set(at, record.step);
            self.kind.set(at, record.kind);
        }
        self.write.store(write.wrapping_add(1), Ordering::Release);
    }

    /// Takes out all records there are; called by the one consumer where that is Rust.
    fn drain(&self) -> Vec<Record> {
        let read = self.read.load(Ordering::Relaxed);
        let write = self.write.load(Ordering::Acquire);
        let records = (0..write.wrapping_sub(read))
            .map(|i| {
                let at = (read.wrapping_add(i) & (self.capacity() - 1)) as usize;
                // SAFETY: the slot is inside `read..write`, so it is the consumer's (invariant 2).
                unsafe {
                    Record {
                        start: self.start.get(at),
                        end: self.end.get(at),
                        task: self.task.get(at),
                        step: self.step.get(at),
                        kind: self.kind.get(at),
                    }
                }
            })
            .collect();
        self.read.store(write, Ordering::Release);
        records
    }

    fn layout(&self) -> RingLayout {
        RingLayout {
            capacity: self.capacity(),
            write: ptr::from_ref(&self.write) as usize,
            read: ptr::from_ref(&self.read) as usize,
            dropped: ptr::from_ref(&self.dropped) as usize,
            start: self.start.address(),
            end: self.end.address(),
            task: self.task.address(),
            step: self.step.address(),
            kind: self.kind.address(),
        }
    }
}

/// All rings of an engine, allocated once, before the page looks.
pub struct Arena {
    rings: Box<[Ring]>,
}

impl Arena {
    /// Allocates the event loop's ring and one for each of `threads` pool threads; capacities in records, powers of two.
    pub fn new(loop_capacity: u32, threads: usize, thread_capacity: u32) -> Self {
        let rings = std::iter::once(loop_capacity)
            .chain(std::iter::repeat_n(thread_capacity, threads))
            .map(Ring::new)
            .collect();
        Self { rings }
    }

    /// States where everything lies.
    pub fn layout(&self) -> Layout {
        Layout { rings: self.rings.iter().map(Ring::layout).collect() }
    }

    /// Takes out a lane's records, oldest first.
    ///
    /// Only one consumer may exist: call this where no page reads the arena.
    pub fn drain(&self, lane: usize) -> Vec<Record> {
        self.rings[lane].drain()
    }

    /// Tells how many of a lane's records found no room.
    pub fn dropped(&self, lane: usize) -> u32 {
        self.rings[lane].dropped.load(Ordering::Relaxed)
    }

    pub(super) fn ring(&self, lane: usize) -> &Ring {
        &self.rings[lane]
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    fn record(task: u32) -> Record {
        Record { start: f64::from(task), end: f64::NAN, task, step: 1, kind: 3 }
    }

    #[test]
    fn a_full_ring_keeps_the_oldest_and_counts_the_rest() {
        let ring = Ring::new(4);
        (0..6).for_each(|task| ring.push(record(task)));
        let kept: Vec<u32> = ring.drain().iter().map(|record| record.task).collect();
        assert_eq!(kept, [0, 1, 2, 3]);
        assert_eq!(ring.dropped.load(Ordering::Relaxed), 2);
    }

    #[test]
    fn a_drained_ring_takes_records_again_past_its_end_and_past_the_counter_wrap() {
        let ring = Ring::new(4);
        ring.write.store(u32::MAX - 1, Ordering::Relaxed);
        ring.read.store(u32::MAX - 1, Ordering::Relaxed);
        for round in 0..5 {
            (0..3).for_each(|i| ring.push(record(round * 3 + i)));
            let tasks: Vec<u32> = ring.drain().iter().map(|record| record.task).collect();
            assert_eq!(tasks, [round * 3, round * 3 + 1, round * 3 + 2]);
        }
        assert_eq!(ring.dropped.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn records_arrive_whole_and_in_order_across_threads() {
        const RECORDS: u32 = if cfg!(miri) { 200 } else { 100_000 };
        let arena = Arena::new(64, 0, 64);
        let ring = arena.ring(0);
        let mut seen = 0;
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for task in 0..RECORDS {
                    while ring.write.load(Ordering::Relaxed).wrapping_sub(ring.read.load(Ordering::Acquire)) == 64 {
                        std::thread::yield_now();
                    }
                    ring.push(record(task));
                }
            });
            while seen < RECORDS {
                for record in arena.drain(0) {
                    assert_eq!((record.task, record.start), (seen, f64::from(seen)));
                    seen += 1;
                }
            }
        });
    }
}

#[cfg(all(test, loom))]
mod races {
    use std::sync::Arc;

    use loom::thread;

    use super::*;

    /// A record each of whose columns tells which it is.
    fn record(number: u8) -> Record {
        let time = f64::from(number);
        Record { start: time, end: time, task: u32::from(number), step: u16::from(number), kind: number }
    }

    #[test]
    fn no_record_is_torn_or_lost_unseen() {
        const RECORDS: u8 = 4;
        loom::model(|| {
            let arena = Arc::new(Arena::new(2, 0, 2));
            let producer = {
                let arena = arena.clone();
                thread::spawn(move || (0..RECORDS).for_each(|number| arena.ring(0).push(record(number))))
            };
            let mut seen = arena.drain(0);
            seen.extend(arena.drain(0));
            producer.join().unwrap();
            seen.extend(arena.drain(0));
            assert!(seen.iter().all(|seen| *seen == record(seen.kind)));
            assert!(seen.is_sorted_by(|earlier, later| earlier.task < later.task));
            assert_eq!(seen.len() + arena.dropped(0) as usize, usize::from(RECORDS));
        });
    }
}
