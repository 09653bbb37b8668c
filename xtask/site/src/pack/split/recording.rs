//! Has a module tell which of its functions run.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use walrus::ir::{Call, Const, Value};
use walrus::{FunctionKind, ValType};

use super::{SCRIPT, early, glue, parse};

/// What each function calls first.
const RAN: &str = "ran";

/// Has the module and its JavaScript tell the functions that run, by their plain names, on a channel of that name.
pub fn record(module: &Path) -> Result<()> {
    let wasm = fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    let mut recorded = parse(&wasm, true)?;
    let ty = recorded.types.add(&[ValType::I32], &[]);
    let (ran, _) = recorded.add_import_func(SCRIPT, RAN, ty);
    let mut names = Vec::new();
    for function in recorded.funcs.iter_mut() {
        let name = function.name.as_deref().map(early::plain).unwrap_or_default();
        if let FunctionKind::Local(local) = &mut function.kind {
            let entry = local.entry_block();
            let instructions = &mut local.block_mut(entry).instrs;
            let number = Const { value: Value::I32(names.len() as i32) };
            instructions
                .splice(0..0, [(number.into(), Default::default()), (Call { func: ran }.into(), Default::default())]);
            names.push(name);
        }
    }
    recorded.emit_wasm_file(module)?;
    glue::add_recording(&module.with_file_name("playground.js"), RAN, &names)
}
