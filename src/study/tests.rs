use super::*;
use crate::machine::Premises;
use crate::model::{Settings, find, seats, simulate};
use crate::trace::Record;
use crate::workload::parse;

/// Studies a simulated run on two cores.
fn studied(text: &str, model: &str) -> Study {
    let (workload, model) = (parse(text).expect("valid"), find(model).expect("known"));
    let settings = Settings::settle(&workload, Default::default(), 2);
    let mut records = simulate(workload.clone(), settings, model, &Premises::of_cores(2)).records;
    let lane = seats(&records, model, 2);
    let mut lanes = lane.into_iter();
    let mut kept_lanes = Vec::new();
    // The page keeps one row for a span's opening and its end.
    records.retain(|record| {
        let lane = lanes.next().expect("one each");
        let keep = !record.end.is_nan();
        if keep {
            kept_lanes.push(lane);
        }
        keep
    });
    fn column<T>(records: &[Record], value: fn(&Record) -> T) -> Vec<T> {
        records.iter().map(value).collect()
    }
    let trace = Trace {
        model: model.name,
        start: &column(&records, |record| record.start),
        end: &column(&records, |record| record.end),
        task: &column(&records, |record| record.task),
        step: &column(&records, |record| record.step),
        kind: &column(&records, |record| record.kind),
        lane: &kept_lanes,
    };
    Study::new(&workload, text, model, &trace)
}

fn story(study: &Study) -> Vec<String> {
    (0..study.moments())
        .map(|moment| study.state(moment).expect("there is one"))
        .map(|state| format!("{} {}", state.ms, state.sentence))
        .collect()
}

#[test]
fn a_run_on_a_loop_is_told_event_by_event() {
    let study = studied("2 x fetch: sleep 1s\ncompute: spin 350ms", "event-loop");
    let expected = [
        "0 fetch 1 is created, and ready.",
        "0 fetch 2 is created, and ready.",
        "0 compute is created, and ready.",
        "0 fetch 1 starts and suspends at its wait, `sleep 1s`; the event loop goes on with fetch 2.",
        "0 fetch 2 starts and suspends at its wait, `sleep 1s`; the event loop goes on with compute.",
        "0 The event loop starts compute, which runs `spin 350ms` on it.",
        "350 compute is done; the event loop has nothing to do until something comes.",
        "1000 fetch 1 is done.",
        "1000 fetch 2 is done.",
    ];
    assert_eq!(story(&study), expected);
}

#[test]
fn the_state_is_who_is_ready_what_runs_and_who_waits_for_what() {
    let study = studied("fetch: sleep 1s\n2 x compute: spin 350ms", "event-loop");
    let state = study.state(study.moment_at(100.0)).expect("there is one");
    assert_eq!(state.ready, ["compute 2"]);
    let doing =
        Doing { thread: "event loop".to_owned(), task: Some("compute 1".to_owned()), what: "spin 350ms".to_owned() };
    assert_eq!(state.threads, [doing]);
    assert_eq!(state.waits, [Waiting { task: "fetch".to_owned(), what: "sleep 1s".to_owned() }]);
    assert!(state.held.is_empty());
}

#[test]
fn who_holds_a_lock_and_who_wants_it_is_told() {
    let study = studied("2 x t: with lock A ( sleep 1s )\nlate: sleep 100ms -> lock A -> unlock A", "event-loop");
    let state = study.state(study.moment_at(500.0)).expect("there is one");
    let held = Held {
        what: "lock A".to_owned(),
        by: vec!["t 1".to_owned()],
        wanted_by: vec!["t 2".to_owned(), "late".to_owned()],
    };
    assert_eq!(state.held, [held]);
    assert_eq!(state.waits[1].what, "lock A, held by t 1");
    assert_eq!(state.sentence.split(';').next(), Some("late waits for lock A, which is held by t 1"));
    let last = study.state(usize::MAX).expect("there is one");
    assert!(last.held.is_empty() && last.waits.is_empty() && last.ready.is_empty());
}

#[test]
fn a_thread_that_waits_does_nothing_else() {
    let study = studied("3 x t: sleep 1s", "threads");
    let state = study.state(study.moment_at(500.0)).expect("there is one");
    let doing: Vec<_> = state.threads.iter().map(|doing| (doing.thread.as_str(), doing.what.as_str())).collect();
    assert_eq!(doing, [("main thread", "idle"), ("worker 1", "waits in sleep 1s"), ("worker 2", "waits in sleep 1s")]);
    assert_eq!(state.ready, ["t 3"]);
}

#[test]
fn time_in_a_stretch_is_split_by_kind_whichever_way_it_is_drawn() {
    let study = studied("2 x fetch: sleep 1s\ncompute: spin 350ms", "event-loop");
    let within = study.within(500.0, 250.0);
    assert_eq!((within.from_ms, within.to_ms, within.lanes), (250.0, 500.0, 3));
    let told: Vec<_> = within.kinds.iter().map(|kind| (kind.kind, kind.ms, kind.spans)).collect();
    assert_eq!(told, [(Kind::Wait as u8, 500.0, 2), (Kind::Run as u8, 100.0, 1)]);
    assert!((within.kinds[0].share - 5.0 / 6.0).abs() < 1e-12);
    assert!(study.within(2_000.0, 3_000.0).kinds.is_empty());
}

#[test]
fn curves_count_tasks_in_flight_and_cores_that_are_busy() {
    let study = studied("3 x t: spin 350ms -> block 100ms -> sleep 1s", "event-loop-pool");
    let Curves { in_flight, busy } = curves(&study);
    assert_eq!(in_flight[..2], [0.0, 3.0]);
    assert_eq!(in_flight[in_flight.len() - 1], 0.0);
    let most = |curve: &[f64]| curve.chunks(2).map(|at| at[1]).fold(0.0, f64::max);
    assert_eq!((most(&in_flight), most(&busy)), (3.0, 2.0));
    let at = |ms: f64| busy.chunks(2).take_while(|at| at[0] <= ms).last().map(|at| at[1]);
    assert_eq!(at(100.0), Some(2.0));
}

#[test]
fn an_empty_trace_has_no_moments() {
    let workload = parse("t: sleep 1s").expect("valid");
    let trace = Trace { model: "", start: &[], end: &[], task: &[], step: &[], kind: &[], lane: &[] };
    let study = Study::new(&workload, "t: sleep 1s", find("event-loop").expect("known"), &trace);
    assert_eq!((study.moments(), study.moment_at(5.0)), (0, 0));
    assert!(study.state(0).is_none());
}
