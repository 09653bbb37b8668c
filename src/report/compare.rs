//! What several runs of one workload amount to beside each other.

use serde::{Deserialize, Serialize};

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

/// What came of the comparison for one run.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// The model's id.
    pub model: String,
    /// How many times as fast as the sequential run; `None` where one of the two is missing or was cut short.
    pub speedup: Option<f64>,
}

/// Compares runs with the sequential one among them.
pub fn compare(outcomes: &[Outcome]) -> Vec<Comparison> {
    let baseline = outcomes.iter().find(|outcome| outcome.model == "sequential" && outcome.whole);
    outcomes
        .iter()
        .map(|outcome| Comparison {
            model: outcome.model.clone(),
            speedup: baseline
                .filter(|_| outcome.whole && outcome.wall_ms > 0.0)
                .map(|baseline| baseline.wall_ms / outcome.wall_ms),
        })
        .collect()
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
}
