//! What is right in each row but wrong in the whole.

use std::collections::HashMap;

use super::amount::Unit;
use super::diagnostic::Problem;
use super::options::MAX_TASKS;
use super::source::{Source, Span};
use super::tree::{Content, Step, Workload};
use crate::step::{Carries, Declaration};

/// Reports what is wrong between rows.
pub(super) fn check(workload: &Workload, source: &Source, problems: &mut Vec<Problem>) {
    if problems.is_empty() && workload.lines().next().is_none() {
        problems.push(nothing_to_run(source));
    }
    problems.extend(second_run_lines(workload, source));
    problems.extend(taken_names(workload));
    problems.extend(too_many_tasks(workload));
}

fn nothing_to_run(source: &Source) -> Problem {
    const EXAMPLE: &str = "3 x fetch_data: sleep 1s";
    let end = source.text.len();
    let message = format!("There is nothing to run; write a line such as `{EXAMPLE}`.");
    let on_last_row = source.rows().last().is_none_or(|row| row.of(source.text).trim().is_empty());
    let before = if on_last_row { "" } else { "\n" };
    Problem::new(Span::at(end), message).fix(Span::at(end), format!("{before}{EXAMPLE}"))
}

fn second_run_lines(workload: &Workload, source: &Source) -> Vec<Problem> {
    let is_run = |content: &Content| matches!(content, Content::Run(_));
    let mut runs = (1..).zip(workload.rows.iter().zip(source.rows())).filter(|(_, (row, _))| is_run(&row.content));
    let Some((first, _)) = runs.next() else {
        return Vec::new();
    };
    runs.map(|(_, (_, span))| {
        let row = span.of(source.text);
        let word = span.start + row.len() - row.trim_start().len();
        let message = format!("The run line is line {first} already; put all options there.");
        Problem::new(Span::new(word, word + "run".len()), message)
    })
    .collect()
}

fn taken_names(workload: &Workload) -> Vec<Problem> {
    let mut rows = HashMap::new();
    for line in workload.lines() {
        rows.entry(line.name.as_str()).or_insert(line.row);
    }
    workload
        .lines()
        .filter(|line| !line.name.is_empty() && rows.get(line.name.as_str()) != Some(&line.row))
        .map(|line| {
            let free = (2..).map(|n| format!("{}_{n}", line.name)).find(|name| !rows.contains_key(name.as_str()));
            let message =
                format!("`{}` is the name of line {} already; choose another.", line.name, rows[line.name.as_str()]);
            Problem::new(line.name_span, message).fix_if(line.name_span, free)
        })
        .collect()
}

/// Reports the line with which the tasks become too many.
fn too_many_tasks(workload: &Workload) -> Option<Problem> {
    let mut total = 0;
    for line in workload.lines() {
        let before = total;
        total += line.task_count();
        if total > MAX_TASKS {
            let left = MAX_TASKS - before;
            let (most, left_text) = (Unit::One.print(MAX_TASKS), Unit::One.print(left));
            let place = if line.count.is_some() { line.count_span } else { line.name_span };
            let message = format!("With this line there are more than {most} tasks; {left_text} are left for it.");
            let mended = (left > 0 && line.count.is_some()).then_some(left_text);
            return Some(Problem::new(place, message).fix_if(place, mended));
        }
    }
    None
}

/// Reports the first step that cannot take what the steps before it hand on.
pub(super) fn flow(steps: &[Step]) -> Option<Problem> {
    let declarations = steps.iter().map(|step| step.declaration);
    let (place, carried) = mismatch(declarations)?;
    let step = &steps[place];
    let message = format!(
        "`{}` needs {}, but the steps before it give {carried}.",
        step.declaration.word, step.declaration.takes
    );
    Some(Problem::new(step.span, message))
}

/// Returns the place of the first step that cannot take what reaches it, and what that is.
fn mismatch<'d>(steps: impl Iterator<Item = &'d Declaration>) -> Option<(usize, Carries)> {
    let mut carried = Carries::Nothing;
    for (place, step) in steps.enumerate() {
        match step.takes {
            Carries::Nothing | Carries::Any => {}
            takes if takes == carried => {}
            _ => return Some((place, carried)),
        }
        if step.gives != Carries::Any {
            carried = step.gives;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::{Action, Group, Parts};
    use crate::workload::diagnostic::diagnose;

    const fn declare(word: &'static str, takes: Carries, gives: Carries) -> Declaration {
        Declaration {
            word,
            group: Group::Compute,
            summary: "",
            example: "",
            parameters: &[],
            options: &[],
            takes,
            gives,
            holds_gil: None,
            parts: Parts::None,
            object: None,
            begin: |_, _| Action::Pass,
        }
    }

    static READ: Declaration = declare("read", Carries::Nothing, Carries::Bytes);
    static HASH: Declaration = declare("hash", Carries::Bytes, Carries::Text);
    static COUNT: Declaration = declare("count", Carries::Text, Carries::Number);
    static PASS: Declaration = declare("pass", Carries::Any, Carries::Any);
    static DROP: Declaration = declare("drop", Carries::Any, Carries::Nothing);

    #[test]
    fn values_reach_the_steps_that_take_them() {
        let good: [&[&Declaration]; 4] =
            [&[&READ, &HASH, &COUNT], &[&READ, &PASS, &HASH], &[&READ, &READ, &HASH], &[&PASS, &DROP]];
        for steps in good {
            assert_eq!(mismatch(steps.iter().copied()), None, "{steps:?}");
        }
    }

    #[test]
    fn a_step_that_gets_another_value_is_found() {
        let bad: [(&[&Declaration], usize, Carries); 4] = [
            (&[&HASH], 0, Carries::Nothing),
            (&[&READ, &COUNT], 1, Carries::Bytes),
            (&[&READ, &DROP, &PASS, &HASH], 3, Carries::Nothing),
            (&[&READ, &HASH, &PASS, &HASH], 3, Carries::Text),
        ];
        for (steps, place, carried) in bad {
            let found = mismatch(steps.iter().copied());
            assert_eq!(found, Some((place, carried)), "{steps:?}");
        }
    }

    #[test]
    fn a_mismatch_is_told_at_its_step() {
        let step = |declaration, start| Step {
            declaration,
            arguments: Vec::new(),
            parts: Vec::new(),
            options: Vec::new(),
            span: Span::new(start, start + 5),
        };
        let text = "a: read -> count";
        let problem = flow(&[step(&READ, 3), step(&COUNT, 11)]).expect("a mismatch");
        let told = diagnose(&Source::new(text), vec![problem]);
        assert_eq!((told[0].column, told[0].length), (12, 5));
        assert_eq!(told[0].message, "`count` needs text, but the steps before it give bytes.");
    }
}
