//! Bundles the page's modules with esbuild.

use std::process::Command;

use anyhow::{Context, Result, bail};

use super::Options;

/// Modules that are loaded by their own URL: the page and its workers. Their bundles keep these names, beside
/// `index.html`, so that a worker's URL is the same in the sources and in the site.
const MODULES: &[&str] = &["main.js", "engine.js", "desk.js", "process.js"];

/// The service worker: a classic script, since not every browser has module service workers.
const SERVICE_WORKER: &str = "sw.js";

/// Bundles what is there of [`MODULES`], and the service worker.
pub fn bundle(options: &Options) -> Result<()> {
    let modules: Vec<&str> = MODULES
        .iter()
        .copied()
        .filter(|module| options.www.join(module).exists())
        .collect();
    if !modules.is_empty() {
        esbuild(options, &modules, &["--format=esm", "--splitting"])?;
    }
    if options.www.join(SERVICE_WORKER).exists() {
        esbuild(options, &[SERVICE_WORKER], &["--format=iife"])?;
    }
    Ok(())
}

fn esbuild(options: &Options, modules: &[&str], format: &[&str]) -> Result<()> {
    let mut esbuild = Command::new(options.npm.join(".bin/esbuild"));
    esbuild
        .current_dir(&options.www)
        .env("NODE_PATH", &options.npm)
        .args(modules)
        .args(format)
        .args(["--bundle", "--target=es2022", "--log-level=warning"])
        // wasm-bindgen-rayon's workers import these by URL: bundled, they would be there twice.
        .args(["--external:./threads/*", "--external:./single/*"])
        .arg(format!("--outdir={}", options.out.display()));
    esbuild.args(if options.release {
        &["--minify", "--legal-comments=none"]
    } else {
        &["--sourcemap", "--legal-comments=inline"]
    });
    let status = esbuild.status().context("cannot start esbuild")?;
    if !status.success() {
        bail!("esbuild cannot bundle www/{}", modules.join(", www/"));
    }
    Ok(())
}
