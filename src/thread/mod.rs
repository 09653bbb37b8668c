//! Threads: a pool whose workers are long-lived loops over a queue of our own.
//!
//! Not rayon's scheduling: a rayon thread that waits in `join` steals another
//! whole job, which may want a lock that its own stack holds (rayon#592). Each
//! worker occupies one rayon thread from the start of a run to its end.

mod pool;
mod queue;

pub use pool::{Job, Workers};
