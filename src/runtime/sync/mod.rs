//! What tasks of one loop wait for each other on, as in `asyncio`: all first come, first served.
//!
//! | what | a wait ends when |
//! |---|---|
//! | [`Semaphore`] | a permit is handed over by who gives one back |
//! | [`Queue`] | there is room, or an item |
//! | [`Barrier`] | enough tasks have come |
//!
//! A wait that is dropped leaves the line; what it was given but had not yet seen goes to the next.

mod barrier;
mod line;
mod lock;
mod queue;
mod semaphore;
#[cfg(test)]
mod tests;

pub use barrier::Barrier;
pub use lock::{Lock, NotLocked};
pub use queue::Queue;
pub use semaphore::{Permit, Semaphore};
