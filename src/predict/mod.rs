//! What a run would come to: on other machines, with more tasks, with slower steps.
//!
//! ```text
//!  workload ──▶ scaled ──▶ simulated on a machine ──▶ extended, where there are too many tasks
//!                              ▲
//!  measured ──▶ calibrated
//! ```
//!
//! The interpreter that runs workloads for real runs them here in virtual time, on a [`Machine`](crate::machine::Machine).
//! What steps cost is what was measured in a sequential run, or what they declare; how much cores slow each other down,
//! how much longer adding to one number takes beside others, and what processes cost, is what was measured of the other
//! models. A workload is simulated task by task
//! up to some size; beyond that, two samples of it say what another task adds, and the answer says so.

mod calibrate;
mod outline;
mod size;
#[cfg(test)]
mod tests;

use std::time::Duration;

use serde::{Deserialize, Serialize, Serializer};

use crate::{
    machine::{Costs, Premises},
    model::{self, MODELS, Model, Overrides, Refusal, Request, RunClock, Settings, find, foretell},
    report::{Outcome, Report, Times, compare},
    workload::{self, Workload},
};
pub use outline::{Outline, Sketch, outline};
use size::Size;
pub(crate) use size::{MOST_STEPS, size};

/// The most cores that a machine is thought of with.
const CORES: f64 = 1_024.0;
/// The most tasks: as many as a workload may have.
const TASKS: f64 = 1_000_000.0;
/// The most that waits are stretched.
const IO: f64 = 1_000.0;
/// Beyond this time a run is too long to be told.
const LONGEST: Duration = Duration::from_secs(1_000_000_000);

/// What is asked.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Question {
    /// The workload's text.
    pub workload: String,
    /// Ids of models; all of them if left out.
    #[serde(default)]
    pub models: Vec<String>,
    /// Cores of the machine.
    pub cores: f64,
    /// As in a run; as many as cores if left out here and in the text.
    #[serde(default)]
    pub workers: Option<f64>,
    /// As in a run.
    #[serde(default)]
    pub limit: Option<f64>,
    /// As in a run.
    #[serde(default)]
    pub seed: Option<f64>,
    /// So many tasks, each line having its share of them; as many as the text says if left out.
    #[serde(default)]
    pub tasks: Option<f64>,
    /// Waits for what is outside take so many times as long.
    #[serde(default)]
    pub io: Option<f64>,
    /// Whether steps that compute are as slow as the same work in CPython.
    #[serde(default)]
    pub cpython: bool,
    /// Whether this very machine answers for the site, so that whoever asks for its pages shares the cores with that.
    #[serde(default)]
    pub site_is_here: bool,
    /// What a run of this text came to.
    #[serde(default)]
    pub measured: Option<Measured>,
}

/// A run that was measured.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Measured {
    /// Cores of the machine that it was measured on.
    pub cores: f64,
    /// What outranked its text.
    #[serde(default)]
    pub overrides: Overrides,
    /// What it came to in sequence, if that was among its models.
    pub sequential: Option<Sequential>,
    /// What it came to under each of its other models.
    #[serde(default)]
    pub others: Vec<Other>,
}

/// A sequential run that was measured.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sequential {
    /// Its wall time.
    pub wall_ms: f64,
    /// Where it went.
    pub times: Times,
}

/// What a run was measured to come to under a model other than the sequential one.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Other {
    /// The model's id.
    pub model: String,
    /// Its wall time.
    pub wall_ms: f64,
    /// How long its processes took to start, if it has some.
    pub start_up_ms: Option<f64>,
    /// Where its time went, if no record is missing: how long its steps computed, all tasks together.
    pub computing_ms: Option<f64>,
    /// And how long copies to its processes and back took.
    pub copying_ms: Option<f64>,
}

/// What a run would come to under some models.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Prediction {
    /// Nothing of it was measured: always true.
    pub predicted: bool,
    /// Cores of the machine.
    pub cores: usize,
    /// Threads for the models that use them.
    pub workers: usize,
    /// How many tasks there are.
    pub tasks: u64,
    /// By model, in the order in which they are shown.
    #[serde(serialize_with = "by_id")]
    pub models: Vec<Predicted>,
    /// What to know of it, a sentence each.
    pub notes: Vec<String>,
}

/// What a run under one model would come to.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Predicted {
    /// The model's id.
    #[serde(skip)]
    pub model: &'static str,
    /// Its wall time.
    pub wall_ms: f64,
    /// How many times as fast as the sequential one.
    pub speedup: Option<f64>,
    /// How many tasks were simulated, each by itself.
    pub simulated: u64,
    /// Whether that were all; if not, the wall time was extended from two samples.
    pub exact: bool,
    /// How many of the simulated tasks did not end well.
    pub not_done: usize,
}

fn by_id<S: Serializer>(models: &[Predicted], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(models.iter().map(|predicted| (predicted.model, predicted)))
}

/// Foretells what a run would come to; the same question has the same answer on every machine.
///
/// # Errors
/// Refuses what a run would refuse, and numbers out of their ranges.
pub fn predict(question: &Question) -> Result<Prediction, Refusal> {
    let Asked { workload, settings, premises, mut notes } = Asked::of(question)?;
    let size = size(&workload, settings.seed);
    let mut models: Vec<Predicted> =
        asked(question).map(|model| foretold(&workload, model, settings, &premises, size)).collect();
    compared(&mut models);
    notes.extend(told(&models, &workload));
    let (cores, workers) = (premises.cores, settings.workers);
    Ok(Prediction { predicted: true, cores, workers, tasks: workload.task_count(), models, notes })
}

/// A question that can be answered.
struct Asked {
    workload: Workload,
    settings: Settings,
    premises: Premises,
    /// What to know of the answer.
    notes: Vec<String>,
}

impl Asked {
    fn of(question: &Question) -> Result<Self, Refusal> {
        let cores = whole("cores", question.cores, CORES)? as usize;
        let overrides = admitted(question, cores)?;
        let written = workload::parse(&question.workload).map_err(Refusal::InvalidWorkload)?;
        let io = between("io", question.io.unwrap_or(1.0), 0.0, IO)?;
        let workload = match question.tasks {
            None => written.clone(),
            Some(tasks) => written.with_tasks(whole("tasks", tasks, TASKS)?),
        };
        let settings = Settings::settle(&workload, overrides, cores);
        let steps = size(&workload, settings.seed).simulated(settings.workers as u64);
        if steps > MOST_STEPS {
            return Err(Refusal::TooLong { steps, most: MOST_STEPS });
        }
        let mut notes = Vec::new();
        let mut costs = Costs {
            io,
            as_cpython: question.cpython,
            every_address_answers: true,
            site_is_here: question.site_is_here,
            ..Costs::default()
        };
        match &question.measured {
            Some(measured) => calibrate::calibrate(&mut costs, &written, measured, &mut notes),
            None => notes.push("Nothing was measured, so steps cost what they declare.".to_owned()),
        }
        Ok(Self { workload, settings, premises: Premises { cores, costs }, notes })
    }
}

/// Has the door check what a run is asked for in the same words.
fn admitted(question: &Question, cores: usize) -> Result<Overrides, Refusal> {
    let request = Request {
        workload: question.workload.clone(),
        models: asked(question).map(|model| model.id.to_owned()).collect(),
        limit: question.limit,
        workers: question.workers,
        seed: question.seed,
        repeat: None,
        // A prediction may leave tasks out, so a virtual run's bound is not its own.
        clock: RunClock::Browser,
        cores,
        shared: true,
    };
    // Those that do not exist are not among the asked.
    if let Some(unknown) = question.models.iter().find(|id| find(id).is_none()) {
        return Err(Refusal::UnknownModel(unknown.clone()));
    }
    model::admit(&request).map(|admission| admission.overrides)
}

fn asked(question: &Question) -> impl Iterator<Item = &'static Model> {
    let all = question.models.is_empty();
    MODELS.iter().copied().filter(move |model| all || question.models.iter().any(|id| id == model.id))
}

fn whole(option: &'static str, given: f64, most: f64) -> Result<u64, Refusal> {
    if given.fract() == 0.0 && (1.0..=most).contains(&given) {
        return Ok(given as u64);
    }
    Err(Refusal::InvalidOption { option, min: 1, max: most as u64, found: given.to_string() })
}

fn between(option: &'static str, given: f64, least: f64, most: f64) -> Result<f64, Refusal> {
    if (least..=most).contains(&given) {
        return Ok(given);
    }
    Err(Refusal::NotBetween { option, min: least as u64, max: most as u64, found: given.to_string() })
}

/// Simulates a workload under a model, or two samples of it.
fn foretold(
    workload: &Workload,
    model: &'static Model,
    settings: Settings,
    premises: &Premises,
    size: Size,
) -> Predicted {
    let tasks = workload.task_count();
    let run = |workload: Workload| foretell(workload, settings, model, premises);
    let predicted = |report: &Report, wall_ms: f64| Predicted {
        model: model.id,
        wall_ms,
        speedup: None,
        simulated: report.tasks.len() as u64,
        exact: report.tasks.len() as u64 == tasks,
        not_done: report.tasks.len() - report.counts.done,
    };
    let Some((less, more)) = size.samples(settings.workers as u64) else {
        let report = run(workload.clone());
        return predicted(&report, report.wall_ms);
    };
    let (less, more) = (run(workload.with_tasks(less)), run(workload.with_tasks(more)));
    let another = (more.wall_ms - less.wall_ms) / (more.tasks.len() - less.tasks.len()).max(1) as f64;
    let wall = more.wall_ms + another.max(0.0) * (tasks - more.tasks.len() as u64) as f64;
    let longest = settings.deadline.unwrap_or(LONGEST).as_secs_f64() * 1e3;
    predicted(&more, wall.min(longest))
}

fn compared(models: &mut [Predicted]) {
    let outcome =
        |predicted: &Predicted| Outcome { model: predicted.model.to_owned(), wall_ms: predicted.wall_ms, whole: true };
    let outcomes: Vec<_> = models.iter().map(outcome).collect();
    for (predicted, comparison) in models.iter_mut().zip(compare(&outcomes)) {
        predicted.speedup = comparison.speedup;
    }
}

fn told(models: &[Predicted], workload: &Workload) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(sampled) = models.iter().find(|predicted| !predicted.exact) {
        notes.push(format!(
            "{} tasks are too many to simulate each: two samples, the larger of {}, said what another task adds.",
            workload.task_count(),
            sampled.simulated
        ));
    }
    let failing: Vec<_> =
        models.iter().filter(|predicted| predicted.not_done > 0).map(|predicted| predicted.model).collect();
    if !failing.is_empty() {
        notes.push(format!("Not every task would end well under {}.", failing.join(", ")));
    }
    notes
}
