//! How much went on at once, over time.

use super::{Change, Span, Study};
use crate::order;

/// How much went on at once. A curve is times in milliseconds and numbers in turn: from each time on there are so many.
#[derive(Debug, Default, PartialEq)]
pub struct Curves {
    /// Tasks that had been created, or had arrived, and had not ended.
    pub in_flight: Vec<f64>,
    /// Threads that did something else than wait or sleep.
    pub busy: Vec<f64>,
}

/// Counts what went on at once.
pub fn curves(study: &Study) -> Curves {
    let mut first: Vec<f64> = vec![f64::INFINITY; study.tasks as usize];
    let mut changes = Vec::new();
    for span in &study.spans {
        if let Some(first) = first.get_mut(span.lane as usize) {
            *first = first.min(span.start);
        }
    }
    for moment in &study.moments {
        if let Change::Ends(lane, _) = moment.change
            && let Some(began) = first.get(lane as usize).filter(|began| began.is_finite())
        {
            changes.push((*began, 1));
            changes.push((moment.at, -1));
        }
    }
    let busy = study.spans.iter().filter(|span| study.computes(span) && span.end.is_finite() && span.end > span.start);
    Curves {
        in_flight: counted(changes),
        busy: counted(busy.flat_map(|span| [(span.start, 1), (span.end, -1)]).collect()),
    }
}

impl Study {
    /// Whether a core is busy with it.
    fn computes(&self, span: &Span) -> bool {
        let blocks = || {
            let line = self.lanes.line(span.lane)?;
            self.blocks.get(line)?.get(usize::from(span.step)).copied()
        };
        span.kind.computes() && blocks() != Some(true)
    }
}

/// Adds changes up; those at one time count together.
fn counted(mut changes: Vec<(f64, i32)>) -> Vec<f64> {
    order::sort_by(&mut changes, |one, other| one.0.total_cmp(&other.0));
    let mut curve: Vec<f64> = Vec::new();
    let mut count = 0;
    for (at, change) in changes {
        count += change;
        match curve.len().checked_sub(2).filter(|last| curve[*last] == at) {
            Some(last) => curve[last + 1] = f64::from(count),
            None => curve.extend([at, f64::from(count)]),
        }
    }
    curve
}
