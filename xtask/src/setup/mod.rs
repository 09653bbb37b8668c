//! Installs what a command needs and this machine lacks; does nothing, quickly, where all is there.

mod base;
mod browsers;
mod debian;
mod node;
mod report;
mod toolchain;
mod tools;

pub use base::Base;
pub use browsers::Browsers;
pub use toolchain::Toolchains;

use std::process::Command;

use crate::command::{Run, is_on_path};
use crate::error::Result;
use crate::project::Project;
use report::step;

/// What it takes to build the site: the compiler and the npm packages.
pub fn for_building(project: &Project) -> Result<Toolchains> {
    let toolchains = Toolchains::ensure(project)?;
    node::ensure(project)?;
    rebuild_self(project, &toolchains)?;
    Ok(toolchains)
}

/// What it takes to test: all of that, the test tools and the browsers.
pub fn for_testing(project: &Project) -> Result<(Toolchains, Browsers)> {
    let toolchains = for_building(project)?;
    let browsers = Browsers::ensure()?;
    tools::for_testing(project, &toolchains)?;
    // The tests say which version they need.
    if !is_on_path("python3") && !is_on_path("python") {
        debian::install("CPython, which the playground is held to", &["python3"])?;
    }
    Ok((toolchains, browsers))
}

/// What it takes to measure: all it takes to test, and the peers that are measured too.
pub fn for_benchmarks(project: &Project) -> Result<(Toolchains, Browsers)> {
    let (toolchains, browsers) = for_testing(project)?;
    node::for_benchmarks(project)?;
    // Elsewhere than on Debian it has to be there.
    if !is_on_path("primesieve") {
        debian::install("primesieve, which primes are measured against", &["primesieve-bin"])?;
    }
    Ok((toolchains, browsers))
}

/// What it takes to have Lighthouse look at the site: all it takes to build it, the browsers, and Lighthouse.
pub fn for_lighthouse(project: &Project) -> Result<(Toolchains, Browsers)> {
    let toolchains = for_building(project)?;
    let browsers = Browsers::ensure()?;
    node::for_lighthouse(project)?;
    Ok((toolchains, browsers))
}

/// What it takes to check: the lints, the formatter and cargo-deny too.
pub fn for_checking(project: &Project) -> Result<Toolchains> {
    let toolchains = for_building(project)?;
    toolchains.ensure_lints()?;
    tools::for_checking(project, &toolchains)?;
    Ok(toolchains)
}

/// Compiles this program with the toolchain that the root now uses, so that the next start need not.
fn rebuild_self(project: &Project, toolchains: &Toolchains) -> Result<()> {
    let used = std::env::var("RUSTUP_TOOLCHAIN").unwrap_or_default();
    if used == toolchains.threads {
        return Ok(());
    }
    step("compile these commands with the project's own compiler", || {
        Command::new("cargo")
            .current_dir(&project.root)
            .env("RUSTUP_TOOLCHAIN", &toolchains.threads)
            .args(["build", "--quiet", "--package", "xtask"])
            .run_quietly()
    })
}
