//! The built site: compiled here, put together and served by the crate in `xtask/site/`.

use std::path::PathBuf;
use std::process::Command;

use crate::command::Run;
use crate::error::{Context, Result};
use crate::project::Project;
use crate::setup::Toolchains;
use crate::wasm::Build;

/// What a built site is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// With source maps, under `target/`.
    Development,
}

/// A folder that can be served.
pub struct Site {
    folder: PathBuf,
    program: PathBuf,
}

impl Site {
    /// Builds both wasm modules and puts the site together.
    pub fn build(project: &Project, toolchains: &Toolchains, flavour: Flavour) -> Result<Self> {
        let program = program(project, toolchains)?;
        let threads = Build::Threads.compile(project, toolchains)?;
        let single = Build::Single.compile(project, toolchains)?;
        let folder = match flavour {
            Flavour::Development => project.target.join("site"),
        };
        Command::new(&program)
            .arg("pack")
            .arg("--www")
            .arg(project.www())
            .arg("--npm")
            .arg(project.node_modules())
            .arg("--threads")
            .arg(threads)
            .arg("--single")
            .arg(single)
            .arg("--out")
            .arg(&folder)
            .run()
            .context("cannot put the site together")?;
        Ok(Self { folder, program })
    }

    /// Serves the site until the program is ended.
    pub fn serve(&self, arguments: &[String]) -> Result<()> {
        Command::new(&self.program)
            .arg("serve")
            .arg(&self.folder)
            .args(arguments)
            .run()
    }
}

/// Compiles the program that packs and serves.
fn program(project: &Project, toolchains: &Toolchains) -> Result<PathBuf> {
    Command::new("cargo")
        .current_dir(&project.root)
        .env("RUSTUP_TOOLCHAIN", &toolchains.threads)
        .env("CARGO_TARGET_DIR", &project.target)
        .args(["build", "--package", "site"])
        .run()
        .context("the site builder does not compile")?;
    Ok(project.target.join("debug/site"))
}
