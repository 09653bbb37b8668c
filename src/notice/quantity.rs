//! What can be named of a run, each declared once.

use serde::{Deserialize, de::IgnoredAny};

use super::value::Unit;
use crate::{
    report::{LockReport, SlowStep, Times},
    trace::Ending,
};

/// What sentences can be about in one run: of its result, these.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RunFacts {
    /// See [`crate::report::Report::wall_ms`].
    pub wall_ms: f64,
    /// See [`crate::report::Report::tasks`].
    pub tasks: Vec<TaskFacts>,
    /// See [`crate::report::Report::longest_block_ms`].
    pub longest_block_ms: f64,
    /// See [`crate::report::Report::lag`].
    pub lag: Option<Percents>,
    /// See [`crate::report::Arrivals::latency`].
    pub latency: Option<Percents>,
    /// See [`crate::report::Arrivals::throughput`].
    pub throughput: Option<f64>,
    /// See [`crate::report::Report::slow`].
    pub slow: Vec<SlowStep>,
    /// See [`crate::report::Report::pages`].
    pub pages: Vec<IgnoredAny>,
    /// See [`crate::report::Report::deadlocks`].
    pub deadlocks: Vec<String>,
    /// See [`crate::report::Report::locks`].
    pub locks: Vec<LockReport>,
    /// See [`crate::report::Report::counters`].
    pub counters: Vec<CounterFacts>,
    /// See [`crate::report::Report::memory_bytes`].
    pub memory_bytes: Option<f64>,
    /// See [`crate::report::Report::start_up_ms`].
    pub start_up_ms: Option<f64>,
    /// Where its time went, if there is a trace.
    pub times: Option<Times>,
    /// Why it was not run to its end.
    pub error: Option<String>,
}

/// One task.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TaskFacts {
    /// Its line's name, and its number where there are several.
    pub name: String,
    /// How it ended.
    pub state: Ending,
    /// When it began.
    pub start_ms: f64,
    /// When it ended.
    pub end_ms: f64,
}

/// Some percentiles, in milliseconds.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Percents {
    p50: f64,
    p90: f64,
    p99: f64,
    max: f64,
}

/// What became of a number that tasks share.
#[derive(Debug, Deserialize)]
pub struct CounterFacts {
    name: String,
    expected: f64,
    found: f64,
}

/// Something that a sentence can name.
pub(super) struct Quantity {
    /// As it is written.
    pub(super) name: &'static str,
    pub(super) unit: Unit,
    pub(super) of: Of,
}

/// Whose it is, and how it is found; nothing where it was not measured.
pub(super) enum Of {
    /// The whole run's.
    Run(fn(&RunFacts) -> Option<f64>),
    /// The tasks', of one line or of all.
    Tasks(fn(&[&TaskFacts]) -> Option<f64>),
    /// A counter's, which is named where a line would be; or of all together.
    Counters(fn(&CounterFacts) -> f64),
}

const fn of_run(name: &'static str, unit: Unit, of: fn(&RunFacts) -> Option<f64>) -> Quantity {
    Quantity { name, unit, of: Of::Run(of) }
}

const fn of_tasks(name: &'static str, unit: Unit, of: fn(&[&TaskFacts]) -> Option<f64>) -> Quantity {
    Quantity { name, unit, of: Of::Tasks(of) }
}

/// All that can be named.
pub(super) static QUANTITIES: &[Quantity] = &[
    of_run("wall", Unit::Time, |run| Some(run.wall_ms)),
    // Where the time went, all tasks together.
    of_run("computing", Unit::Time, |run| whole(run, |times| times.computing)),
    of_run("waiting", Unit::Time, |run| whole(run, |times| times.waiting)),
    of_run("queued", Unit::Time, |run| whole(run, |times| times.queued)),
    of_run("gil", Unit::Time, |run| whole(run, |times| times.gil)),
    of_run("copying", Unit::Time, |run| whole(run, |times| times.copying)),
    of_run("backoff", Unit::Time, |run| whole(run, |times| times.backoff)),
    of_run("start_up", Unit::Time, |run| run.start_up_ms),
    // What the loop suffered.
    of_run("block", Unit::Time, |run| Some(run.longest_block_ms)),
    of_run("lag", Unit::Time, |run| run.lag.map(|lag| lag.max)),
    of_run("slow", Unit::Count, |run| Some(run.slow.len() as f64)),
    // From arrival to end.
    of_run("p50", Unit::Time, |run| run.latency.map(|latency| latency.p50)),
    of_run("p90", Unit::Time, |run| run.latency.map(|latency| latency.p90)),
    of_run("p99", Unit::Time, |run| run.latency.map(|latency| latency.p99)),
    of_run("longest", Unit::Time, |run| run.latency.map(|latency| latency.max)),
    of_run("throughput", Unit::Rate, |run| run.throughput),
    of_run("pages", Unit::Count, |run| Some(run.pages.len() as f64)),
    of_run("deadlocks", Unit::Count, |run| Some(run.deadlocks.len() as f64)),
    of_run("lock_wait", Unit::Time, |run| run.locks.iter().map(|lock| lock.longest_ms).reduce(f64::max)),
    of_run("memory", Unit::Bytes, |run| run.memory_bytes),
    of_tasks("tasks", Unit::Count, |tasks| Some(tasks.len() as f64)),
    of_tasks("done", Unit::Count, |tasks| ended(tasks, Ending::Done)),
    of_tasks("failed", Unit::Count, |tasks| ended(tasks, Ending::Failed)),
    of_tasks("cancelled", Unit::Count, |tasks| ended(tasks, Ending::Cancelled)),
    of_tasks("timed_out", Unit::Count, |tasks| ended(tasks, Ending::TimedOut)),
    // From the run's beginning, or from the first one's, to the last one's end.
    of_tasks("last", Unit::Time, |tasks| tasks.iter().map(|task| task.end_ms).reduce(f64::max)),
    of_tasks("span", Unit::Time, |tasks| {
        let first = tasks.iter().map(|task| task.start_ms).reduce(f64::min)?;
        tasks.iter().map(|task| task.end_ms - first).reduce(f64::max)
    }),
    // One task by itself.
    of_tasks("typical", Unit::Time, |tasks| {
        let mut took: Vec<_> = tasks.iter().map(|task| task.end_ms - task.start_ms).collect();
        took.sort_by(f64::total_cmp);
        took.get(took.len().saturating_sub(1) / 2).copied()
    }),
    of_tasks("slowest", Unit::Time, |tasks| tasks.iter().map(|task| task.end_ms - task.start_ms).reduce(f64::max)),
    Quantity { name: "expected", unit: Unit::Count, of: Of::Counters(|counter| counter.expected) },
    Quantity { name: "found", unit: Unit::Count, of: Of::Counters(|counter| counter.found) },
    Quantity { name: "lost", unit: Unit::Count, of: Of::Counters(|counter| counter.expected - counter.found) },
];

fn whole(run: &RunFacts, of: fn(&Times) -> f64) -> Option<f64> {
    run.times.as_ref().filter(|times| times.complete).map(of)
}

fn ended(tasks: &[&TaskFacts], how: Ending) -> Option<f64> {
    Some(tasks.iter().filter(|task| task.state == how).count() as f64)
}

impl Quantity {
    /// Finds it in a run, or in what has this name there.
    pub(super) fn measure(&self, run: &RunFacts, name: Option<&str>) -> Option<f64> {
        match self.of {
            Of::Run(of) => of(run),
            Of::Tasks(of) => {
                let tasks: Vec<_> = run.tasks.iter().filter(|task| name.is_none_or(|line| is_of(task, line))).collect();
                if tasks.is_empty() { None } else { of(&tasks) }
            }
            Of::Counters(of) => {
                let counters = || run.counters.iter().filter(|counter| name.is_none_or(|name| counter.name == name));
                counters().next().is_some().then(|| counters().map(of).sum())
            }
        }
    }
}

/// Whether a task is its line's only one, or one of several, which have numbers after the line's name.
fn is_of(task: &TaskFacts, line: &str) -> bool {
    task.name.strip_prefix(line).is_some_and(|rest| {
        rest.is_empty() || rest.strip_prefix(' ').is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    })
}
