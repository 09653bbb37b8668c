//! Which number of workers runs when.

use serde::{Deserialize, Serialize};

use crate::model::{self, Admission, Overrides, Refusal, Request, RunClock};

/// The model whose threads take whole tasks.
const MODEL: &str = "threads";
/// As often as each number of workers runs, if nothing is said.
const REPEATS: u64 = 3;
/// The most that it may run.
const MOST_REPEATS: u64 = 100;
/// The most workers: as many as a run may have.
const MOST_WORKERS: u64 = 64;

/// What is asked.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScaleRequest {
    /// The workload's text: many like tasks.
    pub workload: String,
    /// The fewest workers; 1 if left out.
    #[serde(default)]
    pub from: Option<f64>,
    /// The most workers; as many as cores if left out.
    #[serde(default)]
    pub to: Option<f64>,
    /// How often each number of workers runs; 3 times if left out.
    #[serde(default)]
    pub repeats: Option<f64>,
    /// Cores of the machine.
    pub cores: usize,
    /// Whether threads can share memory here.
    pub shared: bool,
}

/// What is to be run.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ScalePlan {
    /// The model's id.
    pub model: &'static str,
    /// What is done for each run; its engine has threads for the largest.
    #[serde(flatten)]
    pub admission: Admission,
    /// What each run has, in the order in which they run: the number of workers is another in each.
    pub runs: Vec<Overrides>,
}

/// Plans the runs: as many rounds as there are repeats, each begun by another number of workers, so that none always
/// comes after the same other one.
///
/// # Errors
/// Refuses what a run would refuse, and numbers out of their ranges.
pub fn plan(request: &ScaleRequest) -> Result<ScalePlan, Refusal> {
    let whole = |option, given: Option<f64>, otherwise: u64, most: u64| match given {
        None => Ok(otherwise),
        Some(given) if given.fract() == 0.0 && given >= 1.0 && given <= most as f64 => Ok(given as u64),
        Some(given) => Err(Refusal::InvalidOption { option, min: 1, max: most, found: given.to_string() }),
    };
    let from = whole("from", request.from, 1, MOST_WORKERS)?;
    let to = whole("to", request.to, from.max(request.cores as u64).min(MOST_WORKERS), MOST_WORKERS)?;
    let repeats = whole("repeats", request.repeats, REPEATS, MOST_REPEATS)?;
    if to < from {
        return Err(Refusal::InvalidOption { option: "to", min: from, max: MOST_WORKERS, found: to.to_string() });
    }
    let admission = model::admit(&Request {
        workload: request.workload.clone(),
        models: vec![MODEL.to_owned()],
        limit: None,
        workers: Some(to as f64),
        seed: None,
        clock: RunClock::Browser,
        cores: request.cores,
        shared: request.shared,
    })?;
    let overrides = admission.overrides;
    let workers: Vec<u64> = (from..=to).collect();
    let rounds = (0..repeats).flat_map(|round| {
        let mut workers = workers.clone();
        let first = usize::try_from(round).unwrap_or(0) % workers.len();
        workers.rotate_left(first);
        workers
    });
    let runs = rounds.map(|workers| Overrides { workers: Some(workers), ..overrides }).collect();
    Ok(ScalePlan { model: MODEL, admission, runs })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(from: Option<f64>, to: Option<f64>, repeats: Option<f64>) -> ScaleRequest {
        ScaleRequest { workload: "8 x t: primes 1M".into(), from, to, repeats, cores: 3, shared: true }
    }

    #[test]
    fn rounds_are_rotated() {
        let planned = plan(&request(None, None, Some(3.0))).expect("valid");
        let workers: Vec<_> = planned.runs.iter().filter_map(|run| run.workers).collect();
        assert_eq!(workers, [1, 2, 3, 2, 3, 1, 3, 1, 2]);
        assert_eq!((planned.model, planned.admission.threads), ("threads", 3));
    }

    #[test]
    fn what_cannot_be_run_is_refused() {
        let refusal = |request| plan(&request).expect_err("refused").to_string();
        assert_eq!(refusal(request(Some(4.0), Some(2.0), None)), "`to` is a whole number from 4 to 64, not 2.");
        assert_eq!(refusal(request(None, Some(65.0), None)), "`to` is a whole number from 1 to 64, not 65.");
        assert_eq!(refusal(request(None, None, Some(0.5))), "`repeats` is a whole number from 1 to 100, not 0.5.");
        let single = ScaleRequest { shared: false, ..request(None, None, None) };
        assert!(refusal(single).starts_with("The model `threads` needs threads"));
    }
}
