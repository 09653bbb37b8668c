//! The door: a request is checked whole before anything is started.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{MODELS, Overrides, Settings, find};
use crate::{
    predict::{MOST_STEPS, size},
    workload::{self, Diagnostic, Kind, Parameter, options},
};

/// What a caller asks for.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Request {
    /// The workload's text.
    pub workload: String,
    /// Ids of models; each at most once.
    pub models: Vec<String>,
    /// As on the `run:` line.
    #[serde(default)]
    pub limit: Option<f64>,
    /// As on the `run:` line.
    #[serde(default)]
    pub workers: Option<f64>,
    /// As on the `run:` line.
    #[serde(default)]
    pub seed: Option<f64>,
    /// As on the `run:` line.
    #[serde(default)]
    pub repeat: Option<f64>,
    /// Which clock the run goes by.
    #[serde(default)]
    pub clock: RunClock,
    /// Cores of the machine.
    pub cores: usize,
    /// Whether threads can share memory here.
    pub shared: bool,
}

/// Which clock a run goes by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RunClock {
    /// The browser's: everything is real, and measured.
    #[default]
    Browser,
    /// A virtual one, on which the run is simulated.
    Virtual,
}

/// What is to be done for it.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Admission {
    /// Which clock the run goes by.
    pub clock: RunClock,
    /// Ids of models in the order in which they run.
    pub models: Vec<&'static str>,
    /// Threads that the engine's pool needs.
    pub threads: usize,
    /// Whether all there is to do is to wait, on one loop: nothing computes, and there are no threads or processes.
    pub waits_only: bool,
    /// How often the whole is done.
    pub repeat: u64,
    /// How many tasks there are.
    pub tasks: u64,
    /// The tasks' names, line by line.
    pub lines: Vec<LineNames>,
    /// For each run.
    pub overrides: Overrides,
}

/// The names of a line's tasks: its own, with a number behind it if `numbered`.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct LineNames {
    /// The line's name.
    pub name: String,
    /// How many tasks it has.
    pub count: u64,
    /// Whether the tasks' names are numbered, from 1.
    pub numbered: bool,
}

/// Why nothing is started.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum Refusal {
    /// The workload has errors.
    #[error("The workload has errors, so nothing was run: {}", summary(.0))]
    InvalidWorkload(Vec<Diagnostic>),
    /// No model was asked for.
    #[error("No model was chosen; choose at least one of {}.", ids())]
    NoModel,
    /// A model does not exist.
    #[error("There is no model `{0}`; there are {ids}.", ids = ids())]
    UnknownModel(String),
    /// A model was asked for twice.
    #[error("The model `{0}` was asked for twice; a run has each model once.")]
    RepeatedModel(&'static str),
    /// A model cannot run here.
    #[error("The model `{0}` needs threads over shared memory, which this page does not have here.")]
    NeedsThreads(&'static str),
    /// A number is out of its range.
    #[error("`{option}` is a whole number from {min} to {max}, not {found}.")]
    InvalidOption {
        /// Its name.
        option: &'static str,
        /// The least it may be.
        min: u64,
        /// The most it may be.
        max: u64,
        /// What was given, as JavaScript writes it.
        found: String,
    },
    /// A number is out of its range.
    #[error("`{option}` is a number from {min} to {max}, not {found}.")]
    NotBetween {
        /// Its name.
        option: &'static str,
        /// The least it may be.
        min: u64,
        /// The most it may be.
        max: u64,
        /// What was given, as JavaScript writes it.
        found: String,
    },
    /// A prediction would not end in good time.
    #[error("A prediction of this would simulate {steps} steps, and {most} is the most; repeat less within one task.")]
    TooLong {
        /// How many it would be.
        steps: u64,
        /// How many it may be.
        most: u64,
    },
    /// A virtual run would not end in good time.
    #[error(
        "A virtual run of this would simulate {steps} steps, and {most} is the most; have fewer tasks, repeat less within one, or ask for a prediction, which leaves tasks out."
    )]
    TooLongVirtually {
        /// How many it would be.
        steps: u64,
        /// How many it may be.
        most: u64,
    },
}

impl Refusal {
    /// A name for programs; it stays the same when the sentence is bettered.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::InvalidWorkload(_) => "invalid-workload",
            Refusal::NoModel => "no-model",
            Refusal::UnknownModel(_) => "unknown-model",
            Refusal::RepeatedModel(_) => "repeated-model",
            Refusal::NeedsThreads(_) => "needs-threads",
            Refusal::InvalidOption { .. } | Refusal::NotBetween { .. } => "invalid-option",
            Refusal::TooLong { .. } | Refusal::TooLongVirtually { .. } => "too-long",
        }
    }
}

fn ids() -> String {
    MODELS.map(|model| format!("`{}`", model.id)).join(", ")
}

fn summary(diagnostics: &[Diagnostic]) -> String {
    let Some(first) = diagnostics.first() else { return String::new() };
    format!("line {}, column {}: {}", first.line, first.column, first.message)
}

/// Checks a request; says what to do for it, or why nothing is done.
pub fn admit(request: &Request) -> Result<Admission, Refusal> {
    let workload = workload::parse(&request.workload).map_err(Refusal::InvalidWorkload)?;
    let overrides = Overrides {
        limit: whole(request.limit, &options::LIMIT)?,
        workers: whole(request.workers, &options::WORKERS)?,
        seed: whole(request.seed, &options::SEED)?,
        divided: false,
    };
    let repeat = whole(request.repeat, &options::REPEAT)?;
    let mut waits_only = !workload.computes();
    let mut models = Vec::new();
    for id in &request.models {
        let model = find(id).ok_or_else(|| Refusal::UnknownModel(id.clone()))?;
        if models.contains(&model.id) {
            return Err(Refusal::RepeatedModel(model.id));
        }
        if model.needs_threads() && !request.shared && request.clock == RunClock::Browser {
            return Err(Refusal::NeedsThreads(model.id));
        }
        waits_only &= !model.needs_threads() && !model.needs_processes();
        models.push(model.id);
    }
    if models.is_empty() {
        return Err(Refusal::NoModel);
    }
    let settings = Settings::settle(&workload, overrides, request.cores);
    if request.clock == RunClock::Virtual {
        let steps = size(&workload, settings.seed).steps();
        if steps > MOST_STEPS {
            return Err(Refusal::TooLongVirtually { steps, most: MOST_STEPS });
        }
    }
    let threaded = |id: &&str| find(id).is_some_and(|model| model.needs_threads());
    Ok(Admission {
        clock: request.clock,
        threads: if request.clock == RunClock::Browser && models.iter().any(threaded) { settings.workers } else { 0 },
        models: MODELS.iter().map(|model| model.id).filter(|id| models.contains(id)).collect(),
        waits_only,
        repeat: repeat.or(workload.run_options().repeat).unwrap_or(1),
        tasks: workload.task_count(),
        lines: workload
            .lines()
            .map(|line| LineNames { name: line.name.clone(), count: line.task_count(), numbered: line.count.is_some() })
            .collect(),
        overrides,
    })
}

/// Takes a number from JavaScript as the whole number that an option asks for.
fn whole(given: Option<f64>, option: &Parameter) -> Result<Option<u64>, Refusal> {
    let Some(given) = given else { return Ok(None) };
    let (min, max) = match option.kind {
        Kind::Amount { min, max, .. } => (min, max),
        _ => (0, 0),
    };
    // Whole numbers up to 2⁵³ are exact in both types.
    if given.fract() == 0.0 && given >= min as f64 && given <= max as f64 {
        return Ok(Some(given as u64));
    }
    Err(Refusal::InvalidOption { option: option.name, min, max, found: given.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(workload: &str, models: &[&str]) -> Request {
        Request {
            workload: workload.into(),
            models: models.iter().map(|id| (*id).to_owned()).collect(),
            limit: None,
            workers: None,
            seed: None,
            repeat: None,
            clock: RunClock::Browser,
            cores: 2,
            shared: true,
        }
    }

    #[test]
    fn models_run_event_loop_first_whatever_the_order_asked_for() {
        let admission = admit(&request("p: primes 10", &["sequential", "event-loop"])).expect("valid");
        assert_eq!(admission.models, ["event-loop", "sequential"]);
        assert_eq!(admission.threads, 0);
    }

    #[test]
    fn threads_are_asked_for_only_where_a_model_needs_them() {
        let asked = |models: &[&str], workers| {
            admit(&Request { workers, ..request("p: primes 10", models) }).expect("valid").threads
        };
        assert_eq!(asked(&["sequential"], Some(8.0)), 0);
        assert_eq!(asked(&["event-loop-pool"], None), 2);
        assert_eq!(asked(&["event-loop-pool", "sequential"], Some(8.0)), 8);
    }

    #[test]
    fn a_run_only_waits_if_nothing_computes_and_all_models_have_one_loop() {
        let waits = |text, models: &[&str]| admit(&request(text, models)).expect("valid").waits_only;
        assert!(waits("a: sleep 1ms -> fetch io/delay?ms=1\nb: block 1ms", &["sequential", "event-loop"]));
        for text in [
            "p: primes 10",
            "a: sleep 1ms\nb: all( sleep 1ms, spin 1ms )",
            "run: join completed\na: fetch io/delay?bytes=1k\nthen: sha256",
        ] {
            assert!(!waits(text, &["event-loop"]), "{text}");
        }
        for model in ["event-loop-pool", "threads", "event-loop-processes", "event-loops", "processes"] {
            assert!(!waits("a: sleep 1ms", &["event-loop", model]), "{model}");
        }
    }

    #[test]
    fn a_run_is_repeated_as_the_caller_says_else_as_the_workload_does() {
        let asked =
            |workload, repeat| admit(&Request { repeat, ..request(workload, &["sequential"]) }).expect("valid").repeat;
        assert_eq!(asked("p: primes 10", None), 1);
        assert_eq!(asked("run: repeat 5\np: primes 10", None), 5);
        assert_eq!(asked("run: repeat 5\np: primes 10", Some(2.0)), 2);
        let refusal = admit(&Request { repeat: Some(101.0), ..request("p: primes 10", &["sequential"]) });
        assert_eq!(refusal.expect_err("refused").to_string(), "`repeat` is a whole number from 1 to 100, not 101.");
    }

    #[test]
    fn a_virtual_run_is_refused_that_would_keep_the_desk_from_answering() {
        let virtually = |text: &str| admit(&Request { clock: RunClock::Virtual, ..request(text, &["event-loop"]) });
        let long = "100 x a: repeat 1M ( sleep 1ms )";
        assert_eq!(
            virtually(long).expect_err("refused").to_string(),
            "A virtual run of this would simulate 100000200 steps, and 200000 is the most; have fewer tasks, repeat less \
             within one, or ask for a prediction, which leaves tasks out."
        );
        assert!(virtually("100k x a: sleep 1s").is_ok());
        assert!(virtually("1M x a: sleep 1s").is_err());
        assert!(admit(&request(long, &["event-loop"])).is_ok());
    }

    #[test]
    fn what_is_no_good_is_refused_in_one_sentence() {
        let refusal = |request: Request| admit(&request).expect_err("refused").to_string();
        assert_eq!(
            refusal(request("p: primes 10", &["fibres"])),
            format!("There is no model `fibres`; there are {}.", ids())
        );
        assert_eq!(
            refusal(request("p: primes 10", &[])),
            format!("No model was chosen; choose at least one of {}.", ids())
        );
        assert_eq!(
            refusal(request("p: primes 10", &["sequential", "sequential"])),
            "The model `sequential` was asked for twice; a run has each model once."
        );
        assert_eq!(
            refusal(Request { shared: false, ..request("p: primes 10", &["event-loop-pool"]) }),
            "The model `event-loop-pool` needs threads over shared memory, which this page does not have here."
        );
        for (workers, found) in [(0.0, "0"), (2.5, "2.5"), (65.0, "65")] {
            assert_eq!(
                refusal(Request { workers: Some(workers), ..request("p: primes 10", &["sequential"]) }),
                format!("`workers` is a whole number from 1 to 64, not {found}.")
            );
        }
        assert!(
            refusal(request("p: prims 10", &["sequential"]))
                .starts_with("The workload has errors, so nothing was run: line 1, column 4: ")
        );
    }
}
