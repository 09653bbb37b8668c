//! What several runs of one workload amount to beside each other.

use serde::{Deserialize, Serialize};

use crate::order;

/// What is compared of one run.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// The model's id.
    pub model: String,
    /// The run's wall time.
    pub wall_ms: f64,
    /// Whether every task was run to its end; a run that was cut short has no speed.
    pub whole: bool,
}

/// What came of the comparison for one model.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// The model's id.
    pub model: String,
    /// Which of the outcomes is the model's median one; the quicker of the two in the middle.
    pub typical: usize,
    /// How many times as fast as the sequential run, median by median; `None` where one of the two is missing or was cut short.
    pub speedup: Option<f64>,
    /// How the wall times spread, where there are several.
    pub spread: Option<Spread>,
}

/// How the wall times of several runs spread, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// How many runs.
    pub count: usize,
    /// The quickest.
    pub min: f64,
    /// The slowest.
    pub max: f64,
}

/// Compares runs, several of each model or one, with the sequential ones among them; the models come in the order in which they are first met.
pub fn compare(outcomes: &[Outcome]) -> Vec<Comparison> {
    let mut models: Vec<&str> = Vec::new();
    for outcome in outcomes {
        if !models.contains(&outcome.model.as_str()) {
            models.push(&outcome.model);
        }
    }
    let baseline = median(outcomes, "sequential").map(|(_, outcome)| outcome);
    models
        .into_iter()
        .filter_map(|model| {
            let (typical, outcome) = median(outcomes, model)?;
            let speedup = baseline
                .filter(|baseline| baseline.whole && outcome.whole && outcome.wall_ms > 0.0)
                .map(|baseline| baseline.wall_ms / outcome.wall_ms);
            Some(Comparison { model: model.to_owned(), typical, speedup, spread: spread(outcomes, model) })
        })
        .collect()
}

/// Finds a model's median outcome: of the whole ones, if there are any.
fn median<'o>(outcomes: &'o [Outcome], model: &str) -> Option<(usize, &'o Outcome)> {
    let mut own: Vec<_> = outcomes.iter().enumerate().filter(|(_, outcome)| outcome.model == model).collect();
    if own.iter().any(|(_, outcome)| outcome.whole) {
        own.retain(|(_, outcome)| outcome.whole);
    }
    order::sort_by(&mut own, |(_, a), (_, b)| a.wall_ms.total_cmp(&b.wall_ms));
    own.get(own.len().saturating_sub(1) / 2).copied()
}

fn spread(outcomes: &[Outcome], model: &str) -> Option<Spread> {
    let walls = || outcomes.iter().filter(|outcome| outcome.model == model).map(|outcome| outcome.wall_ms);
    let count = walls().count();
    (count > 1).then(|| Spread { count, min: walls().fold(f64::INFINITY, f64::min), max: walls().fold(0.0, f64::max) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(model: &str, wall_ms: f64, whole: bool) -> Outcome {
        Outcome { model: model.into(), wall_ms, whole }
    }

    fn speedups(outcomes: &[Outcome]) -> Vec<Option<f64>> {
        compare(outcomes).into_iter().map(|comparison| comparison.speedup).collect()
    }

    #[test]
    fn speed_up_is_sequential_wall_time_over_own() {
        assert_eq!(
            speedups(&[outcome("event-loop", 1000.0, true), outcome("sequential", 3000.0, true)]),
            [Some(3.0), Some(1.0)]
        );
    }

    #[test]
    fn there_is_no_speed_up_without_a_whole_sequential_run_or_of_a_run_cut_short() {
        assert_eq!(speedups(&[outcome("event-loop", 1000.0, true)]), [None]);
        assert_eq!(speedups(&[outcome("event-loop", 1000.0, true), outcome("sequential", 9.0, false)]), [None, None]);
        assert_eq!(
            speedups(&[outcome("event-loop", 9.0, false), outcome("sequential", 3000.0, true)]),
            [None, Some(1.0)]
        );
    }

    #[test]
    fn of_several_runs_the_median_counts_and_the_spread_is_told() {
        let outcomes = [
            outcome("event-loop", 30.0, true),
            outcome("sequential", 90.0, true),
            outcome("event-loop", 10.0, true),
            outcome("sequential", 60.0, true),
            outcome("event-loop", 20.0, true),
        ];
        let compared = compare(&outcomes);
        assert_eq!((compared[0].typical, compared[0].speedup), (4, Some(3.0)));
        assert_eq!(compared[0].spread, Some(Spread { count: 3, min: 10.0, max: 30.0 }));
        assert_eq!((compared[1].typical, compared[1].speedup), (3, Some(1.0)));
    }
}
