//! What the language takes and what it refuses, as tables.

mod refused;
mod refused_parts;

use super::diagnostic::{Diagnostic, Fix, MAX_SHOWN};
use super::parse;
use crate::step::STEPS;

/// Holds a faulty text, and line, column, length and message of each of its errors.
type Refused = (&'static str, &'static [(usize, usize, usize, &'static str)]);

/// Holds texts and how they are printed.
const PRINTED: &[(&str, &str)] = &[
    (
        "3  x  page\ttimeout 2000ms :sleep 1s  timeout 0.5s->fail 30%   # why  ",
        "3 x page timeout 2s: sleep 1s timeout 500ms -> fail 30% # why",
    ),
    ("a: sleep 1s\r\n\r\n  # b\r\n", "a: sleep 1s\n\n# b\n"),
    ("run:limit 1000 ,seed 7\na:fail", "run: limit 1k, seed 7\na: fail"),
    ("a: sleep [ 1s  2000ms ]", "a: sleep [1s 2s]"),
    (r#"a: fail "a # b -> \"c\" \\ \d""#, r#"a: fail "a # b -> \"c\" \\ \\d""#),
    ("a: fetch page#part # comment", "a: fetch page#part # comment"),
    ("1 x run-1: fetch ,(x),", "1 x run-1: fetch ,(x),"),
    (
        "a: blur  0640x360  2->blur [ 16x16  32x16 ]->blur [99x99]",
        "a: blur 640x360 2 -> blur [16x16 32x16] -> blur 99x99",
    ),
    (
        "a: all(fetch x,fetch y(1),fail)->try(fail)else(sleep 1s)timeout 1000ms",
        "a: all( fetch x, fetch y(1), fail ) -> try ( fail ) else ( sleep 1s ) timeout 1s",
    ),
    (
        "2 x a  every 1000ms:with  lock A(each 1000(repeat 2(block 1s)))",
        "2 x a every 1s: with lock A ( each 1k ( repeat 2 ( block 1s ) ) )",
    ),
    (
        "run:join completed,queue Q 1000,queue P,repeat 3\nthen:to_thread(sleep 1s) #x\na poisson 2000/s:first ( fail )",
        "run: join completed, queue Q 1k, queue P, repeat 3\nthen: to_thread( sleep 1s ) #x\na poisson 2k/s: first( fail )",
    ),
];

/// Returns both tables.
fn refused() -> impl Iterator<Item = &'static Refused> {
    refused::REFUSED.iter().chain(refused_parts::REFUSED)
}

fn summary(diagnostics: &[Diagnostic]) -> Vec<(usize, usize, usize, &str)> {
    diagnostics.iter().map(|error| (error.line, error.column, error.length, error.message.as_str())).collect()
}

fn errors(text: &str) -> Vec<Diagnostic> {
    parse(text).err().unwrap_or_default()
}

/// Makes all changes that the errors propose, from the last to the first.
fn mended(text: &str, errors: &[Diagnostic]) -> String {
    let mut units: Vec<u16> = text.encode_utf16().collect();
    let mut fixes: Vec<&Fix> = errors.iter().filter_map(|error| error.fix.as_ref()).collect();
    fixes.sort_by_key(|fix| fix.start);
    for fix in fixes.into_iter().rev() {
        units.splice(fix.start..fix.end, fix.text.encode_utf16());
    }
    String::from_utf16(&units).expect("whole characters")
}

#[test]
fn each_error_is_told_at_its_place() {
    let words: Vec<_> = STEPS.iter().map(|step| format!("`{}`", step.word)).collect();
    let (last, others) = words.split_last().expect("there are steps");
    let steps = format!("{} and {last}", others.join(", "));
    for (text, expected) in refused() {
        let errors = errors(text);
        let told: Vec<_> = summary(&errors)
            .into_iter()
            .map(|(line, column, length, message)| (line, column, length, message.to_owned()))
            .collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|&(line, column, length, message)| (line, column, length, message.replace("STEPS", &steps)))
            .collect();
        assert_eq!(told, expected, "{text:?}");
    }
}

#[test]
fn offsets_and_columns_mean_the_same_place() {
    for (text, _) in refused() {
        let units: Vec<u16> = text.encode_utf16().collect();
        for error in errors(text) {
            let before = &units[..error.start];
            let line_start = before.iter().rposition(|&unit| unit == u16::from(b'\n')).map_or(0, |end| end + 1);
            let line = before.iter().filter(|&&unit| unit == u16::from(b'\n')).count() + 1;
            assert_eq!(error.column, error.start - line_start + 1, "{text:?}");
            assert_eq!(error.line, line, "{text:?}");
            assert_eq!(error.length, error.end - error.start, "{text:?}");
        }
    }
}

#[test]
fn where_every_error_has_a_fix_the_mended_text_is_right() {
    for (text, _) in refused() {
        let found = errors(text);
        if found.iter().all(|error| error.fix.is_some()) {
            let mended = mended(text, &found);
            assert_eq!(summary(&errors(&mended)), [], "{text:?} became {mended:?}");
        }
    }
}

#[test]
fn a_fix_is_named_by_what_it_does() {
    let labels =
        |text| -> Vec<String> { errors(text).into_iter().filter_map(|error| error.fix).map(|fix| fix.label).collect() };
    assert_eq!(labels("a: slep 1s"), ["Change to `sleep`"]);
    assert_eq!(labels("a: sleep"), ["Insert `1s`"]);
    assert_eq!(labels("a: fail ->"), ["Remove `->`"]);
    assert_eq!(labels("a: sleep 1s\u{1}"), ["Remove it"]);
}

#[test]
fn beyond_twenty_errors_the_rest_is_counted() {
    let found = errors(&format!("a: {}fail", "slep -> ".repeat(MAX_SHOWN + 5)));
    assert_eq!(found.len(), MAX_SHOWN + 1);
    let last = &found[MAX_SHOWN];
    assert_eq!((last.line, last.column), (1, 4 + 8 * MAX_SHOWN));
    assert_eq!(last.message, "And 5 more errors.");
}

#[test]
fn a_workload_is_printed_in_one_spelling() {
    for (text, printed) in PRINTED {
        let workload = parse(text).map_err(|errors| format!("{text:?}: {errors:?}"));
        assert_eq!(workload.map(|workload| workload.to_string()).as_deref(), Ok(*printed));
    }
}
