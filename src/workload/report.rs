//! What a page is told about a text while it is being written.

use serde::Serialize;

use super::Diagnostic;
use super::source::Source;
use super::tree::{Line, Step};
use super::{parse, private};
use crate::step::Group;

/// Tells a page what is in a text and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Says whether the text can be run.
    pub ok: bool,
    /// Holds the errors, in order.
    pub diagnostics: Vec<Diagnostic>,
    /// Counts the tasks, of the lines that could be read.
    pub tasks: u64,
    /// Outlines the lines of tasks that could be read.
    pub lines: Vec<LineOutline>,
    /// Holds what to know before it is run; each is said once.
    pub warnings: Vec<Warning>,
}

/// Warns of a request that goes where a stranger's workload has no business.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// What is requested, as it is written; the page's own address is no reason to warn.
    pub url: String,
    /// Says in one sentence what to think of.
    pub message: String,
}

/// Outlines a line of tasks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineOutline {
    /// The line's name.
    pub name: String,
    /// Counts its tasks.
    pub count: u64,
    /// The line of the text, from 1.
    pub line: usize,
    /// Its steps that could be read, each before those in its parts.
    pub steps: Vec<StepOutline>,
}

/// Shows a step, or one in its parts, and where it stands, in UTF-16 units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepOutline {
    /// Counts the steps of the line, from 0, those in parts after the step they belong to.
    pub number: u16,
    /// Says where it is: `2.1.3` is the third step of the first part of the second step.
    pub path: String,
    /// The step in its shortest spelling.
    pub text: String,
    /// Where it begins.
    pub start: usize,
    /// Where it has ended.
    pub end: usize,
    /// Whether it blocks its thread without computing.
    pub blocks: bool,
}

/// Reads a text and tells what is in it.
pub fn check(text: &str) -> Report {
    let (workload, diagnostics) = parse::read(text);
    let source = Source::new(if workload.rows.is_empty() { "" } else { text });
    Report {
        ok: diagnostics.is_empty(),
        tasks: workload.task_count(),
        lines: workload.lines().map(|line| outline(line, &source)).collect(),
        warnings: private::requests(&workload),
        diagnostics,
    }
}

fn outline(line: &Line, source: &Source) -> LineOutline {
    let mut steps = Vec::new();
    outline_steps(&line.steps, "", source, &mut steps);
    LineOutline { name: line.name.clone(), count: line.task_count(), line: line.row, steps }
}

fn outline_steps(steps: &[Step], before: &str, source: &Source, outlines: &mut Vec<StepOutline>) {
    for (place, step) in (1..).zip(steps) {
        let path = format!("{before}{place}");
        outlines.push(StepOutline {
            number: u16::try_from(outlines.len()).unwrap_or(u16::MAX),
            path: path.clone(),
            text: step.to_string(),
            start: source.position(step.span.start).offset,
            end: source.position(step.span.end).offset,
            blocks: step.declaration.group == Group::Blocking,
        });
        for (part, steps) in (1..).zip(&step.parts) {
            outline_steps(steps, &format!("{path}.{part}."), source, outlines);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_learns_where_each_step_stands() {
        let report = check("# é\n2 x a: sleep 1000ms  ->  fail # no\nb: slep 1s");
        assert!(!report.ok);
        assert_eq!(report.tasks, 3);
        assert_eq!(report.diagnostics.len(), 1);
        let line = &report.lines[0];
        assert_eq!((line.name.as_str(), line.count, line.line), ("a", 2, 2));
        let steps: Vec<_> = line.steps.iter().map(|step| (step.text.as_str(), step.start, step.end)).collect();
        assert_eq!(steps, [("sleep 1s", 11, 23), ("fail", 29, 33)]);
    }

    #[test]
    fn steps_in_parts_are_outlined_where_they_stand() {
        let report = check("é: try ( sleep 1s -> fail ) else ( all( fail, block 1s ) ) -> sleep 2s");
        let steps = &report.lines[0].steps;
        let seen: Vec<_> = steps.iter().map(|step| (step.number, step.path.as_str(), step.start)).collect();
        let expected = [
            (0, "1", 3),
            (1, "1.1.1", 9),
            (2, "1.1.2", 21),
            (3, "1.2.1", 35),
            (4, "1.2.1.1.1", 40),
            (5, "1.2.1.2.1", 46),
            (6, "2", 62),
        ];
        assert_eq!(seen, expected);
        assert_eq!(steps[3].text, "all( fail, block 1s )");
        assert_eq!((steps[3].start, steps[3].end), (35, 56));
        assert!(steps.iter().all(|step| step.blocks == step.text.starts_with("block")));
    }

    #[test]
    fn too_long_a_text_is_refused_whole() {
        let report = check(&"a: sleep 1s\n".repeat(6_000));
        assert_eq!((report.tasks, report.lines.len(), report.diagnostics.len()), (0, 0, 1));
    }
}
