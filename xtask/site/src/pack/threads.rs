//! How the threads of a pool are made: by a script of our own in the place of wasm-bindgen-rayon's.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

const START_WORKERS: &str = include_str!("start-workers.js");
/// What the generated JavaScript imports from it.
const EXPORT: &str = "export async function startWorkers(module, memory, builder)";

/// Puts our script in the place of the one that wasm-bindgen has written into `folder`, if it has.
pub fn replace(folder: &Path) -> Result<()> {
    let snippets = folder.join("snippets");
    if !snippets.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(&snippets).with_context(|| format!("cannot read {}", snippets.display()))? {
        let script = entry?.path().join("src/workerHelpers.no-bundler.js");
        let text = fs::read_to_string(&script).with_context(|| format!("cannot read {}", script.display()))?;
        if !text.contains(EXPORT) {
            bail!("{} makes threads in another way than xtask/site/src/pack/threads.rs knows", script.display());
        }
        fs::write(&script, START_WORKERS).with_context(|| format!("cannot write {}", script.display()))?;
    }
    Ok(())
}
