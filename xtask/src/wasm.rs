//! The two builds of the wasm module.

use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::command::Run;
use crate::error::{Context, Result};
use crate::paths;
use crate::project::Project;
use crate::setup::Toolchains;

/// The target of both builds.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// The single build's flags; the threads build's are in `.cargo/config.toml`, where plain cargo finds them.
const SINGLE_FLAGS: &str = "-Ctarget-feature=+bulk-memory,+mutable-globals,+simd128";

/// Has the linker tell which function is in need of which data: the bundler cuts the module in two by that.
const WITH_RELOCATIONS: &str = "-Clink-arg=--emit-relocs";

/// The compiler's flags as cargo takes them from its environment: there may be spaces in the names of folders.
pub fn encoded(flags: impl IntoIterator<Item = String>) -> String {
    flags.into_iter().collect::<Vec<_>>().join("\x1f")
}

/// A build of the wasm module.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Build {
    /// With atomics and shared memory.
    Threads,
    /// Plain wasm, for where memory cannot be shared.
    Single,
}

impl fmt::Display for Build {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Threads => "threads",
            Self::Single => "single",
        })
    }
}

impl Build {
    /// Both builds.
    pub const ALL: [Self; 2] = [Self::Threads, Self::Single];

    /// The compiler flag that says which instructions the build may use: the one its standard library must share.
    pub fn target_features(self, project: &Project) -> Result<String> {
        if self == Self::Single {
            return Ok(SINGLE_FLAGS.to_owned());
        }
        let config =
            fs::read_to_string(project.root.join(".cargo/config.toml")).context("cannot read .cargo/config.toml")?;
        config
            .split('"')
            .find(|text| text.starts_with("-Ctarget-feature="))
            .map(str::to_owned)
            .context(".cargo/config.toml has no -Ctarget-feature for the threads build")
    }

    /// Cargo's target folder for this build.
    pub fn target_folder(self, project: &Project) -> PathBuf {
        match self {
            Self::Threads => project.target.clone(),
            Self::Single => project.target.join("single"),
        }
    }

    /// A cargo command under the build's toolchain and flags.
    pub fn cargo(self, project: &Project, toolchains: &Toolchains) -> Command {
        let mut cargo = Command::new("cargo");
        cargo
            .current_dir(&project.root)
            .env("CARGO_TARGET_DIR", self.target_folder(project))
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env_remove("RUSTFLAGS");
        match self {
            Self::Threads => cargo.env("RUSTUP_TOOLCHAIN", &toolchains.threads),
            Self::Single => cargo.env("RUSTUP_TOOLCHAIN", &toolchains.single).env("RUSTFLAGS", SINGLE_FLAGS),
        };
        cargo
    }

    /// Compiles a module, the library of `package`, for release; returns the `.wasm` file.
    pub fn compile(self, project: &Project, toolchains: &Toolchains, package: &str) -> Result<PathBuf> {
        let mut flags = paths::flags(project, &toolchains.base)?;
        flags.push(WITH_RELOCATIONS.to_owned());
        let mut cargo = self.cargo(project, toolchains);
        match self {
            // What is said here comes after what the file says.
            Self::Threads => cargo.args(["--config", &format!("target.{TARGET}.rustflags={flags:?}")]),
            Self::Single => {
                cargo.env("CARGO_ENCODED_RUSTFLAGS", encoded([SINGLE_FLAGS.to_owned()].into_iter().chain(flags)))
            }
        };
        cargo
            .args(["build", "--release", "--lib", "--package", package, "--target", TARGET])
            .run()
            .with_context(|| format!("the {self} build does not compile"))?;
        let file = format!("{}.wasm", package.replace('-', "_"));
        Ok(self.target_folder(project).join(TARGET).join("release").join(file))
    }
}
