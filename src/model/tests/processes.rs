//! What processes do: threads that share nothing stand for them, in real time, so that only counts and orders are asserted.

use super::{
    really::{computing, really},
    states,
};
use crate::trace::{Ending, Kind};

const WITH_PROCESSES: [&str; 3] = ["event-loop-processes", "event-loops", "processes"];

#[test]
fn every_task_ends_once_in_whatever_process() {
    let text =
        "run: workers 2, limit 3\n9 x t timeout 2s: sleep [1ms 2ms] -> primes 10k -> fail 30% -> fetch io/delay?ms=2";
    for model in WITH_PROCESSES {
        let (report, records) = really(text, model);
        assert_eq!(report.counts.done + report.counts.failed, 9, "{model}: {:?}", report.counts);
        assert!(report.counts.done > 0 && report.counts.failed > 0, "{model}");
        for task in 0..9 {
            let ends = records.iter().filter(|record| record.task == task && (16..32).contains(&record.kind));
            assert_eq!(ends.count(), 1, "{model}: task {task}");
        }
        assert!(report.start_up_ms.is_some(), "{model}");
    }
}

#[test]
fn processes_compute_at_once_and_what_they_give_comes_back() {
    let text = "run: workers 2\n2 x p: primes 300M";
    for model in ["event-loop-processes", "processes"] {
        let (report, records) = really(text, model);
        assert_eq!((report.counts.done, computing(&records)), (2, 2), "{model}");
        assert_eq!(report.tasks.iter().map(|task| task.value).collect::<Vec<_>>(), [Some(16_252_325); 2], "{model}");
        assert!(records.iter().any(|record| record.kind == Kind::Copy as u8), "{model}: copying is seen");
    }
    let (report, records) = really("run: workers 2\nm: mandelbrot 64 -> fetch io/delay?bytes=9 -> sha256", "processes");
    assert_eq!((report.counts.done, report.images.len()), (1, 1));
    assert!(records.iter().all(|record| record.kind != Kind::Run as u8 || record.task > 0));
}

#[test]
fn tasks_are_dealt_to_loops_on_which_their_waits_overlap() {
    let (report, records) = really("run: workers 2\n6 x t: all( sleep 20ms, sleep 20ms ) -> primes 1M", "event-loops");
    assert_eq!(report.counts.done, 6);
    // Six tasks wait at once although there are two processes.
    let waits = records.iter().filter(|record| record.kind == Kind::Wait as u8 && record.end > record.start);
    let mut edges: Vec<_> = waits.flat_map(|span| [(span.start, 1), (span.end, -1)]).collect();
    edges.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut inside = 0;
    let most = edges
        .iter()
        .map(|(_, step)| {
            inside += step;
            inside
        })
        .max();
    assert!(most > Some(6), "{most:?}");
    let parts =
        records.iter().filter(|record| record.kind == crate::trace::Link::PartOf as u8).map(|record| record.task);
    let parts: std::collections::HashSet<_> = parts.collect();
    assert_eq!(parts.len(), 12, "each part has a lane that no other process gives");
}

#[test]
fn every_join_comes_back_from_processes() {
    for model in WITH_PROCESSES {
        let text = "run: workers 2, join group\na: sleep 1ms -> fail\nb: sleep 30s\nc: sleep 30s";
        let (report, _) = really(text, model);
        assert_eq!(states(&report), [Ending::Failed, Ending::Cancelled, Ending::Cancelled], "{model}");
        let (report, _) = really("run: workers 2, join completed\n4 x t: sleep 1ms -> put Q\nthen: take Q", model);
        assert_eq!(report.counts.done, 4, "{model}");
    }
}

#[test]
fn computing_in_a_process_is_cancelled_at_a_chunk() {
    for model in ["event-loop-processes", "processes"] {
        let (report, _) = really("run: workers 2\nt timeout 30ms: primes 1000M\nu: sleep 5ms", model);
        assert_eq!(states(&report), [Ending::TimedOut, Ending::Done], "{model}");
    }
}

#[test]
fn the_parent_serves_what_processes_share_and_finds_their_deadlocks() {
    for model in ["event-loops", "processes"] {
        let text = "run: workers 3\n\
            a: with lock A ( barrier X 2 -> with lock B ( sleep 1ms ) )\n\
            b: with lock B ( barrier X 2 -> with lock A ( sleep 1ms ) )\n\
            c: sleep 5ms -> with lock A ( sleep 1ms )";
        let (report, _) = really(text, model);
        assert_eq!(states(&report), [Ending::Failed, Ending::Failed, Ending::Done], "{model}");
        assert_eq!(report.deadlocks.len(), 1, "{model}");
        let (report, _) = really("run: workers 2\n3 x t: lock A -> sleep 1ms -> unlock A -> put Q -> take Q", model);
        assert_eq!(report.counts.done, 3, "{model}: {:?}", report.tasks);
    }
}

#[test]
fn a_wait_that_no_process_will_ever_end_is_found() {
    // The third at the barrier finds no process; and nobody puts.
    for text in ["run: workers 2\n3 x t: barrier B 3", "run: workers 2\n2 x t: take Q\nu: fail -> put Q"] {
        let (report, _) = really(text, "processes");
        assert_eq!(report.counts.done + report.counts.failed, report.tasks.len(), "{text}");
        assert!(report.notes.iter().any(|note| note.contains("none could ever go on")), "{text}: {:?}", report.notes);
    }
}

#[test]
fn counters_are_private_to_each_process_and_that_is_told() {
    for model in WITH_PROCESSES {
        let (report, _) = really("run: workers 2\n2 x t: add C 1k racy", model);
        assert_eq!((report.counters[0].expected, report.counters[0].found), (2_000, 0), "{model}");
        assert!(report.notes.iter().any(|note| note.contains("a memory of its own")), "{model}: {:?}", report.notes);
        let (report, _) = really("run: workers 2\nt: add C 1k atomic\nu: add C 1k locked", model);
        assert_eq!(states(&report), [Ending::Failed, Ending::Failed], "{model}");
    }
}
