//! How much the site weighs on the way to a browser, and how much it may.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use brotli::CompressorWriter;

/// What a file may weigh, compressed; the first line that fits its name counts.
struct Limit {
    /// Its path in the site; a `*` stands for any part of it.
    name: &'static str,
    /// In thousands of bytes.
    most: f64,
}

const fn limit(name: &'static str, most: f64) -> Limit {
    Limit { name, most }
}

/// What each file may weigh.
const LIMITS: &[Limit] = &[
    // What comes behind: most runs need it.
    limit("*/playground_rest.wasm", 384.0),
    limit("*.wasm", 138.8),
    limit("*/playground.js", 8.5),
    // The editor, which comes when somebody turns to it.
    limit("code-*.js", 100.0),
    // What the page opens with.
    limit("main.js", 0.5),
    limit("chunk-*.js", 15.0),
    // The rest of what a first run needs.
    limit("page-*.js", 22.4),
    // Plots, which come with the first one.
    limit("plot-*.js", 24.0),
    limit("*.js", 5.0),
    limit("*.css", 5.0),
    limit("index.html", 8.5),
    limit("perfetto.html", 1.0),
];

/// What the page may weigh before its first run, compressed, in thousands of bytes.
const BEFORE_THE_FIRST_RUN: f64 = 202.5;

/// What the page needs for a first run, where memory can be shared: it can open, foretell, and run tasks that wait
/// without the module's rest, which it loads behind. Scripts bring along what they import.
const LOADED: &[&str] = &[
    "index.html",
    "embed.css",
    "main.js",
    "page-*.js",
    "desk.js",
    "engine.js",
    "sw.js",
    "threads/playground.js",
    "threads/playground_bg.wasm",
];

/// Files that no page loads: what workloads crawl, and what is for people and for search engines.
const NOT_LOADED: &[&str] = &["pages/*", "_headers", "*.txt", "*.png", "*.map", "*.d.ts"];

/// As well as a host can do that compresses once.
const QUALITY: u32 = 11;
/// The window's size as a power of two: what browsers take.
const WINDOW: u32 = 22;

/// Prints what the files of the site in `folder` weigh; fails where one, or their sum before the first run, is too heavy.
pub fn weigh(folder: &Path) -> Result<()> {
    let names = files(folder)?;
    let first = before_the_first_run(folder, &names)?;
    let (mut sum, mut faults) = (0.0, Vec::new());
    for name in names.iter().filter(|name| !fits_one(name, NOT_LOADED)) {
        let weight = compressed(&read(folder, name)?)? as f64 / 1e3;
        if first.contains(name) {
            sum += weight;
        }
        println!(
            "{weight:8.1} KB {} {name}",
            if first.contains(name) { "before the first run:" } else { "later:               " }
        );
        faults.extend(fault(name, weight));
    }
    println!("{sum:8.1} KB before the first run, of at most {BEFORE_THE_FIRST_RUN} KB");
    if sum > BEFORE_THE_FIRST_RUN {
        faults.push(format!(
            "the page weighs {sum:.1} KB before its first run, and may weigh {BEFORE_THE_FIRST_RUN} KB: load later what \
             is not needed by then"
        ));
    }
    if faults.is_empty() { Ok(()) } else { bail!("{}", faults.join("\n")) }
}

/// Says what is wrong with the weight of a file, if something is.
fn fault(name: &str, weight: f64) -> Option<String> {
    match LIMITS.iter().find(|limit| fits(name, limit.name)) {
        None => Some(format!("{name} may weigh nothing: give it a line in xtask/site/src/weigh.rs")),
        Some(limit) if weight > limit.most => Some(format!(
            "{name} weighs {weight:.1} KB, and `{}` may weigh {} KB: make it smaller, or load a part of it later",
            limit.name, limit.most
        )),
        Some(_) => None,
    }
}

/// The paths of all files in `folder`, in their order, with slashes.
pub fn files(folder: &Path) -> Result<Vec<String>> {
    fn collect(folder: &Path, inside: &str, files: &mut Vec<String>) -> Result<()> {
        for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
            let path = entry.with_context(|| format!("cannot read {}", folder.display()))?.path();
            let name = format!("{inside}{}", path.file_name().unwrap_or_default().to_string_lossy());
            if path.is_dir() {
                collect(&path, &format!("{name}/"), files)?;
            } else {
                files.push(name);
            }
        }
        Ok(())
    }
    let mut files_found = Vec::new();
    collect(folder, "", &mut files_found)?;
    files_found.sort();
    Ok(files_found)
}

/// Which of the files the page loads before a first run.
fn before_the_first_run(folder: &Path, names: &[String]) -> Result<BTreeSet<String>> {
    for pattern in LOADED {
        if !names.iter().any(|name| fits(name, pattern)) {
            bail!("the site has no {pattern}: it is not whole, or xtask/site/src/weigh.rs is out of date");
        }
    }
    let mut found = BTreeSet::new();
    let mut next: Vec<String> = names.iter().filter(|name| fits_one(name, LOADED)).cloned().collect();
    while let Some(name) = next.pop() {
        if name.ends_with(".js") && !name.contains('/') {
            let text = String::from_utf8_lossy(&read(folder, &name)?).into_owned();
            next.extend(imports(&text).filter(|import| !found.contains(*import)).map(str::to_owned));
        }
        found.insert(name);
    }
    Ok(found)
}

/// The modules beside it that a bundled module imports at once, as esbuild writes that; `import(…)` loads later.
fn imports(module: &str) -> impl Iterator<Item = &str> {
    ["from\"./", "import\"./"]
        .into_iter()
        .flat_map(|before| module.split(before).skip(1))
        .filter_map(|rest| rest.split('"').next())
        .filter(|name| name.ends_with(".js"))
}

fn read(folder: &Path, name: &str) -> Result<Vec<u8>> {
    fs::read(folder.join(name)).with_context(|| format!("cannot read {name} of the site"))
}

/// How many bytes a browser is sent of these.
fn compressed(bytes: &[u8]) -> Result<usize> {
    let mut out = Vec::new();
    let mut compressor = CompressorWriter::new(&mut out, 64 * 1024, QUALITY, WINDOW);
    compressor.write_all(bytes).context("cannot compress a file of the site")?;
    drop(compressor);
    Ok(out.len())
}

fn fits_one(name: &str, patterns: &[&str]) -> bool {
    patterns.iter().any(|pattern| fits(name, pattern))
}

/// Whether a name is that of a pattern, in which a `*` stands for any part.
fn fits(name: &str, pattern: &str) -> bool {
    match pattern.split_once('*') {
        None => name == pattern,
        Some((start, rest)) => name
            .strip_prefix(start)
            .is_some_and(|name| (0..=name.len()).filter_map(|from| name.get(from..)).any(|name| fits(name, rest))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_part_of_a_name() {
        let fitting =
            [("main.js", "main.js"), ("code-1A.js", "code-*.js"), ("threads/a/b.js", "threads/*"), ("é.js", "*.js")];
        assert!(fitting.iter().all(|(name, pattern)| fits(name, pattern)));
        let other = [("main.js", "main"), ("main.js.map", "*.js"), ("code-.css", "code-*.js")];
        assert!(!other.iter().any(|(name, pattern)| fits(name, pattern)));
    }

    #[test]
    fn what_is_imported_at_once_comes_along_and_what_is_imported_later_does_not() {
        let module = r#"import{a as b}from"./chunk-1.js";import"./chunk-2.js";let c=await import("./code-3.js");"#;
        assert_eq!(imports(module).collect::<Vec<_>>(), ["chunk-1.js", "chunk-2.js"]);
    }

    #[test]
    fn what_is_too_heavy_and_what_nobody_thought_of_are_faults() {
        assert_eq!(fault("index.html", 1.0), None);
        assert!(fault("index.html", 100.0).is_some_and(|fault| fault.contains("index.html weighs 100.0 KB")));
        assert!(fault("film.mp4", 0.1).is_some());
    }

    #[test]
    fn text_is_compressed_as_a_browser_takes_it() {
        let text = b"the same over and over, ".repeat(1_000);
        let small = compressed(&text).expect("bytes");
        assert!((1..100).contains(&small), "{small}");
    }
}
