//! The compiler that the project's own toolchain stands on: one that has its standard library's source.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use std::{env, fs};

use super::debian;
use super::report::step;
use crate::command::{Run, Watched};
use crate::error::{Context, Error, Result};

/// The nightly that set-up installs where rustup can.
const NIGHTLY: &str = "nightly-2026-05-20";

/// The oldest compiler whose threads flags are those of `.cargo/config.toml`.
const OLDEST_MINOR: u32 = 96;

/// Picks the base by name (`debian`, or a rustup toolchain's name) instead of taking the first that is there.
const CHOICE: &str = "PLAYGROUND_BASE";

/// Debian's packages of a current compiler, without the linker, whose package is named after LLVM's version.
const DEBIAN_COMPILER: &[&str] = &["rustc-web", "cargo-web", "rust-web-src"];

/// Debian's packages of that compiler's lints and formatter.
const DEBIAN_LINTS: &[&str] = &["rust-web-clippy", "rustfmt-web"];

/// Programs of the base, and whether they see the standard library.
pub const PROGRAMS: &[(&str, bool)] = &[
    ("rustc", true),
    ("rustdoc", true),
    ("clippy-driver", true),
    ("cargo", false),
    ("cargo-fmt", false),
    ("rustfmt", false),
];

/// A compiler with the source of its standard library.
pub struct Base {
    /// Its name for people, and for rustup where it is rustup's.
    pub name: String,
    /// The folder with `bin/` and `lib/rustlib/`.
    pub prefix: PathBuf,
    /// Its version, `1.96.0` or `1.97.0-nightly`.
    pub release: String,
    /// All that `rustc -vV` prints.
    pub version: String,
    /// The machine's target triple.
    pub host: String,
    /// Where the linker for wasm is, if it is not in `lib/rustlib/<host>/bin`.
    pub linker: Option<PathBuf>,
}

impl Base {
    /// The base that is installed, or `None`.
    pub fn installed(rustup_home: &Path) -> Result<Option<Self>> {
        match env::var(CHOICE) {
            Ok(choice) if choice == "debian" => Ok(Self::of_debian()),
            Ok(choice) => Ok(Self::of_rustup(rustup_home, &choice)),
            Err(_) => Ok(Self::of_rustup(rustup_home, NIGHTLY)
                .or_else(|| Self::of_rustup(rustup_home, "nightly"))
                .or_else(Self::of_debian)),
        }
    }

    /// Installs a base: rustup's nightly where its server answers, else Debian's packages.
    pub fn install(rustup_home: &Path) -> Result<Self> {
        let choice = env::var(CHOICE).ok();
        let mut refusals = String::new();
        if choice.as_deref() != Some("debian") {
            let name = choice.clone().unwrap_or_else(|| NIGHTLY.to_owned());
            let installed =
                step(&format!("install {name} with its library's source (rustup)"), || install_nightly(&name));
            match installed {
                Ok(()) => {
                    if let Some(base) = Self::of_rustup(rustup_home, &name) {
                        return Ok(base);
                    }
                    refusals.push_str("rustup installed it, but its library's source is missing");
                }
                Err(error) => refusals.push_str(&error.to_string()),
            }
        }
        if choice.is_none() || choice.as_deref() == Some("debian") {
            match Self::install_debian() {
                Ok(base) => return Ok(base),
                Err(error) => refusals = format!("{refusals}\n{error}"),
            }
        }
        Err(Error::new(format!(
            "{}\nThe threads build needs a compiler with the source of its standard library. Install one and start again: \
             `rustup toolchain install {NIGHTLY} --profile minimal --component rust-src,clippy,rustfmt`, or on Debian 12 \
             `sudo apt-get install {} lld-22`.",
            refusals.trim(),
            DEBIAN_COMPILER.join(" ")
        )))
    }

    /// Installs the lints and the formatter where they are missing.
    pub fn install_lints(&self) -> Result<()> {
        if self.prefix.join("bin/clippy-driver").exists() && self.prefix.join("bin/rustfmt").exists() {
            return Ok(());
        }
        if self.name == "debian" {
            return debian::install("Clippy and rustfmt", DEBIAN_LINTS);
        }
        step("install Clippy and rustfmt (rustup)", || {
            Command::new("rustup")
                .args(["component", "add", "clippy", "rustfmt", "--toolchain", &self.name])
                .run_quietly()
        })
    }

    /// Whether unstable features are open to it without being asked for.
    pub fn is_nightly(&self) -> bool {
        self.release.contains("nightly")
    }

    /// The base's target libraries, `lib/rustlib/<target>`.
    pub fn rustlib(&self, target: &str) -> PathBuf {
        self.prefix.join("lib/rustlib").join(target)
    }

    fn of_rustup(rustup_home: &Path, name: &str) -> Option<Self> {
        let base = Self::at(name, folder_of(&rustup_home.join("toolchains"), name)?)?;
        base.is_nightly().then_some(base)
    }

    fn of_debian() -> Option<Self> {
        if !debian::has(DEBIAN_COMPILER) {
            return None;
        }
        let mut base = Self::at("debian", PathBuf::from("/usr"))?;
        let linker = PathBuf::from(format!("/usr/lib/llvm-{}/bin/lld", base.llvm()?));
        if !linker.exists() {
            return None;
        }
        base.linker = Some(linker);
        Some(base)
    }

    fn install_debian() -> Result<Self> {
        debian::install("a compiler with its library's source", DEBIAN_COMPILER)?;
        let base = Self::at("debian", PathBuf::from("/usr"))
            .context("Debian's compiler is too old, or its library's source is missing")?;
        let lld = format!("lld-{}", base.llvm().context("the compiler does not say its LLVM version")?);
        debian::install("its linker", &[&lld])?;
        Self::of_debian().context("Debian's compiler is installed but incomplete")
    }

    /// The compiler under `prefix`, if it is new enough and its library's source is there.
    fn at(name: &str, prefix: PathBuf) -> Option<Self> {
        if !prefix.join("lib/rustlib/src/rust/library/Cargo.lock").exists() {
            return None;
        }
        let version = Command::new(prefix.join("bin/rustc")).arg("-vV").read()?;
        let base = Self {
            name: name.to_owned(),
            prefix,
            release: field(&version, "release")?,
            host: field(&version, "host")?,
            version,
            linker: None,
        };
        let minor: u32 = base.release.split('.').nth(1)?.parse().ok()?;
        (minor >= OLDEST_MINOR).then_some(base)
    }

    /// The major version of the LLVM inside.
    fn llvm(&self) -> Option<String> {
        let version = field(&self.version, "LLVM version")?;
        version.split('.').next().map(str::to_owned)
    }
}

/// The value of a line `name: value`.
fn field(text: &str, name: &str) -> Option<String> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).map(str::to_owned)
}

/// The folder of the toolchain `name`; rustup puts the host's triple behind it.
fn folder_of(toolchains: &Path, name: &str) -> Option<PathBuf> {
    let prefix = format!("{name}-");
    fs::read_dir(toolchains).ok()?.find_map(|entry| {
        let folder = entry.ok()?.file_name().into_string().ok()?;
        let is_it = match folder.strip_prefix(&prefix) {
            // `nightly-2026-05-20-x86_64-…` is no `nightly`.
            Some(rest) => !rest.starts_with(|first: char| first.is_ascii_digit()),
            None => folder == name,
        };
        is_it.then(|| toolchains.join(folder))
    })
}

/// Asks rustup for the nightly; gives up soon where its server does not answer.
fn install_nightly(name: &str) -> Result<()> {
    let watched = Command::new("rustup")
        .args(["toolchain", "install", name, "--profile", "minimal", "--no-self-update"])
        .args(["--component", "rust-src", "--component", "clippy", "--component", "rustfmt"])
        .watch("downloading", Duration::from_secs(30), Duration::from_secs(900))?;
    match watched {
        Watched::Succeeded => Ok(()),
        Watched::Failed(printed) => {
            // With RUST_BACKTRACE set a trace follows the error.
            let error = printed.lines().find_map(|line| line.strip_prefix("error: "));
            let last = printed.lines().last().unwrap_or("it printed nothing");
            Err(Error::new(format!("rustup could not install {name}: {}", error.unwrap_or(last))))
        }
    }
}
