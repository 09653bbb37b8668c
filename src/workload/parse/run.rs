//! The `run:` line.

use super::head::SIGNS;
use super::option::{find, names, used};
use super::{Faulty, Parsed, Parser, Problem, Role, Span, known, quote};
use crate::workload::diagnostic::nearest;
use crate::workload::options;
use crate::workload::tree::Setting;

impl Parser<'_, '_> {
    /// Reads the whole line.
    pub(super) fn run_line(&mut self) -> Parsed<Vec<Setting>> {
        let run = self.cursor.word(SIGNS);
        self.cursor.skip_space();
        let mut before = match self.cursor.eat(":") {
            Some(colon) => colon,
            None => {
                let problem =
                    Problem::new(run, "Write a colon after `run`, and then its options, such as `run: limit 8`.");
                self.report(problem.fix(Span::at(run.end), ":"));
                run
            }
        };
        let mut settings = Vec::new();
        loop {
            let ended = self.at_end();
            let word = self.peek_word(SIGNS);
            self.note(word, || Role::RunOption(used(&settings)));
            if ended {
                let message = format!("Write an option after this, such as `limit 8`; {}.", known(names(options::RUN)));
                return Err(self.report(Problem::new(before, message)));
            }
            if let Ok(setting) = self.run_option(&settings) {
                settings.push(setting);
            }
            if self.at_end() {
                return Ok(settings);
            }
            before = match self.cursor.eat(",") {
                Some(comma) => comma,
                None => self.missing_comma(),
            };
        }
    }

    /// Reads one option with its value.
    fn run_option(&mut self, settings: &[Setting]) -> Parsed<Setting> {
        let word = self.cursor.word(SIGNS);
        let Some(option) = find(options::RUN, self.of(word)) else {
            let passed = self.cursor.skip_to(&[","]);
            return Err(self.no_run_option(word, passed));
        };
        self.setting(option, word, SIGNS, settings)
    }

    /// Reports a word that is no option, or that there is none.
    fn no_run_option(&mut self, word: Span, passed: Span) -> Faulty {
        let place = if word.start == word.end { passed } else { word };
        if place.start == place.end {
            let comma = Span::new(place.start, place.start + 1);
            let problem = Problem::new(comma, "Write an option before this comma, or remove it.");
            return self.report(problem.fix(comma, ""));
        }
        let written = quote(self.of(place));
        let near = nearest(self.of(place), names(options::RUN));
        let message = match near {
            Some(near) => format!("{written} is no option of the run; did you mean `{near}`?"),
            None => format!("{written} is no option of the run; {}.", known(names(options::RUN))),
        };
        self.report(Problem::new(place, message).fix_if(place, near))
    }

    /// Reports that two options are not kept apart and moves to where the next one begins.
    fn missing_comma(&mut self) -> Span {
        let word = self.peek_word(SIGNS);
        if find(options::RUN, self.of(word)).is_some() {
            let problem = Problem::new(word, "Write a comma between two options of the run.");
            let place = self.text[..word.start].trim_end().len();
            self.report(problem.fix(Span::at(place), ","));
            return word;
        }
        let passed = self.cursor.skip_to(&[","]);
        let message = format!("Remove {}, or write a comma before an option of the run.", quote(self.of(passed)));
        self.report(Problem::new(passed, message).fix(passed, ""));
        self.cursor.eat(",").unwrap_or(passed)
    }
}
