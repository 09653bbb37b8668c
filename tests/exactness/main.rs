//! The event loop does what CPython's does: the same workloads, run here and on real asyncio, give the same events.
//!
//! Both run under a virtual clock. Where there is no Python 3.11 or later, the written cases are compared with
//! what it said when `golden.jsonl` was made; `UPDATE_GOLDEN=1` makes it anew.

#![cfg(not(target_family = "wasm"))]

mod compare;
mod generate;
mod kernels;
mod nothing_lost;
mod ours;
mod reference;
#[path = "../kernels/mod.rs"]
mod table;
mod take_home;

use std::{collections::HashSet, fs};

use compare::difference;
use concurrency_playground::workload::parse;
use reference::{Answer, Reference};

/// Random workloads that are compared; `RANDOM_FROM` and `RANDOM_WORKLOADS` choose others.
const RANDOM: u64 = 3_000;

const CASES: &str = include_str!("../reference/cases.txt");
const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/golden.jsonl");

/// The written cases, each with the claim it is there for.
fn cases() -> Vec<(&'static str, String)> {
    let blocks = CASES.split("\n## ").skip(1);
    blocks
        .map(|block| {
            let (claim, text) = block.split_once('\n').expect("a claim and a text");
            (claim, text.trim().to_owned())
        })
        .collect()
}

/// Compares runs of ours with answers of the reference, and tells of all that differ.
fn assert_same(texts: &[(String, String)], answers: Vec<Answer>) {
    assert_eq!(texts.len(), answers.len(), "an answer for each workload");
    let mut differences = Vec::new();
    for ((claim, text), answer) in texts.iter().zip(answers) {
        let workload = parse(text).unwrap_or_else(|errors| panic!("{claim}: {errors:?}\n{text}"));
        let theirs = answer.events.unwrap_or_else(|| panic!("{claim}: {:?}\n{text}", answer.error));
        if let Some(difference) = difference(&workload.plan(ours::SEED), &ours::events(text), &theirs) {
            differences.push(format!("{claim}\n{text}\n{difference}"));
        }
    }
    let count = differences.len();
    differences.sort_by_key(String::len);
    differences.truncate(5);
    assert!(count == 0, "{count} of {} differ, such as:\n\n{}", texts.len(), differences.join("\n\n"));
}

#[test]
fn every_written_case_has_the_events_that_asyncio_gives() {
    let texts: Vec<_> = cases().into_iter().map(|(claim, text)| (claim.to_owned(), text)).collect();
    assert!(texts.len() >= 40, "{} cases", texts.len());
    let claims: HashSet<_> = texts.iter().map(|(claim, _)| claim).collect();
    assert_eq!(claims.len(), texts.len(), "each claim is written once");
    let answers = Reference::find().ask(texts.iter().map(|(_, text)| text.as_str()));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(GOLDEN, reference::to_lines(&answers)).expect("golden.jsonl can be written");
    }
    assert_same(&texts, answers);
}

#[test]
fn what_asyncio_gave_for_the_written_cases_is_what_is_committed() {
    let golden = fs::read_to_string(GOLDEN).expect("golden.jsonl is there");
    let cases = cases();
    let answers = Reference::find().ask(cases.iter().map(|(_, text)| text.as_str()));
    assert!(reference::to_lines(&answers) == golden, "run `UPDATE_GOLDEN=1 cargo test --test exactness`");
}

#[test]
fn the_reference_does_what_its_own_tests_claim() {
    Reference::find().test();
}

#[test]
fn random_workloads_have_the_events_that_asyncio_gives() {
    let number = |name, default| std::env::var(name).map_or(default, |number| number.parse().expect("a number"));
    let (from, count) = (number("RANDOM_FROM", 0), number("RANDOM_WORKLOADS", RANDOM));
    let texts: Vec<_> = (from..from + count).map(|seed| (format!("seed {seed}"), generate::workload(seed))).collect();
    let answers = Reference::find().ask(texts.iter().map(|(_, text)| text.as_str()));
    assert_same(&texts, answers);
}

#[test]
fn the_same_workload_and_seed_give_the_same_events_every_time() {
    for seed in 0..50 {
        let text = generate::workload(seed);
        assert_eq!(ours::events(&text), ours::events(&text), "{text}");
    }
}
