//! Node.js, which must be there, and the npm packages, which are installed under `target/`.

use std::fs;
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
    let folder = project.npm();
    let stamp_file = folder.join("installed");
    let mut stamp = String::new();
    for file in ["package.json", "package-lock.json"] {
        stamp += &fs::read_to_string(project.www().join(file)).with_context(|| format!("cannot read www/{file}"))?;
    }
    if fs::read_to_string(&stamp_file).is_ok_and(|found| found == stamp) {
        return Ok(());
    }
    step("install the npm packages (npm ci)", || {
        fs::create_dir_all(&folder).context("cannot make a folder under target/")?;
        for file in ["package.json", "package-lock.json"] {
            fs::copy(project.www().join(file), folder.join(file)).with_context(|| format!("cannot copy www/{file}"))?;
        }
        Command::new("npm")
            .current_dir(&folder)
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
