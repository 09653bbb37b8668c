//! The built site: compiled here, put together and served by the crate in `xtask/site/`.

use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;
use std::thread;

use crate::command::Run;
use crate::error::{Context, Error, Result};
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
        let (threads, single) = compile(project, toolchains)?;
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
        // In this program's place, so that whatever ends it ends the server.
        let error = Command::new(&self.program)
            .arg("serve")
            .arg(&self.folder)
            .args(arguments)
            .exec();
        Err(Error::new(format!("cannot start the server: {error}")))
    }
}

/// Compiles both wasm modules at once: each is linked on one core.
fn compile(project: &Project, toolchains: &Toolchains) -> Result<(PathBuf, PathBuf)> {
    thread::scope(|scope| {
        let threads = scope.spawn(|| Build::Threads.compile(project, toolchains));
        let single = Build::Single.compile(project, toolchains);
        let threads = threads
            .join()
            .unwrap_or_else(|_| Err(Error::new("the compile's thread panicked")));
        Ok((threads?, single?))
    })
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
