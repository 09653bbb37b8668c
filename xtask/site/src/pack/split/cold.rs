//! Takes out of functions what has not run, though they have: each such tail of a sequence becomes a function of its own.
//!
//! ```text
//!   block                             block
//!     …                                 …
//!     br_if 0                           br_if 0
//!     what has not run, and goes   ─▶   what it reads ──▶ its own function ──▶ what it wrote, and which way
//!     on behind the block, or           br_table to where that goes on
//!     elsewhere
//!   end                               end
//! ```
//!
//! What stands behind it in its sequence has not run either: control gets there through it alone. The compiler keeps
//! nothing on the stack from one stretch to the next, so locals are all that is handed over.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use walrus::ir::{Br, BrIf, BrTable, Instr, InstrLocId, InstrSeqId, InstrSeqType, LocalGet, LocalSet, LocalTee};
use walrus::{FunctionKind, LocalFunction, Module};

use super::early::Seen;
use super::live::{Live, Locals};
use super::stretches::{inside, sequences, shape, stretches};
use super::take_out::take_out;

/// A call weighs something, too: what is shorter by not so many bytes stays.
const WORTH: usize = 16;

/// Takes what has not run out of all functions of which it is known.
pub fn divide(module: &mut Module, seen: impl Fn(&str, u32) -> Option<Seen>) {
    for id in module.funcs.iter_local().map(|(id, _)| id).collect::<Vec<_>>() {
        let function = module.funcs.get(id);
        let FunctionKind::Local(local) = &function.kind else { continue };
        let Some(seen) = function.name.as_deref().and_then(|name| seen(name, shape(local))) else { continue };
        for tail in tails(local, &seen) {
            take_out(&tail, module, id);
        }
    }
}

/// What of a function is worth being taken out.
fn tails(function: &LocalFunction, seen: &Seen) -> Vec<Tail> {
    if !is_plain(function) {
        return Vec::new();
    }
    let starts = cold_starts(function, seen);
    let (live, loops) = (Live::of(function, &starts), loops(function));
    let tails = starts
        .iter()
        .filter_map(|(sequence, start)| Tail::new(function, (*sequence, *start), loops.contains(sequence), &live));
    tails.filter(|tail| tail.length > tail.call_length() + WORTH).collect()
}

/// Whether control goes nowhere but where [`Live`] and [`Tail`] know.
fn is_plain(function: &LocalFunction) -> bool {
    let is_other = |instruction: &Instr| {
        matches!(
            instruction,
            Instr::TryTable(_)
                | Instr::Try(_)
                | Instr::ReturnCall(_)
                | Instr::ReturnCallIndirect(_)
                | Instr::ReturnCallRef(_)
                | Instr::BrOnNull(_)
                | Instr::BrOnNonNull(_)
        )
    };
    let sequences = sequences(function, function.entry_block());
    !sequences.into_iter().any(|sequence| function.block(sequence).iter().any(|(instruction, _)| is_other(instruction)))
}

/// Where in which sequences begins what has not run, but for those that are in such a tail.
fn cold_starts(function: &LocalFunction, seen: &Seen) -> BTreeMap<InstrSeqId, usize> {
    let (mut starts, mut taken) = (BTreeMap::new(), HashSet::new());
    for (number, stretch) in stretches(function).into_iter().enumerate() {
        if seen.has_run(number) || taken.contains(&stretch.sequence) {
            continue;
        }
        taken.insert(stretch.sequence);
        starts.insert(stretch.sequence, stretch.start);
        for (instruction, _) in &function.block(stretch.sequence)[stretch.start..] {
            taken.extend(inside(instruction).flat_map(|inner| sequences(function, inner)));
        }
    }
    starts
}

/// The sequences that are loops.
fn loops(function: &LocalFunction) -> HashSet<InstrSeqId> {
    let instructions = sequences(function, function.entry_block()).into_iter().flat_map(|sequence| {
        function.block(sequence).iter().filter_map(|(instruction, _)| match instruction {
            Instr::Loop(block) => Some(block.seq),
            _ => None,
        })
    });
    instructions.collect()
}

/// What a sequence has that takes no values and leaves none.
const NO_VALUES: InstrSeqType = InstrSeqType::Simple(None);

/// How control leaves a tail.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Behind the tail's sequence.
    Onward,
    /// To a sequence around it.
    To(InstrSeqId),
    /// Out of the function.
    Return,
}

/// The end of a sequence, from some place on.
pub struct Tail {
    pub sequence: InstrSeqId,
    pub start: usize,
    /// Whether the sequence is a loop: what branches to it goes to its start.
    pub is_loop: bool,
    /// Where control goes from here: from its end first, if it comes there.
    pub exits: Vec<Exit>,
    pub goes_on: bool,
    /// The locals that it is handed.
    pub read: Locals,
    /// The locals that it hands back.
    pub written: Locals,
    /// In bytes.
    length: usize,
}

impl Tail {
    /// Returns nothing where a branch hands on values.
    fn new(
        function: &LocalFunction,
        (sequence, start): (InstrSeqId, usize),
        is_loop: bool,
        live: &Live,
    ) -> Option<Self> {
        let block = function.block(sequence);
        let ((last, _), (_, from)) = (block.last()?, block.get(start)?);
        let mut tail = Self {
            sequence,
            start,
            is_loop,
            goes_on: !matches!(last, Instr::Br(_) | Instr::BrTable(_) | Instr::Return(_) | Instr::Unreachable(_)),
            exits: Vec::new(),
            read: Locals::new(),
            written: Locals::new(),
            length: (block.end.data() - from.data()) as usize,
        };
        if tail.goes_on {
            tail.exits.push(if sequence == function.entry_block() { Exit::Return } else { Exit::Onward });
        }
        let inner = block[start..].iter().flat_map(|(instruction, _)| inside(instruction));
        let inner: BTreeSet<_> = inner.flat_map(|inner| sequences(function, inner)).collect();
        tail.look_through(&block[start..], &inner);
        for sequence in &inner {
            tail.look_through(function.block(*sequence), &inner);
        }
        let hands_values = |exit: &Exit| match exit {
            Exit::Onward => block.ty != NO_VALUES,
            Exit::To(to) => function.block(*to).ty != NO_VALUES,
            Exit::Return => false,
        };
        if tail.exits.iter().any(hands_values) {
            return None;
        }
        let later: Locals = tail
            .exits
            .iter()
            .flat_map(|exit| match exit {
                Exit::Onward => Some(live.ended(sequence)),
                Exit::To(to) => Some(live.branched(*to)),
                Exit::Return => None,
            })
            .flatten()
            .copied()
            .collect();
        tail.read.retain(|local| live.at(sequence).contains(local));
        tail.written.retain(|local| later.contains(local));
        Some(tail)
    }

    /// Sees which locals are used, and where else control goes.
    fn look_through(&mut self, instructions: &[(Instr, InstrLocId)], inner: &BTreeSet<InstrSeqId>) {
        for (instruction, _) in instructions {
            match instruction {
                Instr::LocalGet(LocalGet { local }) => {
                    self.read.insert(*local);
                }
                Instr::LocalSet(LocalSet { local }) | Instr::LocalTee(LocalTee { local }) => {
                    self.read.insert(*local);
                    self.written.insert(*local);
                }
                Instr::Br(Br { block }) | Instr::BrIf(BrIf { block }) => self.add_branch(*block, inner),
                Instr::BrTable(BrTable { blocks, default }) => {
                    blocks.iter().chain([default]).for_each(|block| self.add_branch(*block, inner));
                }
                Instr::Return(_) => self.add_exit(Exit::Return),
                _ => {}
            }
        }
    }

    fn add_branch(&mut self, to: InstrSeqId, inner: &BTreeSet<InstrSeqId>) {
        if to == self.sequence && !self.is_loop {
            self.add_exit(Exit::Onward);
        } else if !inner.contains(&to) {
            self.add_exit(Exit::To(to));
        }
    }

    fn add_exit(&mut self, exit: Exit) {
        if !self.exits.contains(&exit) {
            self.exits.push(exit);
        }
    }

    /// About how many bytes a call in its place takes.
    fn call_length(&self) -> usize {
        8 + 2 * self.read.len() + 2 * self.written.len() + 2 * self.exits.len()
    }
}
