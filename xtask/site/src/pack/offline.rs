//! What the service worker keeps, so that the page opens without a network: the names of the site's files, and a
//! version that changes with any of them.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;

/// Files that the page does without.
const LEFT_OUT: [&str; 5] = ["sw.js", "LICENSES.txt", "screenshot.png", "screenshot-dark.png", "screenshot-phone.png"];

/// Lists the files of the site as JSON, for the service worker.
pub fn list(out: &Path) -> Result<String> {
    let mut files = Vec::new();
    collect(out, "", &mut files)?;
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in &files {
        let bytes = fs::read(out.join(file)).with_context(|| format!("cannot read {file} of the site"))?;
        (file, bytes).hash(&mut hasher);
    }
    // A host shows it under the folder's own name.
    let names: Vec<&str> = files.iter().map(|file| if file == "index.html" { "./" } else { file.as_str() }).collect();
    Ok(json!({ "version": format!("{:016x}", hasher.finish()), "files": names }).to_string())
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
        assert_eq!(first["files"], json!(["./", "main.js", "pages/index.html", "threads/a.wasm"]));
        write("threads/a.wasm", "2");
        let second: serde_json::Value = serde_json::from_str(&list(&out).expect("a list")).expect("JSON");
        assert_ne!(first["version"], second["version"]);
        write("sw.js", "2");
        assert_eq!(second.to_string(), list(&out).expect("a list"));
        fs::remove_dir_all(&out).expect("removed");
    }
}
