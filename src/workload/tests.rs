//! What the language takes and what it refuses, as tables.

use super::diagnostic::{Diagnostic, MAX_SHOWN};
use super::parse;

/// Holds a faulty text, and line, column, length and message of each of its errors.
type Refused = (&'static str, &'static [(usize, usize, usize, &'static str)]);

#[rustfmt::skip]
const REFUSED: &[Refused] = &[
    // Nothing to run.
    ("", &[(1, 1, 0, "There is nothing to run; write a line such as `3 x fetch_data: sleep 1s`.")]),
    ("\n\n", &[(3, 1, 0, "There is nothing to run; write a line such as `3 x fetch_data: sleep 1s`.")]),
    ("# only a comment\n", &[(2, 1, 0, "There is nothing to run; write a line such as `3 x fetch_data: sleep 1s`.")]),
    ("run: limit 3", &[(1, 13, 0, "There is nothing to run; write a line such as `3 x fetch_data: sleep 1s`.")]),
    // Before the colon.
    ("a", &[(1, 1, 1, "Write a colon after `a`, and then a step, such as `sleep 1s`.")]),
    ("a sleep 1s", &[(1, 1, 1, "Write a colon after `a`.")]),
    ("sleep 1s", &[(1, 1, 5, "A line begins with a name and a colon, such as `page: sleep 1s`.")]),
    ("3 x sleep 1s", &[(1, 5, 5, "A line begins with a name and a colon, such as `page: sleep 1s`.")]),
    ("a b", &[(1, 3, 1, "Write a colon after `a`, and then a step, such as `sleep 1s`.")]),
    ("fetch data: sleep 1s", &[(1, 7, 4, "A name is one word, and `data` is no option of a task; there is `timeout`.")]),
    ("a timout 2s: sleep 1s", &[(1, 3, 6, "`timout` is no option of a task; did you mean `timeout`?")]),
    ("a timeout: sleep 1s", &[(1, 3, 7, "`timeout` needs a duration from 1ms to 3600s, such as `timeout 2s`.")]),
    ("a timeout 0s: sleep 1s", &[(1, 11, 2, "`timeout` needs a duration from 1ms to 3600s; `0s` is below 1ms.")]),
    ("a timeout [1s 2s: sleep 1s", &[(1, 11, 1, "Close the list that begins here with `]`.")]),
    ("a timeout 1s timeout 2s: sleep 1s", &[(1, 14, 10, "`timeout` is written twice; leave one out.")]),
    ("a, b: sleep 1s", &[(1, 2, 3, "A name is one word, and `, b` is no option of a task; there is `timeout`.")]),
    ("3 page: sleep 1s", &[(1, 1, 1, "Write ` x ` between the count and the name, such as `3 x page`.")]),
    ("3x page: sleep 1s", &[(1, 1, 2, "Write ` x ` between the count and the name, such as `3 x page`.")]),
    ("3 x: sleep 1s", &[(1, 4, 0, "A line begins with a name and a colon, such as `page: sleep 1s`; the name is missing here.")]),
    ("0 x a: sleep 1s", &[(1, 1, 1, "A count is a whole number from 1 to 1M; `0` is below 1.")]),
    ("999999999 x a: sleep 1s", &[(1, 1, 9, "A count is a whole number from 1 to 1M; `999999999` is above 1M.")]),
    ("-1 x a: sleep 1s", &[(1, 1, 2, "A count is a whole number from 1 to 1M; `-1` is below 0.")]),
    ("three x a: sleep 1s", &[(1, 1, 5, "A count is a whole number from 1 to 1M; `three` is no number.")]),
    ("1a: sleep 1s", &[(1, 1, 2, "A name begins with a letter, such as `page`; `1a` does not.")]),
    ("a!b: sleep 1s", &[(1, 1, 3, "A name has letters, digits, `_` and `-` only; `a!b` has others.")]),
    (": sleep 1s", &[(1, 1, 0, "A line begins with a name and a colon, such as `page: sleep 1s`; the name is missing here.")]),
    ("-> sleep 1s", &[(1, 1, 0, "A line begins with a name and a colon, such as `page: sleep 1s`; the name is missing here.")]),
    ("3 x run: sleep 1s", &[(1, 5, 3, "`run` is a word of the language; give the line another name.")]),
    ("then: wordcount", &[(1, 1, 4, "`then:` belongs to the join `completed`, which is not there yet; leave this line out.")]),
    ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: sleep 1s", &[(1, 1, 65, "A name has at most 64 letters; shorten this one.")]),
    // Steps.
    ("a:", &[(1, 2, 1, "Write a step after the colon, such as `sleep 1s`.")]),
    ("a: slep 1s", &[(1, 4, 4, "`slep` is no step; did you mean `sleep`?")]),
    ("a: foo", &[(1, 4, 3, "`foo` is no step; there are `sleep`, `fetch`, `block`, `fail`, `primes` and `mandelbrot`.")]),
    ("größe: fail \"🦀\" -> slep 1s", &[(1, 21, 4, "`slep` is no step; did you mean `sleep`?")]),
    ("a: sleep 1s ->", &[(1, 13, 2, "Write a step after this `->`, or remove it.")]),
    ("a: sleep 1s -> -> fail", &[(1, 13, 2, "Write a step after this `->`, or remove it.")]),
    ("a: -> sleep 1s", &[(1, 4, 2, "Write a step before this `->`, or remove it.")]),
    ("a: sleep 1s sleep 2s", &[(1, 13, 5, "Write `->` between two steps, here before `sleep`.")]),
    ("a: sleep 1s 2s", &[(1, 13, 2, "Remove `2s`: after `sleep` and its time comes `->`, an option (timeout) or the end of the line.")]),
    ("a: sleep 1s timout 2s", &[(1, 13, 6, "`timout` is no option of `sleep`; did you mean `timeout`?")]),
    ("a: sleep 1s timeout", &[(1, 13, 7, "`timeout` needs a duration from 1ms to 3600s, such as `timeout 2s`.")]),
    ("a: sleep 1s timeout 2s timeout 3s", &[(1, 24, 10, "`timeout` is written twice; leave one out.")]),
    ("a: block 1s timeout 2s", &[(1, 13, 10, "Remove `timeout 2s`: after `block` and its time comes `->` or the end of the line.")]),
    // Amounts.
    ("a: sleep", &[(1, 4, 5, "`sleep` needs a duration from 0s to 3600s, such as `sleep 1s`.")]),
    ("a: sleep 2", &[(1, 10, 1, "`sleep` needs a duration from 0s to 3600s; `2` has no unit, write ms or s.")]),
    ("a: sleep 200", &[(1, 10, 3, "`sleep` needs a duration from 0s to 3600s; `200` has no unit, write ms or s.")]),
    ("a: sleep 99999h", &[(1, 10, 6, "`sleep` needs a duration from 0s to 3600s; `99999h` has the unit `h`, write ms or s.")]),
    ("a: sleep 0.0001ms", &[(1, 10, 8, "`sleep` needs a duration from 0s to 3600s; `0.0001ms` is finer than a microsecond.")]),
    ("a: block 61s", &[(1, 10, 3, "`block` needs a duration from 0s to 60s; `61s` is above 60s.")]),
    ("a: primes", &[(1, 4, 6, "`primes` needs a whole number from 0 to 1000M, such as `primes 2M`.")]),
    ("a: primes -1", &[(1, 11, 2, "`primes` needs a whole number from 0 to 1000M; `-1` is below 0.")]),
    ("a: primes 2m", &[(1, 11, 2, "`primes` needs a whole number from 0 to 1000M; `2m` has the unit `m`, write k, M or none.")]),
    ("a: primes 1.5", &[(1, 11, 3, "`primes` needs a whole number from 0 to 1000M; `1.5` is no whole number.")]),
    ("a: primes many", &[(1, 11, 4, "`primes` needs a whole number from 0 to 1000M; `many` is no number.")]),
    ("a: primes 99999999999999999999", &[(1, 11, 20, "`primes` needs a whole number from 0 to 1000M; `99999999999999999999` is too large.")]),
    ("a: mandelbrot 5000", &[(1, 15, 4, "`mandelbrot` needs a whole number from 16 to 4096; `5000` is above 4096.")]),
    ("a: fail 101%", &[(1, 9, 4, "`fail` needs a percentage from 0% to 100%; `101%` is above 100%.")]),
    ("a: fail 30", &[(1, 9, 2, "`fail` needs a percentage from 0% to 100%; `30` has no unit, write %.")]),
    ("a: sleep 3s..1s", &[(1, 10, 6, "A range goes from the smaller to the greater; write `1s..3s`.")]),
    ("a: sleep 1..3s", &[(1, 10, 1, "`sleep` needs a duration from 0s to 3600s; `1` has no unit, write ms or s.")]),
    ("a: sleep 1s..", &[(1, 10, 4, "A range has two ends, the smaller first; write both.")]),
    ("a: sleep []", &[(1, 10, 2, "Write at least one value in the list, such as `[1s]`.")]),
    ("a: sleep [1s 2s", &[(1, 10, 1, "Close the list that begins here with `]`.")]),
    ("a: sleep [1s, 2s]", &[(1, 13, 1, "The values of a list are kept apart by spaces; remove the comma.")]),
    ("a: sleep [1s x]", &[(1, 14, 1, "`sleep` needs a duration from 0s to 3600s; `x` is no number.")]),
    ("a: sleep [[1s]]", &[(1, 11, 1, "A list holds amounts, not other lists; remove this bracket.")]),
    ("a: sleep 1s,", &[(1, 12, 1, "Remove `,`: after `sleep` and its time comes `->`, an option (timeout) or the end of the line.")]),
    // URLs and texts.
    ("a: fetch", &[(1, 4, 5, "`fetch` needs a URL, such as `fetch io/delay?ms=300`.")]),
    ("a: fetch not a url", &[(1, 14, 5, "Remove `a url`: after `fetch` and its URL, which has no spaces, comes `->`, an option (timeout, method, body) or the end of the line.")]),
    ("a: fetch javascript:alert(1)", &[(1, 10, 19, "`fetch` needs a URL; `javascript:alert(1)` begins with `javascript:`, write http, https, or a URL relative to the page.")]),
    ("a: fetch data:text/plain,x", &[(1, 10, 17, "`fetch` needs a URL; `data:text/plain,x` begins with `data:`, write http, https, or a URL relative to the page.")]),
    ("a: fetch file:///etc/passwd", &[(1, 10, 18, "`fetch` needs a URL; `file:///etc/passwd` begins with `file:`, write http, https, or a URL relative to the page.")]),
    ("a: fetch http://", &[(1, 10, 7, "`fetch` needs a URL; `http://` names no host.")]),
    ("a: fetch localhost:80/x", &[(1, 10, 14, "`fetch` needs a URL; `localhost:80/x` begins with `localhost:`, write http, https, or a URL relative to the page.")]),
    ("a: fetch \"a.json\"", &[(1, 10, 8, "`fetch` needs a URL; `\"a.json\"` has `\"` in it, which a URL has not.")]),
    ("a: fetch x method post", &[(1, 19, 4, "`post` is not there for `method`; there are `GET`, `POST`, `PUT`, `DELETE`, `HEAD`, `PATCH` and `OPTIONS`.")]),
    ("a: fetch x method GET body \"y\"", &[(1, 23, 8, "GET and HEAD send no body; leave `body` out or write `method POST`.")]),
    ("a: fetch x body hello there", &[(1, 17, 11, "Put the text after `body` in double quotes.")]),
    ("a: fail boom today", &[(1, 9, 10, "Put the text after `fail` in double quotes.")]),
    ("a: fail \"boom", &[(1, 9, 1, "Close the text that begins here with `\"`.")]),
    // The run line.
    ("run: limt 3\na: sleep 1s", &[(1, 6, 4, "`limt` is no option of the run; did you mean `limit`?")]),
    ("run: limit 3 workers 4\na: sleep 1s", &[(1, 14, 7, "Write a comma between two options of the run.")]),
    ("run: limit 3 foo\na: sleep 1s", &[(1, 14, 3, "Remove `foo`, or write a comma before an option of the run.")]),
    ("run:\na: sleep 1s", &[(1, 4, 1, "Write an option after this, such as `limit 8`; there are `join`, `limit`, `workers`, `deadline` and `seed`.")]),
    ("run: limit 3,\na: sleep 1s", &[(1, 13, 1, "Write an option after this, such as `limit 8`; there are `join`, `limit`, `workers`, `deadline` and `seed`.")]),
    ("run: , limit 3\na: sleep 1s", &[(1, 6, 1, "Write an option before this comma, or remove it.")]),
    ("run limit 3\na: sleep 1s", &[(1, 1, 3, "Write a colon after `run`, and then its options, such as `run: limit 8`.")]),
    ("run: limit\na: sleep 1s", &[(1, 6, 5, "`limit` needs a whole number from 1 to 1M, such as `limit 8`.")]),
    ("run: limit 1..2\na: sleep 1s", &[(1, 6, 10, "`limit` concerns the whole run; write one value, not several.")]),
    ("run: limit 0\na: sleep 1s", &[(1, 12, 1, "`limit` needs a whole number from 1 to 1M; `0` is below 1.")]),
    ("run: join group\na: sleep 1s", &[(1, 11, 5, "`group` is not there for `join`; there is `collect`.")]),
    ("run: workers 65\na: sleep 1s", &[(1, 14, 2, "`workers` needs a whole number from 1 to 64; `65` is above 64.")]),
    ("run: limit 1\nrun: seed 2\na: sleep 1s", &[(2, 1, 3, "The run line is line 1 already; put all options there.")]),
    // The whole.
    ("a: sleep 1s\na: sleep 2s", &[(2, 1, 1, "`a` is the name of line 1 already; choose another.")]),
    ("600k x a: sleep 1s\n600k x b: sleep 1s", &[(2, 1, 4, "With this line there are more than 1M tasks; 400k are left for it.")]),
    ("1M x a: sleep 1s\nb: sleep 1s", &[(2, 1, 1, "With this line there are more than 1M tasks; 0 are left for it.")]),
    ("a: sl\u{1}eep \u{2}\u{9f} 1s", &[(1, 6, 1, "Remove the control character here (U+0001); a workload is plain text."), (1, 11, 2, "Remove the control character here (U+0002); a workload is plain text.")]),
    ("a: sleep 1s\rb: sleep 1s", &[(1, 12, 1, "Remove the control character here (U+000D); a workload is plain text.")]),
    ("a: slep 1s -> fech x -> primes -1 # no\n\n0 x b: sleep", &[(1, 4, 4, "`slep` is no step; did you mean `sleep`?"), (1, 15, 4, "`fech` is no step; did you mean `fetch`?"), (1, 32, 2, "`primes` needs a whole number from 0 to 1000M; `-1` is below 0."), (3, 1, 1, "A count is a whole number from 1 to 1M; `0` is below 1."), (3, 8, 5, "`sleep` needs a duration from 0s to 3600s, such as `sleep 1s`.")]),
];

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
];

fn summary(diagnostics: &[Diagnostic]) -> Vec<(usize, usize, usize, &str)> {
    diagnostics.iter().map(|error| (error.line, error.column, error.length, error.message.as_str())).collect()
}

fn errors(text: &str) -> Vec<Diagnostic> {
    parse(text).err().unwrap_or_default()
}

/// Makes all changes that the errors propose, from the last to the first.
fn mended(text: &str, errors: &[Diagnostic]) -> String {
    let mut units: Vec<u16> = text.encode_utf16().collect();
    for fix in errors.iter().rev().filter_map(|error| error.fix.as_ref()) {
        units.splice(fix.start..fix.end, fix.text.encode_utf16());
    }
    String::from_utf16(&units).expect("whole characters")
}

#[test]
fn each_error_is_told_at_its_place() {
    for (text, expected) in REFUSED {
        assert_eq!(summary(&errors(text)), *expected, "{text:?}");
    }
}

#[test]
fn offsets_and_columns_mean_the_same_place() {
    for (text, _) in REFUSED {
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
    for (text, _) in REFUSED {
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
