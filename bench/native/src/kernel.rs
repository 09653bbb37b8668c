//! The playground's own kernels, compiled for this machine.

use bench_browser::kernel::{finish, prepare, sum};

use crate::measure::{Measured, Watch};

/// Computes a step on this thread.
pub fn kernel(step: &str, bytes: u32) -> Option<Measured> {
    let kernel = prepare(step, bytes)?;
    let watch = Watch::start();
    let value = finish(kernel);
    let measured = watch.stop(0);
    Some(Measured { sum: sum(&value), ..measured })
}
