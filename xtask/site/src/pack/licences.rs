//! The licences of what is shipped: the Rust packages inside the wasm modules, the npm packages inside the bundles.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// The crate that is shipped.
const SHIPPED: &str = "concurrency-playground";

/// How licence files' names begin.
const NAMES: [&str; 4] = ["license", "licence", "copying", "notice"];

/// A package that is shipped.
struct Shipped {
    /// Name, version and licence.
    title: String,
    /// Its licence files.
    texts: Vec<String>,
}

/// Writes `LICENSES.txt` into the site.
pub fn write(npm: &Path, bundled: &BTreeSet<String>, out: &Path) -> Result<()> {
    let mut packages = rust_packages()?;
    packages.append(&mut npm_packages(npm, bundled)?);
    fs::write(out.join("LICENSES.txt"), print(&packages)).context("cannot write LICENSES.txt")
}

/// The list of packages, then each different text once, with the packages that it is from.
fn print(packages: &[Shipped]) -> String {
    let titles = packages.iter().map(|package| package.title.as_str());
    let mut page = String::from(
        "Concurrency Playground contains Rust's standard library (MIT OR Apache-2.0) and these packages:\n\n",
    );
    page.extend(titles.map(|title| format!("{title}\n")));
    let mut texts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in packages {
        for text in &package.texts {
            texts.entry(text).or_default().push(&package.title);
        }
    }
    for (text, titles) in texts {
        let line = "=".repeat(80);
        page += &format!("\n{line}\n{}\n{line}\n\n{text}\n", titles.join("\n"));
    }
    page
}

/// Each Rust package with its licence, by what cargo would link into the wasm module.
fn rust_packages() -> Result<Vec<Shipped>> {
    let output = Command::new("cargo")
        .args(["metadata", "--format-version=1", "--locked", "--filter-platform=wasm32-unknown-unknown"])
        .output()
        .context("cannot start cargo")?;
    if !output.status.success() {
        bail!("`cargo metadata` failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    let metadata: Value = serde_json::from_slice(&output.stdout).context("`cargo metadata` printed no JSON")?;
    let by_id = |list: &Value| -> BTreeMap<String, Value> {
        let entries = list.as_array().into_iter().flatten();
        entries.filter_map(|entry| Some((entry["id"].as_str()?.to_owned(), entry.clone()))).collect()
    };
    let packages = by_id(&metadata["packages"]);
    let nodes = by_id(&metadata["resolve"]["nodes"]);
    let root = packages
        .iter()
        .find_map(|(id, package)| (package["name"] == SHIPPED).then_some(id))
        .with_context(|| format!("`cargo metadata` knows no {SHIPPED}"))?;
    let mut linked = BTreeSet::new();
    let mut next = vec![root.as_str()];
    while let Some(id) = next.pop() {
        let is_macro = packages.get(id).is_none_or(runs_in_the_compiler);
        if !is_macro && linked.insert(id) {
            next.extend(nodes.get(id).into_iter().flat_map(linked_dependencies));
        }
    }
    linked.remove(root.as_str());
    linked
        .into_iter()
        .filter_map(|id| packages.get(id))
        // The project's own parts come from nowhere.
        .filter(|package| !package["source"].is_null())
        .map(|package| {
            let manifest = Path::new(package["manifest_path"].as_str().unwrap_or_default());
            shipped(package, manifest.parent().context("a package has no folder")?)
        })
        .collect()
}

/// The packages that a node of cargo's graph links, not those that only build or test it.
fn linked_dependencies(node: &Value) -> impl Iterator<Item = &str> {
    node["deps"].as_array().into_iter().flatten().filter_map(|dependency| {
        let kinds = dependency["dep_kinds"].as_array()?;
        kinds.iter().any(|kind| kind["kind"].is_null()).then(|| dependency["pkg"].as_str())?
    })
}

fn runs_in_the_compiler(package: &Value) -> bool {
    let targets = package["targets"].as_array().into_iter().flatten();
    targets.flat_map(|target| target["kind"].as_array().into_iter().flatten()).any(|kind| kind == "proc-macro")
}

fn npm_packages(npm: &Path, bundled: &BTreeSet<String>) -> Result<Vec<Shipped>> {
    bundled
        .iter()
        .map(|name| {
            let folder = npm.join(name);
            let manifest = fs::read(folder.join("package.json"))
                .with_context(|| format!("cannot read the package.json of {name}"))?;
            let package: Value =
                serde_json::from_slice(&manifest).with_context(|| format!("{name}'s package.json is no JSON"))?;
            shipped(&package, &folder)
        })
        .collect()
}

/// Reads a package's licence files.
fn shipped(package: &Value, folder: &Path) -> Result<Shipped> {
    let name = package["name"].as_str().context("a package has no name")?;
    let version = package["version"].as_str().context("a package has no version")?;
    let licence = package["license"].as_str().with_context(|| format!("{name} names no licence"))?;
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let file = entry.with_context(|| format!("cannot read {}", folder.display()))?.path();
        let file_name = file.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        if file.is_file() && NAMES.iter().any(|begin| file_name.starts_with(begin)) {
            let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
            texts.push(text.trim().to_owned());
        }
    }
    Ok(Shipped { title: format!("{name} {version}, {licence}"), texts })
}
