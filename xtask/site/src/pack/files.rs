//! The site's other files, which are copied as they are.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// Files of `www/` that are for its developers.
const NOT_SERVED: &[&str] = &["package.json", "package-lock.json", "tsconfig.json"];

/// Empties the site's folder, but for the folders `kept`.
pub fn clear(out: &Path, kept: &[&str]) -> Result<()> {
    fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
    for entry in fs::read_dir(out).with_context(|| format!("cannot read {}", out.display()))? {
        let path = entry?.path();
        let result = match path.file_name().and_then(|name| name.to_str()) {
            Some(name) if kept.contains(&name) => Ok(()),
            _ if path.is_dir() => fs::remove_dir_all(&path),
            _ => fs::remove_file(&path),
        };
        result.with_context(|| format!("cannot remove {}", path.display()))?;
    }
    Ok(())
}

/// Copies what is neither a module nor a style sheet, which are bundled, nor for developers only.
pub fn copy(www: &Path, out: &Path) -> Result<()> {
    for entry in fs::read_dir(www).with_context(|| format!("cannot read {}", www.display()))? {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        if name.starts_with('.') || NOT_SERVED.contains(&name) || is_source(name) {
            continue;
        }
        let copied = out.join(name);
        if path.is_dir() {
            copy(&path, &copied)?;
        } else {
            fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
            fs::copy(&path, &copied).with_context(|| format!("cannot copy {}", path.display()))?;
        }
    }
    Ok(())
}

/// Whether the file is a module, its types, or a style sheet.
fn is_source(name: &str) -> bool {
    [".js", ".ts", ".css"].iter().any(|ending| name.ends_with(ending))
        || (name.starts_with("tsconfig") && name.ends_with(".json"))
}
