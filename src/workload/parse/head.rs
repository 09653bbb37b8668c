//! What stands before the colon of a line of tasks.

use super::name::is_name_part;
use super::option::{find, names, used};
use super::{Parsed, Parser, Problem, Role, Span, known, quote};
use crate::step;
use crate::workload::Kind;
use crate::workload::diagnostic::nearest;
use crate::workload::options::{self, MAX_TASKS};
use crate::workload::tree::{Content, Line, Row, Setting, Then};

/// The signs that end a word before the colon.
pub(super) const SIGNS: &[char] = &[':', ',', '[', ']'];
const LONGEST_NAME: usize = 64;
const SHAPE: &str = "A line begins with a name and a colon, such as `page: sleep 1s`";

impl Parser<'_, '_> {
    /// Reads the whole row, which is the `number`th of the text, from 1.
    pub(super) fn row(mut self, number: usize) -> Row {
        let content = self.content(number).unwrap_or(Content::Blank);
        self.cursor.skip_space();
        Row { content, comment: self.cursor.comment().map(str::to_owned) }
    }

    fn content(&mut self, row: usize) -> Parsed<Content> {
        let blank = self.at_end();
        let first = self.peek_word(SIGNS);
        self.note(first, || Role::Start);
        if blank {
            return Ok(Content::Blank);
        }
        match self.of(first) {
            "run" => self.run_line().map(Content::Run),
            "then" => self.then_line().map(Content::Then),
            _ => self.line(row).map(Content::Line),
        }
    }

    /// Reads `then: step -> step`.
    fn then_line(&mut self) -> Parsed<Then> {
        let word = self.cursor.word(SIGNS);
        self.cursor.skip_space();
        if self.cursor.eat(":").is_none() {
            let message =
                "Write a colon after `then`, and then what is done with each result, such as `then: sleep 10ms`.";
            self.report(Problem::new(word, message).fix(Span::at(word.end), ":"));
        }
        Ok(Then { steps: self.steps()?, word_span: word })
    }

    fn line(&mut self, row: usize) -> Parsed<Line> {
        let count_span = self.peek_word(SIGNS);
        let count = self.count();
        self.cursor.skip_space();
        let name_span = self.cursor.word(SIGNS);
        self.note(name_span, || Role::Name);
        let name = self.of(name_span);
        let options = if self.is_nameless(name) {
            let problem = Problem::new(name_span, format!("{SHAPE}."));
            self.report(problem.fix(Span::at(name_span.start), "task: "));
            self.cursor.go_to(name_span.start);
            Vec::new()
        } else {
            self.name(name_span);
            self.task_options(name_span)?
        };
        let steps = self.steps();
        Ok(Line { row, count, name: name.to_owned(), options, steps: steps.unwrap_or_default(), count_span, name_span })
    }

    /// Says whether a line begins with its first step.
    fn is_nameless(&self, name: &str) -> bool {
        if !may_be_step(name) {
            return false;
        }
        let mut ahead = self.cursor.clone();
        let before_colon = ahead.skip_to(&[": ", ":\t", "->"]);
        ahead.peek() != Some(':') && !self.of(before_colon).ends_with(':')
    }

    /// Reads `3 x`, if the line begins with a count.
    fn count(&mut self) -> Option<u64> {
        const KIND: Kind = Kind::count(1, MAX_TASKS);
        let start = self.cursor.clone();
        let first = self.cursor.word(SIGNS);
        self.cursor.skip_space();
        let times = self.cursor.word(SIGNS);
        self.cursor.skip_space();
        let word = self.of(first);
        let is_number = word.starts_with(|c: char| c.is_ascii_digit() || c == '-');
        let name_follows = !matches!(self.cursor.peek(), None | Some(':'));
        if self.of(times) == "x" && (is_number || name_follows) {
            return self.amount(first, &KIND, "A count is").ok();
        }
        self.cursor = start;
        if !is_number {
            return None;
        }
        let counted = word.trim_end_matches(['x', '×', '*']);
        let counts = matches!(KIND, Kind::Amount { unit, .. } if unit.parse(counted).is_ok());
        if counts && self.of(times).starts_with(char::is_alphabetic) {
            let problem = Problem::new(first, "Write ` x ` between the count and the name, such as `3 x page`.");
            self.report(problem.fix(first, format!("{counted} x")));
            self.cursor.word(SIGNS);
        }
        None
    }

    /// Reports a name that is none.
    fn name(&mut self, span: Span) {
        let name = self.of(span);
        let mut letters = name.chars();
        let problem = if name.is_empty() {
            Problem::new(span, format!("{SHAPE}; the name is missing here."))
        } else if matches!(name, "run" | "then") {
            let message = format!("`{name}` is a word of the language; give the line another name.");
            Problem::new(span, message).fix(span, format!("{name}_1"))
        } else if !letters.next().is_some_and(char::is_alphabetic) {
            let message = format!("A name begins with a letter, such as `page`; {} does not.", quote(name));
            Problem::new(span, message)
        } else if !letters.clone().all(is_name_part) {
            let mended = name.replace(|c| !is_name_part(c), "_");
            let message = format!("A name has letters, digits, `_` and `-` only; {} has others.", quote(name));
            Problem::new(span, message).fix(span, mended)
        } else if letters.count() >= LONGEST_NAME {
            Problem::new(span, format!("A name has at most {LONGEST_NAME} letters; shorten this one."))
        } else {
            return;
        };
        self.report(problem);
    }

    /// Reads the options of the tasks and the colon.
    fn task_options(&mut self, name: Span) -> Parsed<Vec<Setting>> {
        let mut settings = Vec::new();
        let mut before = name;
        loop {
            let ended = self.at_end();
            let word = self.peek_word(SIGNS);
            self.note(word, || Role::TaskOption(used(&settings)));
            if self.cursor.eat(":").is_some() {
                return Ok(settings);
            }
            let is_step = may_be_step(self.of(word));
            if ended || is_step {
                let name = quote(self.of(name));
                let (after, missing) = match is_step {
                    true => ("", ":"),
                    false => (", and then a step, such as `sleep 1s`", ": sleep 1s"),
                };
                let problem = Problem::new(before, format!("Write a colon after {name}{after}."));
                let faulty = self.report(problem.fix(Span::at(before.end), missing));
                return if is_step { Ok(settings) } else { Err(faulty) };
            }
            let Some(option) = find(options::TASK, self.of(word)) else {
                return self.no_task_option(word, name).map(|()| settings);
            };
            self.cursor.word(SIGNS);
            if let Ok(setting) = self.setting(option, word, SIGNS, &settings) {
                settings.push(setting);
            }
            before = Span::new(word.start, self.cursor.place());
        }
    }

    /// Reports what is no option and moves past the colon, if there is one that is surely this line's.
    fn no_task_option(&mut self, word: Span, name: Span) -> Parsed<()> {
        let mut passed = self.cursor.skip_to(&[": ", ":\t"]);
        if self.of(passed).ends_with(':') {
            passed.end -= 1;
        } else if self.cursor.eat(":").is_none() {
            let name = quote(self.of(name));
            let message = format!("Write a colon after {name}, and then a step, such as `sleep 1s`.");
            return Err(self.report(Problem::new(passed, message)));
        }
        let problem = match nearest(self.of(word), names(options::TASK)) {
            Some(near) => {
                let written = quote(self.of(word));
                let message = format!("{written} is no option of a task; did you mean `{near}`?");
                Problem::new(word, message).fix(word, near)
            }
            None => {
                let joined = Span::new(name.start, passed.end);
                let words: Vec<&str> = self.of(joined).split_whitespace().collect();
                let one_word = words.join("_");
                let message = format!(
                    "A name is one word, and {} is no option of a task; {}.",
                    quote(self.of(passed)),
                    known(names(options::TASK)),
                );
                let is_name = one_word.chars().all(is_name_part);
                Problem::new(passed, message).fix_if(joined, is_name.then_some(one_word))
            }
        };
        self.report(problem);
        Ok(())
    }
}

/// Says whether a word begins with that of a step.
pub(super) fn may_be_step(word: &str) -> bool {
    let word = word.split('(').next().unwrap_or_default();
    step::find(word).is_some() || step::begins_with(word)
}
