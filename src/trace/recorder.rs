//! The writing end of one ring.

use std::{marker::PhantomData, sync::Arc};

use super::{Amount, Arena, Beat, Ending, Kind, Link, NO_STEP, NO_TASK, Record};
use crate::runtime::Time;

/// Writes the spans of one thread.
///
/// There is one for each lane at a time: it may be sent to the thread that
/// uses it, and is shared there by an `Rc`, but not between threads. Dropping
/// it does nothing.
pub struct Recorder {
    arena: Arc<Arena>,
    lane: usize,
    /// Takes `Sync` away: the ring has a single producer.
    _single: PhantomData<std::cell::Cell<()>>,
}

impl Recorder {
    /// Makes the recorder of a lane.
    ///
    /// # Safety
    /// No other recorder of this arena and lane is in use at the same time.
    pub unsafe fn new(arena: Arc<Arena>, lane: usize) -> Self {
        Self { arena, lane, _single: PhantomData }
    }

    /// The lane it records on; 0 is the event loop's.
    pub fn lane(&self) -> usize {
        self.lane
    }

    /// Records that a span began and is going on, so that it is seen before it ends.
    pub fn open(&self, task: u32, step: u16, kind: Kind, start: Time) {
        self.push(task, step, kind as u8, start.as_millis(), f64::NAN);
    }

    /// Records a whole span; it replaces the open record with the same task and start, if there is one.
    pub fn close(&self, task: u32, step: u16, kind: Kind, start: Time, end: Time) {
        self.push(task, step, kind as u8, start.as_millis(), end.as_millis());
    }

    /// Records how a task ended.
    pub fn end(&self, task: u32, ending: Ending, at: Time) {
        self.push(task, NO_STEP, ending as u8, at.as_millis(), at.as_millis());
    }

    /// Records that from now on `part` runs beside `task`, at its step: a lane of its own that belongs to the task's.
    pub fn link(&self, part: u32, task: u32, step: u16, at: Time) {
        self.push(part, step, Link::PartOf as u8, at.as_millis(), f64::from(task));
    }

    /// Records that by now so many bytes of the response have come that this step of the task waits for.
    pub fn bytes(&self, task: u32, step: u16, bytes: u64, now: Time) {
        self.push(task, step, Amount::Bytes as u8, now.as_millis(), bytes as f64);
    }

    /// Records that the loop did at `done` what was due before.
    pub fn lag(&self, due: Time, done: Time) {
        self.push(NO_TASK, NO_STEP, Beat::Lag as u8, due.as_millis(), done.as_millis());
    }

    fn push(&self, task: u32, step: u16, kind: u8, start: f64, end: f64) {
        self.arena.ring(self.lane).push(Record { start, end, task, step, kind });
    }
}
