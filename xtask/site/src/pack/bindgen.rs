//! Makes the JavaScript side of a wasm module.

use std::path::{Path, PathBuf};
use std::time::SystemTime;
use std::{env, fs};

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;

/// Writes `<name>.js`, `<name>_bg.wasm` and their snippets into `out`, unless they are newer than `wasm`; returns the
/// new module. `types` asks for TypeScript's view of it too, `names` for those of its functions.
pub fn generate(wasm: &Path, out: &Path, name: &str, types: bool, names: bool) -> Result<Option<PathBuf>> {
    let module = out.join(format!("{name}_bg.wasm"));
    if is_up_to_date(wasm, &module)? {
        return Ok(None);
    }
    if out.exists() {
        // Snippets have hashes in their names: old ones would pile up.
        fs::remove_dir_all(out).with_context(|| format!("cannot clear {}", out.display()))?;
    }
    Bindgen::new()
        .input_path(wasm)
        .out_name(name)
        .remove_name_section(!names)
        .remove_producers_section(!types)
        .web(true)
        .and_then(|bindgen| bindgen.typescript(types).generate(out))
        .map_err(|error| anyhow!("wasm-bindgen cannot read {}: {error:#}", wasm.display()))?;
    Ok(Some(module))
}

/// Whether the output is newer than the module and than this program.
fn is_up_to_date(wasm: &Path, module: &Path) -> Result<bool> {
    let Ok(made) = modified(module) else {
        return Ok(false);
    };
    let program = env::current_exe().context("this program cannot find itself")?;
    Ok(made >= modified(wasm)? && made >= modified(&program)?)
}

fn modified(file: &Path) -> Result<SystemTime> {
    fs::metadata(file)
        .and_then(|metadata| metadata.modified())
        .with_context(|| format!("cannot read {}", file.display()))
}
