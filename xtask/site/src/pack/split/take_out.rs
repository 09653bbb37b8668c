//! Makes a tail of a sequence a function of its own.
//!
//! That hands back, beside the locals that are read later, by which of several exits control has left the tail, and what
//! the function itself is to return if that is one of them.

use std::collections::HashMap;

use walrus::ir::{
    Block, Br, BrIf, BrTable, Call, Const, IfElse, Instr, InstrLocId, InstrSeqId, LocalGet, LocalId, LocalSet, Loop,
    Return, Unreachable, Value,
};
use walrus::{FunctionBuilder, FunctionId, FunctionKind, LocalFunction, Module, ValType};

use super::cold::{Exit, Tail};
use super::early::COLD;

/// Moves a tail of a function into one of its own, and calls that in its place.
pub fn take_out(tail: &Tail, module: &mut Module, id: FunctionId) {
    let function = module.funcs.get(id);
    let name = format!("{COLD}{}", function.name.as_deref().unwrap_or_default());
    let mut results = Vec::new();
    if tail.exits.contains(&Exit::Return) {
        results.extend_from_slice(module.types.get(function.ty()).results());
    }
    let mut returned: Vec<LocalId> = Vec::new();
    if !only_returns(tail) {
        returned.extend(results.iter().map(|result| module.locals.add(*result)));
        let back = returned.iter().chain(&tail.written).map(|local| module.locals.get(*local).ty());
        results = (tail.exits.len() > 1).then_some(ValType::I32).into_iter().chain(back).collect();
    }
    let parameters: Vec<ValType> = tail.read.iter().map(|local| module.locals.get(*local).ty()).collect();
    let mut cold = FunctionBuilder::new(&mut module.types, &parameters, &results);
    cold.name(name);

    let FunctionKind::Local(function) = &mut module.funcs.get_mut(id).kind else { return };
    let instructions = function.block_mut(tail.sequence).instrs.split_off(tail.start);
    write_body(tail, &returned, instructions, function, &mut cold);
    // A local may be of several functions: each numbers its own anew.
    let cold = cold.finish(tail.read.iter().copied().collect(), &mut module.funcs);

    let FunctionKind::Local(function) = &mut module.funcs.get_mut(id).kind else { return };
    let call = call(tail, &returned, cold, function.builder_mut());
    function.block_mut(tail.sequence).instrs.extend(call);
}

/// Whether what the tail returns is what the function returns.
fn only_returns(tail: &Tail) -> bool {
    tail.exits == [Exit::Return]
}

type Instructions = Vec<(Instr, InstrLocId)>;

fn push(instructions: &mut Instructions, instruction: impl Into<Instr>) {
    instructions.push((instruction.into(), InstrLocId::default()));
}

fn get<'a>(instructions: &mut Instructions, locals: impl IntoIterator<Item = &'a LocalId>) {
    locals.into_iter().for_each(|local| push(instructions, LocalGet { local: *local }));
}

/// Takes them from the stack, on which they were put in their order.
fn set<'a>(instructions: &mut Instructions, locals: impl DoubleEndedIterator<Item = &'a LocalId>) {
    locals.rev().for_each(|local| push(instructions, LocalSet { local: *local }));
}

/// Writes the function: a block for each exit, which is branched out of in its place, and behind it what is handed back.
fn write_body(
    tail: &Tail,
    returned: &[LocalId],
    mut instructions: Instructions,
    from: &LocalFunction,
    to: &mut FunctionBuilder,
) {
    if tail.goes_on && tail.exits[0] == Exit::Return {
        push(&mut instructions, Return {});
    }
    let body = to.func_body_id();
    let mut copying = Copying { from, to, sequences: HashMap::new(), returned, return_to: None };
    if tail.exits.is_empty() || only_returns(tail) {
        copying.write(body, instructions);
        return;
    }
    let blocks: Vec<InstrSeqId> = tail.exits.iter().map(|_| copying.to.dangling_instr_seq(None).id()).collect();
    for (exit, block) in tail.exits.iter().zip(&blocks) {
        match exit {
            // Only its end goes on behind a loop: that is the first block's end.
            Exit::Onward if tail.is_loop => {}
            Exit::Onward => drop(copying.sequences.insert(tail.sequence, *block)),
            Exit::To(sequence) => drop(copying.sequences.insert(*sequence, *block)),
            Exit::Return => copying.return_to = Some(*block),
        }
    }
    copying.write(blocks[0], instructions);
    for (number, block) in blocks.iter().enumerate() {
        let around = blocks.get(number + 1).copied();
        let mut behind = vec![(Block { seq: *block }.into(), InstrLocId::default())];
        if blocks.len() > 1 {
            push(&mut behind, Const { value: Value::I32(number as i32) });
        }
        get(&mut behind, returned.iter().chain(&tail.written));
        if around.is_some() {
            push(&mut behind, Return {});
        }
        *copying.to.instr_seq(around.unwrap_or(body)).instrs_mut() = behind;
    }
}

/// What stands in the tail's place: hands over, calls, takes what is handed back, and goes on from there.
fn call(tail: &Tail, returned: &[LocalId], cold: FunctionId, builder: &mut FunctionBuilder) -> Instructions {
    let mut call = Instructions::new();
    get(&mut call, &tail.read);
    push(&mut call, Call { func: cold });
    match *tail.exits {
        [] => push(&mut call, Unreachable {}),
        [Exit::Return] => push(&mut call, Return {}),
        _ => set(&mut call, returned.iter().chain(&tail.written)),
    }
    if let [Exit::To(block)] = *tail.exits {
        push(&mut call, Br { block });
    }
    if tail.exits.len() < 2 {
        return call;
    }
    let [returning, onward] = [(); 2].map(|()| builder.dangling_instr_seq(None).id());
    let mut blocks: Vec<InstrSeqId> = tail
        .exits
        .iter()
        .map(|exit| match exit {
            Exit::Onward if tail.is_loop => onward,
            Exit::Onward => tail.sequence,
            Exit::To(sequence) => *sequence,
            Exit::Return => returning,
        })
        .collect();
    if let Some(default) = blocks.pop() {
        push(&mut call, BrTable { blocks: blocks.into(), default });
    }
    if tail.exits.contains(&Exit::Return) {
        call = within(returning, call, builder);
        get(&mut call, returned);
        push(&mut call, Return {});
    }
    if tail.is_loop && tail.exits.contains(&Exit::Onward) {
        call = within(onward, call, builder);
    }
    call
}

/// Puts instructions into a block.
fn within(block: InstrSeqId, instructions: Instructions, builder: &mut FunctionBuilder) -> Instructions {
    *builder.instr_seq(block).instrs_mut() = instructions;
    vec![(Block { seq: block }.into(), InstrLocId::default())]
}

/// Copies instructions from one function to another.
struct Copying<'a> {
    from: &'a LocalFunction,
    to: &'a mut FunctionBuilder,
    /// What the sequences that are branched to are over there.
    sequences: HashMap<InstrSeqId, InstrSeqId>,
    /// What is to be returned goes into these locals, and control there.
    returned: &'a [LocalId],
    return_to: Option<InstrSeqId>,
}

impl Copying<'_> {
    fn write(&mut self, sequence: InstrSeqId, instructions: Instructions) {
        let mut copied = Instructions::new();
        for (instruction, _) in instructions {
            match instruction {
                Instr::Block(Block { seq }) => push(&mut copied, Block { seq: self.sequence(seq) }),
                Instr::Loop(Loop { seq }) => push(&mut copied, Loop { seq: self.sequence(seq) }),
                Instr::IfElse(IfElse { consequent, alternative }) => {
                    let [consequent, alternative] = [consequent, alternative].map(|inner| self.sequence(inner));
                    push(&mut copied, IfElse { consequent, alternative });
                }
                Instr::Br(Br { block }) => push(&mut copied, Br { block: self.sequences[&block] }),
                Instr::BrIf(BrIf { block }) => push(&mut copied, BrIf { block: self.sequences[&block] }),
                Instr::BrTable(BrTable { blocks, default }) => {
                    let blocks = blocks.iter().map(|block| self.sequences[block]).collect();
                    push(&mut copied, BrTable { blocks, default: self.sequences[&default] });
                }
                Instr::Return(_) if let Some(block) = self.return_to => {
                    set(&mut copied, self.returned.iter());
                    push(&mut copied, Br { block });
                }
                other => push(&mut copied, other),
            }
        }
        *self.to.instr_seq(sequence).instrs_mut() = copied;
    }

    /// Copies a sequence; returns the copy.
    fn sequence(&mut self, sequence: InstrSeqId) -> InstrSeqId {
        let inner = self.from.block(sequence);
        let copy = self.to.dangling_instr_seq(inner.ty).id();
        self.sequences.insert(sequence, copy);
        self.write(copy, inner.instrs.clone());
        copy
    }
}
