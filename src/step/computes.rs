//! How a step computes, for models that foretell instead of measuring.

use std::time::Duration;

use super::{Arguments, Value};

/// Says how a computing step computes.
#[derive(Clone, Copy)]
pub struct Computes {
    /// Says whether its Python counterpart holds the GIL meanwhile.
    pub holds_gil: bool,
    /// Returns its nominal cost with these arguments and this value: what the virtual clock takes it to last, and where predictions begin.
    pub cost: fn(&Arguments, &Value) -> Duration,
    /// Says how many times as long the same work takes in CPython, done as one would there.
    pub slower_in_cpython: f64,
}

impl Computes {
    /// Says how many times longer CPython computes than wasm does.
    pub fn cpython_factor(&self) -> f64 {
        self.slower_in_cpython
    }
}

/// Returns the nominal cost of so many units at so many picoseconds each, rounded to whole microseconds and at least one.
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
