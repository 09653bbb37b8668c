//! `check`: everything that can be said of the project, and of the built site, without running it.

use std::process::Command;

use crate::command::Run;
use crate::dist::names_no_folder;
use crate::error::{Error, Result};
use crate::licences;
use crate::project::Project;
use crate::setup::{self, Toolchains};
use crate::site::{Flavour, Site};
use crate::wasm::{Build, TARGET};

/// Where the known weaknesses of Rust packages are collected: cargo-deny's default.
const ADVISORIES: &str = "https://github.com/RustSec/advisory-db";

/// A check by name.
type Check = (&'static str, fn(&Checks) -> Result<()>);

const CHECKS: &[Check] = &[
    ("format", Checks::format),
    ("Clippy, native", Checks::clippy_native),
    ("Clippy, threads build", |checks| checks.clippy_wasm(Build::Threads)),
    ("Clippy, single build", |checks| checks.clippy_wasm(Build::Single)),
    ("rustdoc", Checks::documentation),
    ("types of www/", Checks::types),
    ("weight of the site", Checks::weight),
    ("folders of this machine", Checks::folders),
    ("licences", Checks::licences),
    ("advisories for Rust packages", Checks::rust_advisories),
    ("advisories for npm packages", Checks::npm_advisories),
];

/// Runs all checks, also after one that fails; fails where one did.
pub fn check() -> Result<()> {
    let project = Project::here()?;
    let toolchains = setup::for_checking(&project)?;
    let checks = Checks { project, toolchains };
    let mut failed = Vec::new();
    for (name, run) in CHECKS {
        println!("check: {name}");
        if let Err(error) = run(&checks) {
            eprintln!("{error}");
            failed.push(*name);
        }
    }
    if failed.is_empty() {
        println!("all checks hold");
        return Ok(());
    }
    Err(Error::new(format!("these checks do not hold: {}", failed.join("; "))))
}

struct Checks {
    project: Project,
    toolchains: Toolchains,
}

impl Checks {
    fn format(&self) -> Result<()> {
        self.cargo().args(["fmt", "--all", "--check"]).run()?;
        // Workspaces of their own.
        self.cargo().current_dir(self.project.bench().join("native")).args(["fmt", "--check"]).run()?;
        self.cargo().current_dir(self.project.root.join("fuzz")).args(["fmt", "--check"]).run()
    }

    fn clippy_native(&self) -> Result<()> {
        self.cargo().args(["clippy", "--quiet", "--workspace", "--all-targets", "--", "-Dwarnings"]).run()
    }

    fn clippy_wasm(&self, build: Build) -> Result<()> {
        build
            .cargo(&self.project, &self.toolchains)
            .args(["clippy", "--quiet", "--package", "concurrency-playground", "--package", "bench-browser"])
            .args(if build == Build::Threads { &["--package", "threads-example"][..] } else { &[] })
            .args(["--all-targets", "--target", TARGET, "--", "-Dwarnings"])
            .run()
    }

    /// The playground as it is on wasm, where its browser half is; the commands natively.
    fn documentation(&self) -> Result<()> {
        let options = ["doc", "--quiet", "--no-deps", "--document-private-items"];
        self.cargo()
            .args(options)
            .args(["--package", "xtask", "--package", "site"])
            .env("RUSTDOCFLAGS", "-Dwarnings")
            .run()?;
        Build::Threads
            .cargo(&self.project, &self.toolchains)
            .args(options)
            .args([
                "--package",
                "concurrency-playground",
                "--package",
                "playground-runtime",
                "--package",
                "playground-kernels",
            ])
            .args(["--target", TARGET])
            .env("RUSTDOCFLAGS", format!("-Dwarnings {}", Build::Threads.target_features(&self.project)?))
            .run()
    }

    /// The built site has the types of what wasm-bindgen makes.
    fn types(&self) -> Result<()> {
        Site::build(&self.project, &self.toolchains, Flavour::Development)?;
        Command::new(self.project.node_modules().join(".bin/tsc"))
            .current_dir(self.project.www())
            .args(["--project", "tsconfig.json"])
            .run()
    }

    /// The site that the tests have built, too.
    fn weight(&self) -> Result<()> {
        Site::build(&self.project, &self.toolchains, Flavour::Tested)?.weigh()
    }

    /// The same site.
    fn folders(&self) -> Result<()> {
        names_no_folder(&self.project, &Site::build(&self.project, &self.toolchains, Flavour::Tested)?)
    }

    fn licences(&self) -> Result<()> {
        self.cargo().args(["deny", "--log-level", "error", "check", "licenses", "bans", "sources"]).run()?;
        licences::check_npm(&self.project)
    }

    /// Asks for advisories where their database can be reached.
    fn rust_advisories(&self) -> Result<()> {
        let reached = Command::new("git")
            .args(["-c", "http.lowSpeedLimit=1", "-c", "http.lowSpeedTime=10"])
            .args(["ls-remote", "--exit-code", ADVISORIES, "HEAD"])
            .env("GIT_TERMINAL_PROMPT", "0")
            .read();
        if reached.is_none() {
            println!("check: SKIPPED: the database of advisories for Rust packages cannot be reached");
            return Ok(());
        }
        self.cargo().args(["deny", "--log-level", "error", "check", "advisories"]).run()
    }

    /// npm's registry answers with advisories, for what is pinned whether or not it is installed; a mirror of it may not.
    fn npm_advisories(&self) -> Result<()> {
        for folder in [self.project.www(), self.project.bench()] {
            let audit = || {
                let mut npm = Command::new("npm");
                npm.current_dir(&folder).args(["audit", "--package-lock-only"]);
                npm
            };
            // The report is the same whether or not it lists something; without one the answer is no report.
            let report = audit().arg("--json").output();
            let is_report =
                report.is_ok_and(|report| String::from_utf8_lossy(&report.stdout).contains("\"auditReportVersion\""));
            if !is_report {
                println!("check: SKIPPED: the npm registry in use gives no advisories");
                return Ok(());
            }
            audit().run()?;
        }
        Ok(())
    }

    fn cargo(&self) -> Command {
        let mut cargo = Command::new("cargo");
        cargo
            .current_dir(&self.project.root)
            .env("RUSTUP_TOOLCHAIN", &self.toolchains.threads)
            .env("CARGO_TARGET_DIR", &self.project.target);
        cargo
    }
}
