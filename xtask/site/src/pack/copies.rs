//! Has threads copy and fill memory by loads and stores.
//!
//! V8 (seen in Chromium 156) looks up how large a memory is when it copies, and hears a while late that another thread has
//! made it larger: `memory.copy` of what was allocated meanwhile then fails as out of bounds, which now and then ended a run
//! as it started many threads. Loads and stores look up nothing: what lies outside is protected.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use walrus::ir::{
    BinaryOp, Call, ExtendedLoad, Instr, InstrLocId, LoadKind, MemArg, StoreKind, UnaryOp, Value, VisitorMut,
    dfs_pre_order_mut,
};
use walrus::{FunctionBuilder, FunctionId, InstrSeqBuilder, LocalId, MemoryId, Module, ModuleConfig, ValType};

/// What copies, as the module names it.
pub const COPY: &str = "memory_copy";
/// What fills.
pub const FILL: &str = "memory_fill";

/// The most that one load or store moves, in bytes.
const WIDEST: i32 = 16;
/// So many bytes are moved from one look at what is left to the next: of long stretches first, then of what is left of them.
const STRIDES: [i32; 2] = [64, WIDEST];
/// What is moved of what is left then, from the longest on: so many bytes, and how.
const REST: [(i32, LoadKind, StoreKind); 4] = [
    (8, LoadKind::I64 { atomic: false }, StoreKind::I64 { atomic: false }),
    (4, LoadKind::I32 { atomic: false }, StoreKind::I32 { atomic: false }),
    (2, LoadKind::I32_16 { kind: ExtendedLoad::ZeroExtend }, StoreKind::I32_16 { atomic: false }),
    (1, LoadKind::I32_8 { kind: ExtendedLoad::ZeroExtend }, StoreKind::I32_8 { atomic: false }),
];
/// Nothing is known of where it lies.
const ANYWHERE: MemArg = MemArg { align: 1, offset: 0 };

/// Puts calls of such functions in the place of the instructions, in a module whose memory threads share.
pub fn spell_out(file: &Path) -> Result<()> {
    let wasm = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut module = ModuleConfig::new().generate_name_section(true).parse(&wasm)?;
    let Some(memory) = module.memories.iter().find(|memory| memory.shared).map(|memory| memory.id()) else {
        return Ok(());
    };
    replace(&mut module, memory);
    module.emit_wasm_file(file)
}

fn replace(module: &mut Module, memory: MemoryId) {
    let functions: Vec<FunctionId> = module.funcs.iter_local().map(|(id, _)| id).collect();
    let mut calls = Calls { copy: copy(module, memory), fill: fill(module, memory) };
    for id in functions {
        let function = module.funcs.get_mut(id).kind.unwrap_local_mut();
        let entry = function.entry_block();
        dfs_pre_order_mut(&mut calls, function, entry);
    }
}

struct Calls {
    copy: FunctionId,
    fill: FunctionId,
}

impl VisitorMut for Calls {
    fn visit_instr_mut(&mut self, instruction: &mut Instr, _: &mut InstrLocId) {
        match instruction {
            Instr::MemoryCopy(_) => *instruction = Call { func: self.copy }.into(),
            Instr::MemoryFill(_) => *instruction = Call { func: self.fill }.into(),
            _ => {}
        }
    }
}

/// Makes the function that does what `memory.copy` does: both may overlap.
fn copy(module: &mut Module, memory: MemoryId) -> FunctionId {
    let [to, from, length] = [(); 3].map(|()| module.locals.add(ValType::I32));
    let mut function = FunctionBuilder::new(&mut module.types, &[ValType::I32; 3], &[]);
    function.name(COPY.to_owned());
    let forward = |body: &mut InstrSeqBuilder<'_>| {
        for stride in STRIDES {
            wide(body, length, stride, |body| {
                for at in parts(stride) {
                    body.local_get(to).local_get(from).load(memory, LoadKind::V128, at);
                    body.store(memory, StoreKind::V128, at);
                }
                step(body, to, BinaryOp::I32Add, stride);
                step(body, from, BinaryOp::I32Add, stride);
                step(body, length, BinaryOp::I32Sub, stride);
            });
        }
        for (bytes, load, store) in REST {
            has(body, length, bytes, |body| {
                body.local_get(to).local_get(from).load(memory, load, ANYWHERE).store(memory, store, ANYWHERE);
                step(body, to, BinaryOp::I32Add, bytes);
                step(body, from, BinaryOp::I32Add, bytes);
            });
        }
    };
    // From the end, as what is written is read later otherwise.
    let backward = |body: &mut InstrSeqBuilder<'_>| {
        let at = |body: &mut InstrSeqBuilder<'_>, start: LocalId| {
            body.local_get(start).local_get(length).binop(BinaryOp::I32Add);
        };
        for stride in STRIDES {
            wide(body, length, stride, |body| {
                step(body, length, BinaryOp::I32Sub, stride);
                for part in parts(stride).rev() {
                    at(body, to);
                    at(body, from);
                    body.load(memory, LoadKind::V128, part).store(memory, StoreKind::V128, part);
                }
            });
        }
        for (bytes, load, store) in REST {
            has(body, length, bytes, |body| {
                step(body, length, BinaryOp::I32Sub, bytes);
                at(body, to);
                at(body, from);
                body.load(memory, load, ANYWHERE).store(memory, store, ANYWHERE);
            });
        }
    };
    // Without a sign, a place before `from` is further from it than anything is long.
    function
        .func_body()
        .local_get(to)
        .local_get(from)
        .binop(BinaryOp::I32Sub)
        .local_get(length)
        .binop(BinaryOp::I32GeU);
    function.func_body().if_else(None, forward, backward);
    function.finish(vec![to, from, length], &mut module.funcs)
}

/// Makes the function that does what `memory.fill` does.
fn fill(module: &mut Module, memory: MemoryId) -> FunctionId {
    let [to, value, length] = [(); 3].map(|()| module.locals.add(ValType::I32));
    let all = module.locals.add(ValType::V128);
    let mut function = FunctionBuilder::new(&mut module.types, &[ValType::I32; 3], &[]);
    function.name(FILL.to_owned());
    let mut body = function.func_body();
    body.local_get(value).unop(UnaryOp::I8x16Splat).local_set(all);
    for stride in STRIDES {
        wide(&mut body, length, stride, |body| {
            for at in parts(stride) {
                body.local_get(to).local_get(all).store(memory, StoreKind::V128, at);
            }
            step(body, to, BinaryOp::I32Add, stride);
            step(body, length, BinaryOp::I32Sub, stride);
        });
    }
    for (bytes, _, store) in REST {
        has(&mut body, length, bytes, |body| {
            body.local_get(to).local_get(all);
            if bytes == 8 {
                body.unop(UnaryOp::I64x2ExtractLane { idx: 0 });
            } else {
                body.unop(UnaryOp::I32x4ExtractLane { idx: 0 });
            }
            body.store(memory, store, ANYWHERE);
            step(body, to, BinaryOp::I32Add, bytes);
        });
    }
    function.finish(vec![to, value, length], &mut module.funcs)
}

/// Where the parts of a stride lie.
fn parts(stride: i32) -> impl DoubleEndedIterator<Item = MemArg> {
    (0..stride.unsigned_abs())
        .step_by(WIDEST.unsigned_abs() as usize)
        .map(|offset| MemArg { offset: offset.into(), ..ANYWHERE })
}

/// Does so as long as a stride fits.
fn wide(body: &mut InstrSeqBuilder<'_>, length: LocalId, stride: i32, work: impl FnOnce(&mut InstrSeqBuilder<'_>)) {
    body.block(None, |block| {
        let end = block.id();
        block.loop_(None, |body| {
            let again = body.id();
            body.local_get(length).i32_const(stride).binop(BinaryOp::I32LtU).br_if(end);
            work(body);
            body.br(again);
        });
    });
}

/// Does so if this many bytes are a part of what is left.
fn has(body: &mut InstrSeqBuilder<'_>, length: LocalId, bytes: i32, work: impl FnOnce(&mut InstrSeqBuilder<'_>)) {
    body.local_get(length).i32_const(bytes).binop(BinaryOp::I32And);
    body.if_else(None, work, |_| {});
}

fn step(body: &mut InstrSeqBuilder<'_>, local: LocalId, how: BinaryOp, bytes: i32) {
    body.local_get(local).const_(Value::I32(bytes)).binop(how).local_set(local);
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use walrus::ir::{MemoryCopy, MemoryFill, Visitor, dfs_in_order};

    use super::*;

    /// Counts the instructions that are there still.
    struct Left(u32);

    impl Visitor<'_> for Left {
        fn visit_memory_copy(&mut self, _: &MemoryCopy) {
            self.0 += 1;
        }

        fn visit_memory_fill(&mut self, _: &MemoryFill) {
            self.0 += 1;
        }
    }

    /// Compares with what JavaScript does, for each length and distance up to some more than the longest stride.
    const SCRIPT: &str = "
        const [file] = process.argv.slice(1);
        const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
        const bytes = new Uint8Array(memory.buffer);
        const module = new WebAssembly.Module(require('fs').readFileSync(file));
        const { copy, fill } = new WebAssembly.Instance(module, { '': { memory } }).exports;
        const check = (expected, told) => {
            if (Buffer.compare(expected, bytes.slice(0, 256)) !== 0) throw new Error(told);
        };
        for (let length = 0; length < 150; length++) {
            for (let to = 0; to < 90; to++) {
                for (let i = 0; i < 256; i++) bytes[i] = i;
                const expected = bytes.slice(0, 256).copyWithin(to, 45, 45 + length);
                copy(to, 45, length);
                check(expected, `copy ${to}, 45, ${length}`);
                fill(to, 0x1ab, length);
                check(expected.fill(0xab, to, to + length), `fill ${to}, ${length}`);
            }
        }";

    #[test]
    fn what_stands_in_for_the_instructions_does_what_they_do() {
        let mut module = Module::default();
        let (memory, _) = module.add_import_memory("", "memory", true, false, 1, Some(1), None);
        for (name, instruction) in [
            ("copy", Instr::MemoryCopy(MemoryCopy { src: memory, dst: memory })),
            ("fill", Instr::MemoryFill(MemoryFill { memory })),
        ] {
            let locals = [(); 3].map(|()| module.locals.add(ValType::I32));
            let mut function = FunctionBuilder::new(&mut module.types, &[ValType::I32; 3], &[]);
            let mut body = function.func_body();
            for local in locals {
                body.local_get(local);
            }
            body.instr(instruction);
            let function = function.finish(locals.to_vec(), &mut module.funcs);
            module.exports.add(name, function);
        }
        replace(&mut module, memory);
        let mut left = Left(0);
        for (_, function) in module.funcs.iter_local() {
            dfs_in_order(&mut left, function, function.entry_block());
        }
        assert_eq!(left.0, 0);
        let wasm = module.emit_wasm();
        let file = std::env::temp_dir().join(format!("copies-{}.wasm", std::process::id()));
        fs::write(&file, wasm).expect("written");
        let told = Command::new("node").args(["-e", SCRIPT]).arg(&file).output().expect("Node.js starts");
        fs::remove_file(&file).expect("removed");
        assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    }
}
