//! Input of others, at random and as it was once found to break something: see `cargo xtask fuzz` for a long look.

#![cfg(not(target_family = "wasm"))]

mod memory;
mod targets;

use std::fs;

use proptest::prelude::*;
use targets::{TARGETS, Target, feed};

const FINDINGS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fuzz/findings");

/// What inputs are pieced together from: words of the language, of JSON, of HTML and of queries, and what is none.
const WORDS: [&str; 62] = [
    "a: ",
    "2 x ",
    "run: ",
    "then: ",
    " -> ",
    "sleep 1s",
    "fetch io/delay?ms=5",
    "primes 1k",
    "all( ",
    "first( ",
    ", ",
    " )",
    "each 3 ( ",
    "repeat 1M ( ",
    "try ( ",
    ") else (",
    "with lock A ( ",
    "put Q",
    "take Q",
    "barrier B 2",
    "join group",
    "limit 2",
    "deadline 1s",
    "fail 50%",
    "every 1ms ",
    "poisson 9/s ",
    "timeout 1ms",
    "\n",
    "{\"workload\":\"",
    "\",\"models\":[\"",
    "event-loop",
    "\"]",
    ",\"cores\":",
    ",\"shared\":true}",
    "1e308",
    "-1",
    "null",
    "__proto__",
    "{",
    "}",
    "[",
    "]",
    "<a href=",
    "<base href=",
    "<script>",
    "<!--",
    "javascript:",
    "&#",
    "'>",
    "ms=",
    "&bytes=",
    "64M",
    "&status=",
    "&fail=",
    "&seed=",
    "999999999999",
    "%",
    "\u{0}",
    "🦀",
    "é",
    "\"",
    "\\u0000",
];

fn inputs() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        8 => proptest::sample::select(&WORDS[..]).prop_map(|word| word.as_bytes().to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..9),
    ];
    (any::<[u8; 4]>(), proptest::collection::vec(part, 0..40))
        .prop_map(|(head, parts)| [&head[..], &parts.concat()].concat())
}

fn stands_up_to_anything(name: &str) -> Result<(), TestCaseError> {
    let target: Target = *TARGETS.iter().find(|target| target.0 == name).expect("a target");
    let config = ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(input in inputs())| feed(target, &input));
    Ok(())
}

#[test]
fn any_text_is_answered() -> Result<(), TestCaseError> {
    stands_up_to_anything("workload")
}

#[test]
fn any_json_is_answered() -> Result<(), TestCaseError> {
    stands_up_to_anything("forms")
}

#[test]
fn any_workload_is_foretold_or_refused() -> Result<(), TestCaseError> {
    stands_up_to_anything("foretold")
}

#[test]
fn any_query_is_answered() -> Result<(), TestCaseError> {
    stands_up_to_anything("query")
}

#[test]
fn any_response_is_read() -> Result<(), TestCaseError> {
    stands_up_to_anything("response")
}

/// A finding is a file that is named after its target and what was wrong: `forms-a-time-beyond-all-clocks`.
#[test]
fn what_was_found_once_is_answered() {
    for entry in fs::read_dir(FINDINGS).expect("the findings") {
        let path = entry.expect("a finding").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        println!("{name}");
        let target = TARGETS.iter().find(|target| name.starts_with(target.0)).expect("named after a target");
        feed(*target, &fs::read(&path).expect("can be read"));
    }
}
