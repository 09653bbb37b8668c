//! Packages of Debian and its relatives.

use std::path::Path;
use std::process::Command;
use std::sync::Once;

use super::report::step;
use crate::command::{Run, is_on_path};
use crate::error::{Error, Result};

/// Whether all of `packages` are installed.
pub fn has(packages: &[&str]) -> bool {
    Command::new("dpkg-query")
        .args(["--show", "--showformat=${db:Status-Status}\n"])
        .args(packages)
        .read()
        .is_some_and(|states| states.lines().all(|state| state == "installed"))
}

/// The version of `package` that is installed, if it is.
pub fn version(package: &str) -> Option<String> {
    Command::new("dpkg-query").args(["--show", "--showformat=${Version}", package]).read()
}

/// Installs `packages`; `what` names them for people.
pub fn install(what: &str, packages: &[&str]) -> Result<()> {
    if has(packages) {
        return Ok(());
    }
    let names = packages.join(" ");
    if !is_on_path("apt-get") {
        return Err(Error::new(format!("cannot install {what} ({names}): this machine has no apt-get")));
    }
    if !is_root() {
        return Err(Error::new(format!(
            "cannot install {what} without root: run `sudo apt-get install {names}` and start again"
        )));
    }
    refresh()?;
    step(&format!("install {what} (apt-get: {names})"), || {
        apt_get().args(["install", "--yes", "--no-install-recommends"]).args(packages).run_quietly()
    })
}

/// Fetches the list of packages, once in a set-up.
fn refresh() -> Result<()> {
    static DONE: Once = Once::new();
    let mut result = Ok(());
    DONE.call_once(|| {
        result = step("refresh the list of packages (apt-get update)", || apt_get().arg("update").run_quietly());
    });
    result
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn is_root() -> bool {
    Path::new("/proc/self").exists() && Command::new("id").arg("-u").read().is_some_and(|id| id == "0")
}
