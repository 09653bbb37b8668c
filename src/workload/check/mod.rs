//! What is right in each row but wrong in the whole.

mod arrivals;
mod counters;
mod flow;
mod locks;
mod names;
mod then;

use std::collections::HashMap;

use super::amount::Unit;
use super::diagnostic::Problem;
use super::options::MAX_TASKS;
use super::source::{Source, Span};
use super::tree::{Content, Workload};

/// Reports what is wrong between rows.
pub(super) fn check(workload: &Workload, source: &Source, problems: &mut Vec<Problem>) {
    let is_whole = problems.is_empty();
    if is_whole && workload.lines().next().is_none() {
        problems.push(nothing_to_run(source));
    }
    problems.extend(second_run_lines(workload, source));
    problems.extend(taken_names(workload));
    problems.extend(too_many_tasks(workload));
    problems.extend(then::then(workload, source));
    problems.extend(arrivals::twice_arriving(workload));
    problems.extend(names::names(workload));
    problems.extend(locks::held_at_the_end(workload));
    problems.extend(counters::written_unread(workload));
    problems.extend(flow::flow(workload, is_whole));
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
