//! What every task did, on which thread, from when to when.
//!
//! ```text
//!  thread ──Recorder──▶ ring ─┐
//!  thread ──Recorder──▶ ring ─┼──▶ the page reads all rings, live
//!  thread ──Recorder──▶ ring ─┘
//! ```
//!
//! Each thread owns one single-producer ring in memory that the page can see.
//! A record is complete in itself, so records of different rings can be read
//! in any order. A span that may last is written twice: when it opens
//! (its end is NaN) and when it closes.

mod kind;
mod recorder;
mod ring;

pub use kind::{Amount, Beat, Ending, Kind, KindDescription, Link, describe, is_of_a_task};
pub use recorder::Recorder;
pub use ring::{Arena, Layout, Record, RingLayout};

/// The step column's value for what belongs to a task as a whole.
pub const NO_STEP: u16 = u16::MAX;

/// The task column's value for what belongs to no task.
pub const NO_TASK: u32 = u32::MAX;
