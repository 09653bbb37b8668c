//! A trace as it is looked at: what was going on at a moment, what the time in a stretch went into, how much went on at once.
//!
//! ```text
//!  columns ──▶ Study ─┬─▶ moments, one a change ──▶ the state at each, and a sentence
//!                     ├─▶ a stretch ──▶ time by kind of span
//!                     └─▶ curves: tasks in flight, cores busy
//! ```
//!
//! A moment is when a task or part begins to do something else, or ends. Moments are in the order of time; at one time,
//! what is created comes before what is done, and lanes are in the order of their numbers.

mod curves;
mod holdings;
mod sentence;
mod state;
#[cfg(test)]
mod tests;
mod within;

pub use curves::{Curves, curves};
pub use state::{Doing, Held, State, Waiting};
pub use within::{KindTime, Within};

use crate::export::{Lanes, Trace};
use crate::model::Model;
use crate::order;
use crate::step::Group;
use crate::trace::{Ending, Kind, NO_STEP};
use crate::workload::Workload;
use holdings::{StepFacts, facts};

/// A span of a trace.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Span {
    start: f64,
    /// Infinite while it is open.
    end: f64,
    lane: u32,
    step: u16,
    kind: Kind,
    thread: u8,
}

/// What changes at a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Change {
    /// A span begins: its place among the spans.
    Begins(usize),
    /// A task or part ends so.
    Ends(u32, Ending),
}

/// When something changes.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Moment {
    at: f64,
    change: Change,
}

/// A trace that questions are asked about.
pub struct Study {
    model: &'static Model,
    lanes: Lanes,
    /// The line of each step, and what is known of it.
    facts: Vec<Vec<StepFacts>>,
    /// Whether each step of each line only holds its thread, and no core.
    blocks: Vec<Vec<bool>>,
    spans: Vec<Span>,
    moments: Vec<Moment>,
    tasks: u32,
    /// The highest lane's number and one.
    lanes_end: usize,
}

impl Study {
    /// Takes in the trace of a run of `workload`, whose text is `text`, under a model.
    pub fn new(workload: &Workload, text: &str, model: &'static Model, trace: &Trace<'_>) -> Self {
        let mut spans = Vec::new();
        let mut ends = Vec::new();
        for at in 0..trace.start.len() {
            let (start, lane) = (trace.start[at], trace.task[at]);
            if let Some(kind) = Kind::ALL.into_iter().find(|kind| *kind as u8 == trace.kind[at]) {
                let end = if trace.end[at].is_nan() { f64::INFINITY } else { trace.end[at] };
                spans.push(Span { start, end, lane, step: trace.step[at], kind, thread: trace.lane[at] });
            } else if let Some(ending) = Ending::ALL.into_iter().find(|ending| *ending as u8 == trace.kind[at]) {
                ends.push(Moment { at: start, change: Change::Ends(lane, ending) });
            }
        }
        order::sort_by(&mut spans, |one, other| {
            let order = |span: &Span| (span.kind != Kind::Queued || span.step != NO_STEP, span.lane);
            one.start.total_cmp(&other.start).then(order(one).cmp(&order(other))).then(one.end.total_cmp(&other.end))
        });
        let begins = spans.iter().enumerate();
        let mut moments: Vec<Moment> =
            begins.map(|(at, span)| Moment { at: span.start, change: Change::Begins(at) }).collect();
        moments.extend(ends);
        // What has ended at a time has ended before anything begins by it.
        let rank = |moment: &Moment| matches!(moment.change, Change::Begins(_));
        order::sort_by(&mut moments, |one, other| one.at.total_cmp(&other.at).then(rank(one).cmp(&rank(other))));
        let places = workload.step_places();
        let mut blocks: Vec<Vec<bool>> = Vec::new();
        for place in &places {
            blocks.resize(blocks.len().max(place.line + 1), Vec::new());
            blocks[place.line].push(place.declaration.group == Group::Blocking);
        }
        let lanes = Lanes::new(workload, text, trace);
        let tasks = u32::try_from(workload.task_count()).unwrap_or(u32::MAX);
        let lane_of = |moment: &Moment| match moment.change {
            Change::Begins(place) => spans[place].lane,
            Change::Ends(lane, _) => lane,
        };
        let lanes_end = moments.iter().map(lane_of).max().map_or(0, |lane| lane as usize + 1);
        Self { model, lanes, facts: facts(workload), blocks, spans, moments, tasks, lanes_end }
    }

    /// How many moments there are.
    pub fn moments(&self) -> usize {
        self.moments.len()
    }

    /// The last moment that has come by a time, counted from 0; the first if none has.
    pub fn moment_at(&self, ms: f64) -> usize {
        self.moments.partition_point(|moment| moment.at <= ms).saturating_sub(1)
    }

    fn facts_of(&self, span: &Span) -> Option<&StepFacts> {
        self.facts.get(self.lanes.line(span.lane)?)?.get(usize::from(span.step))
    }

    /// What a lane's thread is called.
    fn thread_name(&self, thread: u8) -> String {
        let model = self.model.describe();
        if thread == 0 { model.main.to_owned() } else { format!("{} {thread}", model.others) }
    }
}

/// Whether a span holds the thread it is on.
fn holds_thread(span: &Span) -> bool {
    match span.kind.holds() {
        "always" => true,
        "whole" => span.thread > 0,
        _ => false,
    }
}
