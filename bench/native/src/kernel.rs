//! The playground's own kernels, compiled for this machine: on one thread, and divided among some.

use bench_browser::kernel::{finish, prepare, prepare_divided, sum};

use crate::measure::{Measured, Watch};

/// Computes a step on this thread.
pub fn kernel(step: &str, bytes: u32) -> Option<Measured> {
    let kernel = prepare(step, bytes)?;
    let watch = Watch::start();
    let value = finish(kernel);
    let measured = watch.stop(0);
    Some(Measured { sum: sum(&value), ..measured })
}

/// Computes a step on two threads.
pub fn divided(step: &str, bytes: u32) -> Option<Measured> {
    on(2, step, bytes)
}

/// How many times as fast a step is on two threads as on one.
pub fn scaling(step: &str, bytes: u32) -> Option<Measured> {
    let (one, two) = (on(1, step, bytes)?, on(2, step, bytes)?);
    (one.sum == two.sum).then_some(Measured { ms: one.ms / two.ms, ..two })
}

/// Computes a step on some threads, in a pool of their own that has begun to work.
fn on(threads: usize, step: &str, bytes: u32) -> Option<Measured> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().ok()?;
    let once = || {
        let work = prepare_divided(step, bytes)?;
        let watch = Watch::start();
        let value = pool.install(work);
        let measured = watch.stop(0);
        Some(Measured { sum: sum(&value), ..measured })
    };
    once()?;
    once()
}
