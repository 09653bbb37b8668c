//! `test`: every suite, and one closing line for all of them.

use std::fs;
use std::process::Command;
use std::time::Instant;

use crate::error::{Context, Error, Result};
use crate::project::Project;
use crate::races::Races;
use crate::setup::{self, Browsers, Toolchains};
use crate::site::{Flavour, Site};
use crate::tally::{Tallied, Tally};

/// The suites, in the order in which they run.
const SUITES: [&str; 4] = ["native", "loom", "wasm", "e2e"];

/// The whole of a wasm test binary may take so long, in seconds; the runner's own limit is 20.
const WASM_LIMIT: &str = "300";

/// Ends the names of files in tests/e2e/ that compare times: nothing else runs beside them.
const ALONE: &str = ".alone.test.mjs";

/// One end-to-end test may take so long, in milliseconds.
const E2E_LIMIT: &str = "600000";

/// Runs the suites, or the one that `--only` names, or of that in browsers the files with a name; fails where a test fails.
pub fn test(arguments: &[String]) -> Result<()> {
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let (suites, name) = match arguments.as_slice() {
        [] => (SUITES.to_vec(), ""),
        ["--only", suite] if SUITES.contains(suite) => (vec![*suite], ""),
        ["--only", "e2e", name] => (vec!["e2e"], *name),
        _ => {
            return Err(Error::new(format!(
                "say `test`, `test --only SUITE` or `test --only e2e NAME`, a suite being one of {}, and the name part \
                 of a file's in tests/e2e/",
                SUITES.join(", ")
            )));
        }
    };
    let project = Project::here()?;
    let (toolchains, browsers) = setup::for_testing(&project)?;
    record(&project, &browsers)?;
    let suite_runner = Suites { project: &project, toolchains: &toolchains, browsers: &browsers, name, quick: false };
    let mut total = Tally::default();
    for suite in suites {
        let started = Instant::now();
        let tally = suite_runner.run(suite)?;
        println!("\n{suite}: {tally} in {:.0} s\n", started.elapsed().as_secs_f64());
        total += tally;
    }
    println!("{total}");
    if total.failed > 0 {
        return Err(Error::new("tests failed"));
    }
    Ok(())
}

/// Runs what takes too long for [`test()`]: a thousand runs in one page, engines that end 200 times in each browser, and
/// new browsers that start many threads.
pub fn soak() -> Result<()> {
    let project = Project::here()?;
    let (toolchains, browsers) = setup::for_testing(&project)?;
    record(&project, &browsers)?;
    let suites = Suites { project: &project, toolchains: &toolchains, browsers: &browsers, name: "", quick: false };
    let tally = suites.in_browsers("tests/soak")?;
    println!("{tally}");
    if tally.failed > 0 {
        return Err(Error::new("the soak failed"));
    }
    Ok(())
}

/// Runs the faults of the outside world against the page, or those of one file, shortened by `--quick`.
pub fn faults(arguments: &[String]) -> Result<()> {
    let quick = arguments.iter().any(|argument| argument == "--quick");
    let names: Vec<_> = arguments.iter().filter(|argument| *argument != "--quick").collect();
    let name = match names.as_slice() {
        [] => "",
        [name] if !name.starts_with('-') => name.as_str(),
        _ => return Err(Error::new("say `faults [--quick] [NAME]`, the name being part of a file's in tests/faults/")),
    };
    let project = Project::here()?;
    let (toolchains, browsers) = setup::for_testing(&project)?;
    record(&project, &browsers)?;
    let suites = Suites { project: &project, toolchains: &toolchains, browsers: &browsers, name, quick };
    let tally = suites.in_browsers("tests/faults")?;
    println!("{tally}");
    if tally.failed > 0 {
        return Err(Error::new("the page does not stand up to every fault"));
    }
    Ok(())
}

/// Says and notes which browsers the tests are run in: nothing pins them.
fn record(project: &Project, browsers: &Browsers) -> Result<()> {
    let versions = browsers.versions();
    println!("browsers: {versions}");
    fs::write(project.target.join("browsers.txt"), versions + "\n").context("cannot write under target/")
}

struct Suites<'a> {
    project: &'a Project,
    toolchains: &'a Toolchains,
    browsers: &'a Browsers,
    /// Of the files of tests in browsers, only those whose name contains this are run.
    name: &'a str,
    /// What is done many times is done a few times.
    quick: bool,
}

impl Suites<'_> {
    fn run(&self, suite: &str) -> Result<Tally> {
        match suite {
            "native" => self.native(),
            "loom" => Races { project: self.project, toolchains: self.toolchains }.loom(),
            "wasm" => self.wasm(),
            _ => self.in_browsers("tests/e2e"),
        }
    }

    /// Unit tests, integration tests and documentation tests of all the workspace.
    fn native(&self) -> Result<Tally> {
        self.cargo("cargo").args(["test", "--workspace", "--no-fail-fast"]).tally()
    }

    /// `wasm-pack test` in each browser.
    fn wasm(&self) -> Result<Tally> {
        let mut total = Tally::default();
        for browser in ["--chrome", "--firefox"] {
            total += self
                .cargo("wasm-pack")
                .args(["test", "--headless", browser, "--mode", "no-install"])
                .arg("--chromedriver")
                .arg(&self.browsers.chromedriver)
                .env("WASM_BINDGEN_TEST_TIMEOUT", WASM_LIMIT)
                .tally()?;
        }
        Ok(total)
    }

    /// The tests of a folder: of the real page in real browsers, from this machine's server and from a plain host.
    ///
    /// Of those in tests/e2e/ that do not compare times, which mostly wait, two files run at once.
    fn in_browsers(&self, folder: &str) -> Result<Tally> {
        let folder = self.project.root.join(folder);
        let mut files: Vec<_> = fs::read_dir(&folder)
            .context("cannot read the tests")?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| {
                let file = path.file_name().unwrap_or_default().to_string_lossy();
                file.ends_with(".test.mjs") && file.contains(self.name)
            })
            .collect();
        files.sort();
        // Node would run every test that it finds anywhere.
        if files.is_empty() {
            return Err(Error::new(format!("no file of {} has `{}` in its name", folder.display(), self.name)));
        }
        let site = Site::build(self.project, self.toolchains, Flavour::Development)?;
        let dist = Site::build(self.project, self.toolchains, Flavour::Tested)?;
        let isolated = site.start(&[])?;
        let plain = dist.start(&["--plain", "--base", "/sub/path/"])?;
        let example = Site::example(self.project, self.toolchains)?.start(&[])?;
        let mut total = Tally::default();
        let (alone, others): (Vec<_>, Vec<_>) =
            files.into_iter().partition(|file| file.to_string_lossy().ends_with(ALONE) || !folder.ends_with("e2e"));
        for (files, at_once) in [(alone, 1), (others, 2)] {
            if files.is_empty() {
                continue;
            }
            let mut tests = Command::new("node");
            if let Some(webkit) = &self.browsers.webkit {
                tests.env("WEBKIT_DRIVER", &webkit.driver).env("XVFB", &webkit.screen);
            }
            total += tests
                .args(["--test", "--test-reporter=spec", "--test-force-exit"])
                .arg(format!("--test-concurrency={at_once}"))
                .arg(format!("--test-timeout={E2E_LIMIT}"))
                .args(files)
                .current_dir(&self.project.root)
                .env("QUICK", if self.quick { "1" } else { "" })
                .env("PLAYGROUND_URL", &isolated.url)
                .env("PLAYGROUND_PLAIN_URL", &plain.url)
                .env("EXAMPLE_URL", &example.url)
                .env("NODE_MODULES", self.project.node_modules())
                .env("CHROMIUM", &self.browsers.chromium)
                .env("CHROMEDRIVER", &self.browsers.chromedriver)
                .env("FIREFOX", &self.browsers.firefox)
                .tally()?;
        }
        Ok(total)
    }

    /// A program under the project's compiler.
    fn cargo(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(&self.project.root)
            .env("RUSTUP_TOOLCHAIN", &self.toolchains.threads)
            .env("CARGO_TARGET_DIR", &self.project.target);
        command
    }
}
