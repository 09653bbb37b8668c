//! Kernels come to the same on every machine, on one thread and on many, and in CPython.

use std::collections::HashSet;

use concurrency_playground::step::STEPS;

use crate::table::table;

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
    let kernels: HashSet<_> = STEPS.iter().filter(|step| step.computes.is_some()).map(|step| step.word).collect();
    assert_eq!(cases, kernels);
}

#[test]
fn every_kernel_tells_how_far_it_is() {
    for case in table() {
        let concurrency_playground::step::Action::Compute(mut kernel) = case.step().begin(&case.given()) else {
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
