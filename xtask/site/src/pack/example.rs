//! Puts an example together: its module with its JavaScript, and its page.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::{bindgen, split};

/// Writes the example `name`, whose page is in `source`, into `out`.
pub fn example(name: &str, source: &Path, wasm: &Path, out: &Path) -> Result<()> {
    if let Some(module) = bindgen::generate(wasm, out, name, false, false)? {
        split::leave_whole(&module)?;
    }
    for entry in fs::read_dir(source).with_context(|| format!("cannot read {}", source.display()))? {
        let file = entry?.path();
        let is_of_the_page = file.extension().is_some_and(|ending| ending == "html" || ending == "js");
        if let Some(file_name) = file.file_name().filter(|_| is_of_the_page) {
            fs::copy(&file, out.join(file_name)).with_context(|| format!("cannot copy {}", file.display()))?;
        }
    }
    Ok(())
}
