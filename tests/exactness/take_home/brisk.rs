//! Makes a lesson brisk: the same with less to wait for, and as little to compute as Python does in no time.

/// Waits are so many times shorter.
const SHORTER: f64 = 10.0;

/// Returns a text with times a tenth as long, and amounts of computing that Python does in some milliseconds.
pub fn brisk(text: &str) -> String {
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn line(line: &str) -> String {
    let (code, comment) = line.split_once('#').map_or((line, ""), |(code, comment)| (code, comment));
    let mut words: Vec<String> = code.split_inclusive(' ').map(word).collect();
    for place in 0..words.len() {
        let (before, least) = match words[place].trim().trim_start_matches('(') {
            "mandelbrot" | "matmul" => (1, "16"),
            "primes" => (1, "1000"),
            "sort" => (1, "500"),
            "blur" => (1, "32x18"),
            "nbody" => (1, "4 2"),
            _ => continue,
        };
        if let Some(amount) = words.get_mut(place + before) {
            let end = amount.trim_end_matches(')').len();
            let rest = amount[end..].to_owned();
            *amount = format!("{least} {rest}");
        }
        if words[place].trim() == "nbody" {
            words.remove(place + 2);
        }
        if words
            .get(place + 2)
            .is_some_and(|frames| words[place].trim() == "blur" && frames.trim().parse::<u32>().is_ok())
        {
            words[place + 2] = "2 ".to_owned();
        }
    }
    let code = words.concat();
    if comment.is_empty() { code } else { format!("{code}#{comment}") }
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
