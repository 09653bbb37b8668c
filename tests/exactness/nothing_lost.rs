//! Whatever is cancelled when: nothing is lost, nothing is counted twice, and everything is given back.

use std::collections::BTreeMap;

use concurrency_playground::{
    machine::Premises,
    model::{self, Event, MODELS, Overrides, Settings, simulate},
    report::Report,
    runtime::EventLoop,
    workload::parse,
};

use crate::generate;

/// Runs a random workload under a model, with a deadline at any moment.
fn run(seed: u64, model: &'static model::Model) -> (String, Report) {
    let text = generate::workload(seed);
    let workload = parse(&text).expect("a valid workload");
    let mut settings = Settings::settle(&workload, Overrides::default(), 2);
    settings.deadline = Some(std::time::Duration::from_micros(seed * 997 % 70_000 + 1));
    (text, simulate(workload, settings, model, &Premises::of_cores(1)).report)
}

#[test]
fn every_task_ends_in_exactly_one_way_and_gives_back_what_it_took() {
    for seed in 0..1_000 {
        for model in MODELS {
            let (text, report) = run(seed, model);
            let told = format!("seed {seed}, {}\n{text}", model.id);
            let tasks = parse(&text).expect("it was valid").task_count();
            let counts = report.counts;
            let ended = counts.done + counts.failed + counts.cancelled + counts.timed_out + counts.skipped;
            assert_eq!((ended as u64, report.tasks.len() as u64), (tasks, tasks), "{told}");
            let mut open = BTreeMap::new();
            for Event(_, task, path, what, detail) in &report.events {
                let (key, change) = match *what {
                    "begin" => ((*task, path.as_str(), "step"), 1),
                    "end" => ((*task, path.as_str(), "step"), -1),
                    // Who releases may be another task than who acquired.
                    "acquire" => ((0, "", detail.as_str()), 1),
                    "release" => ((0, "", detail.as_str()), -1),
                    "finish" => ((*task, "", "task"), 1),
                    _ => continue,
                };
                *open.entry(key).or_insert(0) += change;
            }
            for ((task, path, what), count) in open {
                let whole = i32::from(what == "task");
                assert_eq!(count, whole, "task {task} {path} {what}: {told}");
            }
            // It is held by whatever waits on it: tasks, timers, wakers.
            assert!(EventLoop::of_this_thread().is_none(), "something of the run is left: {told}");
        }
    }
}
