//! Errors in a text: where, what to do, and where possible the change that does it.

use serde::Serialize;

use super::source::{Source, Span};
use crate::order;

/// The most errors that are shown one by one.
pub const MAX_SHOWN: usize = 20;

/// Explains one error in a text; places are in UTF-16 units, as the page counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// How much of the text is wrong, 0 where something is missing.
    pub length: usize,
    /// Where in the text the error begins.
    pub start: usize,
    /// Where in the text the error has ended.
    pub end: usize,
    /// Says in one sentence what to do.
    pub message: String,
    /// Holds a change that mends it, where there is an obvious one.
    pub fix: Option<Fix>,
}

/// Holds a change to the text; places are in UTF-16 units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// Where the part to replace begins.
    pub start: usize,
    /// Where it has ended.
    pub end: usize,
    /// What to put there.
    pub text: String,
    /// Names the change, for a button.
    pub label: String,
}

/// Holds one error while parsing.
#[derive(Debug)]
pub(super) struct Problem {
    span: Span,
    message: String,
    fix: Option<(Span, String)>,
}

impl Problem {
    pub(super) fn new(span: Span, message: impl Into<String>) -> Problem {
        Problem { span, message: message.into(), fix: None }
    }

    /// Adds the change that mends it: `text` in place of `span`.
    pub(super) fn fix(self, span: Span, text: impl Into<String>) -> Problem {
        Problem { fix: Some((span, text.into())), ..self }
    }

    /// Adds the change that mends it, if there is one.
    pub(super) fn fix_if(self, span: Span, text: Option<impl Into<String>>) -> Problem {
        match text {
            Some(text) => self.fix(span, text),
            None => self,
        }
    }

    fn diagnostic(self, source: &Source) -> Diagnostic {
        let start = source.position(self.span.start);
        let end = source.position(self.span.end).offset;
        Diagnostic {
            line: start.line,
            column: start.column,
            length: end - start.offset,
            start: start.offset,
            end,
            message: self.message,
            fix: self.fix.map(|(span, text)| Fix {
                start: source.position(span.start).offset,
                end: source.position(span.end).offset,
                label: match (text.trim(), span.of(source.text).trim_matches(' ')) {
                    ("", old) if old.contains(char::is_control) => "Remove it".to_owned(),
                    ("", old) => format!("Remove {}", quote(old)),
                    (new, "") => format!("Insert {}", quote(new)),
                    (new, _) => format!("Change to {}", quote(new)),
                },
                text,
            }),
        }
    }
}

/// Puts problems in the order of the text, one for each place, and sums up those beyond [`MAX_SHOWN`] in one more.
pub(super) fn diagnose(source: &Source, mut problems: Vec<Problem>) -> Vec<Diagnostic> {
    order::sort_by_key(&mut problems, |problem| problem.span.start);
    problems.dedup_by_key(|problem| problem.span.start);
    if problems.len() > MAX_SHOWN {
        let more = problems.len() - MAX_SHOWN;
        let first = problems[MAX_SHOWN].span;
        let errors = if more == 1 { "error" } else { "errors" };
        problems.truncate(MAX_SHOWN);
        problems.push(Problem::new(first, format!("And {more} more {errors}.")));
    }
    problems.into_iter().map(|problem| problem.diagnostic(source)).collect()
}

/// Quotes a part of the text in a sentence, shortened.
pub(super) fn quote(part: &str) -> String {
    const SHOWN: usize = 40;
    match part.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("`{}…`", &part[..end]),
        None => format!("`{part}`"),
    }
}

/// Says in a sentence which words there are.
pub(super) fn known(words: impl IntoIterator<Item = &'static str>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        None => "there is none".to_owned(),
        Some((only, [])) => format!("there is {only}"),
        Some((last, others)) => format!("there are {} and {last}", others.join(", ")),
    }
}

/// Returns the word that `written` is likely meant to be: at most one letter in three is wrong, swapped or missing.
pub(super) fn nearest<'w>(written: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    const LONGEST: usize = 40;
    if written.len() > LONGEST {
        return None;
    }
    let written = written.to_ascii_lowercase();
    words
        .into_iter()
        .map(|word| {
            let distance = strsim::osa_distance(&written, &word.to_ascii_lowercase());
            (distance, word)
        })
        .filter(|(distance, word)| distance * 3 <= word.len().max(written.len()))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_close_words_are_suggested() {
        let words = ["sleep", "fetch", "fail", "mandelbrot"];
        let near = |written| nearest(written, words);
        assert_eq!(near("slep"), Some("sleep"));
        assert_eq!(near("SLEEP"), Some("sleep"));
        assert_eq!(near("fial"), Some("fail"));
        assert_eq!(near("mandlebrott"), Some("mandelbrot"));
        assert_eq!(near("sort"), None);
        assert_eq!(near(""), None);
    }
}
