//! Kernels come to the same on every machine, on one thread and on many, and in CPython.

use std::collections::HashSet;
use std::time::Duration;

use concurrency_playground::{
    step::{Action, Group, PYTHON_TURN, STEPS, Value},
    workload::parse,
};
use serde::Deserialize;

use crate::reference::Reference;
use crate::table::table;

/// What `tests/reference/kernels.py` says.
#[derive(Deserialize)]
struct Measured {
    numpy: Option<String>,
    /// Seconds that a turn of a loop takes.
    turn: f64,
    kernels: Vec<Counterpart>,
}

#[derive(Deserialize)]
struct Counterpart {
    step: String,
    checksum: String,
    seconds: f64,
}

#[test]
fn every_kernel_comes_to_what_the_table_says_on_one_thread_and_on_many() {
    for case in table() {
        assert_eq!(case.in_chunks(), case.checksum, "{} in chunks", case.step);
        if let Some(checksum) = case.in_parallel() {
            assert_eq!(checksum, case.checksum, "{} in parallel", case.step);
        }
    }
}

#[test]
fn every_kernel_is_in_the_table() {
    let cases: HashSet<_> = table().iter().map(|case| case.step().declaration.word).collect();
    let kernels: HashSet<_> = STEPS.iter().filter(|step| step.group == Group::Compute).map(|step| step.word).collect();
    assert_eq!(cases, kernels);
}

/// Work of each kernel that takes a good many chunks; those that are given text get a megabyte of it.
const LONG: [&str; 10] = [
    "primes 100M",
    "mandelbrot 400",
    "matmul 500",
    "sort 1M",
    "sha256",
    "wordcount",
    "links",
    "nbody 500 20",
    "blur 640x360 6",
    "spin 50ms",
];

/// A chunk may take so long past the tiers of a wasm engine: in its first tier, in which code is some four times as slow,
/// it is then short enough to stop within 10 ms.
const LONGEST_CHUNK: Duration = Duration::from_millis(2);

#[test]
fn every_kernel_looks_up_after_chunks_that_are_short_by_what_it_declares() {
    let words: HashSet<_> = LONG.iter().filter_map(|step| step.split(' ').next()).collect();
    let kernels: HashSet<_> = STEPS.iter().filter(|step| step.group == Group::Compute).map(|step| step.word).collect();
    assert_eq!(words, kernels);
    let text = Value::Text("<p>Nine words, <a href=\"page\">a link</a>, more than ten.</p>\n".repeat(40_000).into());
    for written in LONG {
        let workload = parse(&format!("a: fetch x -> {written}")).expect("a workload");
        let step = workload.tasks(0).flat_map(|task| task.steps).last().expect("a step");
        let Action::Compute(mut kernel) = step.begin(&text) else { panic!("{written} does not compute") };
        let mut chunks = 1;
        while kernel.advance().is_none() {
            chunks += 1;
        }
        let computes = step.declaration.computes.expect("it computes");
        let chunk = computes.cost(&step.arguments, &text) / chunks;
        println!("{written}: {chunks} chunks of {chunk:?}");
        assert!(chunks >= 8 && chunk <= LONGEST_CHUNK, "{written}: {chunks} chunks of {chunk:?}");
    }
}

#[test]
fn every_kernel_tells_how_far_it_is() {
    for case in table() {
        let Action::Compute(mut kernel) = case.step().begin(&case.given()) else {
            panic!("{} does not compute", case.step);
        };
        let mut before = kernel.progress();
        assert_eq!(before, 0.0, "{}", case.step);
        while kernel.advance().is_none() {
            assert!(kernel.progress() >= before && kernel.progress() <= 1.0, "{}", case.step);
            before = kernel.progress();
        }
        assert_eq!(kernel.progress(), 1.0, "{}", case.step);
    }
}

#[test]
fn cpython_comes_to_the_same_and_takes_as_long_as_declared_within_a_wide_factor() {
    let measured: Measured = serde_json::from_value(Reference::find().kernels()).expect("measurements");
    let table = table();
    // `spin` is as long in Python by what it is.
    assert_eq!(measured.kernels.len(), table.len() - 1);
    println!("a turn of a loop takes {:.0} ps", measured.turn * 1e12);
    for counterpart in measured.kernels {
        let case = table.iter().find(|case| case.step == counterpart.step).expect("a case of the table");
        assert_eq!(counterpart.checksum, case.checksum, "{}", case.step);
        let step = case.step();
        let computes = step.declaration.computes.expect("it computes");
        let units = (computes.units)(&step.arguments, &case.given());
        let picoseconds = counterpart.seconds * 1e12 / units as f64;
        let ratio = picoseconds / measured.turn / 1e12 * PYTHON_TURN as f64 / computes.pace.cpython as f64;
        println!("{}: {picoseconds:.0} ps a unit, {ratio:.2} of what is declared", case.step);
        if step.declaration.word == "matmul" && measured.numpy.is_none() {
            // Then it is written as loops, and declared is NumPy.
            assert!(ratio > 50.0, "{}: {ratio}", case.step);
            continue;
        }
        // What lets go of the GIL is compiled, and its pace goes by the processor's own instructions.
        let most = if computes.holds_gil { 4.0 } else { 16.0 };
        assert!((1.0 / most..most).contains(&ratio), "{}: {picoseconds} ps a unit", case.step);
    }
}
