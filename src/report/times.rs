//! Where a run's time went, worked out from its trace: by kind of span, and by step of each line.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::Rows;
use crate::{
    step::Group,
    trace::{Amount, Kind, Link},
    workload::{StepPlace, Workload},
};

/// Where a run's time went; times in milliseconds, added up over all tasks and their parts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Times {
    /// Whether no record of the trace is missing.
    pub complete: bool,
    /// The most that the steps of one task took together.
    pub longest_task: f64,
    /// Steps that computed.
    pub computing: f64,
    /// Waits for what is outside: timers, answers, and what blocks.
    pub waiting: f64,
    /// Ready, but with no slot.
    pub queued: f64,
    /// Waits for other tasks.
    pub lock: f64,
    /// Waits for the global interpreter lock.
    pub gil: f64,
    /// Waits for processes to start.
    pub starting: f64,
    /// Copies between processes.
    pub copying: f64,
    /// Waits before another attempt.
    pub backoff: f64,
    /// What each step that computes, or waits for what is outside, came to.
    pub steps: Vec<StepTime>,
}

/// What one step of one line came to in all tasks of the line together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StepTime {
    /// The line's name.
    pub line: String,
    /// The step's number in its line.
    pub step: u16,
    /// The step as it is written.
    pub text: String,
    /// How many tasks the line has.
    pub tasks: u64,
    /// How long it computed, in milliseconds.
    pub computing: f64,
    /// How long it waited, in milliseconds.
    pub waiting: f64,
    /// Of that, from the first bytes of answers to their last, in milliseconds.
    #[serde(default)]
    pub receiving: f64,
    /// How many waits that were.
    pub waits: u64,
    /// How long it was ready, and others or the clock's own lateness held it up, in milliseconds.
    #[serde(default)]
    pub queued: f64,
}

const BYTES: u8 = Amount::Bytes as u8;

/// Adds up where the time went.
///
/// `step` is the trace's column of that name; what is still open is left out. `dropped` counts records that are missing.
pub fn times(workload: &Workload, rows: Rows<'_>, step: &[u16], dropped: u32) -> Times {
    let mut times = Times { complete: dropped == 0, ..Times::default() };
    let lanes = Lanes::of(rows);
    let places = workload.step_places();
    let mut steps: Vec<StepTime> = places.iter().map(told).collect();
    let found: HashMap<(usize, u16), usize> =
        places.iter().enumerate().map(|(at, place)| ((place.line, place.number), at)).collect();
    let mut tasks: HashMap<u32, f64> = HashMap::new();
    // When bytes came for a lane. Their rows come before that of the wait or after it: a wait that is shown as it begins
    // has its row from then on.
    let mut arrivals: HashMap<u32, Vec<f64>> = HashMap::new();
    for ((&at, &lane), _) in rows.start.iter().zip(rows.task).zip(rows.kind).filter(|(_, kind)| **kind == BYTES) {
        arrivals.entry(lane).or_default().push(at);
    }
    let spans = rows.start.iter().zip(rows.end).map(|(&start, end)| (start, end - start));
    for ((((start, lasted), &lane), &step), &row) in spans.zip(rows.task).zip(step).zip(rows.kind) {
        if row == BYTES || row == Link::PartOf as u8 || lasted.is_nan() {
            continue;
        }
        let of = |kind: Kind| row == kind as u8;
        let task = lanes.task_of(lane);
        let line = workload.line_number_of(task as usize);
        let at = line.and_then(|line| found.get(&(line, step)).copied());
        let group = at.map(|at| places[at].declaration.group);
        let computes = at.is_some_and(|at| places[at].declaration.computes.is_some());
        let is_outside = matches!(group, Some(Group::Io | Group::Blocking));
        if of(Kind::Queued) {
            times.queued += lasted;
            if let Some(at) = at {
                steps[at].queued += lasted;
            }
        } else if of(Kind::Lock) {
            times.lock += lasted;
        } else if of(Kind::Gil) {
            times.gil += lasted;
        } else if of(Kind::Spawn) {
            times.starting += lasted;
        } else if of(Kind::Copy) {
            times.copying += lasted;
        } else if of(Kind::Backoff) {
            times.backoff += lasted;
        } else if let (true, Some(at)) = (computes && (of(Kind::Run) || of(Kind::Thread)), at) {
            times.computing += lasted;
            steps[at].computing += lasted;
            *tasks.entry(task).or_default() += lasted;
        } else if let (true, Some(at)) = (is_outside && waits(&of, group), at) {
            times.waiting += lasted;
            steps[at].waiting += lasted;
            steps[at].waits += 1;
            steps[at].receiving +=
                arrivals.get(&lane).map_or(0.0, |arrivals| receiving(arrivals, start, start + lasted));
            *tasks.entry(task).or_default() += lasted;
        }
    }
    steps.retain(|step| step.computing > 0.0 || step.waits > 0);
    times.steps = steps;
    times.longest_task = tasks.into_values().fold(0.0, f64::max);
    times
}

/// From the first bytes to the last of those that came from `start` to `end`; `arrivals` ascend.
fn receiving(arrivals: &[f64], start: f64, end: f64) -> f64 {
    let within = &arrivals[arrivals.partition_point(|&at| at < start)..arrivals.partition_point(|&at| at <= end)];
    within.last().zip(within.first()).map_or(0.0, |(last, first)| last - first)
}

/// What blocks holds a thread while it waits.
fn waits(of: &impl Fn(Kind) -> bool, group: Option<Group>) -> bool {
    of(Kind::Wait) || group == Some(Group::Blocking) && (of(Kind::Run) || of(Kind::Thread))
}

fn told(place: &StepPlace<'_>) -> StepTime {
    let (line, text) = (place.line_name.to_owned(), place.text());
    StepTime { line, step: place.number, text, tasks: place.tasks, ..StepTime::default() }
}

/// Whose parts are whose.
struct Lanes(HashMap<u32, u32>);

impl Lanes {
    fn of(rows: Rows<'_>) -> Self {
        let links = rows.kind.iter().enumerate().filter(|(_, kind)| **kind == Link::PartOf as u8);
        Self(links.map(|(i, _)| (rows.task[i], rows.end[i] as u32)).collect())
    }

    /// The task that a lane is of, itself or as a part of a part of it.
    fn task_of(&self, lane: u32) -> u32 {
        // Parts have higher numbers than what they are parts of, so this ends.
        std::iter::successors(Some(lane), |lane| self.0.get(lane).copied().filter(|above| above < lane))
            .last()
            .unwrap_or(lane)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::parse;

    #[test]
    fn time_is_added_up_by_kind_and_by_step_and_parts_count_for_their_task() {
        let workload = parse("2 x a: sleep 1s -> all( primes 10, sleep 1s )\nb: block 1s").expect("valid");
        let kinds = [
            (0, 0, Kind::Wait, 0.0, 10.0),
            (0, 0, Kind::Queued, 10.0, 12.0),
            (1, 0, Kind::Wait, 0.0, 11.0),
            // The wait for its own parts is theirs.
            (0, 1, Kind::Wait, 12.0, 50.0),
            (3, 2, Kind::Run, 12.0, 40.0),
            (3, 2, Kind::Gil, 40.0, 45.0),
            (2, 0, Kind::Run, 0.0, 7.0),
            (2, u16::MAX, Kind::Run, 7.0, 8.0),
        ];
        let link = (3, 1, Link::PartOf as u8, 12.0, 0.0);
        let bytes = |lane, at: f64, bytes: f64| (lane, 0, Amount::Bytes as u8, at, bytes);
        // Of two answers at once, each with its own, whether it was written before the wait or after it.
        let answers = [bytes(0, 4.0, 100.0), bytes(1, 5.0, 100.0), bytes(0, 9.0, 200.0), bytes(1, 5.5, 300.0)];
        let rows: Vec<_> = kinds.iter().map(|&(a, b, kind, c, d)| (a, b, kind as u8, c, d)).collect();
        let rows = [&answers[..2], &rows, &answers[2..], &[link]].concat();
        let column = |value: fn(&(u32, u16, u8, f64, f64)) -> f64| rows.iter().map(value).collect::<Vec<_>>();
        let (start, end) = (column(|row| row.3), column(|row| row.4));
        let (task, kind): (Vec<_>, Vec<_>) = rows.iter().map(|row| (row.0, row.2)).unzip();
        let step: Vec<_> = rows.iter().map(|row| row.1).collect();
        let rows = Rows { start: &start, end: &end, task: &task, kind: &kind };
        let times = times(&workload, rows, &step, 0);
        assert_eq!((times.computing, times.waiting, times.queued, times.gil), (28.0, 28.0, 2.0, 5.0));
        let told: Vec<_> =
            times.steps.iter().map(|step| (step.text.as_str(), step.computing, step.waiting, step.waits)).collect();
        assert_eq!(told, [("sleep 1s", 0.0, 21.0, 2), ("primes 10", 28.0, 0.0, 0), ("block 1s", 0.0, 7.0, 1)]);
        assert_eq!(times.steps.iter().map(|step| step.receiving).collect::<Vec<_>>(), [5.5, 0.0, 0.0]);
        // Of the first, with its part.
        assert!(times.complete && times.longest_task == 38.0);
    }
}
