//! The trace of a run as a file for other programs, one format a file.

mod chrome_trace;
mod csv;
mod lanes;

use serde::Serialize;

use crate::trace::{self, KindDescription};
use crate::workload::Workload;
pub(crate) use lanes::Lanes;

/// A format's declaration.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Format {
    /// Its name in the console interface, and what a file's name ends in.
    pub id: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// What a file of it is called after its dot.
    pub ending: &'static str,
    /// What browsers call it.
    pub media_type: &'static str,
    /// One sentence for a person.
    pub summary: &'static str,
    #[serde(skip)]
    write: fn(&[Table<'_>]) -> Vec<u8>,
}

/// All formats, in the order in which they are offered.
pub static FORMATS: [&Format; 2] = [&chrome_trace::FORMAT, &csv::FORMAT];

/// Finds a format by its id.
pub fn find(id: &str) -> Option<&'static Format> {
    FORMATS.into_iter().find(|format| format.id == id)
}

/// The trace of one model, as the page keeps it: columns of one length, times in ms from its start.
#[derive(Clone, Copy)]
pub struct Trace<'a> {
    /// The model's name for people.
    pub model: &'a str,
    /// When each span began.
    pub start: &'a [f64],
    /// When it ended; NaN while it is open; of a link, the number of the task or part that a part belongs to.
    pub end: &'a [f64],
    /// The task's or part's number.
    pub task: &'a [u32],
    /// The step's number in its line.
    pub step: &'a [u16],
    /// A [`trace::Kind`], [`trace::Ending`] or [`trace::Link`] as its number.
    pub kind: &'a [u8],
    /// The thread: 0 is the one that the model runs on.
    pub lane: &'a [u8],
}

/// Writes the traces of a workload's run in a format, each model's from its own start.
pub fn export(format: &Format, workload: &Workload, text: &str, traces: &[Trace<'_>]) -> Vec<u8> {
    let kinds = trace::describe();
    let tables: Vec<Table> = traces
        .iter()
        .map(|trace| Table { model: trace.model, rows: rows(trace, &kinds), lanes: Lanes::new(workload, text, trace) })
        .collect();
    (format.write)(&tables)
}

/// What one model did, ready to be written.
struct Table<'a> {
    model: &'a str,
    rows: Vec<Row>,
    lanes: Lanes,
}

/// A span, or how a task or part ended.
struct Row {
    /// Milliseconds.
    start: f64,
    /// The same as the start where the span was never seen to end.
    end: f64,
    task: u32,
    step: u16,
    lane: u8,
    kind: KindDescription,
}

impl Row {
    /// Says whether it is a mark of how a task ended.
    fn is_end(&self) -> bool {
        self.kind.group == "end"
    }
}

/// Reads the columns but for the links, which are in the names of lanes.
fn rows(trace: &Trace<'_>, kinds: &[KindDescription]) -> Vec<Row> {
    (0..trace.start.len())
        .filter_map(|at| {
            let kind = *kinds.iter().find(|kind| kind.id == trace.kind[at])?;
            let (start, end) = (trace.start[at], trace.end[at]);
            (kind.group != "link").then_some(Row {
                start,
                end: if end >= start { end } else { start },
                task: trace.task[at],
                step: trace.step[at],
                lane: trace.lane[at],
                kind,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{self, Overrides, Settings};
    use crate::trace::Record;
    use crate::workload;

    /// Runs a workload in virtual time and exports its trace.
    pub(super) fn exported(format: &str, text: &str) -> String {
        let model = model::find("event-loop").expect("a model");
        let parse = || workload::parse(text).expect("a workload");
        let settings = Settings::settle(&parse(), Overrides::default(), 2);
        // The page keeps one row for a span's opening and its end.
        let mut records = model::simulate(parse(), settings, model, &crate::machine::Premises::of_cores(2)).records;
        records.retain(|record| !record.end.is_nan());
        fn column<T>(records: &[Record], value: fn(&Record) -> T) -> Vec<T> {
            records.iter().map(value).collect()
        }
        let trace = Trace {
            model: "Event \"loop\"",
            start: &column(&records, |record| record.start),
            end: &column(&records, |record| record.end),
            task: &column(&records, |record| record.task),
            step: &column(&records, |record| record.step),
            kind: &column(&records, |record| record.kind),
            lane: &column(&records, |_| 0),
        };
        let format = find(format).expect("a format");
        String::from_utf8(export(format, &parse(), text, &[trace])).expect("UTF-8")
    }

    #[test]
    fn formats_are_found_by_their_ids() {
        assert!(FORMATS.iter().all(|format| find(format.id).is_some_and(|found| found.name == format.name)));
        assert!(find("png").is_none());
    }
}
