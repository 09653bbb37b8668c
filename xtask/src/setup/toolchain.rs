//! The project's own toolchains: a base compiler with a standard library compiled for shared memory (`threads`),
//! and one with a plain library (`single`).
//!
//! They are folders among rustup's toolchains, so that plain `cargo` and plain `wasm-pack`, typed in the project's
//! root, use the first of them and need no `-Z` flag. A stamp tells whether one is whole and up to date.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use super::base::{Base, PROGRAMS};
use super::report::step;
use crate::command::{Run, is_on_path};
use crate::error::{Context, Error, Result};
use crate::paths;
use crate::project::Project;
use crate::wasm::{Build, TARGET, encoded};

/// Goes up when the way toolchains are made changes, so that old ones are made anew.
const REVISION: u32 = 6;

/// The parts of the standard library; `test` is the harness of test binaries.
const STD_PARTS: &str = "-Zbuild-std=std,panic_abort,proc_macro,test";

/// Backtraces cannot be read on wasm, and their code is a third of the compile time.
const STD_FEATURES: &str = "-Zbuild-std-features=panic-unwind";

/// The library is optimised together with the module, for which its bitcode has to be at hand.
const STD_BITCODE: &str = "-Cembed-bitcode=yes";

/// The names of the two toolchains, for rustup.
pub struct Toolchains {
    /// The standard library with atomics.
    pub threads: String,
    /// The standard library without.
    pub single: String,
    /// The compiler they stand on.
    pub base: Base,
}

impl Toolchains {
    /// Makes whatever is missing, and has the project's root use the threads toolchain.
    pub fn ensure(project: &Project) -> Result<Self> {
        if !is_on_path("rustup") {
            return Err(Error::new("rustup is missing: install it as https://rustup.rs says and start again"));
        }
        let home = rustup_home()?;
        let base = match Base::installed(&home)? {
            Some(base) => base,
            None => Base::install(&home)?,
        };
        let threads = ensure_one(project, &home, &base, Build::Threads)?;
        let single = ensure_one(project, &home, &base, Build::Single)?;
        forget_foreign_libraries(project, &home, [&threads, &single])?;
        use_in_root(project, &threads)?;
        Ok(Self { threads, single, base })
    }

    /// Adds Clippy and the formatter where they are missing.
    pub fn ensure_lints(&self) -> Result<()> {
        self.base.install_lints()?;
        let home = rustup_home()?;
        for name in [&self.threads, &self.single] {
            // It calls the clippy-driver beside itself, so it has to be here, not called from here.
            let program = home.join("toolchains").join(name).join("bin/cargo-clippy");
            if !program.exists() {
                fs::copy(self.base.prefix.join("bin/cargo-clippy"), &program)
                    .context("cannot copy cargo-clippy into the toolchain")?;
            }
        }
        Ok(())
    }
}

/// rustup's folder.
fn rustup_home() -> Result<PathBuf> {
    match env::var_os("RUSTUP_HOME") {
        Some(home) => Ok(PathBuf::from(home)),
        None => {
            Command::new("rustup").args(["show", "home"]).read().map(PathBuf::from).context("`rustup show home` failed")
        }
    }
}

/// Makes one toolchain unless its stamp is right; returns its name.
fn ensure_one(project: &Project, home: &Path, base: &Base, build: Build) -> Result<String> {
    let stamp = stamp(project, base, build)?;
    // Checkouts that want different ones do not take each other's away.
    let name = format!("concurrency-playground-{}-{build}-{:08x}", base.release, fingerprint(&stamp));
    let folder = home.join("toolchains").join(&name);
    let stamp_file = folder.join("stamp");
    if fs::read_to_string(&stamp_file).is_ok_and(|found| found == stamp) {
        return Ok(name);
    }
    step(&format!("compile the standard library for the {build} build (rustc {})", base.release), || {
        let libraries = compile_std(project, base, build)?;
        if folder.exists() {
            fs::remove_dir_all(&folder).context("cannot remove the old toolchain")?;
        }
        lay_out(&folder, base, &libraries)
            .with_context(|| format!("cannot make the toolchain {}", folder.display()))?;
        fs::write(&stamp_file, &stamp).context("cannot write the toolchain's stamp")
    })?;
    Ok(name)
}

/// A number that differs, in all likelihood, where texts do: 32-bit FNV-1a.
fn fingerprint(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// All that decides what a toolchain holds.
fn stamp(project: &Project, base: &Base, build: Build) -> Result<String> {
    Ok(format!(
        "revision {REVISION}\n{}\n{}\n{STD_PARTS} {STD_FEATURES} {STD_BITCODE}\n{}\n",
        base.prefix.display(),
        base.version,
        build.target_features(project)?
    ))
}

/// Compiles the standard library; returns the folder with its `.rlib` files.
///
/// It is built as the only dependency of an empty crate and then copied, so that builds of the project need no
/// `-Zbuild-std`, which would apply to build scripts and host tools too (cargo#8733).
fn compile_std(project: &Project, base: &Base, build: Build) -> Result<PathBuf> {
    let folder = project.target.join("std").join(build.to_string());
    let sources = folder.join("src");
    fs::create_dir_all(&sources).context("cannot make a folder under target/")?;
    fs::write(
        folder.join("Cargo.toml"),
        "[package]\nname = \"nothing\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n\
         [profile.release]\nopt-level = 3\n",
    )
    .context("cannot write under target/")?;
    fs::write(sources.join("lib.rs"), "#![no_std]\n").context("cannot write under target/")?;
    let output = folder.join("target");
    if output.exists() {
        fs::remove_dir_all(&output).context("cannot remove an old build of the standard library")?;
    }
    let flags =
        [build.target_features(project)?, STD_BITCODE.to_owned()].into_iter().chain(paths::flags(project, base)?);
    Command::new(base.prefix.join("bin/cargo"))
        .current_dir(&folder)
        .args(["build", "--release", "--target", TARGET, STD_PARTS, STD_FEATURES])
        .env("RUSTC", base.prefix.join("bin/rustc"))
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_ENCODED_RUSTFLAGS", encoded(flags))
        .env("CARGO_TARGET_DIR", &output)
        .env_remove("RUSTC_WRAPPER")
        .run_quietly()
        .context("cannot compile the standard library")?;
    Ok(output.join(TARGET).join("release/deps"))
}

/// Writes the toolchain's folder.
fn lay_out(folder: &Path, base: &Base, libraries: &Path) -> std::io::Result<()> {
    let wasm = folder.join("lib/rustlib").join(TARGET).join("lib");
    fs::create_dir_all(&wasm)?;
    for entry in fs::read_dir(libraries)? {
        let file = entry?.path();
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".rlib") && !name.starts_with("libnothing-") {
            fs::copy(&file, wasm.join(&name))?;
        }
    }
    lay_out_host(folder, base)?;
    symlink(base.prefix.join("lib/rustlib/src"), folder.join("lib/rustlib/src"))?;
    lay_out_programs(folder, base)
}

/// Lends the base's own libraries and linker to the toolchain.
fn lay_out_host(folder: &Path, base: &Base) -> std::io::Result<()> {
    let theirs = base.rustlib(&base.host);
    let ours = folder.join("lib/rustlib").join(&base.host);
    let Some(linker) = &base.linker else {
        // rustup's compiler is a library beside its programs; Debian's is where the system looks.
        for entry in fs::read_dir(base.prefix.join("lib"))? {
            let file = entry?.path();
            if let (true, Some(name)) = (file.is_file(), file.file_name()) {
                symlink(&file, folder.join("lib").join(name))?;
            }
        }
        return symlink(theirs, ours);
    };
    fs::create_dir_all(ours.join("bin"))?;
    symlink(theirs.join("lib"), ours.join("lib"))?;
    symlink(linker, ours.join("bin/rust-lld"))
}

/// Writes a script for each of the base's programs; those that look for the standard library are told where.
fn lay_out_programs(folder: &Path, base: &Base) -> std::io::Result<()> {
    let programs = folder.join("bin");
    fs::create_dir_all(&programs)?;
    for (program, sees_std) in PROGRAMS {
        let mut script = String::from("#!/bin/sh\n# Made by `cargo xtask setup` of concurrency-playground.\n");
        if *sees_std && !base.is_nightly() {
            // wasm-bindgen's atomics need unstable features; programs for the host do not.
            script.push_str("case \"$*\" in *wasm32-*) export RUSTC_BOOTSTRAP=1 ;; esac\n");
        }
        let path = base.prefix.join("bin").join(program);
        script.push_str(&format!("exec '{}' \"$@\"", path.display()));
        if *sees_std {
            script.push_str(&format!(" --sysroot='{}'", folder.display()));
        }
        script.push('\n');
        let file = programs.join(program);
        fs::write(&file, script)?;
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}

/// Removes what was compiled against another standard library: cargo does not see that it is out of date.
fn forget_foreign_libraries(project: &Project, home: &Path, toolchains: [&str; 2]) -> Result<()> {
    let record = project.target.join("std/used");
    let mut stamp = String::new();
    for toolchain in toolchains {
        let file = home.join("toolchains").join(toolchain).join("stamp");
        stamp += &fs::read_to_string(file).context("cannot read the toolchain's stamp")?;
    }
    let used = fs::read_to_string(&record).unwrap_or_default();
    if used == stamp {
        return Ok(());
    }
    for build in Build::ALL {
        let stale = build.target_folder(project).join(TARGET);
        if stale.exists() {
            fs::remove_dir_all(&stale).context("cannot remove an old wasm build under target/")?;
        }
    }
    fs::create_dir_all(project.target.join("std")).context("cannot make a folder under target/")?;
    fs::write(&record, stamp).context("cannot write under target/")
}

/// Has plain `cargo` and `wasm-pack`, typed in the root, use the toolchain.
fn use_in_root(project: &Project, toolchain: &str) -> Result<()> {
    let root = project.root.to_string_lossy().into_owned();
    let overrides =
        Command::new("rustup").args(["override", "list"]).read().context("`rustup override list` failed")?;
    let is_set = overrides.lines().any(|line| line.strip_prefix(&root).is_some_and(|rest| rest.trim() == toolchain));
    if is_set {
        return Ok(());
    }
    step(&format!("use {toolchain} in this folder (rustup override)"), || {
        Command::new("rustup").args(["override", "set", toolchain, "--path", &root]).run_quietly()
    })
}
