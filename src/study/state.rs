//! What was going on at a moment.

use serde::Serialize;

use super::{Change, Span, Study, holdings::Asked, holds_thread};
use crate::order;
use crate::trace::Kind;

/// So many are named; of the others it is said how many there are.
const NAMED: usize = 12;

/// What was going on when a moment had come.
#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct State {
    /// Which moment, counted from 0.
    pub moment: usize,
    /// How many there are.
    pub moments: usize,
    /// When it is, in milliseconds.
    pub ms: f64,
    /// The lane to which it happens.
    pub lane: u32,
    /// What happens.
    pub sentence: String,
    /// Who is ready and waits for a turn or a slot, who has been so longest first.
    pub ready: Vec<String>,
    /// How many those are.
    pub ready_count: usize,
    /// What each thread does, the first thread first.
    pub threads: Vec<Doing>,
    /// Who waits for what, who has waited longest first.
    pub waits: Vec<Waiting>,
    /// How many those are.
    pub waits_count: usize,
    /// Who holds which lock or permit, and who waits for it.
    pub held: Vec<Held>,
}

/// What a thread does.
#[derive(Debug, PartialEq, Serialize)]
pub struct Doing {
    /// The thread's name.
    pub thread: String,
    /// Whose work it does; nothing if it is idle.
    pub task: Option<String>,
    /// Which step, and how: `waits`, where it does nothing else meanwhile.
    pub what: String,
}

/// What a task or part waits for.
#[derive(Debug, PartialEq, Serialize)]
pub struct Waiting {
    /// Its name.
    pub task: String,
    /// For what.
    pub what: String,
}

/// Who holds something.
#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Held {
    /// What it is.
    pub what: String,
    /// Who holds it.
    pub by: Vec<String>,
    /// Who waits for it.
    pub wanted_by: Vec<String>,
}

impl Study {
    /// Tells what was going on when a moment had come; the last one's, if there are not so many.
    pub fn state(&self, moment: usize) -> Option<State> {
        let moment = moment.min(self.moments.len().checked_sub(1)?);
        let at = self.moments[moment].at;
        let current = self.current(moment);
        let by_time = {
            let mut spans: Vec<&Span> = current.iter().map(|place| &self.spans[*place]).collect();
            order::sort_by(&mut spans, |one, other| one.start.total_cmp(&other.start));
            spans
        };
        let ready: Vec<&&Span> = by_time.iter().filter(|span| span.kind == Kind::Queued).collect();
        let is_wait =
            |span: &&&Span| matches!(span.kind, Kind::Wait | Kind::Lock | Kind::Backoff | Kind::Gil | Kind::Spawn);
        let waits: Vec<&&Span> = by_time.iter().filter(is_wait).collect();
        let lane = match self.moments[moment].change {
            Change::Begins(place) => self.spans[place].lane,
            Change::Ends(lane, _) => lane,
        };
        Some(State {
            moment,
            moments: self.moments.len(),
            ms: at,
            lane,
            sentence: self.sentence(moment, &current),
            ready: ready.iter().take(NAMED).map(|span| self.lanes.name(span.lane)).collect(),
            ready_count: ready.len(),
            threads: self.threads(&by_time),
            waits: waits.iter().take(NAMED).map(|span| self.waiting(span, &by_time)).collect(),
            waits_count: waits.len(),
            held: self.held(&by_time),
        })
    }

    /// The spans that go on once a moment has come, by lane: their places.
    pub(super) fn current(&self, moment: usize) -> Vec<usize> {
        let at = self.moments[moment].at;
        let mut by_lane: Vec<Option<usize>> = vec![None; self.lanes_end];
        for moment in &self.moments[..=moment] {
            match moment.change {
                Change::Begins(place) => by_lane[self.spans[place].lane as usize] = Some(place),
                Change::Ends(lane, _) => by_lane[lane as usize] = None,
            }
        }
        by_lane.into_iter().flatten().filter(|place| self.spans[*place].end >= at).collect()
    }

    fn threads(&self, current: &[&Span]) -> Vec<Doing> {
        let last = self.spans.iter().filter(|span| holds_thread(span)).map(|span| span.thread).max().unwrap_or(0);
        let doing = |thread: u8| {
            let span = current.iter().rfind(|span| span.thread == thread && holds_thread(span));
            let what = span.map_or("idle".to_owned(), |span| {
                let step = self.step(span);
                let waits = !matches!(span.kind, Kind::Run | Kind::Thread | Kind::Copy);
                match (waits, step.is_empty()) {
                    (false, true) => "works".to_owned(),
                    (false, false) => step,
                    (true, true) => "waits".to_owned(),
                    (true, false) => format!("waits in {step}"),
                }
            });
            Doing { thread: self.thread_name(thread), task: span.map(|span| self.lanes.name(span.lane)), what }
        };
        (0..=last).map(doing).collect()
    }

    fn waiting(&self, span: &Span, current: &[&Span]) -> Waiting {
        let step = self.step(span);
        let what = match span.kind {
            Kind::Lock => match self.asked(span) {
                Some(asked) => {
                    let by = self.holders(asked, current);
                    let by = if by.is_empty() { String::new() } else { format!(", held by {}", listed(&by)) };
                    format!("{}{by}", asked.name())
                }
                None => "others".to_owned(),
            },
            Kind::Gil => "the GIL".to_owned(),
            Kind::Spawn => "its process to start".to_owned(),
            Kind::Backoff => format!("its next attempt at {step}"),
            _ if step.is_empty() => "others".to_owned(),
            _ => step,
        };
        Waiting { task: self.lanes.name(span.lane), what }
    }

    fn held(&self, current: &[&Span]) -> Vec<Held> {
        let mut all: Vec<&Asked> = Vec::new();
        let asked = current.iter().filter(|span| span.kind == Kind::Lock).filter_map(|span| self.asked(span));
        for each in current.iter().filter_map(|span| self.facts_of(span)).flat_map(|facts| &facts.held).chain(asked) {
            if matches!(each, Asked::Lock(_) | Asked::Permit(_)) && !all.contains(&each) {
                all.push(each);
            }
        }
        let told = |asked: &Asked| Held {
            what: match asked {
                Asked::Permit(name) => format!("limit {name}"),
                _ => asked.name(),
            },
            by: self.holders(asked, current),
            wanted_by: {
                let wants = |span: &&&Span| span.kind == Kind::Lock && self.asked(span) == Some(asked);
                current.iter().filter(wants).map(|span| self.lanes.name(span.lane)).take(NAMED).collect()
            },
        };
        all.into_iter().map(told).collect()
    }

    /// Who holds something; parts do not hold what the one they are parts of holds.
    pub(super) fn holders(&self, asked: &Asked, current: &[&Span]) -> Vec<String> {
        let holds = |span: &&&Span| {
            let of_above = self.lanes.parent(span.lane).and_then(|(lane, step)| {
                let facts = self.facts.get(self.lanes.line(lane)?)?.get(usize::from(step))?;
                Some(facts.held.contains(asked))
            });
            of_above != Some(true) && self.holds(span, asked)
        };
        current.iter().filter(holds).map(|span| self.lanes.name(span.lane)).take(NAMED).collect()
    }

    /// Whether who does this holds something: since a step before, or, as what it waited for has come, since this one.
    fn holds(&self, span: &Span, asked: &Asked) -> bool {
        let Some(facts) = self.facts_of(span) else { return false };
        let is_lock = matches!(asked, Asked::Lock(_) | Asked::Permit(_));
        let got = || is_lock && facts.asks.as_ref() == Some(asked) && matches!(span.kind, Kind::Run | Kind::Thread);
        facts.held.contains(asked) || got()
    }

    pub(super) fn asked(&self, span: &Span) -> Option<&Asked> {
        self.facts_of(span)?.asks.as_ref()
    }

    /// The step of a span as it is written; one with parts without them.
    pub(super) fn step(&self, span: &Span) -> String {
        let text = self.lanes.step(span.lane, span.step).unwrap_or_default();
        match text.find("( ") {
            Some(open) => text[..open].trim_end().to_owned(),
            None => text.to_owned(),
        }
    }
}

/// `a`, `a and b`, `a, b and 3 others`.
pub(super) fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [one, other] => format!("{one} and {other}"),
        [one, other, rest @ ..] => {
            format!("{one}, {other} and {} other{}", rest.len(), if rest.len() == 1 { "" } else { "s" })
        }
    }
}
