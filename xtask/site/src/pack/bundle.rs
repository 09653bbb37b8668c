//! Bundles the page's modules and style sheets with esbuild.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::Options;

/// The page's module. Its bundle keeps this name; what is loaded later is split off.
const PAGE: &str = "main.js";

/// Modules that are loaded by their own URL: the page's workers, and its second page. Their bundles keep these names,
/// beside `index.html`, so that a worker's URL is the same in the sources and in the site. Each is whole: a worker starts
/// after one request.
const ALONE: &[&str] = &["engine.js", "desk.js", "process.js", "thread.js", "perfetto.js"];

/// The service worker: a classic script, since not every browser has module service workers.
const SERVICE_WORKER: &str = "sw.js";

/// What the page waits for before it is painted, and begins with: a classic script, since modules run after the page has
/// been read. It goes into the page itself.
pub const FIRST_PAINT: &str = "first-paint.js";

/// Style sheets that a page links to: what they import is put into them, so that each is one request.
const STYLE_SHEETS: &[&str] = &["style.css", "embed.css"];

/// What esbuild made, by its metafile.
pub struct Bundled {
    listing: Value,
}

impl Bundled {
    /// The npm packages that went in.
    pub fn packages(&self) -> Result<BTreeSet<String>> {
        let inputs = self.listing["inputs"].as_object().context("esbuild lists no inputs")?;
        Ok(inputs.keys().filter_map(|input| package_of(input)).collect())
    }

    /// The bundle that begins with a module, and those that it imports at once.
    pub fn needed_by(&self, module: &str) -> Result<BTreeSet<&str>> {
        let outputs = self.listing["outputs"].as_object().context("esbuild lists no outputs")?;
        let begins = outputs.iter().find(|(_, output)| output["entryPoint"] == module);
        let mut next = vec![begins.with_context(|| format!("no bundle begins with {module}"))?.0.as_str()];
        let mut found = BTreeSet::new();
        while let Some(path) = next.pop() {
            // Bundles lie beside each other; their paths are told from where esbuild ran.
            if found.insert(path.rsplit('/').next().unwrap_or(path)) {
                let imports = outputs[path]["imports"].as_array().into_iter().flatten();
                let at_once = imports.filter(|import| import["kind"] == "import-statement");
                next.extend(at_once.filter_map(|import| import["path"].as_str()));
            }
        }
        Ok(found)
    }
}

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

/// Bundles what is there of [`ALONE`], [`FIRST_PAINT`] and [`PAGE`].
pub fn modules(options: &Options) -> Result<Bundled> {
    let alone: Vec<&str> = ALONE.iter().copied().filter(|module| options.www.join(module).exists()).collect();
    esbuild(options, &alone, &["--format=esm"])?;
    // It lies where the page does.
    esbuild(options, &[FIRST_PAINT], &["--format=iife", "--define:import.meta.url=document.baseURI"])?;
    // Whatever is loaded later says so that it comes after this: else each set of modules that share something with it
    // would have a file of its own for that.
    let after = format!("--inject:./{PAGE}");
    esbuild(options, &[PAGE], &["--format=esm", "--splitting", &after])
}

/// Bundles the service worker; `kept` is the list of files for it to keep, as JSON.
pub fn service_worker(options: &Options, kept: Option<&str>) -> Result<Bundled> {
    let kept = format!("--define:globalThis.KEPT={}", kept.unwrap_or("null"));
    esbuild(options, &[SERVICE_WORKER], &["--format=iife", &kept])
}

/// Puts what a module that wasm-bindgen has generated imports into it, in its place: it is one request.
pub fn package(options: &Options, module: &Path) -> Result<()> {
    let mut esbuild = Command::new(options.npm.join(".bin/esbuild"));
    esbuild
        .arg(module)
        .args(["--bundle", "--format=esm", "--target=es2022", "--log-level=warning", "--allow-overwrite"])
        .arg(format!("--outfile={}", module.display()));
    if options.release {
        esbuild.arg("--minify");
    }
    if !esbuild.status().context("cannot start esbuild")?.success() {
        bail!("esbuild cannot bundle {}", module.display());
    }
    let snippets = module.with_file_name("snippets");
    if snippets.exists() {
        fs::remove_dir_all(&snippets).with_context(|| format!("cannot remove {}", snippets.display()))?;
    }
    Ok(())
}

fn esbuild(options: &Options, modules: &[&str], format: &[&str]) -> Result<Bundled> {
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
        // Workers import these by URL: bundled, they would be there twice.
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
    let listing = serde_json::from_str(&text).context("esbuild's list of what it made is no JSON")?;
    Ok(Bundled { listing })
}

/// The npm package that a file belongs to.
fn package_of(input: &str) -> Option<String> {
    let (_, path) = input.rsplit_once("node_modules/")?;
    let parts = if path.starts_with('@') { 2 } else { 1 };
    Some(path.split('/').take(parts).collect::<Vec<_>>().join("/"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_module_needs_is_what_its_bundle_imports_at_once_and_what_that_does() {
        let listing = json!({ "inputs": {}, "outputs": {
            "../out/page-1.js": { "entryPoint": "view/page.js", "imports": [
                { "path": "../out/chunk-2.js", "kind": "import-statement" },
                { "path": "../out/code-3.js", "kind": "dynamic-import" },
            ] },
            "../out/chunk-2.js": { "imports": [{ "path": "../out/chunk-4.js", "kind": "import-statement" }] },
            "../out/code-3.js": { "entryPoint": "view/code.js", "imports": [] },
            "../out/chunk-4.js": { "imports": [{ "path": "../out/chunk-2.js", "kind": "import-statement" }] },
        } });
        let bundled = Bundled { listing };
        let needed: Vec<&str> = bundled.needed_by("view/page.js").expect("a bundle").into_iter().collect();
        assert_eq!(needed, ["chunk-2.js", "chunk-4.js", "page-1.js"]);
        assert!(bundled.needed_by("main.js").is_err());
    }

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
