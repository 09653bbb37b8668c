//! What happens at a moment, in one sentence.

use super::{Change, Span, Study, state::listed};
use crate::model::Tasks;
use crate::trace::{Ending, Kind, NO_STEP};

/// What a loop does within this time of having been left, it goes on with at once; milliseconds.
const AT_ONCE: f64 = 0.1;
/// So many moments are looked at for it.
const AHEAD: usize = 64;

impl Study {
    /// Says what happens; `current` are the spans that go on once it has happened.
    pub(super) fn sentence(&self, moment: usize, current: &[usize]) -> String {
        let what = match self.moments[moment].change {
            Change::Ends(lane, ending) => {
                let name = self.lanes.name(lane);
                match ending {
                    Ending::Done => format!("{name} is done"),
                    Ending::Failed => format!("{name} fails"),
                    Ending::Cancelled => format!("{name} is cancelled"),
                    Ending::TimedOut => format!("{name} runs out of time"),
                    Ending::Skipped => format!("{name} is never started"),
                }
            }
            Change::Begins(place) => self.begins(&self.spans[place], self.before(moment), current),
        };
        let sentence = format!("{what}{}.", self.then(moment, current));
        match sentence.strip_prefix("the ") {
            Some(rest) => format!("The {rest}"),
            None => sentence,
        }
    }

    /// What the same lane did before.
    fn before(&self, moment: usize) -> Option<&Span> {
        let Change::Begins(place) = self.moments[moment].change else { return None };
        self.spans[..place].iter().rfind(|span| span.lane == self.spans[place].lane)
    }

    fn begins(&self, span: &Span, before: Option<&Span>, current: &[usize]) -> String {
        let name = self.lanes.name(span.lane);
        let step = match self.step(span) {
            step if step.is_empty() => step,
            step => format!("`{step}`"),
        };
        let thread = self.thread_name(span.thread);
        let is_new = before.is_none_or(|before| before.step == NO_STEP && before.kind == Kind::Queued);
        match span.kind {
            Kind::Queued if before.is_none() => format!("{name} is created, and ready"),
            Kind::Queued => match self.runs_on_loop(span, current) {
                Some(other) => {
                    format!("{name} is ready to go on, but {} holds the {thread}", self.lanes.name(other.lane))
                }
                None => format!("{name} is ready to go on"),
            },
            Kind::Run | Kind::Thread if step.is_empty() => format!("the {thread} works for {name}"),
            Kind::Run | Kind::Thread => {
                let goes = if is_new { "starts" } else { "resumes" };
                format!("the {thread} {goes} {name}, which runs {step} on it")
            }
            Kind::Wait if self.is_on_loop(span) && step.is_empty() => format!("{name} waits for others"),
            Kind::Wait if self.is_on_loop(span) => {
                format!("{name} {}suspends at its wait, {step}", if is_new { "starts and " } else { "" })
            }
            Kind::Wait if span.thread == 0 => format!("{name} waits in {step}, and all others wait for it"),
            Kind::Wait => format!("{name} waits in {step}, and the {thread} does nothing else meanwhile"),
            Kind::Lock => match self.asked(span) {
                Some(asked) => {
                    let spans: Vec<&Span> = current.iter().map(|place| &self.spans[*place]).collect();
                    let by = self.holders(asked, &spans);
                    let by = if by.is_empty() {
                        String::new()
                    } else {
                        format!(", which {} held by {}", if by.len() == 1 { "is" } else { "are" }, listed(&by))
                    };
                    format!("{name} waits for {}{by}", asked.name())
                }
                None => format!("{name} waits for others"),
            },
            Kind::Backoff => format!("{name} waits a while before it tries {step} again"),
            Kind::Gil => format!("{name} is ready to compute, but waits for the GIL"),
            Kind::Spawn => format!("{name} waits for its process to start"),
            Kind::Copy => format!("{name} is packed and sent between processes"),
        }
    }

    /// Whether its waits leave the thread to others.
    fn is_on_loop(&self, span: &Span) -> bool {
        matches!(self.model.tasks, Tasks::OnLoop | Tasks::OnLoops)
            || span.thread == 0 && self.model.tasks != Tasks::InTurn
    }

    /// Who else holds the thread that a span is to go on on.
    fn runs_on_loop(&self, span: &Span, current: &[usize]) -> Option<&Span> {
        let spans = current.iter().map(|place| &self.spans[*place]);
        spans
            .into_iter()
            .find(|other| other.kind == Kind::Run && other.thread == span.thread && other.lane != span.lane)
    }

    /// What a loop does next that has been left at a moment.
    fn then(&self, moment: usize, current: &[usize]) -> String {
        let leaves = match self.moments[moment].change {
            Change::Begins(place) => {
                let span = &self.spans[place];
                self.is_on_loop(span)
                    && span.thread == 0
                    && matches!(span.kind, Kind::Wait | Kind::Lock | Kind::Backoff)
            }
            Change::Ends(lane, _) => self.model.tasks == Tasks::OnLoop && self.lanes.parent(lane).is_none(),
        };
        if !leaves {
            return String::new();
        }
        let (at, lane) = (self.moments[moment].at, self.lane_of(moment));
        let main = self.thread_name(0);
        let ahead = self.moments[moment + 1..].iter().take(AHEAD).take_while(|next| next.at - at <= AT_ONCE);
        let next = ahead.filter_map(|next| match next.change {
            Change::Begins(place) => Some(&self.spans[place]),
            Change::Ends(..) => None,
        });
        let goes_on = |span: &&Span| {
            span.thread == 0 && span.lane != lane && matches!(span.kind, Kind::Run | Kind::Wait | Kind::Lock)
        };
        if let Some(next) = next.into_iter().find(goes_on) {
            return format!("; the {main} goes on with {}", self.lanes.name(next.lane));
        }
        let holds = |place: &&usize| self.spans[**place].kind == Kind::Run && self.spans[**place].thread == 0;
        // What it waited for comes at this moment, too.
        let is_ready = |place: &&usize| {
            let span = &self.spans[**place];
            span.kind == Kind::Queued || span.lane != lane && span.end - at <= AT_ONCE
        };
        if current.iter().any(|place| holds(&place) || is_ready(&place)) {
            return String::new();
        }
        if current.is_empty() { String::new() } else { format!("; the {main} has nothing to do until something comes") }
    }

    fn lane_of(&self, moment: usize) -> u32 {
        match self.moments[moment].change {
            Change::Begins(place) => self.spans[place].lane,
            Change::Ends(lane, _) => lane,
        }
    }
}
