//! The evidence, and questions to it that several lints ask.

use serde::Deserialize;

use super::Bound;
use crate::{
    model::{Model, Settings, Tasks, find},
    report::{Counts, LockReport, SlowStep, Times},
    workload::Workload,
};

/// What is known of the runs of one workload.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// Cores of the machine.
    pub cores: usize,
    /// One of each model, in the order in which they are shown.
    pub models: Vec<RunEvidence>,
}

/// What is known of one run: of its report, what the verdict looks at.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RunEvidence {
    /// The model's id.
    pub model: String,
    /// Its wall time.
    pub wall_ms: f64,
    /// How its tasks ended.
    pub counts: Counts,
    /// See [`crate::report::Report::slow`].
    pub slow: Vec<SlowStep>,
    /// See [`crate::report::Report::deadlocks`].
    pub deadlocks: Vec<String>,
    /// See [`crate::report::Report::locks`].
    pub locks: Vec<LockReport>,
    /// See [`crate::report::Report::counters`].
    pub counters: Vec<CounterEvidence>,
    /// See [`crate::report::Report::start_up_ms`].
    pub start_up_ms: Option<f64>,
    /// How many times as fast as the sequential run.
    pub speedup: Option<f64>,
    /// Where its time went, if the whole trace is there.
    pub times: Option<Times>,
    /// Why it was not run to its end.
    pub error: Option<String>,
}

/// What a counter came to.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct CounterEvidence {
    /// Its name.
    pub name: String,
    /// What it would be had no update been lost.
    pub expected: u64,
    /// What it is.
    pub found: u64,
}

impl RunEvidence {
    /// Whether every task was run to an end of its own.
    pub(super) fn is_whole(&self) -> bool {
        self.error.is_none() && self.counts.cancelled == 0 && self.counts.skipped == 0 && self.tasks() > 0
    }

    /// How many tasks it had.
    pub(super) fn tasks(&self) -> usize {
        let Counts { done, failed, cancelled, timed_out, skipped } = self.counts;
        done + failed + cancelled + timed_out + skipped
    }

    pub(super) fn is(&self, which: impl Fn(&Model) -> bool) -> bool {
        find(&self.model).is_some_and(which)
    }

    /// The model's name for people.
    pub(super) fn name(&self) -> String {
        find(&self.model).map_or_else(
            || self.model.clone(),
            |model| match model.note {
                note if model.has_gil() => format!("{} ({note})", model.name),
                _ => model.name.to_owned(),
            },
        )
    }
}

/// The runs of one workload, to be judged.
pub struct Case<'e> {
    pub(super) workload: &'e Workload,
    pub(super) settings: Settings,
    pub(super) cores: usize,
    pub(super) runs: &'e [RunEvidence],
    pub(super) bound: Bound,
}

impl<'e> Case<'e> {
    /// Opens the case.
    pub fn new(workload: &'e Workload, settings: Settings, evidence: &'e Evidence) -> Self {
        let mut case =
            Self { workload, settings, cores: evidence.cores.max(1), runs: &evidence.models, bound: Bound::Nothing };
        let locks = |run: &RunEvidence| Bound::of(Some(run)) == Bound::Lock;
        // Who runs tasks in turn never waits for a lock.
        case.bound = if case.runs.iter().any(locks) { Bound::Lock } else { Bound::of(case.plainest()) };
        case
    }

    /// The run whose steps took what they take by themselves: sequential, if it was run.
    pub(super) fn plainest(&self) -> Option<&'e RunEvidence> {
        let known = || self.runs.iter().filter(|run| run.times.is_some());
        known().find(|run| run.is(|model| model.tasks == Tasks::InTurn)).or_else(|| known().next())
    }

    pub(super) fn run(&self, which: impl Fn(&Model) -> bool) -> Option<&'e RunEvidence> {
        self.runs.iter().find(|run| run.is(&which))
    }

    /// The quickest of the runs that ended.
    pub(super) fn winner(&self) -> Option<&'e RunEvidence> {
        self.runs.iter().filter(|run| run.is_whole()).min_by(|a, b| a.wall_ms.total_cmp(&b.wall_ms))
    }

    /// The least time that the cores and the longest task allow, as a part of the winner's time.
    pub(super) fn of_ideal(&self) -> Option<f64> {
        let (winner, times) = (self.winner()?, self.plainest()?.times.as_ref()?);
        let ideal = (times.computing / self.cores as f64).max(times.longest_task);
        (winner.wall_ms > 0.0 && ideal > 0.0).then(|| (ideal / winner.wall_ms).min(1.0))
    }
}

/// A length of time as people read it: in seconds or in milliseconds.
pub(crate) fn told(ms: f64) -> String {
    match ms {
        ms if ms >= 10_000.0 => format!("{:.0} s", ms / 1e3),
        ms if ms >= 1_000.0 => format!("{:.1} s", ms / 1e3),
        ms if ms >= 10.0 => format!("{ms:.0} ms"),
        ms => format!("{ms:.1} ms"),
    }
}

/// A number of things, with the word for them.
pub(super) fn counted(count: usize, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}
