//! The standard library's sort, on the numbers that the playground's kernel makes up.

use kernels::digest::{number, weighed};
use kernels::sort::made_up;

use crate::measure::{Measured, Watch};

/// Makes up `count` numbers, sorts them and sums them up, as the kernel does.
pub fn sort(count: u32) -> Measured {
    let watch = Watch::start();
    let mut numbers: Vec<u32> = (0..count as usize).map(made_up).collect();
    numbers.sort_unstable();
    watch.stop(number(weighed(0, numbers.into_iter().map(u64::from))))
}
