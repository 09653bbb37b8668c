//! Amdahl's law, fitted to measured wall times.
//!
//! With a serial part `s` of the work, `k` workers take `T(k) = T(1) · (s + (1 − s) / k)`: a line over `1 / k`, whose
//! height at 0 is the serial part. Where there are only two points the line goes through both, which is the metric of
//! Karp and Flatt ("Measuring parallel processor performance", 1990). The interval comes from resampling the repeats
//! (Efron's bootstrap).

use serde::{Deserialize, Serialize};

use crate::order;

/// So many times the repeats are drawn anew.
const RESAMPLES: usize = 1_000;
/// The interval leaves out so much of the resamples on each side.
const TAIL: f64 = 0.05;

/// The runs that were made.
#[derive(Debug, Deserialize)]
pub struct Runs {
    /// Cores of the machine: the law is fitted as far as they reach.
    pub cores: usize,
    /// In the order in which they ran.
    pub runs: Vec<Timed>,
}

/// One run.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Timed {
    /// So many workers.
    pub workers: u64,
    /// Its wall time.
    pub wall_ms: f64,
    /// Whether every task was run to its end.
    pub whole: bool,
}

/// What the runs amount to.
#[derive(Debug, PartialEq, Serialize)]
pub struct Scaling {
    /// One for each number of workers, from few to many.
    pub points: Vec<Point>,
    /// The law, where there are two points at least.
    pub amdahl: Option<Amdahl>,
}

/// What so many workers came to; times in milliseconds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Point {
    /// So many workers.
    pub workers: u64,
    /// How often they ran.
    pub count: usize,
    /// The median wall time.
    pub wall_ms: f64,
    /// The least wall time.
    pub min: f64,
    /// The greatest wall time.
    pub max: f64,
    /// How many times as fast as one worker, where one was run.
    pub speedup: Option<f64>,
    /// What the law as it fits makes of so many workers.
    pub fitted: Option<f64>,
}

/// How the serial part was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// A line through two points.
    KarpFlatt,
    /// The line nearest to three points or more.
    LeastSquares,
}

/// The law as it fits.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Amdahl {
    /// The part of the work that stays serial, from 0 to 1.
    pub serial: f64,
    /// Nine in ten of the resamples lie in this interval; none where each number of workers ran once.
    pub interval: Option<(f64, f64)>,
    /// The speed-up that no number of workers exceeds; none if nothing is serial.
    pub limit: Option<f64>,
    /// How it was found.
    pub method: Method,
    /// From the points up to so many workers.
    pub up_to: u64,
}

/// Tells what runs amount to; those that were cut short do not count.
pub fn fit(runs: &Runs) -> Scaling {
    let mut samples: Vec<(u64, Vec<f64>)> = Vec::new();
    for run in runs.runs.iter().filter(|run| run.whole && run.wall_ms > 0.0 && run.workers > 0) {
        match samples.iter_mut().find(|(workers, _)| *workers == run.workers) {
            Some((_, walls)) => walls.push(run.wall_ms),
            None => samples.push((run.workers, vec![run.wall_ms])),
        }
    }
    order::sort_by_key(&mut samples, |(workers, _)| *workers);
    samples.iter_mut().for_each(|(_, walls)| walls.sort_by(f64::total_cmp));
    let one = samples.first().filter(|(workers, _)| *workers == 1).map(|(_, walls)| median(walls));
    let mut points: Vec<_> = samples.iter().map(|(workers, walls)| point(*workers, walls, one)).collect();
    samples.retain(|(workers, _)| *workers <= runs.cores as u64);
    let amdahl = amdahl(&samples);
    if let Some(Amdahl { serial, .. }) = amdahl {
        points.iter_mut().for_each(|point| point.fitted = Some(1.0 / (serial + (1.0 - serial) / point.workers as f64)));
    }
    Scaling { points, amdahl }
}

fn point(workers: u64, walls: &[f64], one: Option<f64>) -> Point {
    let wall_ms = median(walls);
    let (min, max) = (walls[0], walls[walls.len() - 1]);
    Point { workers, count: walls.len(), wall_ms, min, max, speedup: one.map(|one| one / wall_ms), fitted: None }
}

fn amdahl(samples: &[(u64, Vec<f64>)]) -> Option<Amdahl> {
    let medians = |walls: &dyn Fn(&[f64]) -> f64| -> Vec<(u64, f64)> {
        samples.iter().map(|(workers, all)| (*workers, walls(all))).collect()
    };
    let serial = serial_part(&medians(&median))?;
    let repeated = samples.iter().any(|(_, walls)| walls.len() > 1);
    let interval = repeated.then(|| {
        let mut draws = SplitMix64(0);
        let mut parts: Vec<f64> = Vec::new();
        for _ in 0..RESAMPLES {
            let drawn: Vec<_> = samples.iter().map(|(workers, all)| (*workers, median(&draws.resample(all)))).collect();
            parts.extend(serial_part(&drawn));
        }
        parts.sort_by(f64::total_cmp);
        let at = |part: f64| parts[((parts.len() - 1) as f64 * part).round() as usize];
        (at(TAIL), at(1.0 - TAIL))
    });
    let method = if samples.len() == 2 { Method::KarpFlatt } else { Method::LeastSquares };
    let limit = (serial > 0.0).then_some(1.0 / serial);
    Some(Amdahl { serial, interval, limit, method, up_to: samples.last()?.0 })
}

/// Fits a line over `1 / k`; returns its height at 0 as a part of that at 1. None where there are not two points.
fn serial_part(points: &[(u64, f64)]) -> Option<f64> {
    if points.len() < 2 {
        return None;
    }
    let count = points.len() as f64;
    let x = |workers: u64| 1.0 / workers as f64;
    let mean_x = points.iter().map(|&(workers, _)| x(workers)).sum::<f64>() / count;
    let mean_y = points.iter().map(|&(_, wall)| wall).sum::<f64>() / count;
    let covariance = points.iter().map(|&(workers, wall)| (x(workers) - mean_x) * (wall - mean_y)).sum::<f64>();
    let variance = points.iter().map(|&(workers, _)| (x(workers) - mean_x).powi(2)).sum::<f64>();
    let slope = covariance / variance;
    let at_zero = mean_y - slope * mean_x;
    let at_one = at_zero + slope;
    // Outside of this there is noise, or caches that grow with the workers.
    (at_one > 0.0).then(|| (at_zero / at_one).clamp(0.0, 1.0))
}

/// Of sorted values; of two in the middle, their mean.
fn median(sorted: &[f64]) -> f64 {
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[middle] } else { (sorted[middle - 1] + sorted[middle]) / 2.0 }
}

/// Steele, Lea and Flood's SplitMix64: the same draws everywhere.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Draws as many values as there are, with replacement; sorted.
    fn resample(&mut self, values: &[f64]) -> Vec<f64> {
        let mut drawn: Vec<f64> = values.iter().map(|_| values[(self.next() % values.len() as u64) as usize]).collect();
        drawn.sort_by(f64::total_cmp);
        drawn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(cores: usize, walls: &[(u64, f64)]) -> Runs {
        let runs = walls.iter().map(|&(workers, wall_ms)| Timed { workers, wall_ms, whole: true }).collect();
        Runs { cores, runs }
    }

    fn law(serial: f64, workers: u64) -> f64 {
        1000.0 * (serial + (1.0 - serial) / workers as f64)
    }

    #[test]
    fn a_known_serial_part_is_found() {
        for serial in [0.0, 0.05, 0.5, 1.0] {
            let walls: Vec<_> = (1..=8).map(|workers| (workers, law(serial, workers))).collect();
            let amdahl = fit(&runs(8, &walls)).amdahl.expect("enough points");
            assert!((amdahl.serial - serial).abs() < 1e-9, "{serial}: {amdahl:?}");
            assert_eq!((amdahl.method, amdahl.up_to, amdahl.interval), (Method::LeastSquares, 8, None));
        }
    }

    #[test]
    fn two_points_give_the_metric_of_karp_and_flatt() {
        // A speed-up of 1.6 on two: (1 / 1.6 − 1 / 2) / (1 − 1 / 2) = 0.25.
        let scaling = fit(&runs(2, &[(1, 160.0), (2, 100.0)]));
        let amdahl = scaling.amdahl.expect("two points");
        assert!((amdahl.serial - 0.25).abs() < 1e-9 && amdahl.method == Method::KarpFlatt);
        assert!((amdahl.limit.expect("some of it is serial") - 4.0).abs() < 1e-9);
        assert_eq!(scaling.points[1].speedup, Some(1.6));
        assert_eq!(fit(&runs(2, &[(1, 160.0)])).amdahl, None);
    }

    #[test]
    fn only_as_many_workers_as_cores_count_for_the_law() {
        let walls: Vec<_> = (1..=8).map(|workers| (workers, law(0.1, workers.min(4)))).collect();
        let scaling = fit(&runs(4, &walls));
        let amdahl = scaling.amdahl.expect("enough points");
        assert!((amdahl.serial - 0.1).abs() < 1e-9 && amdahl.up_to == 4);
        assert_eq!(scaling.points.len(), 8);
        let fitted = scaling.points[7].fitted.expect("there is a law");
        assert!((fitted - 1.0 / (0.1 + 0.9 / 8.0)).abs() < 1e-9, "also beyond them: {fitted}");
    }

    #[test]
    fn repeats_give_medians_and_an_interval_around_the_serial_part() {
        let noise = [1.0, 1.02, 0.98, 1.3, 1.01];
        let walls: Vec<_> =
            (1..=4).flat_map(|workers| noise.map(|noise| (workers, noise * law(0.2, workers)))).collect();
        let scaling = fit(&runs(4, &walls));
        assert!((scaling.points[0].wall_ms - 1010.0).abs() < 1e-9);
        assert_eq!((scaling.points[0].count, scaling.points[0].min), (5, 980.0));
        let amdahl = scaling.amdahl.clone().expect("enough points");
        let (low, high) = amdahl.interval.expect("repeated");
        assert!(low < 0.2 && 0.2 < high && low >= 0.0 && high <= 0.5, "{low} to {high}");
        assert!(low <= amdahl.serial && amdahl.serial <= high);
        assert_eq!(fit(&runs(4, &walls)), scaling);
    }

    #[test]
    fn what_was_cut_short_does_not_count() {
        let mut cut = runs(2, &[(1, 100.0), (2, 1.0), (2, 50.0)]);
        cut.runs[1].whole = false;
        assert_eq!(fit(&cut).points[1].speedup, Some(2.0));
        assert_eq!(fit(&Runs { cores: 2, runs: Vec::new() }), Scaling { points: Vec::new(), amdahl: None });
    }
}
