//! The values of parameters and options.

use super::head::may_be_step;
use super::step::SIGNS;
use super::{Faulty, Parsed, Parser, Problem, Role, Span, known, quote};
use crate::workload::amount::{AmountError, Unit};
use crate::workload::diagnostic::nearest;
use crate::workload::quantity::Quantity;
use crate::workload::tree::Value;
use crate::workload::{Kind, Parameter, print, url};

impl Parser<'_, '_> {
    /// Reads the value that belongs to the word just read; where a value is wrong, it is read over all the same.
    pub(super) fn value(
        &mut self,
        parameter: &'static Parameter,
        owner: Span,
        signs: &[char],
        role: impl FnOnce() -> Role,
    ) -> Parsed<Value> {
        let ended = self.at_end();
        let start = self.cursor.place();
        let next = match parameter.kind {
            Kind::Url => self.peek_url(),
            Kind::Text if !self.is_in_part() => self.peek_word(&[]),
            _ => self.peek_word(signs),
        };
        if ended || next.end == start && self.cursor.peek() != Some('[') {
            self.note(Span::at(start), role);
            return Err(self.missing(parameter, owner));
        }
        let value = match parameter.kind {
            Kind::Amount { .. } => self.quantity(parameter, owner, signs).map(Value::Quantity),
            Kind::Size { .. } => self.sizes(parameter, owner, signs).map(Value::Sizes),
            Kind::Url => self.url(owner).map(Value::Text),
            Kind::Text => self.text(owner).map(Value::Text),
            Kind::Label => self.label(owner, signs).map(Value::Text),
            Kind::Choice(words) => self.choice(words, owner, signs).map(Value::Choice),
            Kind::Name(_) => self.shared_name(owner, signs).map(Value::Name),
            Kind::Queue => self.queue(owner, signs),
        };
        self.note(Span::new(start, self.cursor.place()), role);
        value
    }

    fn missing(&mut self, parameter: &Parameter, owner: Span) -> Faulty {
        let (word, example) = (self.of(owner), parameter.example);
        let message = format!("`{word}` needs {}, such as `{word} {example}`.", parameter.kind);
        let problem = Problem::new(owner, message);
        self.report(problem.fix(Span::at(owner.end), format!(" {example}")))
    }

    fn quantity(&mut self, parameter: &Parameter, owner: Span, signs: &[char]) -> Parsed<Quantity> {
        let subject = format!("`{}` needs", self.of(owner));
        let varies = !matches!(parameter.kind, Kind::Amount { varies: false, .. });
        if let Some(open) = self.cursor.eat("[") {
            let amounts = self.list(open, parameter, |parser, item| parser.amount(item, &parameter.kind, &subject))?;
            let list = Span::new(open.start, self.cursor.place());
            return if varies { Ok(Quantity::List(amounts)) } else { Err(self.varied(list, owner)) };
        }
        let span = self.cursor.word(signs);
        let Some((first, last)) = self.of(span).split_once("..") else {
            return self.amount(span, &parameter.kind, &subject).map(Quantity::Fixed);
        };
        if !varies {
            return Err(self.varied(span, owner));
        }
        if first.is_empty() || last.is_empty() {
            let message = "A range has two ends, the smaller first; write both.";
            return Err(self.report(Problem::new(span, message)));
        }
        let low_span = Span::new(span.start, span.start + first.len());
        let high_span = Span::new(span.end - last.len(), span.end);
        let low = self.amount(low_span, &parameter.kind, &subject)?;
        let high = self.amount(high_span, &parameter.kind, &subject)?;
        if low > high {
            let message = format!("A range goes from the smaller to the greater; write `{last}..{first}`.");
            let problem = Problem::new(span, message).fix(span, format!("{last}..{first}"));
            return Err(self.report(problem));
        }
        Ok(Quantity::Range(low, high))
    }

    /// Reports several amounts where all tasks have the same.
    fn varied(&mut self, span: Span, owner: Span) -> Faulty {
        let message = format!("`{}` is the same for all tasks; write one value, not several.", self.of(owner));
        self.report(Problem::new(span, message))
    }

    /// Reads what follows `[`; one error is enough for a list.
    pub(super) fn list<T>(
        &mut self,
        open: Span,
        parameter: &Parameter,
        mut read: impl FnMut(&mut Self, Span) -> Parsed<T>,
    ) -> Parsed<Vec<T>> {
        let mut values = Vec::new();
        let mut end = open.end;
        loop {
            let ended = self.at_end();
            if let Some(close) = self.cursor.eat("]") {
                if !values.is_empty() {
                    return Ok(values);
                }
                let example = parameter.example;
                let message = format!("Write at least one value in the list, such as `[{example}]`.");
                return Err(self.report(Problem::new(Span::new(open.start, close.end), message)));
            }
            if let Some(comma) = self.cursor.eat(",") {
                let problem = Problem::new(comma, "The values of a list are kept apart by spaces; remove the comma.");
                let faulty = self.report(problem.fix(comma, ""));
                return Err(self.leave_list(faulty));
            }
            if let Some(inner) = self.cursor.eat("[") {
                let message = "A list holds values, not other lists; remove this bracket.";
                let faulty = self.report(Problem::new(inner, message));
                return Err(self.leave_list(faulty));
            }
            let item = self.cursor.word(&[',', ']', ':', '(', ')']);
            if ended || item.start == item.end {
                let problem = Problem::new(open, "Close the list that begins here with `]`.");
                let faulty = self.report(problem.fix(Span::at(end), "]"));
                return Err(self.leave_list(faulty));
            }
            match read(self, item) {
                Ok(value) => values.push(value),
                Err(faulty) => return Err(self.leave_list(faulty)),
            }
            end = item.end;
        }
    }

    fn leave_list(&mut self, faulty: Faulty) -> Faulty {
        self.cursor.skip_to(&["]", "->", ": ", ")"]);
        self.cursor.eat("]");
        faulty
    }

    /// Reads one amount, which is all of `span`.
    pub(super) fn amount(&mut self, span: Span, kind: &Kind, subject: &str) -> Parsed<u64> {
        let &Kind::Amount { unit, min, max, .. } = kind else {
            return Err(self.report(Problem::new(span, format!("{subject} {kind}, not an amount."))));
        };
        let word = self.of(span);
        let (why, mended) = match unit.parse(word) {
            Ok(amount) if amount < min => (format!("is below {}", unit.print(min)), Some(unit.print(min))),
            Ok(amount) if amount > max => (format!("is above {}", unit.print(max)), Some(unit.print(max))),
            Ok(amount) => return Ok(amount),
            Err(error) => (error.to_string(), mended(unit, word, &error)),
        };
        let problem = Problem::new(span, format!("{subject} {kind}; {} {why}.", quote(word)));
        Err(self.report(problem.fix_if(span, mended)))
    }

    /// Returns the URL that is next.
    ///
    /// In a part, a parenthesis that it does not open is not its own, nor is a comma at its end or before a step.
    fn peek_url(&self) -> Span {
        let word = self.peek_word(&[]);
        if !self.is_in_part() {
            return word;
        }
        let mut open = 0_usize;
        let closes = |c: char| {
            match c {
                '(' => open += 1,
                ')' if open == 0 => return true,
                ')' => open -= 1,
                _ => {}
            }
            false
        };
        let written = self.of(word);
        let own = &written[..written.find(closes).unwrap_or(written.len())];
        let is_step = |after: &str| may_be_step(after.split(SIGNS).next().unwrap_or_default());
        let next = own.match_indices(',').find(|(comma, _)| is_step(&own[comma + 1..]));
        let own = &own[..next.map_or(own.len(), |(comma, _)| comma)];
        Span::new(word.start, word.start + own.trim_end_matches(',').len())
    }

    fn url(&mut self, owner: Span) -> Parsed<String> {
        let span = self.peek_url();
        self.cursor.go_to(span.end);
        let written = self.of(span);
        match url::check(written) {
            Ok(()) => Ok(written.to_owned()),
            Err(error) => {
                let message = format!("`{}` needs a URL; {} {error}.", self.of(owner), quote(written));
                Err(self.report(Problem::new(span, message).fix_if(span, error.mended(written))))
            }
        }
    }

    fn text(&mut self, owner: Span) -> Parsed<String> {
        if self.cursor.peek() != Some('"') {
            return Err(self.unquoted(self.of(owner)));
        }
        match self.cursor.quoted() {
            (_, Some(said)) => Ok(said),
            (span, None) => {
                self.is_cut_off = true;
                let open = Span::new(span.start, span.start + 1);
                let end = span.start + self.of(span).trim_end().len();
                let problem = Problem::new(open, "Close the text that begins here with `\"`.");
                Err(self.report(problem.fix(Span::at(end), "\"")))
            }
        }
    }

    /// Reports a text without quotes, up to the next step.
    pub(super) fn unquoted(&mut self, owner: &str) -> Faulty {
        let passed = self.skip_step();
        let quoted = print::quoted(self.of(passed));
        let message = format!("Put the text after `{owner}` in double quotes.");
        self.report(Problem::new(passed, message).fix(passed, quoted))
    }

    fn choice(&mut self, words: &'static [&'static str], owner: Span, signs: &[char]) -> Parsed<&'static str> {
        let span = self.cursor.word(signs);
        let written = self.of(span);
        if let Some(word) = words.iter().find(|&&word| word == written) {
            return Ok(word);
        }
        let near = nearest(written, words.iter().copied());
        let message =
            format!("{} is not there for `{}`; {}.", quote(written), self.of(owner), known(words.iter().copied()));
        Err(self.report(Problem::new(span, message).fix_if(span, near)))
    }
}

/// Guesses what a word with the wrong unit was meant to be.
fn mended(unit: Unit, word: &str, error: &AmountError) -> Option<String> {
    let candidates = match error {
        // A bare number of one or two digits is likely meant in seconds.
        AmountError::NoUnit(_) if unit == Unit::Microsecond => {
            let small = word.len() <= 2 || word.contains('.');
            vec![format!("{word}{}", if small { "s" } else { "ms" })]
        }
        AmountError::NoUnit(known) => vec![format!("{word}{known}")],
        AmountError::UnknownUnit { .. } => vec![word.to_ascii_lowercase(), word.to_ascii_uppercase()],
        _ => Vec::new(),
    };
    candidates.into_iter().find(|candidate| unit.parse(candidate).is_ok())
}
