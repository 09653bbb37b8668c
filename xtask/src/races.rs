//! `races`: what no ordinary test can be relied on to meet.
//!
//! | suite | what it sees |
//! |---|---|
//! | `loom` | every order, up to some preemptions, of what the threads do in small tests of each thing they share |
//! | `tsan` | ThreadSanitizer: two threads at the same memory, unordered, in whole runs on real threads |
//! | `miri` | undefined behaviour of the unsafe parts |

use std::fs;
use std::process::Command;
use std::time::Instant;

use crate::command::Run;
use crate::error::{Error, Result};
use crate::project::Project;
use crate::setup::{self, Toolchains};
use crate::tally::{Tallied, Tally};

/// The suites, in the order in which they run.
const SUITES: [&str; 3] = ["loom", "tsan", "miri"];

/// So many times loom takes the processor from a thread that could go on; its authors find that two or three do.
const PREEMPTIONS: &str = "3";

/// The tests in which threads meet, natively.
const ON_THREADS: [&str; 6] =
    ["task::", "thread::", "trace::", "step::counter::", "model::tests::threads", "model::tests::processes"];

/// The tests of what is unsafe, as far as Miri is quick.
const OF_UNSAFE: [&str; 4] = ["task::", "thread::parker::", "trace::", "canvas::"];

/// Where all these are.
const PACKAGES: [&str; 6] =
    ["--package", "concurrency-playground", "--package", "playground-runtime", "--package", "playground-kernels"];

/// Runs the suites, or the one that `--only` names; fails where a test fails.
pub fn races(arguments: &[String]) -> Result<()> {
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let suites = match arguments.as_slice() {
        [] => SUITES.to_vec(),
        ["--only", suite] if SUITES.contains(suite) => vec![*suite],
        _ => {
            let suites = SUITES.join(", ");
            return Err(Error::new(format!("say `races` or `races --only SUITE`, a suite being one of {suites}")));
        }
    };
    let project = Project::here()?;
    let toolchains = setup::for_building(&project)?;
    let races = Races { project: &project, toolchains: &toolchains };
    let mut total = Tally::default();
    for suite in suites {
        let started = Instant::now();
        let tally = match suite {
            "loom" => races.loom(),
            "tsan" => races.thread_sanitizer(),
            _ => races.miri(),
        }?;
        println!("\n{suite}: {tally} in {:.0} s\n", started.elapsed().as_secs_f64());
        total += tally;
    }
    println!("{total}");
    if total.failed > 0 {
        return Err(Error::new("tests failed"));
    }
    Ok(())
}

/// What it takes to look for races.
pub struct Races<'a> {
    /// Whose.
    pub project: &'a Project,
    /// What compiles them; ThreadSanitizer and Miri are those of their base.
    pub toolchains: &'a Toolchains,
}

impl Races<'_> {
    /// The tests under loom: the modules named `races`.
    pub fn loom(&self) -> Result<Tally> {
        Command::new("cargo")
            .current_dir(&self.project.root)
            .env("RUSTUP_TOOLCHAIN", &self.toolchains.threads)
            .env("RUSTFLAGS", "--cfg loom")
            .env("CARGO_TARGET_DIR", self.project.target.join("loom"))
            .env("LOOM_MAX_PREEMPTIONS", PREEMPTIONS)
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .args(["test", "--lib"])
            .args(PACKAGES)
            .args(["--", "races::"])
            .tally()
    }

    /// The tests on real threads under ThreadSanitizer, with a standard library that it sees into.
    fn thread_sanitizer(&self) -> Result<Tally> {
        let base = &self.toolchains.base;
        let libraries = base.rustlib(&base.host).join("lib");
        let is_there = fs::read_dir(libraries).is_ok_and(|mut files| {
            files.any(|file| file.is_ok_and(|file| file.file_name().to_string_lossy().ends_with("_rt.tsan.a")))
        });
        if !is_there {
            return Ok(skip("tsan", &format!("the compiler {} comes without ThreadSanitizer", base.name)));
        }
        let mut fetch = self.base_cargo("tsan");
        fetch.args(["fetch", "--quiet", "--locked", "--target", &base.host]);
        fetch.arg("--manifest-path").arg(base.prefix.join("lib/rustlib/src/rust/library/Cargo.toml"));
        if fetch.read().is_none() {
            return Ok(skip("tsan", "the packages that the standard library is made of cannot be had"));
        }
        self.base_cargo("tsan")
            .env("RUSTFLAGS", "-Zsanitizer=thread")
            .args(["test", "--lib", "-Zbuild-std", "--target", &base.host])
            .args(PACKAGES)
            .arg("--")
            .args(ON_THREADS)
            .tally()
    }

    /// The tests of what is unsafe under Miri.
    fn miri(&self) -> Result<Tally> {
        let base = &self.toolchains.base;
        if !base.prefix.join("bin/cargo-miri").exists() {
            let why =
                format!("the compiler {0} comes without Miri (`rustup component add miri --toolchain {0}`)", base.name);
            return Ok(skip("miri", &why));
        }
        self.base_cargo("miri").args(["miri", "test", "--lib"]).args(PACKAGES).arg("--").args(OF_UNSAFE).tally()
    }

    /// The base's cargo, with a target folder of its own; unstable options are open to it.
    fn base_cargo(&self, folder: &str) -> Command {
        let base = &self.toolchains.base;
        let programs = base.prefix.join("bin");
        let mut cargo = Command::new(programs.join("cargo"));
        cargo
            .current_dir(&self.project.root)
            .env("RUSTC", programs.join("rustc"))
            .env("RUSTDOC", programs.join("rustdoc"))
            .env("CARGO_TARGET_DIR", self.project.target.join(folder))
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS");
        if !base.is_nightly() {
            cargo.env("RUSTC_BOOTSTRAP", "1");
        }
        cargo
    }
}

fn skip(suite: &str, why: &str) -> Tally {
    println!("{suite}: SKIPPED: {why}");
    Tally { skipped: 1, ..Tally::default() }
}
