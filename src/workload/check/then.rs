//! The `then:` row: at most one, and only where the join hands results to it.

use crate::workload::diagnostic::Problem;
use crate::workload::options::{COMPLETED, JOIN};
use crate::workload::source::{Source, Span};
use crate::workload::tree::{Content, Then, Value, Workload};

/// Reports second `then:` rows, and one that no result reaches.
pub(super) fn then(workload: &Workload, source: &Source) -> Vec<Problem> {
    let mut rows = (1..).zip(&workload.rows).filter_map(|(number, row)| match &row.content {
        Content::Then(then) => Some((number, then)),
        Content::Blank | Content::Run(_) | Content::Line(_) => None,
    });
    let Some((first, then)) = rows.next() else {
        return Vec::new();
    };
    let second = rows.map(|(_, then)| {
        let message = format!("The row of `then` is line {first} already; put all steps there.");
        Problem::new(then.word_span, message)
    });
    let unreached = unreached(workload, then, source);
    unreached.into_iter().chain(second).collect()
}

fn unreached(workload: &Workload, then: &Then, source: &Source) -> Option<Problem> {
    let settings = workload.run_settings();
    let join = settings.iter().find(|setting| setting.declaration.name == JOIN.name);
    if join.is_some_and(|join| join.value == Value::Choice(COMPLETED)) {
        return None;
    }
    let written = format!("{} {COMPLETED}", JOIN.name);
    let message = format!("Results come here only with `{written}`; write that on the run line.");
    let problem = Problem::new(then.word_span, message);
    Some(match (join, settings.last(), run_row(workload, source)) {
        (Some(join), ..) => problem.fix(join.span, written),
        (None, Some(last), _) => problem.fix(Span::at(last.span.end), format!(", {written}")),
        // A run line without a right option has errors of its own.
        (None, None, true) => problem,
        (None, None, false) => problem.fix(Span::at(0), format!("run: {written}\n")),
    })
}

/// Says whether there is a run line, be it faulty.
fn run_row(workload: &Workload, source: &Source) -> bool {
    let is_run = |row: Span| row.of(source.text).trim_start().split([':', ' ', '\t']).next() == Some("run");
    workload.rows.iter().any(|row| matches!(row.content, Content::Run(_))) || source.rows().any(is_run)
}
