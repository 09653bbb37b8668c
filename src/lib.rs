//! The core of Concurrency Playground: a workload language, models of concurrency that run it, and the trace of what each did.

pub mod step;
pub mod workload;
