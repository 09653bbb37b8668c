//! Computations that are done a chunk at a time.

use std::fmt;

use kernels::Computation;

use super::Value;

/// Computes in short chunks, so that between two of them a model can stop, switch or record.
pub trait Kernel: Send {
    /// Does one chunk, and returns the value with the last one.
    ///
    /// A chunk takes up to some 5 ms in the first tier of a browser's compiler, whatever the arguments, and so but a
    /// part of a millisecond past it: what computes is to stop within 10 ms, and to let a GIL go after 5.
    ///
    /// Calling it again after that is a mistake; the value is handed out once.
    fn advance(&mut self) -> Option<Value>;

    /// Returns the part of the work that is done, from 0 to 1.
    fn progress(&self) -> f64;
}

/// What computes and knows nothing of values is a kernel, too.
impl<C: Computation<Outcome: Into<Value>>> Kernel for C {
    fn advance(&mut self) -> Option<Value> {
        Computation::advance(self).map(Into::into)
    }

    fn progress(&self) -> f64 {
        Computation::progress(self)
    }
}

impl fmt::Debug for dyn Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kernel({:.0}%)", self.progress() * 100.0)
    }
}
