//! `fuzz`: has libFuzzer look for input that breaks what takes input of others.
//!
//! The targets are in `tests/fuzz/`, where `cargo xtask test` feeds them a few hundred inputs and every finding.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::command::Run;
use crate::error::{Context, Error, Result};
use crate::project::Project;
use crate::setup::{self, Toolchains};

/// As long as a look takes if nothing is said.
const MINUTES: u64 = 60;

/// One input may take so long, in seconds: as long as the page waits for an answer.
const HANG_AFTER: u32 = 20;

/// How the compiler marks the ways through the code, for libFuzzer to see which ones an input takes.
const INSTRUMENTED: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Clink-dead-code";

/// The targets, as tests/fuzz/targets.rs has them, and how long their inputs become, in bytes.
const TARGETS: [(&str, u32); 5] =
    [("workload", 2_048), ("forms", 2_048), ("foretold", 512), ("query", 256), ("response", 65_536)];

/// Fuzzes the targets that `arguments` name, or all, for some minutes in all; fails where one breaks.
pub fn fuzz(arguments: &[String]) -> Result<()> {
    let (minutes, targets) = read(arguments)?;
    let project = Project::here()?;
    let toolchains = setup::for_building(&project)?;
    let program = compile(&project, &toolchains)?;
    let work = project.target.join("fuzz");
    let seeds = seeds(&project, &work)?;
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    let seconds = (minutes * 60 * cores.min(targets.len()) as u64 / targets.len() as u64).max(1);
    let mut executions = 0;
    let mut broken = Vec::new();
    for some in targets.chunks(cores) {
        let running: Vec<_> = some
            .iter()
            .map(|target| Fuzzing::start(&program, &work, &seeds, **target, seconds))
            .collect::<Result<_>>()?;
        for fuzzing in running {
            let Fuzzed { name, done, peak, holds } = fuzzing.end()?;
            let and = if holds { "" } else { ", and BROKEN" };
            println!("{name}: {done} executions in {seconds} s, {peak} MB of memory at the most{and}");
            executions += done;
            if !holds {
                broken.push(name);
            }
        }
    }
    println!("{executions} executions");
    if broken.is_empty() {
        return Ok(());
    }
    let findings = work.join("findings");
    Err(Error::new(format!(
        "broken: {}. The inputs are in {}: mend what they show, and keep each in tests/fuzz/findings/, named after its target",
        broken.join(", "),
        findings.display()
    )))
}

/// How many minutes, and which targets.
fn read(arguments: &[String]) -> Result<(u64, Vec<&'static (&'static str, u32)>)> {
    let known = || TARGETS.map(|(name, _)| name).join(", ");
    let mut minutes = MINUTES;
    let mut targets = Vec::new();
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        if argument == "--minutes" {
            let given = arguments.next().and_then(|number| number.parse().ok()).filter(|minutes| *minutes > 0);
            minutes = given.context("--minutes needs a whole number")?;
        } else {
            let target = TARGETS.iter().find(|(name, _)| name == argument);
            targets.push(target.with_context(|| format!("there is no target `{argument}`; there are {}", known()))?);
        }
    }
    if targets.is_empty() {
        targets = TARGETS.iter().collect();
    }
    Ok((minutes, targets))
}

/// Compiles the fuzzer; what runs on this machine while it is compiled is left as it is.
fn compile(project: &Project, toolchains: &Toolchains) -> Result<PathBuf> {
    let target = project.target.join("fuzz/build");
    Command::new("cargo")
        .current_dir(project.root.join("fuzz"))
        .env("RUSTUP_TOOLCHAIN", &toolchains.threads)
        .env("CARGO_TARGET_DIR", &target)
        .env("RUSTFLAGS", INSTRUMENTED)
        .args(["build", "--release", "--bin", "fuzz", "--target", &toolchains.base.host])
        .run()
        .context("the fuzzer does not compile (libFuzzer needs a C++ compiler)")?;
    Ok(target.join(&toolchains.base.host).join("release/fuzz"))
}

/// Writes what libFuzzer begins with: the written workloads of the tests, and a dictionary.
fn seeds(project: &Project, work: &Path) -> Result<PathBuf> {
    let cases = fs::read_to_string(project.root.join("tests/reference/cases.txt"))
        .context("cannot read the written workloads")?;
    for (name, _) in TARGETS {
        let folder = work.join("seeds").join(name);
        fs::create_dir_all(&folder).context("cannot make a folder for seeds")?;
        for (number, case) in cases.split("\n## ").skip(1).enumerate() {
            let text = case.split_once('\n').map_or("", |(_, text)| text).trim();
            let seed = match name {
                "workload" => format!("~{text}"),
                "forms" => {
                    let quoted = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
                    let rest = ["\"shared\":true", "\"tasks\":9,\"io\":2", "\"shared\":true,\"to\":2"];
                    let models = if number % 3 == 2 { "" } else { "\"models\":[\"event-loop\",\"threads-gil\"]," };
                    format!(
                        "{}{{\"workload\":\"{quoted}\",{models}\"cores\":4,{}}}",
                        (b'0' + (number % 3) as u8) as char,
                        rest[number % 3]
                    )
                }
                "foretold" => format!("{}\u{4}\u{0}\u{10}{text}", (number as u8 % 9) as char),
                "query" => format!("ms={number}&jitter=5&bytes=20k&status=503&fail=10&seed={number}"),
                _ => format!("<base href='/x/{number}'><p>{text}<a href=\"a?b&amp;c\">"),
            };
            fs::write(folder.join(number.to_string()), seed).context("cannot write a seed")?;
        }
    }
    let words = Command::new("cargo")
        .current_dir(project.root.join("fuzz"))
        .env("CARGO_TARGET_DIR", project.target.join("fuzz/words"))
        .args(["run", "--quiet", "--bin", "words"])
        .read()
        .context("cannot make the dictionary")?;
    fs::write(work.join("dictionary"), words).context("cannot write the dictionary")?;
    Ok(work.join("seeds"))
}

/// What came of fuzzing a target.
struct Fuzzed {
    name: &'static str,
    /// How many inputs it was fed.
    done: u64,
    /// Megabytes that the process took at the most, libFuzzer's own among them.
    peak: u64,
    holds: bool,
}

/// One target that is being fuzzed.
struct Fuzzing {
    name: &'static str,
    log: PathBuf,
    child: Child,
}

impl Fuzzing {
    fn start(
        program: &Path,
        work: &Path,
        seeds: &Path,
        (name, longest): (&'static str, u32),
        seconds: u64,
    ) -> Result<Self> {
        let (corpus, findings) = (work.join("corpus").join(name), work.join("findings"));
        for folder in [&corpus, &findings] {
            fs::create_dir_all(folder).context("cannot make a folder under target/fuzz/")?;
        }
        let log = work.join(format!("{name}.log"));
        let file = fs::File::create(&log).context("cannot write under target/fuzz/")?;
        let child = Command::new(program)
            .env("FUZZ_TARGET", name)
            .args([&corpus, &seeds.join(name)])
            .arg(format!("-dict={}", work.join("dictionary").display()))
            .arg(format!("-artifact_prefix={}/{name}-", findings.display()))
            .arg(format!("-max_total_time={seconds}"))
            .arg(format!("-timeout={HANG_AFTER}"))
            .arg(format!("-max_len={longest}"))
            .args(["-print_final_stats=1", "-use_value_profile=1"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(file)
            .spawn()
            .context("cannot start the fuzzer")?;
        Ok(Self { name, log, child })
    }

    /// Waits for its end.
    fn end(mut self) -> Result<Fuzzed> {
        let status = self.child.wait().context("cannot wait for the fuzzer")?;
        let log = fs::read(&self.log).context("cannot read the fuzzer's log")?;
        let log = String::from_utf8_lossy(&log);
        let stat = |name: &str| {
            let value =
                log.lines().rev().find_map(|line| line.strip_prefix("stat::")?.strip_prefix(name)?.strip_prefix(':'));
            value.and_then(|number| number.trim().parse().ok()).unwrap_or(0)
        };
        if !status.success() {
            let last: Vec<_> = log.lines().filter(|line| !line.starts_with('#')).rev().take(30).collect();
            println!("{}", last.into_iter().rev().collect::<Vec<_>>().join("\n"));
        }
        Ok(Fuzzed {
            name: self.name,
            done: stat("number_of_executed_units"),
            peak: stat("peak_rss_mb"),
            holds: status.success(),
        })
    }
}
