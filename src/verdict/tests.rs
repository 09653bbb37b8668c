use super::*;
use crate::{
    model::{Overrides, Settings},
    report::{Counts, LockReport, SlowStep, StepTime, Times},
    workload::parse,
};
use case::CounterEvidence;

fn run(model: &str, wall_ms: f64, tasks: usize, times: Times) -> RunEvidence {
    let counts = Counts { done: tasks, ..Counts::default() };
    let times = Some(Times { complete: true, ..times });
    RunEvidence { model: model.into(), wall_ms, counts, times, ..RunEvidence::default() }
}

fn judged(text: &str, cores: usize, workers: u64, models: Vec<RunEvidence>) -> Verdict {
    let workload = parse(text).expect("valid");
    let overrides = Overrides { workers: Some(workers), ..Overrides::default() };
    let settings = Settings::settle(&workload, overrides, cores);
    let evidence = Evidence { cores, models };
    verdict(&Case::new(&workload, settings, &evidence))
}

fn found<'v>(verdict: &'v Verdict, id: &str) -> Option<&'v Finding> {
    verdict.findings.iter().find(|finding| finding.id == id)
}

fn computed(computing: f64, longest_task: f64) -> Times {
    Times { computing, longest_task, ..Times::default() }
}

fn waited(waiting: f64, longest_task: f64) -> Times {
    Times { waiting, longest_task, ..Times::default() }
}

const CPU: &str = "4 x p: primes 1M";

#[test]
fn computing_is_won_by_threads_and_would_not_be_in_python() {
    let step = StepTime {
        line: "p".into(),
        step: 0,
        text: "primes 1M".into(),
        tasks: 4,
        computing: 400.0,
        ..StepTime::default()
    };
    let sequential = Times { steps: vec![step], ..computed(400.0, 100.0) };
    let threads = RunEvidence { speedup: Some(1.9), ..run("threads", 210.0, 4, computed(400.0, 100.0)) };
    let models =
        vec![run("event-loop", 401.0, 4, computed(400.0, 100.0)), threads, run("sequential", 400.0, 4, sequential)];
    let verdict = judged(CPU, 2, 2, models);
    assert_eq!((verdict.bound, verdict.winner.as_deref()), (Bound::Cpu, Some("threads")));
    assert!((verdict.of_ideal.expect("known") - 200.0 / 210.0).abs() < 1e-9);
    assert!(
        verdict
            .text
            .starts_with("This workload is bound by the CPU: its tasks computed 400 ms in all and waited 0.0 ms.")
    );
    assert!(
        verdict.text.contains("Threads was quickest with 210 ms, 1.9 times as fast as one after another"),
        "{}",
        verdict.text
    );
    assert!(verdict.python.expect("another").contains("GIL"));
    assert!(verdict.next.expect("told").starts_with("Only less work"));
    assert_eq!(verdict.findings.iter().map(|finding| finding.id).collect::<Vec<_>>(), ["loop-for-computing"]);
}

#[test]
fn waiting_is_won_by_the_loop() {
    let models = vec![
        run("event-loop", 310.0, 50, waited(15_000.0, 300.0)),
        run("sequential", 15_000.0, 50, waited(15_000.0, 300.0)),
    ];
    let verdict = judged("50 x page: fetch io/delay?ms=300", 2, 2, models);
    assert_eq!((verdict.bound, verdict.winner.as_deref()), (Bound::Io, Some("event-loop")));
    assert_eq!((verdict.python, verdict.findings), (None, Vec::new()));
    assert!(verdict.next.expect("told").contains("quicker answers"));
}

#[test]
fn a_run_that_was_cut_short_wins_nothing() {
    let stopped = RunEvidence {
        counts: Counts { done: 1, cancelled: 3, ..Counts::default() },
        ..run("threads", 5.0, 4, computed(4.0, 1.0))
    };
    let verdict = judged(CPU, 2, 2, vec![stopped, run("sequential", 400.0, 4, computed(400.0, 100.0))]);
    assert_eq!(verdict.winner.as_deref(), Some("sequential"));
}

#[test]
fn a_loop_that_was_held_is_told_where_others_had_to_wait() {
    let slow = vec![SlowStep { task: "culprit".into(), step: "block 500ms".into(), ms: 500.0 }];
    let times = Times { waiting: 6_000.0, longest_task: 1_000.0, ..Times::default() };
    let held = RunEvidence { slow: slow.clone(), ..run("event-loop", 1_500.0, 7, times) };
    let verdict = judged("6 x handler: sleep 1s\nculprit: block 500ms", 2, 2, vec![held]);
    let finding = found(&verdict, "loop-blocked").expect("found");
    assert!(finding.sentence.contains("`block 500ms` of culprit held the loop for 500 ms"));
    assert_eq!(finding.evidence, [("steps", 1.0), ("longestMs", 500.0)].into());
    // Nobody waits for anything but the loop.
    let computing = RunEvidence { slow, ..run("event-loop", 1_000.0, 2, computed(1_000.0, 500.0)) };
    assert_eq!(found(&judged(CPU, 2, 2, vec![computing]), "loop-blocked"), None);
}

#[test]
fn waits_for_the_gil_are_told_where_they_are_long() {
    let with_gil = |gil| judged(CPU, 2, 2, vec![run("threads-gil", 400.0, 4, Times { gil, ..computed(400.0, 100.0) })]);
    let verdict = with_gil(380.0);
    assert_eq!(
        found(&verdict, "gil-contention").expect("found").evidence,
        [("gilMs", 380.0), ("computingMs", 400.0)].into()
    );
    assert_eq!(found(&with_gil(10.0), "gil-contention"), None);
}

#[test]
fn more_threads_than_cores_are_told_where_they_compute() {
    let verdict = |workers, times| judged("8 x p: primes 1M", 2, workers, vec![run("threads", 400.0, 8, times)]);
    assert!(found(&verdict(8, computed(800.0, 100.0)), "more-threads-than-cores").is_some());
    assert!(found(&verdict(2, computed(800.0, 100.0)), "more-threads-than-cores").is_none());
    assert!(found(&verdict(8, waited(800.0, 100.0)), "more-threads-than-cores").is_none());
}

#[test]
fn threads_that_only_wait_are_told() {
    let models = vec![
        run("event-loop", 300.0, 50, waited(15_000.0, 300.0)),
        run("threads", 7_500.0, 50, waited(15_000.0, 300.0)),
    ];
    let verdict = judged("50 x page: sleep 300ms", 2, 2, models);
    assert!(
        found(&verdict, "threads-for-waiting")
            .expect("found")
            .sentence
            .starts_with("2 threads can wait for 2 things at once")
    );
}

#[test]
fn what_is_lost_is_told_before_what_is_slow() {
    let counters = vec![CounterEvidence { name: "C".into(), expected: 200, found: 150 }];
    let racy = RunEvidence { counters, ..run("threads", 10.0, 2, computed(20.0, 10.0)) };
    let verdict = judged("2 x t: add C 100 racy", 2, 8, vec![racy]);
    assert_eq!(verdict.findings[0].id, "lost-updates");
    assert!(verdict.text.contains("50 of 200 updates of `C` were lost"));
}

#[test]
fn a_deadlock_is_told() {
    let circle = "left waits for B, which right has; right waits for A, which left has".to_owned();
    let stuck = RunEvidence {
        deadlocks: vec![circle],
        counts: Counts { failed: 2, ..Counts::default() },
        ..run("event-loop", 300.0, 0, waited(600.0, 300.0))
    };
    let verdict = judged("left: lock A -> unlock A\nright: lock A -> unlock A", 2, 2, vec![stuck]);
    assert_eq!(verdict.findings.iter().map(|finding| finding.id).collect::<Vec<_>>(), ["deadlock", "not-done"]);
}

#[test]
fn a_lock_that_everybody_waits_for_is_what_binds() {
    let locks = vec![LockReport { name: "A".into(), waits: 9, longest_ms: 900.0, total_ms: 4_500.0 }];
    let run = RunEvidence { locks, ..run("event-loop", 1_000.0, 10, waited(1_000.0, 100.0)) };
    let verdict = judged("10 x t: with lock A ( sleep 100ms )", 2, 2, vec![run]);
    assert_eq!(verdict.bound, Bound::Lock);
    assert!(
        found(&verdict, "lock-contention")
            .expect("found")
            .sentence
            .contains("4.5 s in all for lock `A`, one of them 900 ms")
    );
}

#[test]
fn waits_in_a_row_are_told_where_they_are_what_the_run_takes() {
    let step = StepTime { line: "page".into(), step: 1, tasks: 2, waiting: 2_000.0, waits: 20, ..StepTime::default() };
    let times = Times { steps: vec![step], ..waited(2_000.0, 1_000.0) };
    let verdict =
        judged("2 x page: repeat 10 ( sleep 100ms )", 2, 2, vec![run("event-loop", 1_001.0, 2, times.clone())]);
    assert!(found(&verdict, "one-after-another").expect("found").sentence.starts_with("Each page waits 10 times"));
    // Done at once they take no longer than one.
    let verdict = judged("2 x page: each 10 ( sleep 100ms )", 2, 2, vec![run("event-loop", 101.0, 2, times)]);
    assert_eq!(found(&verdict, "one-after-another"), None);
}

#[test]
fn many_requests_at_once_are_told_unless_something_limits_them() {
    let verdict = |text: &str| judged(text, 2, 2, vec![run("event-loop", 900.0, 500, waited(100_000.0, 200.0))]);
    assert_eq!(
        found(&verdict("500 x page: fetch io/delay?ms=200"), "unlimited-fan-out").expect("found").evidence["requests"],
        500.0
    );
    // As in a run, some of them wait for others even so.
    let many = verdict("500 x page: fetch io/delay?ms=200");
    let found_of_many = found(&many, "unlimited-fan-out").expect("found");
    assert_eq!(found_of_many.evidence["atOnce"], 256.0);
    assert!(
        found_of_many.sentence.starts_with("Of 500 requests, 256 may go out at once"),
        "{}",
        found_of_many.sentence
    );
    let fewer = verdict("200 x page: fetch io/delay?ms=200");
    let found_of_fewer = found(&fewer, "unlimited-fan-out").expect("found");
    assert!(found_of_fewer.sentence.starts_with("200 requests may go out at once"), "{}", found_of_fewer.sentence);
    for limited in [
        "run: limit 20\n500 x page: fetch io/delay",
        "500 x page: with limit L 20 ( fetch io/delay )",
        "500 x page poisson 5/s: fetch io/delay",
        "50 x page: fetch io/delay",
    ] {
        assert_eq!(found(&verdict(limited), "unlimited-fan-out"), None, "{limited}");
    }
}

#[test]
fn every_lint_has_a_name_of_its_own() {
    let names: std::collections::BTreeSet<_> = LINTS.iter().map(|lint| lint.id).collect();
    assert_eq!(names.len(), LINTS.len());
}

#[test]
fn processes_that_copy_or_start_for_long_are_told() {
    let times = Times { copying: 300.0, ..computed(100.0, 50.0) };
    let processes = RunEvidence { start_up_ms: Some(150.0), ..run("processes", 300.0, 4, times) };
    let verdict = judged(CPU, 2, 2, vec![processes]);
    assert_eq!(
        verdict.findings.iter().map(|finding| finding.id).collect::<Vec<_>>(),
        ["copying-dominates", "start-up-dominates"]
    );
    let quick = RunEvidence { start_up_ms: Some(50.0), ..run("processes", 300.0, 4, computed(100.0, 50.0)) };
    assert_eq!(judged(CPU, 2, 2, vec![quick]).findings, Vec::new());
}
