//! Has a module tell which of its functions run.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use walrus::ir::{Call, Const, Instr, Value};
use walrus::{FunctionKind, ValType};

use super::stretches::{shape, stretches};
use super::{SCRIPT, early, glue, parse};

/// What each stretch calls first.
const RAN: &str = "ran";

/// Has the module and its JavaScript tell what runs on a channel of that name: functions, by their plain names and their
/// shapes, and stretches, by their numbers.
pub fn record(module: &Path) -> Result<()> {
    let wasm = fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    let mut recorded = parse(&wasm, true)?;
    let ty = recorded.types.add(&[ValType::I32, ValType::I32], &[]);
    let (ran, _) = recorded.add_import_func(SCRIPT, RAN, ty);
    let mut names = Vec::new();
    for function in recorded.funcs.iter_mut() {
        let name = function.name.as_deref().map(early::plain).unwrap_or_default();
        if let FunctionKind::Local(local) = &mut function.kind {
            let function = names.len() as i32;
            names.push(format!("{name}\t{:08x}", shape(local)));
            // From the last on: places before it stay.
            for (stretch, at) in stretches(local).into_iter().enumerate().rev() {
                let numbers = [function, stretch as i32].map(|number| Const { value: Value::I32(number) }.into());
                let told = numbers.into_iter().chain([Call { func: ran }.into()]);
                let instructions = &mut local.block_mut(at.sequence).instrs;
                instructions
                    .splice(at.start..at.start, told.map(|instruction: Instr| (instruction, Default::default())));
            }
        }
    }
    recorded.emit_wasm_file(module)?;
    glue::add_recording(&module.with_file_name("playground.js"), RAN, &names)
}
