//! Says what set-up does and how long each step took.

use std::io::{Write, stdout};
use std::time::Instant;

use crate::error::Result;

/// Does one step of the set-up: prints `what`, and its time when it is done.
pub fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    print!("set-up: {what} …");
    // A lost progress line is no reason to stop.
    let _ = stdout().flush();
    let started = Instant::now();
    let result = work();
    match result {
        Ok(_) => println!(" {:.1} s", started.elapsed().as_secs_f64()),
        Err(_) => println!(" failed"),
    }
    result
}
