//! The Trace Event Format of Chromium, which Perfetto and `chrome://tracing` open.
//!
//! A model is a process. Its tasks and parts are threads in it, since a task does one thing at a time; beside them
//! stand the threads that really ran, with what they computed.
//!
//! The format: <https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU>

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Format, Row, Table};
use crate::order;
use crate::trace::Kind;

pub(super) static FORMAT: Format = Format {
    id: "chrome-trace",
    name: "Perfetto trace",
    ending: "json",
    media_type: "application/json",
    summary: "What each task and each thread did, for ui.perfetto.dev and chrome://tracing.",
    write,
};

/// The number of the first task's thread: those that really ran come before.
const FIRST_TASK: u32 = 1_000;

/// An event; times in µs.
#[derive(Serialize)]
struct Event<'a> {
    name: &'a str,
    cat: &'a str,
    ph: &'static str,
    ts: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    dur: Option<f64>,
    pid: usize,
    tid: u32,
    /// Of an instant: that it concerns its thread.
    #[serde(skip_serializing_if = "Option::is_none")]
    s: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    args: Option<About<'a>>,
}

/// What is shown of an event that is looked at.
#[derive(Serialize)]
struct About<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    task: Option<String>,
    kind: &'a str,
}

/// Says something of a process or a thread.
#[derive(Serialize)]
struct Metadata<A> {
    name: &'static str,
    ph: &'static str,
    pid: usize,
    tid: u32,
    args: A,
}

#[derive(Serialize)]
struct Name<'a> {
    name: &'a str,
}

/// Where among its like it stands.
#[derive(Serialize)]
struct Place {
    sort_index: usize,
}

fn write(tables: &[Table<'_>]) -> Vec<u8> {
    let mut out = br#"{"displayTimeUnit":"ms","traceEvents":["#.to_vec();
    let first = out.len();
    for (pid, table) in (1..).zip(tables) {
        describe(pid, table, &mut out, first);
        let mut slices = Vec::new();
        for row in &table.rows {
            events(pid, table, row, |event| match event.dur {
                Some(_) => slices.push(event),
                None => push(&mut out, first, &event),
            });
        }
        clip(&mut slices);
        slices.iter().for_each(|slice| push(&mut out, first, slice));
    }
    out.extend_from_slice(b"]}\n");
    out
}

fn push(out: &mut Vec<u8>, first: usize, event: &impl Serialize) {
    if out.len() > first {
        out.extend_from_slice(b",\n");
    }
    // Neither a Vec nor these plain values can fail.
    let written = serde_json::to_writer(out, event);
    debug_assert!(written.is_ok());
}

/// Names the model and its threads, and puts them in order.
fn describe(pid: usize, table: &Table<'_>, out: &mut Vec<u8>, first: usize) {
    let mut name_and_place = |tid: u32, names: [&'static str; 2], name: &str, place: usize| {
        let [named, placed] = names;
        push(out, first, &Metadata { name: named, ph: "M", pid, tid, args: Name { name } });
        push(out, first, &Metadata { name: placed, ph: "M", pid, tid, args: Place { sort_index: place } });
    };
    name_and_place(0, ["process_name", "process_sort_index"], table.model, pid);
    let threads: BTreeSet<u32> = table.rows.iter().filter(|row| ran(row)).map(thread).collect();
    let tasks: BTreeSet<u32> = table.rows.iter().map(|row| row.task).collect();
    let threads = threads.into_iter().map(|tid| {
        let name = if tid == 1 { "main thread".to_owned() } else { format!("worker {}", tid - 1) };
        (tid, name)
    });
    let tasks = tasks.into_iter().map(|task| (FIRST_TASK + task, table.lanes.name(task)));
    for (tid, name) in threads.chain(tasks) {
        name_and_place(tid, ["thread_name", "thread_sort_index"], &name, tid as usize);
    }
}

/// Makes the events of one row: in its task and, where a thread was busy with it, in that thread.
fn events<'a>(pid: usize, table: &'a Table<'_>, row: &'a Row, mut push: impl FnMut(Event<'a>)) {
    let step = table.lanes.step(row.task, row.step);
    let (ts, end) = (microseconds(row.start), microseconds(row.end));
    let slice = Event {
        name: step.unwrap_or(row.kind.name),
        cat: row.kind.word,
        ph: "X",
        ts,
        dur: Some(nanoseconds(end - ts)),
        pid,
        tid: FIRST_TASK + row.task,
        s: None,
        args: Some(About { task: None, kind: row.kind.name }),
    };
    if row.is_end() {
        return push(Event { name: row.kind.name, ph: "i", dur: None, s: Some("t"), args: None, ..slice });
    }
    if ran(row) {
        let about = About { task: Some(table.lanes.name(row.task)), kind: row.kind.name };
        push(Event { tid: thread(row), args: Some(about), ..slice });
    }
    push(slice);
}

/// Ends each slice where the next one of its thread begins: two threads that hand a task on may read clocks that differ
/// by their resolution, and slices that overlap would be taken for nested ones.
fn clip(slices: &mut [Event<'_>]) {
    order::sort_by(slices, |one, next| one.tid.cmp(&next.tid).then(one.ts.total_cmp(&next.ts)));
    for at in 1..slices.len() {
        let (before, next) = slices.split_at_mut(at);
        if let Some(before) = before.last_mut().filter(|before| before.tid == next[0].tid) {
            let room = nanoseconds(next[0].ts - before.ts);
            before.dur = before.dur.map(|dur| dur.min(room));
        }
    }
}

/// Says whether a thread was busy with it that is known: simulated threads have no lanes.
fn ran(row: &Row) -> bool {
    row.kind.id == Kind::Run as u8 || row.kind.id == Kind::Thread as u8 && row.lane > 0
}

/// The number of a thread that really ran: 0 is the whole process's.
fn thread(row: &Row) -> u32 {
    u32::from(row.lane) + 1
}

/// To whole nanoseconds, which is what Perfetto counts in, so that what follows each other does not overlap.
fn microseconds(ms: f64) -> f64 {
    nanoseconds(ms * 1e3)
}

/// Rounds µs to whole nanoseconds.
fn nanoseconds(us: f64) -> f64 {
    (us * 1e3).round() / 1e3
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::tests::exported;
    use super::*;

    fn events(text: &str) -> Vec<Value> {
        let trace: Value = serde_json::from_str(&exported("chrome-trace", text)).expect("JSON");
        trace["traceEvents"].as_array().expect("a list").clone()
    }

    #[test]
    fn a_model_is_a_process_and_each_task_and_part_a_named_thread() {
        let events = events("2 x page: primes 1k -> all( sleep 1s, sleep 2s )");
        let named = |what: &str| -> Vec<&str> {
            let found = events.iter().filter(|event| event["name"] == what);
            found.filter_map(|event| event["args"]["name"].as_str()).collect()
        };
        assert_eq!(named("process_name"), ["Event \"loop\""]);
        assert_eq!(
            named("thread_name"),
            ["main thread", "page 1", "page 2", "page 1 › all 1", "page 1 › all 2", "page 2 › all 1", "page 2 › all 2"]
        );
    }

    #[test]
    fn slices_of_a_thread_follow_each_other_and_have_whole_nanoseconds() {
        let events = events("3 x a: primes 100k -> sleep 1ms..9ms -> primes 50k\nb: block 3ms -> fail");
        let slices: Vec<&Value> = events.iter().filter(|event| event["ph"] == "X").collect();
        assert!(slices.len() > 12);
        let nanoseconds = |value: &Value| {
            let ns = value.as_f64().expect("a number") * 1e3;
            assert!((ns - ns.round()).abs() < 1e-3, "{value}");
            ns.round() as i64
        };
        let tids: BTreeSet<u64> = slices.iter().filter_map(|slice| slice["tid"].as_u64()).collect();
        assert_eq!(tids, [1, 1_000, 1_001, 1_002, 1_003].into());
        for tid in tids {
            let mut spans: Vec<(i64, i64)> = slices
                .iter()
                .filter(|slice| slice["tid"] == tid)
                .map(|slice| (nanoseconds(&slice["ts"]), nanoseconds(&slice["ts"]) + nanoseconds(&slice["dur"])))
                .collect();
            spans.sort_unstable();
            assert!(spans.windows(2).all(|pair| pair[0].1 <= pair[1].0), "thread {tid}: {spans:?}");
        }
    }

    #[test]
    fn slices_of_clocks_that_differ_are_clipped() {
        let slice =
            |tid, ts, dur| Event { name: "", cat: "", ph: "X", ts, dur: Some(dur), pid: 1, tid, s: None, args: None };
        let mut slices = [slice(2, 5.0, 9.0), slice(1, 30.0, 5.0), slice(1, 0.0, 50.0), slice(2, 14.0, 1.0)];
        clip(&mut slices);
        let seen: Vec<_> = slices.iter().map(|slice| (slice.tid, slice.ts, slice.dur)).collect();
        assert_eq!(seen, [(1, 0.0, Some(30.0)), (1, 30.0, Some(5.0)), (2, 5.0, Some(9.0)), (2, 14.0, Some(1.0))]);
    }

    #[test]
    fn times_are_microseconds_and_an_ending_is_an_instant() {
        let events = events("a: sleep 1500ms");
        let wait = events.iter().find(|event| event["cat"] == "wait").expect("a wait");
        assert_eq!((&wait["name"], &wait["ts"], &wait["dur"]), (&json!("sleep 1.5s"), &json!(0.0), &json!(1.5e6)));
        let end = events.iter().find(|event| event["ph"] == "i").expect("an ending");
        assert_eq!((&end["name"], &end["ts"], &end["s"]), (&json!("done"), &json!(1.5e6), &json!("t")));
    }
}
