//! The tools that cargo installs: wasm-pack, wasm-bindgen's test runner, geckodriver, and cargo-deny.

use std::fs;
use std::process::Command;

use super::report::step;
use super::toolchain::Toolchains;
use crate::command::{Run, on_path};
use crate::error::{Context, Result};
use crate::project::Project;

/// The version of wasm-pack that is installed where there is none.
const WASM_PACK: &str = "0.15.1";

/// The version of geckodriver that is installed where there is none.
const GECKODRIVER: &str = "0.37.1";

/// The version of cargo-deny that is installed where there is none.
const CARGO_DENY: &str = "0.20.2";

/// Installs the test tools that are missing among cargo's programs, where plain `wasm-pack` finds them too.
pub fn for_testing(project: &Project, toolchains: &Toolchains) -> Result<()> {
    let mut missing = Vec::new();
    // wasm-bindgen and the crate have to be of one version; the others need not be.
    let wasm_bindgen = project.locked_version("wasm-bindgen")?;
    let is_right = |program: &str| version_of(program).as_deref() == Some(&wasm_bindgen);
    if !is_right("wasm-bindgen") || !is_right("wasm-bindgen-test-runner") {
        missing.push(("wasm-bindgen-cli", wasm_bindgen.as_str()));
    }
    if on_path("wasm-pack").is_none() {
        missing.push(("wasm-pack", WASM_PACK));
    }
    if on_path("geckodriver").is_none() {
        missing.push(("geckodriver", GECKODRIVER));
    }
    install(project, toolchains, &missing)
}

/// Installs what checks licences and advisories.
pub fn for_checking(project: &Project, toolchains: &Toolchains) -> Result<()> {
    if on_path("cargo-deny").is_some() {
        return Ok(());
    }
    install(project, toolchains, &[("cargo-deny", CARGO_DENY)])
}

fn install(project: &Project, toolchains: &Toolchains, packages: &[(&str, &str)]) -> Result<()> {
    if packages.is_empty() {
        return Ok(());
    }
    let folder = project.target.join("tools");
    for (package, version) in packages {
        step(&format!("install {package} {version} (cargo install)"), || {
            Command::new("cargo")
                .current_dir(&project.root)
                .env("RUSTUP_TOOLCHAIN", &toolchains.threads)
                // These run for seconds: compiling them well would cost more than it gains.
                .env("CARGO_PROFILE_DEV_DEBUG", "0")
                // One folder for all: what they have in common is compiled once. Not `--locked`, since
                // wasm-bindgen-cli's lock file names versions that a mirror of the registry may lack.
                .env("CARGO_TARGET_DIR", &folder)
                .args(["install", "--debug", "--force", package, "--version", version])
                .run_quietly()
        })?;
    }
    fs::remove_dir_all(&folder).context("cannot remove target/tools")
}

/// What `program --version` says, without the program's name.
fn version_of(program: &str) -> Option<String> {
    let text = Command::new(program).arg("--version").read()?;
    text.split_whitespace().nth(1).map(str::to_owned)
}
