//! Bundles the page's modules and style sheets with esbuild.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::Options;

/// Modules that are loaded by their own URL: the page and its workers. Their bundles keep these names, beside
/// `index.html`, so that a worker's URL is the same in the sources and in the site.
const MODULES: &[&str] = &["main.js", "engine.js", "desk.js", "process.js", "thread.js", "perfetto.js"];

/// The service worker: a classic script, since not every browser has module service workers.
const SERVICE_WORKER: &str = "sw.js";

/// Style sheets that a page links to: what they import is put into them, so that each is one request.
const STYLE_SHEETS: &[&str] = &["style.css", "embed.css"];

/// Bundles what is there of [`STYLE_SHEETS`].
pub fn style_sheets(options: &Options) -> Result<()> {
    let sheets = STYLE_SHEETS.iter().filter(|sheet| options.www.join(sheet).exists());
    let mut esbuild = Command::new(options.npm.join(".bin/esbuild"));
    esbuild
        .current_dir(&options.www)
        .args(sheets)
        .args(["--bundle", "--log-level=warning"])
        .arg(format!("--outdir={}", options.out.display()))
        .arg(if options.release { "--minify" } else { "--sourcemap" });
    if !esbuild.status().context("cannot start esbuild")?.success() {
        bail!("esbuild cannot bundle www/{}", STYLE_SHEETS.join(", www/"));
    }
    Ok(())
}

/// Bundles what is there of [`MODULES`]; returns the npm packages that went in.
pub fn modules(options: &Options) -> Result<BTreeSet<String>> {
    let modules: Vec<&str> = MODULES.iter().copied().filter(|module| options.www.join(module).exists()).collect();
    esbuild(options, &modules, &["--format=esm", "--splitting"])
}

/// Bundles the service worker; `kept` is the list of files for it to keep, as JSON.
pub fn service_worker(options: &Options, kept: Option<&str>) -> Result<BTreeSet<String>> {
    let kept = format!("--define:globalThis.KEPT={}", kept.unwrap_or("null"));
    esbuild(options, &[SERVICE_WORKER], &["--format=iife", &kept])
}

/// Minifies a module in its place; what it imports is left alone.
pub fn minify(options: &Options, module: &Path) -> Result<()> {
    let status = Command::new(options.npm.join(".bin/esbuild"))
        .arg(module)
        .args(["--minify", "--format=esm", "--target=es2022", "--log-level=warning", "--allow-overwrite"])
        .arg(format!("--outfile={}", module.display()))
        .status()
        .context("cannot start esbuild")?;
    if !status.success() {
        bail!("esbuild cannot minify {}", module.display());
    }
    Ok(())
}

fn esbuild(options: &Options, modules: &[&str], format: &[&str]) -> Result<BTreeSet<String>> {
    // Beside the site, not in it.
    let listing = options.out.with_extension("esbuild.json");
    let mut esbuild = Command::new(options.npm.join(".bin/esbuild"));
    esbuild
        .current_dir(&options.www)
        .env("NODE_PATH", &options.npm)
        .args(modules)
        .args(format)
        .args(["--bundle", "--target=es2022", "--log-level=warning"])
        // A package's style sheet, which the page adopts.
        .arg("--loader:.css=text")
        // wasm-bindgen-rayon's workers import these by URL: bundled, they would be there twice.
        .args(["--external:./threads/*", "--external:./single/*"])
        .arg(format!("--outdir={}", options.out.display()))
        .arg(format!("--metafile={}", listing.display()));
    esbuild.args(if options.release {
        &["--minify", "--legal-comments=none"]
    } else {
        &["--sourcemap", "--legal-comments=inline"]
    });
    let status = esbuild.status().context("cannot start esbuild")?;
    if !status.success() {
        bail!("esbuild cannot bundle www/{}", modules.join(", www/"));
    }
    let text = fs::read_to_string(&listing).context("esbuild wrote no list of its inputs")?;
    fs::remove_file(&listing).context("cannot remove esbuild's list of its inputs")?;
    packages(&text)
}

/// The npm packages among the inputs in esbuild's metafile.
fn packages(listing: &str) -> Result<BTreeSet<String>> {
    let listing: Value = serde_json::from_str(listing).context("esbuild's list of its inputs is no JSON")?;
    let inputs = listing["inputs"].as_object().context("esbuild lists no inputs")?;
    Ok(inputs.keys().filter_map(|input| package_of(input)).collect())
}

/// The npm package that a file belongs to.
fn package_of(input: &str) -> Option<String> {
    let (_, path) = input.rsplit_once("node_modules/")?;
    let parts = if path.starts_with('@') { 2 } else { 1 };
    Some(path.split('/').take(parts).collect::<Vec<_>>().join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_told_by_their_folders() {
        assert_eq!(package_of("main.js"), None);
        assert_eq!(package_of("../target/npm/node_modules/style-mod/src/style-mod.js"), Some("style-mod".into()));
        assert_eq!(
            package_of("../target/npm/node_modules/@codemirror/view/dist/index.js"),
            Some("@codemirror/view".into())
        );
    }
}
