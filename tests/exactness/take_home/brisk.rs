//! Makes a lesson brisk: the same with less to wait for, and as little to compute as Python does in no time.

/// Waits are so many times shorter.
const SHORTER: f64 = 10.0;

/// Returns a text with times a tenth as long, and amounts of computing that Python does in some milliseconds.
pub fn brisk(text: &str) -> String {
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// The most tasks of a line.
const TASKS: u64 = 200;

/// What is computed instead, argument by argument.
const SMALLER: &[(&str, &[&str])] = &[
    ("mandelbrot", &["16"]),
    ("matmul", &["16"]),
    ("primes", &["1000"]),
    ("sort", &["500"]),
    ("blur", &["32x18", "2"]),
    ("nbody", &["4", "2"]),
];

fn line(line: &str) -> String {
    let (code, comment) = line.split_once('#').map_or((line, None), |(code, comment)| (code, Some(comment)));
    let mut smaller: &[&str] = &[];
    let mut words = Vec::new();
    for (place, written) in code.split_inclusive(' ').enumerate() {
        let is_number = written.starts_with(|c: char| c.is_ascii_digit());
        let bare = written.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        match smaller.split_first() {
            Some((least, rest)) if is_number => {
                words.push(format!("{least}{}", &written[bare.len()..]));
                smaller = rest;
            }
            _ if place == 0 && bare.parse().is_ok_and(|count: u64| count > TASKS) => words.push(format!("{TASKS} ")),
            _ => {
                words.push(word(written));
                smaller = SMALLER.iter().find(|(step, _)| *step == bare).map_or(&[], |(_, smaller)| smaller);
            }
        }
    }
    let code = words.concat();
    comment.map_or(code.clone(), |comment| format!("{code}#{comment}"))
}

/// Shortens the times in a word, and takes large amounts down.
fn word(word: &str) -> String {
    let mut out = String::new();
    let mut rest = word;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let end = rest[start..].find(|c: char| !c.is_ascii_digit() && c != '.').map_or(rest.len(), |end| start + end);
        // The dots of `1s..3s` come after a unit.
        let number: f64 = rest[start..end].parse().unwrap_or(0.0);
        let (before, after) = (&rest[..start], &rest[end..]);
        let is_unit = |unit: &str| {
            after.strip_prefix(unit).is_some_and(|next| !next.starts_with(|c: char| c.is_ascii_alphanumeric()))
        };
        out.push_str(before);
        let is_own = !before.ends_with(|c: char| c.is_alphabetic() || c == '_' || c == '-');
        let (number, unit) = match () {
            () if is_own && is_unit("ms") => (number / SHORTER, "ms"),
            () if is_own && is_unit("s") => (number / SHORTER, "s"),
            () if is_own && is_unit("/s") => (number * SHORTER, "/s"),
            () if is_own && is_unit("M") => (number * 1_000.0, "M"),
            () if before.ends_with("ms=") || before.ends_with("jitter=") => (number / SHORTER, ""),
            () => {
                out.push_str(&rest[start..end]);
                rest = after;
                continue;
            }
        };
        let unit_written = if unit == "M" { "" } else { unit };
        if unit.is_empty() {
            out.push_str(&format!("{}", number.round()));
        } else {
            out.push_str(&format!("{number}{unit_written}"));
        }
        rest = &after[unit.len()..];
    }
    out.push_str(rest);
    out
}
