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

/// How many times as fast a step is on two threads as on one, each in a pool of its own that has begun to work.
pub fn scaling(step: &str, bytes: u32) -> Option<Measured> {
    let on = |threads: usize| {
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
    };
    let (one, two) = (on(1)?, on(2)?);
    (one.sum == two.sum).then_some(Measured { ms: one.ms / two.ms, ..two })
}
