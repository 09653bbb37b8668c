//! What a run came to, as plain data.

mod arrivals;
mod compare;
mod percentiles;
mod salvage;
mod times;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    model::{CounterReport, Event},
    runtime::Time,
    step::Value,
    trace::Ending,
};
pub use arrivals::{Arrivals, Stay, distribution};
pub use compare::{Comparison, Outcome, Spread, compare};
pub use percentiles::Percentiles;
pub use salvage::{Rows, salvage};
pub use times::{StepTime, Times, times};

/// As many images as a person looks at.
const IMAGES_KEPT: usize = 12;

/// One run's result.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// When the run began, in milliseconds since the engine's epoch.
    pub start_ms: f64,
    /// From the first task's creation to the last one's end.
    pub wall_ms: f64,
    /// One entry a task, in the order created.
    pub tasks: Vec<TaskReport>,
    /// How many tasks ended in which way.
    pub counts: Counts,
    /// The longest that the event loop was held by one task without a pause.
    pub longest_block_ms: f64,
    /// How late the event loop came to what was due, in milliseconds.
    pub lag: Option<Percentiles>,
    /// How it coped, where tasks arrive over time.
    #[serde(flatten)]
    pub arrivals: Option<Arrivals>,
    /// See [`distribution`].
    pub distribution: Vec<f64>,
    /// Pages that crawls have read.
    pub pages: Vec<PageRead>,
    /// Steps that held the event loop for long, in the order in which they did.
    pub slow: Vec<SlowStep>,
    /// Whether time was virtual and the outside world simulated.
    pub simulated: bool,
    /// Sentences about the run as a whole.
    pub notes: Vec<String>,
    /// Circles in which tasks waited for each other's locks, a sentence each.
    pub deadlocks: Vec<String>,
    /// How long tasks waited for each lock.
    pub locks: Vec<LockReport>,
    /// The most memory that it took, in bytes: what its tasks allocated, its threads' stacks and its processes' memories.
    pub memory_bytes: Option<usize>,
    /// How long it took from the run's beginning until the last of its processes was ready, where it has some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_up_ms: Option<f64>,
    /// What became of the numbers that tasks share.
    pub counters: Vec<CounterReport>,
    /// What the language can see of the run, where that was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<Event>,
    /// The first images that computing steps came to, by task number.
    #[serde(skip)]
    pub images: Vec<(usize, Value)>,
}

/// What became of one task; times in milliseconds since the run began.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TaskReport {
    /// The task's name.
    pub name: String,
    /// How it ended.
    pub state: Ending,
    /// When its first step was begun; when it ended, if none was.
    pub start_ms: f64,
    /// When it ended.
    pub end_ms: f64,
    /// Why, if it did not end well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Box<str>>,
    /// The number that its last computing step came to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<u64>,
    /// The checksum, in hexadecimal, of the last number or image that a computing step came to, or else of the last text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checksum: Option<String>,
}

/// A step that held the event loop for long, as asyncio's debug mode reports it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SlowStep {
    /// The task's name.
    pub task: String,
    /// The step, as it is written.
    pub step: String,
    /// For so many milliseconds.
    pub ms: f64,
}

/// A page that a crawl has read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRead {
    /// The task's name.
    pub task: String,
    /// Where it is.
    pub url: String,
    /// How many links away from the first page it is.
    pub depth: u64,
}

/// How long tasks waited for one lock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LockReport {
    /// Its name.
    pub name: String,
    /// How often it was asked for.
    pub waits: usize,
    /// The longest wait, in milliseconds.
    pub longest_ms: f64,
    /// All waits together, in milliseconds.
    pub total_ms: f64,
}

/// How many tasks ended in which way; they add up to the tasks created.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Counts {
    /// See [`Ending::Done`].
    pub done: usize,
    /// See [`Ending::Failed`].
    pub failed: usize,
    /// See [`Ending::Cancelled`].
    pub cancelled: usize,
    /// See [`Ending::TimedOut`].
    pub timed_out: usize,
    /// See [`Ending::Skipped`].
    pub skipped: usize,
}

impl Counts {
    fn add(&mut self, ending: Ending) {
        *match ending {
            Ending::Done => &mut self.done,
            Ending::Failed => &mut self.failed,
            Ending::Cancelled => &mut self.cancelled,
            Ending::TimedOut => &mut self.timed_out,
            Ending::Skipped => &mut self.skipped,
        } += 1;
    }
}

impl Report {
    /// Makes the report of a run, with no tasks yet.
    pub fn new(began: Time, ended: Time, longest_block: Duration) -> Self {
        Self {
            start_ms: began.as_millis(),
            wall_ms: millis(ended.since(began)),
            tasks: Vec::new(),
            counts: Counts::default(),
            longest_block_ms: millis(longest_block),
            lag: None,
            arrivals: None,
            distribution: Vec::new(),
            pages: Vec::new(),
            slow: Vec::new(),
            simulated: false,
            notes: Vec::new(),
            deadlocks: Vec::new(),
            locks: Vec::new(),
            memory_bytes: None,
            start_up_ms: None,
            counters: Vec::new(),
            events: Vec::new(),
            images: Vec::new(),
        }
    }

    /// Adds what became of the next task.
    pub fn add(
        &mut self,
        name: String,
        state: Ending,
        started: Time,
        ended: Time,
        error: Option<Box<str>>,
        output: Option<Value>,
    ) {
        self.counts.add(state);
        let checksum = output.as_ref().map(|output| format!("{:016x}", output.checksum()));
        let value = match output {
            Some(Value::Number(number)) => Some(number),
            Some(image @ Value::Image { .. }) => {
                if self.images.len() < IMAGES_KEPT {
                    self.images.push((self.tasks.len(), image));
                }
                None
            }
            _ => None,
        };
        let since_start = |time: Time| time.as_millis() - self.start_ms;
        let (start_ms, end_ms) = (since_start(started), since_start(ended));
        self.tasks.push(TaskReport { name, state, start_ms, end_ms, error, value, checksum });
    }
}

pub(crate) fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
