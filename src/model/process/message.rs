//! What a parent and a process say to each other: a closed set.

use std::sync::Arc;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::Parcel;
use crate::{
    model::{
        Failure, Outcome, TaskRecord,
        findings::Findings,
        shared::{Held, Want},
    },
    runtime::Time,
    step::{Resolved, Value},
    trace::Ending,
};

/// From the parent.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum ToProcess {
    /// First of all: what the run is.
    Begin {
        workload: String,
        model: String,
        seed: u64,
        has_deadline: bool,
        began: Time,
        /// What the parent has measured of steps that need that.
        calibrations: Vec<(String, f64)>,
        /// Which of the processes it is, counted from 0.
        number: usize,
        /// How many processes there are.
        processes: usize,
        /// Where the run stores, if anywhere.
        place: Option<String>,
    },
    /// Do a whole task.
    Perform { task: u32, sent: Time },
    /// Do one step.
    Do { job: u32, lane: Option<u32>, number: u16, work: Work, sent: Time },
    /// End a task or a job.
    Cancel { id: u32 },
    /// What was asked for.
    Answer { question: u32, answer: Answer },
    /// Tell what was noticed; nothing follows.
    End,
}

/// What a step does that is done in a process.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Work {
    /// Compute, with this value.
    Compute { step: String, arguments: Vec<Resolved>, carried: WireValue },
    /// Block for so many microseconds.
    Block { micros: u64 },
}

/// From a process.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum ToParent {
    /// It has begun.
    Ready,
    /// A task has ended.
    Performed { task: u32, outcome: WireOutcome, record: WireRecord },
    /// A step was done.
    Did { job: u32, outcome: WireOutcome, ended: Time },
    /// Wait for something that tasks share, on behalf of a task.
    Ask { question: u32, task: u32, want: Want<WireValue>, may_end: bool },
    /// The wait, or what came of it, is not wanted any more.
    Withdraw { question: u32 },
    /// The answers to these questions were seen.
    Seen { questions: Vec<u32> },
    /// Give something back.
    GiveBack { question: u32, held: Held },
    /// Give back the lock if the task has it by a bare `lock`.
    GiveBackOwned { question: u32, lock: Arc<str>, task: i64 },
    /// The last word.
    Noticed(Findings),
}

/// The answer to a question.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Answer {
    /// The wait has ended.
    Waited(WireOutcome),
    /// Whose the lock was, or that nobody held it.
    GaveBack(Result<Option<i64>, ()>),
    /// Whether the task had it.
    GaveBackOwned(bool),
}

/// A value whose bytes are beside the message.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) enum WireValue {
    #[default]
    Nothing,
    Bytes(usize),
    Text(Arc<str>),
    Number(u64),
    Image {
        width: u32,
        height: u32,
        payload: usize,
    },
}

pub(super) type WireOutcome = Result<WireValue, Failure>;

/// What became of a task.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct WireRecord {
    started: Option<Time>,
    ended: Option<(Ending, Time)>,
    error: Option<Box<str>>,
    output: Option<WireValue>,
}

/// Packs values of one message.
#[derive(Default)]
pub(super) struct Packing(Vec<Arc<[u8]>>);

impl Packing {
    pub(super) fn value(&mut self, value: &Value) -> WireValue {
        match value {
            Value::Nothing => WireValue::Nothing,
            Value::Bytes(bytes) => WireValue::Bytes(self.payload(bytes)),
            Value::Text(text) => WireValue::Text(text.clone()),
            Value::Number(number) => WireValue::Number(*number),
            Value::Image { width, height, rgba } => {
                WireValue::Image { width: *width, height: *height, payload: self.payload(rgba) }
            }
        }
    }

    pub(super) fn outcome(&mut self, outcome: Outcome) -> WireOutcome {
        outcome.map(|value| self.value(&value))
    }

    pub(super) fn record(&mut self, record: TaskRecord) -> WireRecord {
        let TaskRecord { started, ended, error, output, .. } = record;
        WireRecord { started, ended, error, output: output.map(|value| self.value(&value)) }
    }

    /// Closes the parcel.
    pub(super) fn parcel(self, message: &impl Serialize) -> Parcel {
        // Nothing in a message fails to be written: all lengths are known.
        let head = postcard::to_allocvec(message).unwrap_or_default();
        Parcel { head, payloads: self.0 }
    }

    fn payload(&mut self, bytes: &Arc<[u8]>) -> usize {
        self.0.push(bytes.clone());
        self.0.len() - 1
    }
}

impl Parcel {
    /// Makes the parcel of a message without values.
    pub(super) fn of(message: &impl Serialize) -> Parcel {
        Packing::default().parcel(message)
    }

    /// Reads the message; `None` for one that is none, which only another version could send.
    pub(super) fn read<M: DeserializeOwned>(&self) -> Option<M> {
        postcard::from_bytes(&self.head).ok()
    }

    pub(super) fn value(&self, value: WireValue) -> Value {
        let payload = |number: usize| self.payloads.get(number).cloned().unwrap_or_default();
        match value {
            WireValue::Nothing => Value::Nothing,
            WireValue::Bytes(number) => Value::Bytes(payload(number)),
            WireValue::Text(text) => Value::Text(text),
            WireValue::Number(number) => Value::Number(number),
            WireValue::Image { width, height, payload: number } => {
                Value::Image { width, height, rgba: payload(number) }
            }
        }
    }

    pub(super) fn outcome(&self, outcome: WireOutcome) -> Outcome {
        outcome.map(|value| self.value(value))
    }

    pub(super) fn record(&self, record: WireRecord) -> TaskRecord {
        let WireRecord { started, ended, error, output } = record;
        TaskRecord { arrived: None, started, ended, error, output: output.map(|value| self.value(value)) }
    }
}
