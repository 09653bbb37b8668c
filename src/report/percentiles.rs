//! Percentiles of measured times.

use std::time::Duration;

use serde::Serialize;

use super::millis;

/// Some percentiles, in milliseconds, each one of the measured times (nearest rank).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Percentiles {
    /// How many times were measured.
    pub count: usize,
    /// Half of them are no longer.
    pub p50: f64,
    /// 90 in a hundred of them are no longer.
    pub p90: f64,
    /// 99 in a hundred of them are no longer.
    pub p99: f64,
    /// None is longer.
    pub max: f64,
}

impl Percentiles {
    /// Takes them from times that are sorted; `None` if there are none.
    pub fn of(sorted: &[Duration]) -> Option<Self> {
        let rank = |percent: usize| millis(sorted[(sorted.len() * percent).div_ceil(100).max(1) - 1]);
        let count = sorted.len();
        (count > 0).then(|| Self { count, p50: rank(50), p90: rank(90), p99: rank(99), max: rank(100) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_the_nearest_ranks() {
        let times: Vec<_> = (1..=200).map(Duration::from_millis).collect();
        assert_eq!(
            Percentiles::of(&times),
            Some(Percentiles { count: 200, p50: 100.0, p90: 180.0, p99: 198.0, max: 200.0 })
        );
        assert_eq!(
            Percentiles::of(&times[..1]),
            Some(Percentiles { count: 1, p50: 1.0, p90: 1.0, p99: 1.0, max: 1.0 })
        );
        assert_eq!(Percentiles::of(&[]), None);
    }
}
