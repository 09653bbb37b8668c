//! One step: its word, its values, its parts, its options.

use super::option::used;
use super::steps::ARROW;
use super::{Faulty, Parsed, Parser, Problem, Role, Span, known, quote};
use crate::step::{self, Declaration, Parts, STEPS};
use crate::workload::Kind;
use crate::workload::diagnostic::nearest;
use crate::workload::tree::{Argument, Setting, Step};

/// The most steps a line may have, those in parts included.
pub(in crate::workload) const MAX_STEPS: usize = 1_000;
/// The signs that end a value, a URL and a text excepted.
pub(super) const SIGNS: &[char] = &[',', '(', ')'];

impl Parser<'_, '_> {
    pub(super) fn step(&mut self) -> Parsed<Step> {
        let word = self.step_word();
        self.note_step(word);
        self.steps_read += 1;
        if self.steps_read > MAX_STEPS {
            self.cursor.skip_to(&[]);
            self.is_cut_off = true;
            let message = format!("A line has at most {MAX_STEPS} steps; leave this one and those after it out.");
            return Err(self.report(Problem::new(word, message)));
        }
        let Some(declaration) = step::find(self.of(word)) else {
            return Err(self.no_step(word));
        };
        let arguments = self.arguments(declaration, word);
        let parts = match arguments.is_ok() || self.cursor.peek() == Some('(') {
            true => self.parts(declaration, word),
            false => Err(Faulty),
        };
        let options = self.step_options(declaration);
        let end = self.text[..self.cursor.place()].trim_end().len();
        let (Ok(arguments), Ok(parts)) = (arguments, parts) else {
            // What is left may belong to what is faulty.
            self.skip_step();
            return Err(Faulty);
        };
        self.leftover(declaration, &arguments)?;
        let step = Step { declaration, arguments, parts, options: options?, span: Span::new(word.start, end) };
        match declaration.object.and_then(|object| object(&step)) {
            None => Ok(step),
            Some(objection) => {
                let at_option = |setting: &&Setting| setting.declaration.name == objection.option;
                let place = step.options.iter().find(at_option).map_or(step.span, |setting| setting.span);
                Err(self.report(Problem::new(place, objection.message)))
            }
        }
    }

    /// Reads the word of a step, or both where steps that begin so have two.
    fn step_word(&mut self) -> Span {
        let signs = self.word_signs();
        let first = self.cursor.word(signs);
        if !step::begins_with(self.of(first)) {
            return first;
        }
        let alone = self.cursor.place();
        self.cursor.skip_space();
        let second = self.cursor.word(signs);
        let both = Span::new(first.start, second.end);
        if second.start < second.end && (step::find(self.of(both)).is_some() || step::find(self.of(first)).is_none()) {
            return both;
        }
        self.cursor.go_to(alone);
        first
    }

    /// Notes where a step's word is; the second of two may begin after the space.
    fn note_step(&mut self, word: Span) {
        let mut place = word;
        if step::begins_with(self.of(word)) {
            let rest = &self.text[word.end..];
            place.end += rest.len() - rest.trim_start_matches([' ', '\t']).len();
        }
        self.note(place, || Role::Step);
    }

    /// Returns the signs that end a word.
    pub(super) fn word_signs(&self) -> &'static [char] {
        if self.is_in_part() { SIGNS } else { &['(', ')'] }
    }

    fn no_step(&mut self, word: Span) -> Faulty {
        if let Some(stray) = self.stray_sign(word) {
            return stray;
        }
        self.skip_step();
        let written = self.of(word);
        let words = || STEPS.iter().map(|step| step.word);
        let near = nearest(written, words());
        let is_begun = |step: &&str| step.split(' ').next() == written.split_whitespace().next();
        let message = match near {
            Some(near) => format!("{} is no step; did you mean `{near}`?", quote(written)),
            None if words().any(|step| is_begun(&step)) => {
                format!("{} is no step; {}.", quote(written), known(words().filter(is_begun)))
            }
            None => format!("{} is no step; {}.", quote(written), known(words())),
        };
        self.report(Problem::new(word, message).fix_if(word, near))
    }

    /// Reports a parenthesis that stands where a step should, and moves over it.
    fn stray_sign(&mut self, word: Span) -> Option<Faulty> {
        if word.start < word.end {
            return None;
        }
        if let Some(faulty) = self.stray_close() {
            return Some(faulty);
        }
        let open = Span::new(word.start, word.start + 1);
        self.skip_step();
        let message = "Write before this parenthesis what is done with its parts, such as `all` or `each 5`.";
        Some(self.report(Problem::new(open, message)))
    }

    /// Reports a closing parenthesis where none is open, and moves over it.
    fn stray_close(&mut self) -> Option<Faulty> {
        let close = self.cursor.eat(")")?;
        let start = self.text[..close.start].trim_end().len();
        let problem = Problem::new(close, "Remove this parenthesis: there is none that it closes.");
        let faulty = self.report(problem.fix(Span::new(start, close.end), ""));
        if !self.at_steps_end() && !self.peeks_arrow() {
            self.skip_step();
        }
        Some(faulty)
    }

    /// Reads a value for each parameter; all that are there, so that each faulty one is reported.
    fn arguments(&mut self, step: &'static Declaration, word: Span) -> Parsed<Vec<Option<Argument>>> {
        let mut values = Ok(Vec::new());
        for parameter in step.parameters {
            let role = || Role::Argument(step, parameter);
            let owner = Span::new(word.start, self.text[..self.cursor.place()].trim_end().len());
            let absent = parameter.default.is_some() && !self.may_begin(&parameter.kind);
            self.cursor.skip_space();
            let start = self.cursor.place();
            let value = if absent {
                self.note(Span::at(start), role);
                Ok(None)
            } else {
                self.value(parameter, owner, SIGNS, role)
                    .map(|value| Some(Argument { value, span: Span::new(start, self.cursor.place()) }))
            };
            match (&mut values, value) {
                (Ok(values), Ok(value)) => values.push(value),
                (_, Err(error)) => values = Err(error),
                (Err(_), Ok(_)) => {}
            }
        }
        self.cursor.skip_space();
        values
    }

    /// Says whether what is next can be meant as a value of this kind.
    fn may_begin(&mut self, kind: &Kind) -> bool {
        if self.at_steps_end() || self.peeks_arrow() {
            return false;
        }
        self.cursor.peek().is_some_and(|next| match kind {
            Kind::Amount { .. } => next.is_ascii_digit() || matches!(next, '[' | '-' | '.'),
            Kind::Size { .. } => next.is_ascii_digit() || next == '[',
            Kind::Text => next == '"',
            Kind::Url | Kind::Label | Kind::Choice(_) | Kind::Name(_) | Kind::Queue => true,
        })
    }

    fn step_options(&mut self, step: &'static Declaration) -> Parsed<Vec<Setting>> {
        let mut settings = Vec::new();
        let mut faulty = None;
        loop {
            self.cursor.skip_space();
            let word = self.peek_word(self.word_signs());
            let within = self.within.last().map(|step| step.parts);
            self.note(word, || Role::StepOption { step, used: used(&settings), within });
            let Some(option) = step.option(self.of(word)) else {
                break;
            };
            self.cursor.word(self.word_signs());
            match self.setting(option, word, SIGNS, &settings) {
                Ok(setting) => settings.push(setting),
                Err(error) => faulty = Some(error),
            }
        }
        faulty.map_or(Ok(settings), Err)
    }

    /// Reports what a step cannot take, and moves on to where the next step begins.
    fn leftover(&mut self, step: &Declaration, arguments: &[Option<Argument>]) -> Parsed<()> {
        if self.at_steps_end() || self.peeks_arrow() {
            return Ok(());
        }
        if let Some(faulty) = self.stray_close() {
            return Err(faulty);
        }
        let start = self.cursor.place();
        let word = self.step_word();
        self.cursor.go_to(start);
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
        let passed = self.skip_step();
        let options = step.options.iter().map(|option| option.name);
        let problem = match nearest(written, options) {
            Some(near) => {
                let (written, step) = (quote(written), step.word);
                let message = format!("{written} is no option of `{step}`; did you mean `{near}`?");
                Problem::new(word, message).fix(word, near)
            }
            None => {
                let end = if self.is_in_part() { "part" } else { "line" };
                let message = format!("Remove {}: {} the end of the {end}.", quote(self.of(passed)), after(step));
                Problem::new(passed, message).fix(passed, "")
            }
        };
        Err(self.report(problem))
    }
}

/// Says what may be written after a step's values, up to the end.
fn after(step: &Declaration) -> String {
    let values = step.parameters.iter().map(|parameter| parameter.name);
    let parts = (step.parts != Parts::None).then_some("parts");
    let values: Vec<&str> = values.chain(parts).collect();
    let options: Vec<&str> = step.options.iter().map(|option| option.name).collect();
    let is_url = step.parameters.last().is_some_and(|parameter| parameter.kind == Kind::Url);
    format!(
        "after `{}`{}{}{} comes `{ARROW}`{} or",
        step.word,
        if values.is_empty() { "" } else { " and its " },
        values.join(" and "),
        if is_url { ", which has no spaces," } else { "" },
        match options.as_slice() {
            [] => String::new(),
            _ => format!(", an option ({})", options.join(", ")),
        },
    )
}
