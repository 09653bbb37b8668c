//! Makes a wasm module smaller and quicker with npm's binaryen, as wasm-pack would.

use std::path::Path;
use std::process::Command;
use std::{fs, io};

use anyhow::{Context, Result, bail};

/// What the compiler may already have used; the module's own list is lost on the way through wasm-bindgen.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
    "--enable-threads",
];

/// Replaces the module with an optimised one.
pub fn optimise(npm: &Path, module: &Path) -> Result<()> {
    let optimised = module.with_extension("optimised");
    let status = Command::new("node")
        .arg(npm.join("binaryen/bin/wasm-opt"))
        .arg("-O3")
        .args(FEATURES)
        .arg(module)
        .arg("--output")
        .arg(&optimised)
        .status()
        .context("cannot start wasm-opt")?;
    let replaced = status.success().then(|| fs::rename(&optimised, module)).transpose();
    match replaced {
        Ok(Some(())) => Ok(()),
        Ok(None) => fail(module, io::Error::other(status.to_string())),
        Err(error) => fail(module, error),
    }
}

/// Removes the module: an unoptimised one would pass for an up-to-date one next time.
fn fail(module: &Path, error: io::Error) -> Result<()> {
    fs::remove_file(module).context("cannot remove an unoptimised module")?;
    bail!("wasm-opt cannot optimise {}: {error}", module.display());
}
