//! Which number of workers runs when.

use serde::{Deserialize, Serialize};

use crate::{
    model::{self, Admission, Overrides, Refusal, Request, RunClock},
    step::Declaration,
    workload,
};

/// The model whose threads take whole tasks.
const WHOLE: &str = "threads";
/// The model whose pool divides one task's computing among its threads.
const DIVIDED: &str = "event-loop-pool";
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
    /// The workload's text: many like tasks, or one that computes what can be divided.
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
    /// Whether one task's computing is divided among the workers; if not, they take whole tasks.
    pub divided: bool,
    /// In the order in which they run.
    pub runs: Vec<PlannedRun>,
}

/// One run.
#[derive(Debug, Serialize)]
pub struct PlannedRun {
    /// How many compute.
    pub workers: u64,
    /// How many threads the engine's pool has: at least so many, or just so many if work is divided among them.
    pub threads: u64,
    /// What it is started with.
    pub overrides: Overrides,
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
    let divided = is_divided(&request.workload);
    let model = if divided { DIVIDED } else { WHOLE };
    let admission = model::admit(&Request {
        workload: request.workload.clone(),
        models: vec![model.to_owned()],
        limit: None,
        workers: Some(to as f64),
        seed: None,
        repeat: None,
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
    let with = |workers| match divided {
        true => Overrides { workers: Some(1), divided, ..overrides },
        false => Overrides { workers: Some(workers), ..overrides },
    };
    let threads = |workers| if divided { workers } else { to };
    let runs =
        rounds.map(|workers| PlannedRun { workers, threads: threads(workers), overrides: with(workers) }).collect();
    Ok(ScalePlan { model, admission, divided, runs })
}

/// Whether there is but one task, and it computes what can be divided.
fn is_divided(text: &str) -> bool {
    workload::parse(text).is_ok_and(|workload| {
        let can_be = |step: &Declaration| step.computes.is_some_and(|computes| computes.parallel.is_some());
        workload.task_count() == 1 && workload.step_places().iter().any(|place| can_be(place.declaration))
    })
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
        let workers: Vec<_> = planned.runs.iter().map(|run| run.workers).collect();
        assert_eq!(workers, [1, 2, 3, 2, 3, 1, 3, 1, 2]);
        assert_eq!((planned.model, planned.runs[0].threads), ("threads", 3));
    }

    #[test]
    fn the_computing_of_a_task_that_is_alone_is_divided_where_that_can_be() {
        let planned =
            |workload: &str| plan(&ScaleRequest { workload: workload.into(), ..request(None, None, Some(1.0)) });
        let one = planned("t: sleep 1ms -> primes 1M").expect("valid");
        assert_eq!((one.model, one.divided), ("event-loop-pool", true));
        assert!(one.runs.iter().all(|run| run.overrides.workers == Some(1) && run.overrides.divided));
        assert_eq!(one.runs.iter().map(|run| run.threads).collect::<Vec<_>>(), [1, 2, 3]);
        for whole in ["2 x t: primes 1M", "t: sleep 1ms", "t: fetch io/delay?bytes=1k -> sha256"] {
            let planned = planned(whole).expect("valid");
            assert_eq!((planned.model, planned.divided), ("threads", false), "{whole}");
        }
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
