//! Functions and classes that are the same whatever the workload, and are in a file where it uses them.

use std::collections::BTreeSet;

use super::Way;
use super::words::Uses;

/// Declares helpers by their files in `python/`.
macro_rules! helpers {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("python/", $name, ".py")))),*]
    };
}

/// Functions and classes that a file has where its workload uses them, by name; each says on top what it imports and
/// which others it needs.
///
/// Those in `.async` are for coroutines, those in `.callbacks` for what goes on in callbacks, those in `.plain` for
/// functions, those in `.care` for functions that may be ended early, those in `.apart` for loops in several processes.
/// A line that ends in `# with care` is only for functions that may be ended early, one in `# without care` for others.
static HELPERS: &[(&str, &str)] = helpers! {
    "acquire.apart" "acquire.apart.callbacks" "acquire.care" "all_of.callbacks" "arrivals" "arrive.async"
    "arrive.callbacks" "arrive.plain" "as_bytes" "attempt" "barrier.callbacks" "blur" "chance" "crawl.async"
    "crawl.callbacks" "crawl.plain" "database" "drawn" "ending" "failed" "fetch.async" "fetch.callbacks" "fetch.plain"
    "fetch_failed" "first.async" "first_of.callbacks" "frontier" "get_record" "holding.apart" "holding.callbacks"
    "holding.care" "http" "in_process.async" "left.care" "links" "lock.async" "lock.callbacks" "lock.plain"
    "mandelbrot" "matmul" "nbody" "pause.care" "permits.callbacks" "primes" "put.apart" "put.apart.callbacks"
    "put.care" "put_record" "queue.callbacks" "read_file" "retrying.async" "retrying.callbacks" "retrying.plain"
    "scan_records" "sha256" "share" "show" "sleep.callbacks" "sort" "spin" "splitmix64" "steps.callbacks" "take.apart"
    "take.apart.callbacks" "take.care" "timeout.care" "together.callbacks" "turns" "uniform" "weighed"
    "within.callbacks" "wordcount" "write_file"
};

/// Helpers that are called while the file is being read.
const EARLY: [&str; 5] = ["lock", "arrivals", "permits", "queue", "barrier"];

/// Helpers that store.
pub(super) const STORES: [&str; 5] = ["write_file", "read_file", "put_record", "get_record", "scan_records"];

/// Finds a helper as the way needs it.
fn find(name: &str, way: Way) -> Option<(&'static str, &'static str)> {
    let named = |name: &str| HELPERS.iter().copied().find(|(known, _)| *known == name);
    let special = match () {
        () if way.waits_with_care() => named(&format!("{name}.care")),
        () if way.has_callbacks() => named(&format!("{name}.callbacks")),
        () => None,
    };
    let style = if way.is_async() { "async" } else { "plain" };
    special.or_else(|| named(name)).or_else(|| named(&format!("{name}.{style}")))
}

/// Collects the texts of the helpers that are used, and of those that they need; first those that are called early.
pub(super) fn texts(uses: &mut Uses, way: Way) -> (Vec<String>, Vec<String>) {
    let mut known = BTreeSet::new();
    let mut texts = (Vec::new(), Vec::new());
    let asked: Vec<&str> = uses.helpers.iter().copied().collect();
    for name in asked.iter().filter(|name| EARLY.contains(name)) {
        collect(name, way, uses, &mut known, &mut texts.0);
    }
    for name in asked.iter().filter(|name| **name != "show") {
        collect(name, way, uses, &mut known, &mut texts.1);
    }
    collect("show", way, uses, &mut known, &mut texts.1);
    texts
}

fn collect(name: &str, way: Way, uses: &mut Uses, known: &mut BTreeSet<&'static str>, texts: &mut Vec<String>) {
    let Some((name, text)) = find(name, way) else { return };
    if !known.insert(name) {
        return;
    }
    uses.helper(name);
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines() {
        let line = match (line.strip_suffix("  # with care"), line.strip_suffix("  # without care")) {
            (Some(line), _) if way.waits_with_care() => line,
            (_, Some(line)) if !way.waits_with_care() => line,
            (None, None) => line,
            _ => continue,
        };
        if !lines.is_empty() {
            lines.push(line);
        } else if let Some(needed) = line.strip_prefix("# needs: ") {
            for name in needed.split(", ") {
                collect(name, way, uses, known, texts);
            }
        } else if line.starts_with("import ") || line.starts_with("from ") {
            uses.import(line);
        } else if !line.is_empty() {
            lines.push(line);
        }
    }
    texts.push(lines.join("\n"));
}

/// The names that helpers define, whichever the way.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    HELPERS.iter().flat_map(|(_, text)| names_in(text))
}

fn names_in(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter_map(|line| {
        let rest = line.strip_prefix("async ").unwrap_or(line);
        let rest = rest.strip_prefix("def ").or_else(|| rest.strip_prefix("class "))?;
        rest.split(['(', ':']).next()
    })
}
