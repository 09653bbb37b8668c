//! Steps one after another: what stands after a colon, or in parentheses.

use super::{Faulty, Parsed, Parser, Problem, Role, Span};
use crate::workload::tree::Step;

pub(super) const ARROW: &str = "->";

impl Parser<'_, '_> {
    /// Reads all steps of a line or of a part, and reports each faulty one.
    pub(super) fn steps(&mut self) -> Parsed<Vec<Step>> {
        let mut steps = Vec::new();
        let mut faulty = None;
        let mut arrow: Option<Span> = None;
        loop {
            if self.at_steps_end() || self.peeks_arrow() {
                self.note(Span::at(self.cursor.place()), || Role::Step);
                faulty = Some(self.missing_step(arrow));
            } else {
                match self.step() {
                    Ok(step) => steps.push(step),
                    Err(error) => faulty = Some(error),
                }
            }
            if self.at_steps_end() {
                break;
            }
            // Without an arrow the next word is a step, and that was reported.
            arrow = self.cursor.eat(ARROW);
        }
        faulty.map_or(Ok(steps), Err)
    }

    pub(super) fn peeks_arrow(&self) -> bool {
        self.cursor.clone().eat(ARROW).is_some()
    }

    /// Moves over spaces and says whether the line, or the part, has no more steps.
    pub(super) fn at_steps_end(&mut self) -> bool {
        self.at_end() || self.is_in_part() && matches!(self.cursor.peek(), Some(',' | ')'))
    }

    /// Moves on to where the next step begins, or the line or part ends, and returns what was passed over.
    pub(super) fn skip_step(&mut self) -> Span {
        let stops: &[&str] = if self.is_in_part() { &[ARROW, ",", ")"] } else { &[ARROW] };
        self.cursor.skip_over_parts_to(stops)
    }

    /// Reports that no step follows an arrow, or what opens a line or a part.
    fn missing_step(&mut self, arrow: Option<Span>) -> Faulty {
        let place = self.cursor.place();
        let before = self.text[..place].trim_end().len();
        let sign = Span::new(before.saturating_sub(1), before);
        let next = Span::new(place, place + 1);
        let problem = match arrow {
            Some(arrow) => {
                let start = self.text[..arrow.start].trim_end().len();
                Problem::new(arrow, "Write a step after this `->`, or remove it.").fix(Span::new(start, arrow.end), "")
            }
            None if self.peeks_arrow() => {
                let arrow = Span::new(place, place + ARROW.len());
                Problem::new(arrow, "Write a step before this `->`, or remove it.").fix(arrow, "")
            }
            None if self.is_in_part() && self.cursor.peek() == Some(',') => {
                Problem::new(next, "Write a step before this comma, or remove it.").fix(next, "")
            }
            None if self.of(sign) == "," => {
                Problem::new(sign, "Write a step after this comma, or remove it.").fix(sign, "")
            }
            None if self.is_in_part() && self.at_end() => {
                let message = "Write a step after this parenthesis and close it, such as `( sleep 1s )`.";
                Problem::new(sign, message).fix(Span::at(before), " sleep 1s )")
            }
            None if self.is_in_part() => {
                Problem::new(Span::new(sign.start, next.end), "Write a step in these parentheses, such as `sleep 1s`.")
                    .fix(Span::new(before, place), " sleep 1s ")
            }
            None => Problem::new(sign, "Write a step after the colon, such as `sleep 1s`.")
                .fix(Span::at(before), " sleep 1s"),
        };
        self.report(problem)
    }
}
