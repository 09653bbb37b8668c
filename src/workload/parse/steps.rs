//! What stands after the colon.

use super::option::used;
use super::{Faulty, Parsed, Parser, Problem, Role, Span, known, quote};
use crate::step::{self, Declaration, STEPS};
use crate::workload::Kind;
use crate::workload::diagnostic::nearest;
use crate::workload::tree::{Setting, Step, Value};

const ARROW: &str = "->";
/// The signs that end an amount.
const SIGNS: &[char] = &[','];

impl Parser<'_, '_> {
    /// Reads all steps of a line, and reports each faulty one.
    pub(super) fn steps(&mut self) -> Parsed<Vec<Step>> {
        let mut steps = Vec::new();
        let mut faulty = None;
        let mut arrow: Option<Span> = None;
        loop {
            if self.at_end() || self.peeks_arrow() {
                self.note(Span::at(self.cursor.place()), || Role::Step);
                faulty = Some(self.missing_step(arrow));
            } else {
                match self.step() {
                    Ok(step) => steps.push(step),
                    Err(error) => faulty = Some(error),
                }
            }
            if self.at_end() {
                break;
            }
            // Without an arrow the next word is a step, and that was reported.
            arrow = self.cursor.eat(ARROW);
        }
        faulty.map_or(Ok(steps), Err)
    }

    fn peeks_arrow(&self) -> bool {
        self.cursor.clone().eat(ARROW).is_some()
    }

    /// Reports that no step follows an arrow, or the colon.
    fn missing_step(&mut self, arrow: Option<Span>) -> Faulty {
        let place = self.cursor.place();
        let problem = match arrow {
            Some(arrow) => {
                let start = self.text[..arrow.start].trim_end().len();
                Problem::new(arrow, "Write a step after this `->`, or remove it.").fix(Span::new(start, arrow.end), "")
            }
            None if self.peeks_arrow() => {
                let arrow = Span::new(place, place + ARROW.len());
                Problem::new(arrow, "Write a step before this `->`, or remove it.").fix(arrow, "")
            }
            None => {
                let colon = self.text[..place].trim_end().len();
                Problem::new(
                    Span::new(colon.saturating_sub(1), colon),
                    "Write a step after the colon, such as `sleep 1s`.",
                )
                .fix(Span::at(colon), " sleep 1s")
            }
        };
        self.report(problem)
    }

    fn step(&mut self) -> Parsed<Step> {
        let word = self.cursor.word(&[]);
        self.note(word, || Role::Step);
        let Some(declaration) = step::find(self.of(word)) else {
            return Err(self.no_step(word));
        };
        let arguments = self.arguments(declaration, word);
        let options = self.step_options(declaration);
        let end = self.text[..self.cursor.place()].trim_end().len();
        let Ok(arguments) = arguments else {
            // What is left may belong to the faulty value.
            self.cursor.skip_to(&[ARROW]);
            return Err(Faulty);
        };
        self.leftover(declaration, &arguments)?;
        let step =
            Step { declaration, arguments, parts: Vec::new(), options: options?, span: Span::new(word.start, end) };
        match declaration.object.and_then(|object| object(&step)) {
            None => Ok(step),
            Some(objection) => {
                let at_option = |setting: &&Setting| setting.declaration.name == objection.option;
                let place = step.options.iter().find(at_option).map_or(step.span, |setting| setting.span);
                Err(self.report(Problem::new(place, objection.message)))
            }
        }
    }

    fn no_step(&mut self, word: Span) -> Faulty {
        self.cursor.skip_to(&[ARROW]);
        let written = self.of(word);
        let near = nearest(written, STEPS.iter().map(|step| step.word));
        let message = match near {
            Some(near) => format!("{} is no step; did you mean `{near}`?", quote(written)),
            None => {
                let words = STEPS.iter().map(|step| step.word);
                format!("{} is no step; {}.", quote(written), known(words))
            }
        };
        self.report(Problem::new(word, message).fix_if(word, near))
    }

    /// Reads a value for each parameter; all that are there, so that each faulty one is reported.
    fn arguments(&mut self, step: &'static Declaration, word: Span) -> Parsed<Vec<Option<Value>>> {
        let mut values = Ok(Vec::new());
        for parameter in step.parameters {
            let role = || Role::Argument(step, parameter);
            let absent = parameter.default.is_some() && !self.may_begin(&parameter.kind);
            let value = if absent {
                self.note(Span::at(self.cursor.place()), role);
                Ok(None)
            } else {
                self.value(parameter, word, SIGNS, role).map(Some)
            };
            match (&mut values, value) {
                (Ok(values), Ok(value)) => values.push(value),
                (_, Err(error)) => values = Err(error),
                (Err(_), Ok(_)) => {}
            }
        }
        values
    }

    /// Says whether what is next can be meant as a value of this kind.
    fn may_begin(&mut self, kind: &Kind) -> bool {
        if self.at_end() || self.peeks_arrow() {
            return false;
        }
        self.cursor.peek().is_some_and(|next| match kind {
            Kind::Amount { .. } => next.is_ascii_digit() || matches!(next, '[' | '-' | '.'),
            Kind::Text => next == '"',
            Kind::Url | Kind::Choice(_) => true,
        })
    }

    fn step_options(&mut self, step: &'static Declaration) -> Parsed<Vec<Setting>> {
        let mut settings = Vec::new();
        let mut faulty = None;
        loop {
            self.cursor.skip_space();
            let word = self.peek_word(&[]);
            self.note(word, || Role::StepOption(step, used(&settings)));
            let Some(option) = step.option(self.of(word)) else {
                break;
            };
            self.cursor.word(&[]);
            match self.setting(option, word, SIGNS, &settings) {
                Ok(setting) => settings.push(setting),
                Err(error) => faulty = Some(error),
            }
        }
        faulty.map_or(Ok(settings), Err)
    }

    /// Reports what a step cannot take, and moves on to where the next step begins.
    fn leftover(&mut self, step: &Declaration, arguments: &[Option<Value>]) -> Parsed<()> {
        if self.at_end() || self.peeks_arrow() {
            return Ok(());
        }
        let word = self.peek_word(&[]);
        let written = self.of(word);
        if step::find(written).is_some() {
            let message = format!("Write `->` between two steps, here before `{written}`.");
            let problem = Problem::new(word, message).fix(Span::at(word.start), "-> ");
            return Err(self.report(problem));
        }
        let mut values = step.parameters.iter().zip(arguments);
        if values.any(|(parameter, value)| parameter.kind == Kind::Text && value.is_none()) {
            return Err(self.unquoted(step.word));
        }
        let passed = self.cursor.skip_to(&[ARROW]);
        let options = step.options.iter().map(|option| option.name);
        let problem = match nearest(written, options) {
            Some(near) => {
                let (written, step) = (quote(written), step.word);
                let message = format!("{written} is no option of `{step}`; did you mean `{near}`?");
                Problem::new(word, message).fix(word, near)
            }
            None => {
                let message = format!("Remove {}: {}.", quote(self.of(passed)), what_may_follow(step));
                Problem::new(passed, message).fix(passed, "")
            }
        };
        Err(self.report(problem))
    }
}

/// Says what may be written after a step's values.
fn what_may_follow(step: &Declaration) -> String {
    let values: Vec<&str> = step.parameters.iter().map(|parameter| parameter.name).collect();
    let options: Vec<&str> = step.options.iter().map(|option| option.name).collect();
    let is_url = step.parameters.last().is_some_and(|parameter| parameter.kind == Kind::Url);
    format!(
        "after `{}` and its {}{} comes `->`{} or the end of the line",
        step.word,
        values.join(" and "),
        if is_url { ", which has no spaces," } else { "" },
        match options.as_slice() {
            [] => String::new(),
            _ => format!(", an option ({})", options.join(", ")),
        },
    )
}
