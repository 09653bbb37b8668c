//! Node.js, which must be there, and the npm packages, which are installed under `target/`.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::report::step;
use crate::command::Run;
use crate::error::{Context, Error, Result};
use crate::project::Project;

/// The oldest Node.js whose test runner ends when its tests have: `--test-force-exit`.
const OLDEST: (u32, u32) = (20, 14);

/// Installs the packages that `www/package-lock.json` pins, unless they are there.
pub fn ensure(project: &Project) -> Result<()> {
    check_version()?;
    install("the npm packages", &project.www(), &project.npm())
}

/// Installs the peers that `bench/package-lock.json` pins, unless they are there.
pub fn for_benchmarks(project: &Project) -> Result<()> {
    install("the benchmarks' npm packages", &project.bench(), &project.bench_npm())
}

/// Installs Lighthouse as `tests/lighthouse/package-lock.json` pins it, unless it is there.
pub fn for_lighthouse(project: &Project) -> Result<()> {
    install("Lighthouse", &project.lighthouse(), &project.lighthouse_npm())
}

/// Installs what the lock file in `source` pins into `folder`; `what` names it for people.
fn install(what: &str, source: &Path, folder: &Path) -> Result<()> {
    const FILES: [&str; 2] = ["package.json", "package-lock.json"];
    let stamp_file = folder.join("installed");
    let mut stamp = String::new();
    for file in FILES {
        let file = source.join(file);
        stamp += &fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    }
    if fs::read_to_string(&stamp_file).is_ok_and(|found| found == stamp) {
        return Ok(());
    }
    step(&format!("install {what} (npm ci)"), || {
        fs::create_dir_all(folder).context("cannot make a folder under target/")?;
        for file in FILES {
            fs::copy(source.join(file), folder.join(file)).with_context(|| format!("cannot copy {file}"))?;
        }
        Command::new("npm")
            .current_dir(folder)
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"])
            .run_quietly()?;
        fs::write(&stamp_file, &stamp).context("cannot write under target/")
    })
}

fn check_version() -> Result<()> {
    let (major, minor) = OLDEST;
    let advice = format!("install Node.js {major}.{minor} or newer with npm (https://nodejs.org) and start again");
    let version = Command::new("node")
        .arg("--version")
        .read()
        .ok_or_else(|| Error::new(format!("Node.js is missing: {advice}")))?;
    let mut numbers = version.trim_start_matches('v').split('.').map(|number| number.parse().unwrap_or(0));
    if (numbers.next(), numbers.next()) < (Some(major), Some(minor)) {
        return Err(Error::new(format!("Node.js {version} is too old: {advice}")));
    }
    Ok(())
}
