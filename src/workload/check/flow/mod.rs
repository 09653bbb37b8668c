//! Which values reach which steps.
//!
//! Parts are given what reaches their step. What a step with several parts hands on may be of each kind that one of
//! them gives; who takes it has to take them all. A queue holds values of one kind, as its first `put` in the text has.

mod carried;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use crate::step::{Gives, Name, Takes, put, take};
use crate::workload::diagnostic::Problem;
use crate::workload::source::Span;
use crate::workload::tree::{Content, Step, Workload};
use carried::Carried;

/// Reports steps that cannot take what reaches them, and queues whose values do not agree.
///
/// In a text that `is_whole`, what is not there is missing; else it may be in a row with errors.
pub(super) fn flow(workload: &Workload, is_whole: bool) -> Vec<Problem> {
    let mut queues = HashMap::new();
    // Each round may tell of one queue more, that of a `put` behind a `take`.
    for round in 0.. {
        let mut flow = Flow { queues: &queues, row: 0, puts: Vec::new(), takes: Vec::new(), problems: Vec::new() };
        flow.rows(workload, is_whole);
        let known = flow.first_puts();
        if known == queues || round > flow.puts.len() {
            let (on_queues, mut problems) = (flow.queue_problems(), flow.problems);
            problems.extend(on_queues.into_iter().filter(|_| is_whole));
            return problems;
        }
        queues = known;
    }
    Vec::new()
}

/// Follows the values through a text, given what is known of its queues.
struct Flow<'w, 'q> {
    queues: &'q HashMap<&'w Name, Carried>,
    row: usize,
    puts: Vec<Put<'w>>,
    takes: Vec<(&'w Name, Span)>,
    problems: Vec<Problem>,
}

/// Holds what one `put` puts, and where it stands.
struct Put<'w> {
    queue: &'w Name,
    carried: Carried,
    row: usize,
    span: Span,
}

impl<'w> Flow<'w, '_> {
    fn rows(&mut self, workload: &'w Workload, is_whole: bool) {
        let mut results: Option<Carried> = None;
        for (row, content) in (1..).zip(workload.rows.iter().map(|row| &row.content)) {
            self.row = row;
            if let Content::Line(line) = content {
                let result = self.steps(&line.steps, Carried::NOTHING, "the steps before it give");
                results = Some(results.map_or(result, |before| before.or(result)));
            }
        }
        let result = results.filter(|_| is_whole).unwrap_or(Carried::UNKNOWN);
        for (row, content) in (1..).zip(workload.rows.iter().map(|row| &row.content)) {
            self.row = row;
            if let Content::Then(then) = content {
                self.steps(&then.steps, result, "the lines give");
            }
        }
    }

    /// Follows a value through steps; the first gets it from what `giver` says, the others from those before.
    fn steps(&mut self, steps: &'w [Step], first: Carried, giver: &str) -> Carried {
        let mut giver = giver;
        steps.iter().fold(first, |carried, step| {
            let gives = self.step(step, carried, giver);
            giver = "the steps before it give";
            gives
        })
    }

    fn step(&mut self, step: &'w Step, carried: Carried, giver: &str) -> Carried {
        if let Some(problem) = mismatch(step, carried, giver) {
            self.problems.push(problem);
        }
        let parts: Vec<Carried> = step.parts.iter().map(|part| self.steps(part, carried, giver)).collect();
        let part = parts.into_iter().reduce(Carried::or).unwrap_or(carried);
        match step.declaration.gives {
            Gives::Kind(kind) => Carried::of(kind),
            Gives::Same => {
                self.note_put(step, carried);
                carried
            }
            Gives::Part => part,
            Gives::LastPart if part == carried => part,
            Gives::LastPart => {
                let again = step.parts.iter().map(|steps| self.steps(steps, part, "the time before gives"));
                again.reduce(Carried::or).unwrap_or(part)
            }
            Gives::Queued => self.take(step),
        }
    }

    fn note_put(&mut self, step: &'w Step, carried: Carried) {
        if let (true, Some((_, queue))) = (step.declaration.word == put::STEP.word, step.shared()) {
            self.puts.push(Put { queue, carried, row: self.row, span: step.span });
        }
    }

    fn take(&mut self, step: &'w Step) -> Carried {
        let Some((_, queue)) = step.shared() else {
            return Carried::UNKNOWN;
        };
        self.takes.push((queue, step.span));
        self.queues.get(queue).copied().unwrap_or(Carried::UNKNOWN)
    }

    /// Returns what the first `put` into each queue puts there, as far as that is known.
    fn first_puts(&self) -> HashMap<&'w Name, Carried> {
        let mut known = HashMap::new();
        for put in self.puts.iter().filter(|put| put.carried != Carried::UNKNOWN) {
            known.entry(put.queue).or_insert(put.carried);
        }
        known
    }

    fn queue_problems(&self) -> Vec<Problem> {
        let is_put = |queue: &Name| self.puts.iter().any(|put| put.queue == queue);
        let never_put = self.takes.iter().filter(|(queue, _)| !is_put(queue)).map(|(queue, span)| {
            let message = format!(
                "Nothing is ever put into `{queue}`, so `{} {queue}` would wait for ever; write `{} {queue}` somewhere.",
                take::STEP.word,
                put::STEP.word
            );
            Problem::new(*span, message)
        });
        let mut firsts: HashMap<&Name, &Put> = HashMap::new();
        let mut disagreeing = Vec::new();
        for put in &self.puts {
            let first = firsts.entry(put.queue).or_insert(put);
            if first.carried.or(put.carried) != Carried::UNKNOWN && first.carried != put.carried {
                let message = format!(
                    "`{}` gets {} in line {}, and {} here; a queue holds values of one kind.",
                    put.queue, first.carried, first.row, put.carried
                );
                disagreeing.push(Problem::new(put.span, message));
            }
        }
        never_put.chain(disagreeing).collect()
    }
}

/// Reports a step that cannot take what reaches it.
fn mismatch(step: &Step, carried: Carried, giver: &str) -> Option<Problem> {
    let declaration = step.declaration;
    let kinds = match declaration.takes {
        Takes::OneOf(kinds) => kinds,
        Takes::OneOfOrSize { kinds, position } if step.arguments.get(position).is_none_or(Option::is_none) => kinds,
        Takes::OneOfOrSize { .. } | Takes::Nothing | Takes::Any => return None,
    };
    if carried.is_among(kinds) {
        return None;
    }
    let message = format!("`{}` needs {}, but {giver} {carried}.", declaration.word, declaration.takes);
    Some(Problem::new(step.span, message))
}
