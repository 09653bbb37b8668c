//! How a run coped with tasks that arrive over time.

use std::time::Duration;

use serde::Serialize;

use super::{Percentiles, millis};
use crate::{order, runtime::Time, trace::Ending};

/// As many points as a small chart shows.
const POINTS: usize = 500;

/// One task's stay, from its arrival to its end.
#[derive(Clone, Copy, Debug)]
pub struct Stay {
    /// When it came.
    pub arrived: Time,
    /// When it was gone.
    pub ended: Time,
    /// How it ended.
    pub ending: Ending,
}

impl Stay {
    fn lasted(&self) -> Duration {
        self.ended.since(self.arrived)
    }
}

/// Tells how long tasks that ended well took from arrival to end: after so many milliseconds at the most, 0, 1, … 100 in
/// a hundred of them were done. Nothing where none was.
pub fn distribution(stays: &[Stay]) -> Vec<f64> {
    let mut took: Vec<_> = stays.iter().filter(|stay| stay.ending == Ending::Done).map(Stay::lasted).collect();
    took.sort_unstable();
    let rank = |percent: usize| took.get((took.len() * percent).div_ceil(100).max(1) - 1).copied();
    (0..=100).filter_map(rank).map(millis).collect()
}

/// What waits, and how long, where tasks arrive over time.
#[derive(Debug, PartialEq, Serialize)]
pub struct Arrivals {
    /// From arrival to end, of tasks that ended well.
    pub latency: Option<Percentiles>,
    /// Tasks that ended well in a second.
    pub throughput: f64,
    /// How many tasks had arrived and not ended: pairs of milliseconds since the run began and a count.
    pub waiting: Vec<(f64, usize)>,
}

impl Arrivals {
    /// Works out what became of the tasks of a run.
    pub fn of(stays: &[Stay], began: Time, ended: Time) -> Self {
        let well = || stays.iter().filter(|stay| stay.ending == Ending::Done);
        let mut latencies: Vec<_> = well().map(Stay::lasted).collect();
        latencies.sort_unstable();
        let seconds = ended.since(began).as_secs_f64();
        Self {
            latency: Percentiles::of(&latencies),
            throughput: if seconds > 0.0 { well().count() as f64 / seconds } else { 0.0 },
            waiting: thinned(&queue_length(stays, began)),
        }
    }
}

/// Tells the queue's length after each moment at which it changed.
fn queue_length(stays: &[Stay], began: Time) -> Vec<(f64, usize)> {
    let arrivals = stays.iter().map(|stay| (stay.arrived, true));
    let mut changes: Vec<_> = arrivals.chain(stays.iter().map(|stay| (stay.ended, false))).collect();
    // Who arrives at a moment comes before who leaves at it.
    order::sort_by_key(&mut changes, |&(time, arrives)| (time, !arrives));
    let mut length = 0_usize;
    let mut points: Vec<(f64, usize)> = Vec::new();
    for (time, arrives) in changes {
        length = if arrives { length + 1 } else { length.saturating_sub(1) };
        let at = millis(time.since(began));
        match points.last_mut() {
            Some(last) if last.0 == at => last.1 = length,
            _ => points.push((at, length)),
        }
    }
    points
}

/// Keeps at most [`POINTS`] points: of those that fall together, the longest queue.
fn thinned(points: &[(f64, usize)]) -> Vec<(f64, usize)> {
    let group = points.len().div_ceil(POINTS).max(1);
    let longest = |points: &[(f64, usize)]| points.iter().copied().max_by_key(|&(_, length)| length);
    points.chunks(group).filter_map(longest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stay(arrived: f64, ended: f64, ending: Ending) -> Stay {
        Stay { arrived: Time::from_millis(arrived), ended: Time::from_millis(ended), ending }
    }

    #[test]
    fn latency_counts_from_arrival_and_only_what_ended_well() {
        let stays = [stay(0.0, 30.0, Ending::Done), stay(10.0, 20.0, Ending::Done), stay(10.0, 500.0, Ending::Failed)];
        let arrivals = Arrivals::of(&stays, Time::default(), Time::from_millis(500.0));
        let latency = arrivals.latency.expect("some ended well");
        assert_eq!((latency.count, latency.p50, latency.max), (2, 10.0, 30.0));
        assert_eq!(arrivals.throughput, 4.0);
        assert_eq!(arrivals.waiting, [(0.0, 1), (10.0, 3), (20.0, 2), (30.0, 1), (500.0, 0)]);
    }

    #[test]
    fn the_distribution_has_the_nearest_ranks_of_what_ended_well() {
        let mut stays: Vec<_> = (1..=200).rev().map(|i| stay(5.0, 5.0 + f64::from(i), Ending::Done)).collect();
        stays.push(stay(0.0, 900.0, Ending::Failed));
        let distribution = distribution(&stays);
        assert_eq!(
            (distribution.len(), distribution[0], distribution[50], distribution[100]),
            (101, 1.0, 100.0, 200.0)
        );
        assert_eq!(super::distribution(&stays[200..]), [0.0; 0]);
        assert_eq!(super::distribution(&stays[..1]), [200.0; 101]);
    }

    #[test]
    fn a_long_run_keeps_its_longest_queues() {
        let stays: Vec<_> = (0..5_000).map(|i| stay(f64::from(i), 10_000.0, Ending::Done)).collect();
        let arrivals = Arrivals::of(&stays, Time::default(), Time::from_millis(10_000.0));
        assert!(arrivals.waiting.len() <= POINTS);
        assert_eq!(arrivals.waiting.iter().map(|&(_, length)| length).max(), Some(5_000));
    }
}
