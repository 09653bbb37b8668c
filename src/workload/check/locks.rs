//! A lock that a text takes it also gives back.

use crate::step::{Name, lock, unlock};
use crate::workload::diagnostic::Problem;
use crate::workload::source::Span;
use crate::workload::tree::{Step, Workload, preorder};

/// Reports each `lock` to which no `unlock` follows in its row.
pub(super) fn held_at_the_end(workload: &Workload) -> Vec<Problem> {
    workload.chains().flat_map(held).collect()
}

fn held(steps: &[Step]) -> Vec<Problem> {
    let mut all = Vec::new();
    preorder(steps, &mut all);
    let mut held: Vec<(&Name, Span)> = Vec::new();
    for step in all {
        let Some((_, name)) = step.shared() else { continue };
        if step.declaration.word == lock::STEP.word {
            held.push((name, step.span));
        } else if step.declaration.word == unlock::STEP.word
            && let Some(last) = held.iter().rposition(|(other, _)| *other == name)
        {
            held.remove(last);
        }
    }
    let end = steps.last().map_or(0, |step| step.span.end);
    let report = |(name, span): (&Name, Span)| {
        let message = format!("`{name}` is still locked at the end of the line; write `unlock {name}` after this.");
        Problem::new(span, message).fix(Span::at(end), format!(" -> {} {name}", unlock::STEP.word))
    };
    held.into_iter().map(report).collect()
}
