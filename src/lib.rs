//! The core of Concurrency Playground: a workload language, models of concurrency that run it, and the trace of what each did.
//!
//! ```text
//!  workload ─▶ model ─▶ trace ─▶ report · export
//!  (and step)    │ awaits by a join, and runs on
//!                ▼
//!    runtime (event loop) · thread (pool) · io
//! ```
//!
//! Everything but [`api`] and the browser's half of [`io`] is free of JavaScript and tested natively.

#[cfg(target_family = "wasm")]
pub mod api;
pub mod code;
pub mod export;
pub mod io;
pub mod join;
pub mod machine;
pub mod model;
pub mod notice;
mod order;
pub mod predict;
pub mod report;
pub mod scale;
pub mod step;
pub mod study;
pub mod thread;
pub mod trace;
pub mod verdict;
pub mod workload;

pub use runtime;
use runtime::primitives;
