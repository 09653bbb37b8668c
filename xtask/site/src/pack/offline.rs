//! What the service worker keeps, so that the page opens without a network: the site's files, each with a mark of its
//! content, and a version that changes with any of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;
use sha2::{Digest, Sha256};

/// Files that the page does without.
const LEFT_OUT: [&str; 5] = ["sw.js", "LICENSES.txt", "screenshot.png", "screenshot-dark.png", "screenshot-phone.png"];

/// Digits of a file's mark. It tells the file from the same one of another version, and from nothing that is made up to
/// look like it: whoever can put that on the host can put another service worker there.
const MARK: usize = 8;
/// Digits of the version.
const VERSION: usize = 16;

/// Lists the files of the site as JSON, for the service worker.
pub fn list(out: &Path) -> Result<String> {
    let mut names = Vec::new();
    collect(out, "", &mut names)?;
    let mut files = BTreeMap::new();
    for name in &names {
        let bytes = fs::read(out.join(name)).with_context(|| format!("cannot read {name} of the site"))?;
        // A host shows it under the folder's own name.
        files.insert(if name == "index.html" { "./" } else { name }, mark(&bytes, MARK));
    }
    let version = mark(json!(files).to_string().as_bytes(), VERSION);
    Ok(json!({ "version": version, "files": files }).to_string())
}

/// The first digits of the SHA-256, in base sixteen.
fn mark(bytes: &[u8], digits: usize) -> String {
    let mut mark: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    mark.truncate(digits);
    mark
}

fn collect(folder: &Path, inside: &str, files: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let name = if inside.is_empty() { name } else { format!("{inside}/{name}") };
        if LEFT_OUT.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            collect(&path, &name, files)?;
        } else if is_loaded(&name) {
            files.push(name);
        }
    }
    Ok(())
}

/// Whether a browser loads such a file: the rest of what wasm-bindgen makes is for developers.
fn is_loaded(name: &str) -> bool {
    [".html", ".css", ".js", ".wasm"].iter().any(|ending| name.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_has_what_a_browser_loads_and_changes_with_it() {
        let out = std::env::temp_dir().join(format!("playground-offline-{}", std::process::id()));
        let write = |name: &str, text: &str| {
            let file = out.join(name);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, text).expect("a file");
        };
        for name in
            ["index.html", "main.js", "main.js.map", "sw.js", "threads/a.wasm", "threads/a.d.ts", "pages/index.html"]
        {
            write(name, "1");
        }
        let first: serde_json::Value = serde_json::from_str(&list(&out).expect("a list")).expect("JSON");
        // Of `1`.
        let mark = "6b86b273";
        assert_eq!(
            first["files"],
            json!({ "./": mark, "main.js": mark, "pages/index.html": mark, "threads/a.wasm": mark })
        );
        write("threads/a.wasm", "2");
        let second: serde_json::Value = serde_json::from_str(&list(&out).expect("a list")).expect("JSON");
        assert_ne!(first["version"], second["version"]);
        write("sw.js", "2");
        assert_eq!(second.to_string(), list(&out).expect("a list"));
        fs::remove_dir_all(&out).expect("removed");
    }
}
