//! The stretches of a function: what runs as one, if control leaves it at its end alone.
//!
//! Every sequence of instructions begins one, and so does what stands behind a block, a loop, an `if` or a `br_if`.

use walrus::LocalFunction;
use walrus::ir::{Instr, InstrSeqId};

/// A stretch, by where it begins; it ends where the next of its sequence begins.
#[derive(Clone, Copy)]
pub struct Stretch {
    pub sequence: InstrSeqId,
    pub start: usize,
}

/// A function's stretches, those of a sequence before those of the sequences in it.
pub fn stretches(function: &LocalFunction) -> Vec<Stretch> {
    let mut found = Vec::new();
    for sequence in sequences(function, function.entry_block()) {
        found.push(Stretch { sequence, start: 0 });
        let ends = function.block(sequence).iter().enumerate().filter(|(_, (instruction, _))| ends(instruction));
        found.extend(ends.map(|(place, _)| Stretch { sequence, start: place + 1 }));
    }
    found
}

/// What tells a function from others of its name, and from what it was when it was seen to run: how long its stretches
/// are (32-bit FNV-1a).
pub fn shape(function: &LocalFunction) -> u32 {
    let lengths = sequences(function, function.entry_block()).into_iter().flat_map(|sequence| {
        let instructions = function.block(sequence);
        let places = instructions.iter().enumerate().filter(|(_, (instruction, _))| ends(instruction));
        let places: Vec<usize> = places.map(|(place, _)| place).collect();
        places.into_iter().chain([instructions.len()])
    });
    lengths.fold(0x811c_9dc5, |hash, length| (hash ^ length as u32).wrapping_mul(0x0100_0193))
}

fn ends(instruction: &Instr) -> bool {
    matches!(instruction, Instr::BrIf(_)) || inside(instruction).next().is_some()
}

/// The sequences in an instruction.
pub fn inside(instruction: &Instr) -> impl Iterator<Item = InstrSeqId> + use<> {
    let (first, second) = match instruction {
        Instr::Block(block) => (Some(block.seq), None),
        Instr::Loop(block) => (Some(block.seq), None),
        Instr::IfElse(block) => (Some(block.consequent), Some(block.alternative)),
        _ => (None, None),
    };
    first.into_iter().chain(second)
}

/// A sequence, and all that are in it.
pub fn sequences(function: &LocalFunction, sequence: InstrSeqId) -> Vec<InstrSeqId> {
    let mut found = vec![sequence];
    for (instruction, _) in function.block(sequence).iter() {
        for inner in inside(instruction) {
            found.append(&mut sequences(function, inner));
        }
    }
    found
}
