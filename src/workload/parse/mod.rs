//! Reads a text row by row, goes on after each error, and notes what a probed place is for.
//!
//! ```text
//! text   = row { newline row }
//! row    = [ run | line | then ] [ comment ]
//! run    = "run" ":" option { "," option }
//! line   = [ count "x" ] name { option } ":" steps
//! then   = "then" ":" steps
//! steps  = step { "->" step }
//! step   = word { value } [ parts ] { option }
//! parts  = "(" steps { "," steps } ")" [ "else" "(" steps ")" ]
//! option = word value
//! value  = amount | amount ".." amount | "[" amount { amount } "]" | url | quoted text | choice | name
//! ```

mod head;
mod name;
mod option;
mod parts;
mod run;
mod size;
mod step;
mod steps;
mod value;

use super::check;
use super::cursor::Cursor;
use super::diagnostic::{Diagnostic, Problem, diagnose, known, quote};
use super::role::Role;
use super::source::{Source, Span};
use super::tree::{Content, Row, Workload};
use crate::step::Declaration;
pub(super) use parts::{ELSE, MAX_DEPTH};
pub(super) use step::MAX_STEPS;

/// The most bytes a text may have.
pub const MAX_BYTES: usize = 64 * 1024;

/// Reads a workload.
///
/// # Errors
/// Returns every error of the text, in order; of more than twenty, the first twenty and a count of the rest.
pub fn parse(text: &str) -> Result<Workload, Vec<Diagnostic>> {
    match read(text) {
        (workload, diagnostics) if diagnostics.is_empty() => Ok(workload),
        (_, diagnostics) => Err(diagnostics),
    }
}

/// Reads what can be read of a text, with its errors.
pub(super) fn read(text: &str) -> (Workload, Vec<Diagnostic>) {
    if text.len() > MAX_BYTES {
        let limit = format!("A workload has at most {} KiB of text; shorten it.", MAX_BYTES / 1024);
        let source = Source::new("");
        let problem = Problem::new(Span::at(0), limit);
        return (Workload { rows: Vec::new() }, diagnose(&source, vec![problem]));
    }
    let source = Source::new(text);
    let mut log = Log::default();
    let workload = Workload { rows: rows(&source, &mut log) };
    check::check(&workload, &source, &mut log.problems);
    (workload, diagnose(&source, log.problems))
}

/// Returns what the place at a byte of the text is for, with the word that stands there; the likeliest first.
pub(super) fn roles_at(source: &Source, byte: usize) -> (Span, Vec<Role>) {
    let mut log = Log { probe: Some(byte), ..Log::default() };
    let is_probed = |row: &Span| row.start <= byte && byte <= row.end;
    if let Some(row) = source.rows().find(is_probed) {
        Parser::new(source, row, &mut log).row(0);
    }
    (log.place, log.roles)
}

/// Returns each word of the text with what it may be, the likeliest last, and the rows.
pub(super) fn words(source: &Source) -> (Vec<(Span, Role)>, Vec<Row>) {
    let mut log = Log { words: Some(Vec::new()), ..Log::default() };
    let rows = rows(source, &mut log);
    (log.words.unwrap_or_default(), rows)
}

fn rows(source: &Source, log: &mut Log) -> Vec<Row> {
    (1..)
        .zip(source.rows())
        .map(|(number, row)| {
            if control_characters(source.text, row, log) {
                return Row { content: Content::Blank, comment: None };
            }
            Parser::new(source, row, log).row(number)
        })
        .collect()
}

/// Reports each run of control characters in a row, tabs excepted, and says whether there was one.
fn control_characters(text: &str, row: Span, log: &mut Log) -> bool {
    let is_bad = |c: char| c.is_control() && c != '\t';
    let mut at = row.start;
    while let Some(found) = text[at..row.end].find(is_bad) {
        let start = at + found;
        let rest = &text[start..row.end];
        let length = rest.find(|c| !is_bad(c)).unwrap_or(rest.len());
        at = start + length;
        let code = rest.chars().next().map_or(0, u32::from);
        let span = Span::new(start, at);
        let message = format!("Remove the control character here (U+{code:04X}); a workload is plain text.");
        // A lone carriage return may stand for the end of a line.
        let removed = (code != u32::from('\r')).then_some("");
        log.problems.push(Problem::new(span, message).fix_if(span, removed));
    }
    at > row.start
}

/// Collects what is found out while parsing.
#[derive(Default)]
struct Log {
    problems: Vec<Problem>,
    /// The place that is asked about, in bytes.
    probe: Option<usize>,
    /// The word that stands there, empty if there is none.
    place: Span,
    roles: Vec<Role>,
    /// Every word with what it may be, where that is asked for.
    words: Option<Vec<(Span, Role)>>,
}

/// Stands for something that was read, found wrong, and reported.
struct Faulty;

/// Holds what was read, unless it was faulty.
type Parsed<T> = Result<T, Faulty>;

/// Reads one row.
struct Parser<'s, 't> {
    text: &'t str,
    cursor: Cursor<'t>,
    log: &'s mut Log,
    /// The steps whose parts are being read, the outermost first.
    within: Vec<&'static Declaration>,
    steps_read: usize,
    /// Whether an error took the rest of the row, so that what is missing there may not be.
    is_cut_off: bool,
}

impl<'s, 't> Parser<'s, 't> {
    fn new(source: &Source<'t>, row: Span, log: &'s mut Log) -> Parser<'s, 't> {
        let cursor = Cursor::new(source.text, row);
        Parser { text: source.text, cursor, log, within: Vec::new(), steps_read: 0, is_cut_off: false }
    }

    fn of(&self, span: Span) -> &'t str {
        span.of(self.text)
    }

    fn report(&mut self, problem: Problem) -> Faulty {
        self.log.problems.push(problem);
        Faulty
    }

    /// Notes a role of a place if it is the probed one; of two words that meet there, the first counts.
    fn note(&mut self, span: Span, role: impl FnOnce() -> Role) {
        let log = &mut *self.log;
        if let Some(words) = &mut log.words {
            if span.start < span.end {
                words.push((span, role()));
            }
            return;
        }
        let is_probed = |byte| span.start <= byte && byte <= span.end;
        let is_open = match log.roles.last() {
            None => true,
            Some(before) => log.place == span && !before.is_required(),
        };
        if is_open && log.probe.is_some_and(is_probed) {
            log.place = span;
            log.roles.push(role());
        }
    }

    /// Moves over spaces and says whether only a comment is left.
    fn at_end(&mut self) -> bool {
        self.cursor.skip_space();
        self.cursor.at_end()
    }

    /// Returns the word that is next, without moving over it.
    fn peek_word(&self, signs: &[char]) -> Span {
        self.cursor.clone().word(signs)
    }
}
