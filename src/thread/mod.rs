//! Threads: a pool whose workers are long-lived loops over a queue of our own, and the lock under which they take turns.
//!
//! Not rayon's scheduling: a rayon thread that waits in `join` steals another
//! whole job, which may want a lock that its own stack holds (rayon#592). Each
//! worker occupies one rayon thread from the start of a run to its end. What a worker divides is the one exception: the
//! threads that no worker occupies help it.

mod gil;
mod hold;
pub(crate) mod parker;
mod pool;
mod queue;

pub use gil::{Gil, SWITCH_INTERVAL};
pub use hold::Hold;
pub use parker::Parker;
pub use pool::{Job, Workers};
pub(crate) use queue::Queue;
