//! How a step computes: in what units, at what pace, and what becomes of it on many threads or in Python.

use std::time::Duration;

use super::{Arguments, Kernel, Value};

/// Says how a computing step computes.
#[derive(Clone, Copy)]
pub struct Computes {
    /// Says whether its Python counterpart holds the GIL meanwhile.
    pub holds_gil: bool,
    /// Counts its units of work with these arguments and this value.
    pub units: fn(&Arguments, &Value) -> u64,
    /// Says how long a unit takes, here and in CPython.
    pub pace: Pace,
    /// Comes to the kernel's value on all threads of the rayon pool; none where the work cannot be divided.
    pub parallel: Option<fn(&Arguments, &Value) -> Value>,
    /// Says what has to be measured before the step is what it says; of most, nothing.
    pub calibration: Option<Calibration>,
}

/// Holds how many picoseconds a unit of a step's work takes.
///
/// Those that the steps declare were measured in November 2026 on one core of a virtual machine on an AMD EPYC (Zen 4),
/// as the least of many rounds: `wasm` in the single build on V8 11.3 (Node.js 20), past its tiers; `cpython` on CPython
/// 3.11.7, for `matmul` with NumPy 2.4.6, by `tests/reference/kernels.py`. They are what the virtual clock goes by and
/// where predictions begin: honest orders of magnitude. A test measures CPython's again, in proportion to
/// [`PYTHON_TURN`], and asks for a factor of no more than 4, or 16 where the counterpart is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// In wasm, on one thread.
    pub wasm: u64,
    /// The same work in CPython, done as one would there.
    pub cpython: u64,
}

/// How many picoseconds CPython took for a turn of a loop of small sums, where [`Pace::cpython`] was measured.
pub const PYTHON_TURN: u64 = 36_000;

/// Says how the pace of a step that is busy for a given time is measured, once, before a run is timed.
#[derive(Clone, Copy)]
pub struct Calibration {
    /// Makes a kernel whose chunks are all alike.
    pub kernel: fn() -> Box<dyn Kernel>,
    /// Is told how many of these chunks take a second.
    pub set: fn(f64),
    /// Tells what it was told, so that another process can be told, too.
    pub get: fn() -> f64,
}

impl Computes {
    /// Returns the nominal cost with these arguments and this value: what the virtual clock takes it to last.
    pub fn cost(&self, arguments: &Arguments, value: &Value) -> Duration {
        nominal((self.units)(arguments, value), self.pace.wasm)
    }

    /// Says how many times longer CPython computes than wasm does.
    pub fn cpython_factor(&self) -> f64 {
        self.pace.cpython as f64 / self.pace.wasm as f64
    }
}

/// Returns the cost of so many units at so many picoseconds each, rounded to whole microseconds and at least one.
pub fn nominal(units: u64, picoseconds: u64) -> Duration {
    const A_MICROSECOND: u128 = 1_000_000;
    let total = u128::from(units) * u128::from(picoseconds);
    let micros = (total + A_MICROSECOND / 2) / A_MICROSECOND;
    Duration::from_micros(u64::try_from(micros).unwrap_or(u64::MAX).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nominal_costs_are_whole_microseconds_and_never_none() {
        assert_eq!(nominal(0, 250), Duration::from_micros(1));
        assert_eq!(nominal(2_000_000, 250), Duration::from_micros(500));
        assert_eq!(nominal(5_999, 250), Duration::from_micros(1));
        assert_eq!(nominal(6_000, 250), Duration::from_micros(2));
    }
}
