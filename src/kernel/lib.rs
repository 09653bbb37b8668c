//! What steps compute: one kernel a file, in short chunks on one thread, and at once on all threads of a rayon pool.
//!
//! It knows nothing of steps and values. It is a package of its own because cargo optimises by packages: this one for
//! speed even where tests are compiled.

pub mod blur;
pub mod canvas;
pub mod digest;
pub mod mandelbrot;
pub mod matmul;
pub mod nbody;
pub mod primes;
pub mod random;
pub mod sort;
pub mod wordcount;

/// Computes in short chunks.
pub trait Computation: Send {
    /// What it comes to.
    type Outcome;

    /// Does one chunk, and returns the outcome with the last one.
    ///
    /// Calling it again after that is a mistake; the outcome is handed out once.
    fn advance(&mut self) -> Option<Self::Outcome>;

    /// Returns the part of the work that is done, from 0 to 1.
    fn progress(&self) -> f64;
}
