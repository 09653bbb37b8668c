//! A report from the trace alone, for a run whose engine was lost.

use std::time::Duration;

use super::Report;
use crate::{
    runtime::Time,
    trace::{Ending, Kind, is_of_a_task},
    workload::Workload,
};

/// Columns of the trace, as the page keeps them; an open row's end is NaN.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    /// Milliseconds.
    pub start: &'a [f64],
    /// Milliseconds.
    pub end: &'a [f64],
    /// The task's number.
    pub task: &'a [u32],
    /// A [`Kind`], an [`Ending`] or another kind of record as its number.
    pub kind: &'a [u8],
}

#[derive(Clone, Copy, Default)]
struct Seen {
    started: Option<f64>,
    ended: Option<(Ending, f64)>,
    created: bool,
}

/// Tells what became of each task as far as the trace shows it.
///
/// The engine was lost `at_ms` milliseconds after the run's start, and not before anything that it has recorded: what had
/// not ended went on until then. A task with no end counts as failed for `reason`, or as cancelled if the run was stopped;
/// a task that the trace does not know counts as skipped.
pub fn salvage(workload: &Workload, rows: Rows<'_>, at_ms: f64, reason: &str, stopped: bool) -> Report {
    let mut tasks = vec![Seen::default(); usize::try_from(workload.task_count()).unwrap_or(0)];
    let (mut last, mut longest_block) = (0.0_f64, 0.0_f64);
    let of_tasks = || rows.start.iter().zip(rows.end).zip(rows.kind).filter(|(_, kind)| is_of_a_task(**kind));
    // An open row's end is no number, which is never the greater one.
    let lost = of_tasks().fold(at_ms.max(0.0), |lost, ((start, end), _)| lost.max(*start).max(*end));
    for (((&start, &end), &task), &kind) in rows.start.iter().zip(rows.end).zip(rows.task).zip(rows.kind) {
        if !is_of_a_task(kind) {
            continue;
        }
        let until = if end.is_nan() { lost } else { end };
        last = last.max(until);
        let Some(seen) = tasks.get_mut(task as usize) else {
            continue;
        };
        seen.created = true;
        match Ending::ALL.into_iter().find(|ending| *ending as u8 == kind) {
            Some(ending) => seen.ended = Some((ending, start)),
            None if kind != Kind::Queued as u8 && kind != Kind::Spawn as u8 => {
                seen.started = Some(seen.started.map_or(start, |started| started.min(start)))
            }
            None => {}
        }
        if kind == Kind::Run as u8 {
            longest_block = longest_block.max(until - start);
        }
    }
    if tasks.iter().any(|seen| seen.created && seen.ended.is_none()) {
        last = lost;
    }
    let time = Time::from_millis;
    let longest_block = Duration::from_secs_f64(longest_block.max(0.0) / 1e3);
    let mut report = Report::new(time(0.0), time(last), longest_block);
    for (name, seen) in workload.task_names().zip(tasks) {
        let (ending, at, error) = match seen {
            Seen { ended: Some((ending, at)), .. } => (ending, at, None),
            Seen { created: false, .. } => (Ending::Skipped, last, None),
            Seen { .. } if stopped => (Ending::Cancelled, last, None),
            Seen { .. } => (Ending::Failed, last, Some(reason.into())),
        };
        report.add(name, ending, time(seen.started.unwrap_or(at)), time(at), error, None);
    }
    report
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::parse;

    #[test]
    fn every_task_of_a_lost_run_ends_in_exactly_one_way() {
        let workload = parse("4 x t: sleep 1s").expect("valid");
        let rows = Rows {
            start: &[0.0, 5.0, 9.0, 0.0, 2.0, 0.0],
            end: &[5.0, 9.0, 9.0, 2.0, f64::NAN, f64::NAN],
            task: &[0, 0, 0, 1, 1, 2],
            kind: &[
                Kind::Queued as u8,
                Kind::Wait as u8,
                Ending::Done as u8,
                Kind::Queued as u8,
                Kind::Run as u8,
                Kind::Queued as u8,
            ],
        };
        let report = salvage(&workload, rows, 3.0, "The engine was lost.", false);
        let states: Vec<Ending> = report.tasks.iter().map(|task| task.state).collect();
        assert_eq!(states, [Ending::Done, Ending::Failed, Ending::Failed, Ending::Skipped]);
        assert_eq!(report.tasks[1].error.as_deref(), Some("The engine was lost."));
        assert_eq!((report.tasks[0].start_ms, report.tasks[0].end_ms, report.wall_ms), (5.0, 9.0, 9.0));
        let stopped = salvage(&workload, rows, 3.0, "", true);
        assert_eq!((stopped.counts.cancelled, stopped.counts.failed), (2, 0));
    }

    #[test]
    fn what_had_not_ended_went_on_until_the_engine_was_lost() {
        let workload = parse("a: sleep 60s\nb: spin 60s").expect("valid");
        let kinds = [Kind::Queued, Kind::Wait, Kind::Queued, Kind::Run].map(|kind| kind as u8);
        let rows = Rows {
            start: &[0.0, 0.1, 0.0, 0.5],
            end: &[0.1, f64::NAN, 0.5, f64::NAN],
            task: &[0, 0, 1, 1],
            kind: &kinds,
        };
        let report = salvage(&workload, rows, 10_000.0, "The engine was lost.", false);
        assert_eq!((report.wall_ms, report.longest_block_ms), (10_000.0, 9_999.5));
        let times: Vec<_> = report.tasks.iter().map(|task| (task.start_ms, task.end_ms)).collect();
        assert_eq!(times, [(0.1, 10_000.0), (0.5, 10_000.0)]);
        // The page's clock may be behind.
        assert_eq!(salvage(&workload, rows, -1.0, "", true).wall_ms, 0.5);
    }

    #[test]
    fn a_run_whose_tasks_had_ended_took_until_the_last_of_them_did() {
        let workload = parse("a: sleep 1s").expect("valid");
        let kinds = [Kind::Wait as u8, Ending::Done as u8];
        let rows = Rows { start: &[0.0, 5.0], end: &[5.0, 5.0], task: &[0, 0], kind: &kinds };
        assert_eq!(salvage(&workload, rows, 80.0, "", false).wall_ms, 5.0);
    }
}
