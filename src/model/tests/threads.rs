//! What threads do: real ones, in real time, so that only counts and orders are asserted.

use super::{
    really::{computing, really},
    run, states, times,
};
use crate::trace::{Ending, Kind};

const WITH_THREADS: [&str; 2] = ["threads", "threads-gil"];

#[test]
fn threads_take_whole_tasks_and_every_task_ends_once() {
    let text = "run: workers 2, limit 3\n9 x t timeout 500ms: sleep [1ms 2ms] -> primes 10k -> fail 30% -> fetch io/delay?ms=2";
    for model in WITH_THREADS {
        let (report, records) = really(text, model);
        assert_eq!(report.counts.done + report.counts.failed, 9, "{model}");
        assert!(report.counts.done > 0 && report.counts.failed > 0, "{model}");
        for task in 0..9 {
            let ends = records.iter().filter(|record| record.task == task && (16..32).contains(&record.kind));
            assert_eq!(ends.count(), 1, "{model}: task {task}");
        }
        let on_loop = records.iter().filter(|record| record.kind == Kind::Run as u8 && record.task < 9);
        assert_eq!(on_loop.count(), 0, "{model}: nothing runs on the loop");
    }
}

#[test]
fn threads_compute_at_once_and_under_a_gil_in_turn() {
    let text = "run: workers 2\n2 x p: primes 300M";
    let (report, records) = really(text, "threads");
    assert_eq!((report.counts.done, computing(&records)), (2, 2));
    let (report, records) = really(text, "threads-gil");
    assert_eq!((report.counts.done, computing(&records)), (2, 1));
    assert!(records.iter().any(|record| record.kind == Kind::Gil as u8), "who waits for the lock is seen to");
    assert_eq!(report.tasks[0].value, report.tasks[1].value);
}

#[test]
fn a_pool_computes_at_once_and_under_a_gil_in_turn_with_the_loop() {
    let text = "run: workers 2\n2 x p: primes 300M\nt: repeat 20 ( sleep 1ms )";
    let (report, records) = really(text, "event-loop-pool");
    assert_eq!((report.counts.done, computing(&records)), (3, 2));
    let (report, records) = really(text, "event-loop-pool-gil");
    assert_eq!((report.counts.done, computing(&records)), (3, 1));
}

#[test]
fn what_does_not_hold_the_gil_computes_at_once_under_it() {
    let text = "run: workers 2\n2 x p: fetch io/delay?bytes=8M -> sha256";
    let (report, records) = really(text, "threads-gil");
    assert_eq!((report.counts.done, computing(&records)), (2, 2));
}

#[test]
fn every_join_comes_back_from_threads() {
    let text = |join| format!("run: workers 2, join {join}\na: sleep 1ms -> fail\nb: sleep 30s\nc: sleep 30s");
    for (join, expected) in [
        ("group", [Ending::Failed, Ending::Cancelled, Ending::Cancelled]),
        ("first", [Ending::Failed, Ending::Cancelled, Ending::Cancelled]),
    ] {
        for model in WITH_THREADS {
            let (report, _) = really(&text(join), model);
            assert_eq!(states(&report), expected, "{join} under {model}");
        }
    }
    let (report, _) = really("run: workers 2, join completed\n4 x t: sleep 1ms -> put Q\nthen: take Q", "threads");
    assert_eq!(report.counts.done, 4);
}

#[test]
fn a_timeout_interrupts_computing_on_a_thread() {
    let (report, _) = really("run: workers 2\nt timeout 20ms: primes 1000M\nu: sleep 5ms", "threads");
    assert_eq!(states(&report), [Ending::TimedOut, Ending::Done]);
}

#[test]
fn a_deadlock_between_threads_is_found_and_the_run_goes_on() {
    let text = "run: workers 3\n\
        a: with lock A ( barrier X 2 -> with lock B ( sleep 1ms ) )\n\
        b: with lock B ( barrier X 2 -> with lock A ( sleep 1ms ) )\n\
        c: sleep 5ms -> with lock A ( sleep 1ms )";
    for model in WITH_THREADS {
        let (report, _) = really(text, model);
        assert_eq!(states(&report), [Ending::Failed, Ending::Failed, Ending::Done], "{model}");
        assert_eq!(report.deadlocks.len(), 1);
        assert_eq!(report.tasks[0].error.as_deref(), Some(&*report.deadlocks[0]));
        assert!(report.deadlocks[0].starts_with("deadlock: "), "{}", report.deadlocks[0]);
        assert_eq!(report.locks.iter().map(|lock| lock.name.as_str()).collect::<Vec<_>>(), ["A", "B"]);
    }
}

#[test]
fn a_deadlock_on_the_loop_is_found_in_the_same_words() {
    let text = "a: with lock A ( sleep 10ms -> with lock B ( sleep 5ms ) )\n\
        b: with lock B ( sleep 10ms -> with lock A ( sleep 5ms ) )\nc: sleep 50ms";
    let report = run(text, "event-loop");
    assert_eq!(states(&report), [Ending::Failed, Ending::Failed, Ending::Done]);
    assert_eq!(
        report.deadlocks,
        ["deadlock: b waits for lock `A`, which a holds; a waits for lock `B`, which b holds"]
    );
    assert_eq!(times(&report)[0].1, 10.0);
}

#[test]
fn a_wait_that_no_thread_will_ever_end_is_found() {
    // Nobody puts; the third at the barrier finds no thread; and main waits for what no task gives.
    for text in [
        "run: workers 2\n2 x t: take Q\nu: fail -> put Q",
        "run: workers 2\n3 x t: barrier B 3",
        "run: workers 2, join completed\n2 x t: sleep 1ms\nu: fail -> put Q\nthen: take Q",
    ] {
        let (report, _) = really(text, "threads");
        assert!(report.notes.iter().any(|note| note.contains("none could ever go on")), "{text}: {:?}", report.notes);
        assert_eq!(report.counts.done + report.counts.failed, report.tasks.len(), "{text}");
    }
}

#[test]
fn a_counter_tells_what_was_lost() {
    let loses = "2 x t: read C -> sleep 1ms -> write C";
    let found = |text: &str, model: &str| {
        let counter = run(text, model).counters.remove(0);
        (counter.expected, counter.found)
    };
    assert_eq!(found(loses, "event-loop"), (2, 1));
    assert_eq!(found("2 x t: read C -> write C", "event-loop"), (2, 2));
    assert_eq!(found(loses, "sequential"), (2, 2));
    for how in ["locked", "atomic"] {
        let (report, _) = really(&format!("run: workers 2\n2 x t: add C 300k {how}"), "threads");
        assert_eq!((report.counters[0].expected, report.counters[0].found), (600_000, 600_000), "{how}");
    }
    // Under the lock, threads switch between chunks only, as CPython's do between bytecodes that may be interrupted.
    let (report, _) = really("run: workers 2\n2 x t: add C 300k racy", "threads-gil");
    assert_eq!((report.counters[0].expected, report.counters[0].found), (600_000, 600_000));
}
