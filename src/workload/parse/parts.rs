//! The parts of a step, in parentheses.

use std::sync::Arc;

use super::{Faulty, Parsed, Parser, Problem, Role, Span, quote};
use crate::step::{self, Declaration, Parts};
use crate::workload::diagnostic::nearest;
use crate::workload::tree::Step;

/// How deep parts may be in parts.
pub(in crate::workload) const MAX_DEPTH: usize = 8;
/// Stands between the two parts of a step that has an alternative.
pub(in crate::workload) const ELSE: &str = "else";

impl Parser<'_, '_> {
    pub(super) fn is_in_part(&self) -> bool {
        !self.within.is_empty()
    }

    /// Reads the parts that a step has.
    pub(super) fn parts(&mut self, step: &'static Declaration, word: Span) -> Parsed<Vec<Arc<[Step]>>> {
        match step.parts {
            Parts::None => Ok(Vec::new()),
            Parts::One | Parts::Several => self.parenthesized(step, word),
            Parts::TryElse => {
                let tried = self.parenthesized(step, word);
                let otherwise = self.otherwise(step);
                Ok([tried?, otherwise?].concat())
            }
        }
    }

    /// Reads `else ( … )`.
    fn otherwise(&mut self, step: &'static Declaration) -> Parsed<Vec<Arc<[Step]>>> {
        self.cursor.skip_space();
        let word = self.peek_word(self.word_signs());
        self.note(word, || Role::Else);
        if self.of(word) == ELSE {
            self.cursor.word(self.word_signs());
            return self.parenthesized(step, word);
        }
        if self.is_cut_off {
            return Err(Faulty);
        }
        let written = self.of(word);
        if nearest(written, [ELSE]).is_some() {
            self.cursor.go_to(word.end);
            let message = format!("{} is not `{ELSE}`; did you mean that?", quote(written));
            let faulty = self.report(Problem::new(word, message).fix(word, ELSE));
            return self.parenthesized(step, word).and(Err(faulty));
        }
        let end = self.text[..self.cursor.place()].trim_end().len();
        let place = Span::new(end.saturating_sub(1), end);
        let message = format!("Write after this what is done on a failure, such as `{ELSE} ( sleep 1s )`.");
        Err(self.report(Problem::new(place, message).fix(Span::at(end), format!(" {ELSE} ( sleep 1s )"))))
    }

    /// Reads `( part )`, or `( part, part )` if the step has several.
    fn parenthesized(&mut self, step: &'static Declaration, word: Span) -> Parsed<Vec<Arc<[Step]>>> {
        self.cursor.skip_space();
        self.note(Span::at(self.cursor.place()), || Role::Open(step));
        let Some(open) = self.cursor.eat("(") else {
            return Err(self.no_parts(step, word));
        };
        if self.within.len() == MAX_DEPTH {
            self.cursor.go_to(open.start);
            self.skip_step();
            let message = format!("Parts are at most {MAX_DEPTH} deep in each other; this one is deeper.");
            return Err(self.report(Problem::new(open, message)));
        }
        self.within.push(step);
        let parts = self.part_list(step);
        self.within.pop();
        if self.cursor.eat(")").is_some() || self.is_cut_off {
            return parts;
        }
        let end = self.text[..self.cursor.place()].trim_end().len();
        let problem = Problem::new(open, "Close the parenthesis that opens here with `)`.");
        Err(self.report(problem.fix(Span::at(end), " )")))
    }

    /// Reads parts up to what closes them.
    fn part_list(&mut self, step: &'static Declaration) -> Parsed<Vec<Arc<[Step]>>> {
        let mut parts = Ok(Vec::new());
        loop {
            match (&mut parts, self.steps()) {
                (Ok(parts), Ok(steps)) => parts.push(steps.into()),
                (_, Err(error)) => parts = Err(error),
                (Err(_), Ok(_)) => {}
            }
            let Some(comma) = self.cursor.eat(",") else {
                return parts;
            };
            if step.parts != Parts::Several {
                let message = format!(
                    "`{}` has one part here: write `->` between its steps, or `all( … )` around them.",
                    step.word
                );
                let start = self.text[..comma.start].trim_end().len();
                parts = Err(self.report(Problem::new(comma, message).fix(Span::new(start, comma.end), " ->")));
            }
        }
    }

    /// Reports that a step has no parentheses.
    fn no_parts(&mut self, step: &Declaration, word: Span) -> Faulty {
        let example = match step.parts {
            Parts::Several => "( sleep 1s, sleep 2s )",
            _ => "( sleep 1s )",
        };
        let end = self.text[..self.cursor.place()].trim_end().len();
        let head = self.of(Span::new(word.start, end));
        let message = format!("`{head}` needs parts in parentheses, such as `{head}{}{example}`.", step.gap());
        let problem = if self.at_steps_end() || self.peeks_arrow() {
            Problem::new(word, message).fix(Span::at(end), format!(" {example}"))
        } else {
            let passed = self.skip_step();
            let inner = self.of(passed);
            let is_step = inner.split(['(', ' ', '\t']).next().is_some_and(|word| step::find(word).is_some());
            Problem::new(word, message).fix_if(passed, is_step.then(|| format!("( {inner} )")))
        };
        self.report(problem)
    }
}
