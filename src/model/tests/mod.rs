//! What the models do, under the virtual clock: exact, and the same on every machine.

mod processes;
mod really;
mod threads;

use std::{rc::Rc, sync::Arc, time::Duration};

use super::{Handle, Overrides, Run, Settings, Stage, find};
use crate::{
    io::Simulated,
    report::Report,
    runtime::{EventLoop, Host, Task, Time, Turn, VirtualClock},
    thread::Workers,
    trace::{Arena, Beat, Ending, Kind, NO_TASK, Record, Recorder},
    workload::parse,
};

/// Needs nobody to give turns: the test does.
struct ByHand;

impl Host for ByHand {
    fn request_turn(&self) {}
    fn request_turn_after_others(&self) {}
    fn set_timer(&self, _: Option<Time>) {}
}

/// A stage under the virtual clock.
struct Bench {
    clock: Arc<VirtualClock>,
    arena: Arc<Arena>,
    stage: Rc<Stage>,
}

impl Bench {
    fn new() -> Self {
        let clock = Arc::<VirtualClock>::default();
        let event_loop = EventLoop::new(clock.clone(), Box::new(ByHand));
        let arena = Arc::new(Arena::new(1 << 16, 2, 1 << 10));
        // SAFETY: the arena is new, and this is its lane's only recorder.
        let recorder = Rc::new(unsafe { Recorder::new(arena.clone(), 0) });
        let io = Rc::new(Simulated::new(event_loop.clone(), clock.clone()));
        let stage =
            Rc::new(Stage { event_loop, recorder, control: Arc::default(), io, simulated: false, start_process: None });
        Self { clock, arena, stage }
    }

    fn start(&self, text: &str, model: &str) -> (Task<Report>, Handle) {
        let workload = parse(text).expect("a valid workload");
        let model = find(model).expect("a model");
        let settings = Settings::settle(&workload, Overrides::default(), 2);
        let workers = model.needs_threads().then(|| {
            // SAFETY: each test has an arena of its own, and one run at a time.
            unsafe { Workers::start(settings.workers, &self.arena) }
        });
        let (report, handle) = Run::new(self.stage.clone(), workload, settings, model, workers).execute();
        (self.stage.event_loop.spawn(report), handle)
    }

    /// Gives turns, and moves the clock whenever nothing else can happen, until `until` or the run's end.
    fn drive(&self, run: &mut Option<Task<Report>>, until: Option<Duration>) -> Option<Report> {
        let event_loop = &self.stage.event_loop;
        let until = until.map(|until| Time::default() + until);
        loop {
            while event_loop.turn(Duration::MAX) == Turn::More {}
            if let Some(report) = run.as_mut().and_then(Task::try_take) {
                return Some(report);
            }
            match event_loop.next_deadline() {
                Some(deadline) if until.is_none_or(|until| deadline <= until) => self.clock.advance_to(deadline),
                _ if until.is_some() => return None,
                // Only the pool's threads can go on.
                _ => std::thread::yield_now(),
            }
        }
    }

    fn run(&self, text: &str, model: &str) -> Report {
        let (run, _handle) = self.start(text, model);
        self.drive(&mut Some(run), None).expect("the run ends")
    }

    fn records(&self) -> Vec<Record> {
        // SAFETY: a bench is on one thread, and no page knows of its arena.
        (0..3).flat_map(|lane| unsafe { self.arena.drain(lane) }).collect()
    }
}

fn run(text: &str, model: &str) -> Report {
    Bench::new().run(text, model)
}

fn states(report: &Report) -> Vec<Ending> {
    report.tasks.iter().map(|task| task.state).collect()
}

fn times(report: &Report) -> Vec<(f64, f64)> {
    report.tasks.iter().map(|task| (task.start_ms, task.end_ms)).collect()
}

#[test]
fn who_asks_first_is_answered_first_where_a_browser_has_no_more_room() {
    let report = run("257 x page: fetch io/delay?ms=100\nlast: fetch io/delay?ms=100", "event-loop");
    let second: Vec<_> = report.tasks.iter().filter(|task| task.end_ms > 100.0).collect();
    assert_eq!(second.iter().map(|task| task.name.as_str()).collect::<Vec<_>>(), ["page 257", "last"]);
    assert!(second.iter().all(|task| task.end_ms == 200.0));
}

#[test]
fn waits_overlap_on_the_event_loop_and_add_up_in_sequence() {
    let text = "3 x fetch_data: sleep 1s";
    assert_eq!(run(text, "event-loop").wall_ms, 1000.0);
    assert_eq!(run(text, "sequential").wall_ms, 3000.0);
    assert_eq!(times(&run(text, "sequential")), [(0.0, 1000.0), (1000.0, 2000.0), (2000.0, 3000.0)]);
}

#[test]
fn what_blocks_holds_every_other_task_of_the_loop() {
    let text = "a: block 300ms\nb: sleep 100ms";
    let report = run(text, "event-loop");
    assert_eq!(times(&report), [(0.0, 300.0), (300.0, 400.0)]);
    assert_eq!(report.longest_block_ms, 300.0);
    assert_eq!(run(text, "sequential").longest_block_ms, 300.0);
}

#[test]
fn a_limit_lets_tasks_in_first_come_first_served() {
    let report = run("run: limit 2\n4 x t: sleep [100ms 300ms 100ms 100ms]", "event-loop");
    assert_eq!(times(&report), [(0.0, 100.0), (0.0, 300.0), (100.0, 200.0), (200.0, 300.0)]);
}

#[test]
fn a_failed_task_leaves_the_others_alone() {
    let report = run("a: sleep 10ms -> fail \"no luck\"\nb: sleep 20ms", "event-loop");
    assert_eq!(states(&report), [Ending::Failed, Ending::Done]);
    assert_eq!(report.tasks[0].error.as_deref(), Some("no luck"));
    assert_eq!((report.counts.failed, report.counts.done), (1, 1));
}

#[test]
fn a_timeout_ends_a_task_at_its_next_suspension_and_starts_with_its_permit() {
    let report = run("run: limit 1\n2 x t timeout 50ms: sleep [40ms 80ms] -> sleep 5ms", "event-loop");
    assert_eq!(states(&report), [Ending::Done, Ending::TimedOut]);
    assert_eq!(times(&report), [(0.0, 45.0), (45.0, 95.0)]);
    assert_eq!(report.tasks[1].error.as_deref(), Some("the task was not done within its timeout of 50ms"));
}

#[test]
fn a_timeout_does_not_interrupt_what_holds_the_loop() {
    let report = run("t timeout 50ms: block 200ms", "event-loop");
    assert_eq!(states(&report), [Ending::Done]);
}

#[test]
fn a_step_has_a_timeout_of_its_own() {
    let report = run("t: sleep 100ms timeout 30ms -> sleep 1s", "event-loop");
    assert_eq!((states(&report)[0], report.tasks[0].end_ms), (Ending::Failed, 30.0));
    assert_eq!(report.tasks[0].error.as_deref(), Some("sleep was not done within its timeout of 30ms"));
}

#[test]
fn an_http_error_fails_its_task_with_a_sentence() {
    let report = run("t: fetch io/delay?ms=20&status=503\nu: fetch io/delay?ms=30", "event-loop");
    assert_eq!(states(&report), [Ending::Failed, Ending::Done]);
    assert_eq!(report.tasks[0].error.as_deref(), Some("io/delay?ms=20&status=503 answered HTTP 503"));
    assert_eq!(times(&report), [(0.0, 20.0), (0.0, 30.0)]);
}

#[test]
fn a_file_and_a_record_come_back_as_they_were_stored() {
    let text = "a: primes 10 -> file write x -> db put y -> file read x -> wordcount\n\
                b: sleep 10ms -> db put z 7 -> db scan\n\
                c: sleep 20ms -> db get y -> wordcount";
    for model in ["event-loop", "sequential"] {
        let report = run(text, model);
        assert_eq!(report.counts.done, 3, "{model}");
        assert_eq!(
            report.tasks.iter().map(|task| task.value).collect::<Vec<_>>(),
            [Some(1), Some(2), Some(1)],
            "{model}"
        );
    }
}

#[test]
fn storing_overlaps_on_the_event_loop_and_adds_up_in_sequence() {
    let text = "3 x t: file write x-{i} 1M";
    assert_eq!(run(text, "event-loop").wall_ms, 5.0);
    assert_eq!(run(text, "sequential").wall_ms, 15.0);
}

#[test]
fn what_was_not_stored_is_not_found_and_a_run_sees_nothing_of_the_one_before() {
    let bench = Bench::new();
    assert_eq!(states(&bench.run("a: file write x 9 -> db put y 9", "event-loop")), [Ending::Done]);
    let report = bench.run("a: file read x\nb: db get y\nc: db scan", "event-loop");
    assert_eq!(states(&report), [Ending::Failed, Ending::Failed, Ending::Done]);
    let told = report.tasks.iter().map(|task| task.error.as_deref()).collect::<Vec<_>>();
    assert_eq!(
        told,
        [
            Some("this run has no file `x`; write it first, with `file write x`"),
            Some("this run has no record `y`; put it there first, with `db put y`"),
            None
        ]
    );
    assert_eq!(report.tasks[2].value, Some(0));
}

#[test]
fn a_step_that_is_out_of_time_has_stored_nothing() {
    let report = run("a: file write x 1M timeout 2ms\nb: sleep 10ms -> file read x", "event-loop");
    assert_eq!(states(&report), [Ending::Failed, Ending::Failed]);
    assert_eq!(report.tasks[0].error.as_deref(), Some("file write was not done within its timeout of 2ms"));
}

#[test]
fn lag_is_recorded_beside_the_tasks_and_only_where_it_is_real() {
    let bench = Bench::new();
    bench.run("a: block 35ms\nb: sleep 50ms", "event-loop");
    let records = bench.records();
    let beats = records.iter().filter(|record| record.kind == Beat::Lag as u8);
    let beats: Vec<_> = beats.map(|beat| (beat.task, beat.start, beat.end)).collect();
    assert_eq!(beats[..2], [(NO_TASK, 10.0, 35.0), (NO_TASK, 40.0, 40.0)]);
}

#[test]
fn a_deadline_cancels_what_is_under_way_and_skips_what_was_not_created() {
    let text = "run: deadline 150ms\n3 x t: sleep 100ms";
    assert_eq!(states(&run(text, "sequential")), [Ending::Done, Ending::Cancelled, Ending::Skipped]);
    let text = "run: deadline 150ms, limit 1\n3 x t: sleep 100ms";
    let report = run(text, "event-loop");
    assert_eq!(states(&report), [Ending::Done, Ending::Cancelled, Ending::Cancelled]);
    assert_eq!(report.wall_ms, 150.0);
    assert_eq!(report.notes, ["The run's deadline of 150ms passed: what was under way was cancelled."]);
}

#[test]
fn a_stopped_run_ends_at_once_and_gives_every_timer_back() {
    for model in ["event-loop", "sequential", "event-loop-pool"] {
        let bench = Bench::new();
        let (run, handle) = bench.start("run: limit 2\n4 x t: sleep 10s", model);
        let mut run = Some(run);
        assert!(bench.drive(&mut run, Some(Duration::from_secs(1))).is_none());
        bench.stage.control.request_stop();
        handle.stop();
        let report = bench.drive(&mut run, None).expect("the run ends");
        assert_eq!(report.counts.cancelled + report.counts.skipped, 4, "{model}");
        assert_eq!(bench.stage.event_loop.timers_waiting(), 0, "{model}");
    }
}

#[test]
fn computing_gives_the_same_under_every_model_and_on_the_pool_it_is_seen_there() {
    let text = "2 x p: primes 200k";
    for model in ["event-loop", "sequential", "event-loop-pool"] {
        let bench = Bench::new();
        let report = bench.run(text, model);
        assert_eq!(report.tasks.iter().map(|task| task.value).collect::<Vec<_>>(), [Some(17984), Some(17984)]);
        let on_threads =
            bench.records().iter().filter(|record| record.kind == Kind::Thread as u8 && !record.end.is_nan()).count();
        assert_eq!(on_threads, if model == "event-loop-pool" { 2 } else { 0 }, "{model}");
    }
}

#[test]
fn a_stop_reaches_computing_at_its_next_chunk_on_the_loop_and_on_the_pool() {
    for model in ["event-loop", "event-loop-pool"] {
        let bench = Bench::new();
        let (run, handle) = bench.start("3 x p: primes 1000M", model);
        bench.stage.control.request_stop();
        handle.stop();
        let report = bench.drive(&mut Some(run), None).expect("the run ends");
        assert_eq!(report.counts.done, 0, "{model}");
    }
}

#[test]
fn every_span_that_is_opened_is_closed_and_every_task_ends_once() {
    let text =
        "run: limit 3\n9 x t timeout 120ms: sleep [50ms 100ms 150ms] -> primes 10k -> fail 30% -> fetch io/delay?ms=20";
    for model in ["event-loop", "sequential", "event-loop-pool"] {
        let bench = Bench::new();
        let report = bench.run(text, model);
        let records = bench.records();
        for opened in records.iter().filter(|record| record.end.is_nan()) {
            let closed = records.iter().filter(|record| {
                !record.end.is_nan()
                    && (record.task, record.start, record.kind) == (opened.task, opened.start, opened.kind)
            });
            assert!(closed.count() >= 1, "{model}: {opened:?} stays open");
        }
        for task in 0..9 {
            let ends = records.iter().filter(|record| record.task == task && record.kind >= Ending::Done as u8);
            assert_eq!(ends.count(), 1, "{model}: task {task}");
        }
        assert_eq!(report.tasks.len(), 9);
    }
}

#[test]
fn a_tasks_spans_follow_each_other_without_gap_or_overlap() {
    let bench = Bench::new();
    bench.run("run: limit 1\n2 x t: sleep 30ms -> block 20ms -> sleep 10ms", "event-loop");
    let records = bench.records();
    for task in 0..2 {
        let mut spans: Vec<_> = records
            .iter()
            .filter(|record| {
                record.task == task
                    && !record.end.is_nan()
                    && record.kind < Ending::Done as u8
                    && record.end > record.start
            })
            .map(|record| (record.start, record.end))
            .collect();
        spans.sort_by(|a, b| a.0.total_cmp(&b.0));
        assert!(spans.windows(2).all(|pair| pair[0].1 == pair[1].0), "{spans:?}");
    }
}

#[test]
fn latency_counts_from_arrival_even_where_tasks_take_turns() {
    let report = run("3 x job every 10ms: sleep 20ms", "sequential");
    let arrivals = report.arrivals.expect("they arrive over time");
    let latency = arrivals.latency.expect("they end well");
    // They end at 20, 40 and 60 ms.
    assert_eq!((latency.p50, latency.max), (30.0, 40.0));
    assert_eq!(arrivals.waiting.iter().map(|&(_, count)| count).max(), Some(2));
}

#[test]
fn a_task_is_not_seen_before_it_arrives() {
    let bench = Bench::new();
    bench.run("2 x job every 50ms: sleep 20ms", "event-loop");
    let first = bench.records().iter().filter(|record| record.task == 1).map(|record| record.start).reduce(f64::min);
    assert_eq!(first, Some(50.0));
}

/// Runs a workload in virtual time on a machine with so many cores; returns when each task ended.
fn ends_on(cores: usize, text: &str, model: &str) -> Vec<f64> {
    let workload = parse(text).expect("a valid workload");
    let settings = Settings::settle(&workload, Overrides::default(), cores);
    let premises = crate::machine::Premises::of_cores(cores);
    let report = super::simulate(workload, settings, find(model).expect("a model"), &premises).report;
    report.tasks.iter().map(|task| task.end_ms).collect()
}

/// Computes for 100 ms in virtual time.
const IN_100_MS: &str = "spin 100ms";

#[test]
fn in_virtual_time_threads_share_the_cores_and_take_turns_under_a_gil() {
    let four = format!("run: workers 4\n4 x p: {IN_100_MS}");
    assert_eq!(ends_on(4, &four, "threads"), [100.0; 4]);
    assert_eq!(ends_on(2, &four, "threads"), [200.0; 4]);
    assert_eq!(ends_on(2, &four, "event-loop-pool"), [200.0; 4]);
    assert_eq!(ends_on(2, &four, "event-loop"), [100.0, 200.0, 300.0, 400.0]);
    for model in ["threads-gil", "event-loop-pool-gil"] {
        assert_eq!(ends_on(4, &four, model).into_iter().fold(0.0, f64::max), 400.0, "{model}");
    }
    let two = format!("run: workers 2\n4 x p: {IN_100_MS}");
    assert_eq!(ends_on(4, &two, "threads"), [100.0, 100.0, 200.0, 200.0]);
}

#[test]
fn in_virtual_time_a_gil_lets_waits_overlap_and_holds_up_who_wants_to_go_on() {
    let waits = "run: workers 8\n8 x t: sleep 200ms";
    assert_eq!(ends_on(2, waits, "threads-gil"), [200.0; 8]);
    // It asks 5 ms after its time, and the other hands over at the end of its chunk of 2 ms: to begin, and to go on.
    let ends = ends_on(2, &format!("run: workers 2\np: {IN_100_MS}\nt: sleep 10ms"), "threads-gil");
    assert_eq!(ends, [100.0, 22.0]);
    let ends = ends_on(2, &format!("run: workers 1\np: {IN_100_MS}\nt: sleep 10ms"), "event-loop-pool-gil");
    assert_eq!(ends, [100.0, 16.0]);
    assert_eq!(ends_on(2, &format!("run: workers 1\np: {IN_100_MS}\nt: sleep 10ms"), "event-loop-pool"), [100.0, 10.0]);
}

#[test]
fn in_virtual_time_what_blocks_a_thread_of_the_pool_uses_no_core() {
    let text = format!("run: workers 3\n2 x b: to_thread( block 100ms )\np: {IN_100_MS}");
    assert_eq!(ends_on(1, &text, "event-loop-pool"), [100.0; 3]);
}

#[test]
fn in_virtual_time_the_wait_for_the_gil_is_a_span_of_its_own() {
    let text = format!("run: workers 2\n2 x p: {IN_100_MS}");
    let workload = parse(&text).expect("a valid workload");
    let settings = Settings::settle(&workload, Overrides::default(), 2);
    let premises = crate::machine::Premises::of_cores(2);
    for model in ["threads-gil", "event-loop-pool-gil"] {
        let model = find(model).expect("a model");
        let records = super::simulate(parse(&text).expect("a valid workload"), settings, model, &premises).records;
        let total = |kind: Kind| -> f64 {
            let spans = records.iter().filter(|record| record.kind == kind as u8 && !record.end.is_nan());
            spans.map(|record| record.end - record.start).sum()
        };
        assert_eq!(total(Kind::Thread), 200.0, "{}", model.id);
        assert!(total(Kind::Gil) > 150.0 && total(Kind::Gil) <= 200.0, "{}: {}", model.id, total(Kind::Gil));
    }
}
