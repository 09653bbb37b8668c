//! What the time in a stretch went into.

use serde::Serialize;

use super::Study;
use crate::order;
use crate::trace::Kind;

/// What the time in a stretch went into, all tasks and parts together.
#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Within {
    /// Where it begins, in milliseconds.
    pub from_ms: f64,
    /// Where it ends.
    pub to_ms: f64,
    /// How many tasks and parts did anything in it.
    pub lanes: usize,
    /// By kind of span, the most first.
    pub kinds: Vec<KindTime>,
}

/// What one kind of span came to.
#[derive(Debug, PartialEq, Serialize)]
pub struct KindTime {
    /// The kind's number.
    pub kind: u8,
    /// How long its spans lasted together, as far as they are in the stretch; milliseconds.
    pub ms: f64,
    /// Its part of all the time that tasks and parts spent.
    pub share: f64,
    /// How many spans those are.
    pub spans: usize,
}

impl Study {
    /// Tells what the time from one moment to another went into; what is open lasts to its end.
    pub fn within(&self, one_ms: f64, other_ms: f64) -> Within {
        let (from_ms, to_ms) = (one_ms.min(other_ms), one_ms.max(other_ms));
        let mut lanes = Vec::new();
        let mut totals = [(0.0, 0); Kind::ALL.len()];
        for span in self.spans.iter().take_while(|span| span.start <= to_ms) {
            let ms = span.end.min(to_ms) - span.start.max(from_ms);
            if ms > 0.0 {
                let total = &mut totals[span.kind as usize];
                *total = (total.0 + ms, total.1 + 1);
                lanes.push(span.lane);
            }
        }
        lanes.sort_unstable();
        lanes.dedup();
        let all: f64 = totals.iter().map(|total| total.0).sum();
        let told =
            |(kind, (ms, spans)): (Kind, (f64, usize))| KindTime { kind: kind as u8, ms, share: ms / all, spans };
        let mut kinds: Vec<_> = Kind::ALL.into_iter().zip(totals).filter(|(_, total)| total.1 > 0).map(told).collect();
        order::sort_by(&mut kinds, |one, other| other.ms.total_cmp(&one.ms));
        Within { from_ms, to_ms, lanes: lanes.len(), kinds }
    }
}
