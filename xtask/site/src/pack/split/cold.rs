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

use std::collections::{BTreeSet, HashMap, HashSet};

use walrus::ir::{Br, BrIf, BrTable, Instr, InstrLocId, InstrSeqId, InstrSeqType, LocalGet, LocalSet, LocalTee};
use walrus::{FunctionId, FunctionKind, LocalFunction, Module};

use super::early::{Seen, plain};
use super::live::{Live, Locals};
use super::stretches::{Stretch, inside, sequences, shape, stretches};
use super::take_out::take_out;

/// A call weighs something, too: what is shorter by not so many bytes stays.
const WORTH: usize = 6;

/// What of functions of a plain name and a shape is in need of no data before the rest is there: the numbers of the
/// stretches that begin such tails.
pub type Apart = HashMap<(String, u32), BTreeSet<usize>>;

/// Takes what has not run out of all early functions of which it is known.
pub fn divide(module: &mut Module, is_early: impl Fn(&str) -> bool, seen: impl Fn(&str, u32) -> Option<Seen>) -> Apart {
    let mut apart = Apart::new();
    let early: HashSet<FunctionId> = module
        .funcs
        .iter()
        .filter(|function| {
            matches!(function.kind, FunctionKind::Import(_)) || function.name.as_deref().is_none_or(&is_early)
        })
        .map(|function| function.id())
        .collect();
    for id in module.funcs.iter_local().map(|(id, _)| id).filter(|id| early.contains(id)).collect::<Vec<_>>() {
        let function = module.funcs.get(id);
        let (FunctionKind::Local(local), Some(name)) = (&function.kind, function.name.as_deref()) else { continue };
        let shape = shape(local);
        let tails = seen(name, shape).map(|seen| tails(local, &seen)).unwrap_or_default();
        let waiting = stretches(local).into_iter().enumerate().filter(|(_, stretch)| waits(local, *stretch, &early));
        let numbers = tails.iter().map(|tail| tail.number).chain(waiting.map(|(number, _)| number));
        let numbers: BTreeSet<usize> = numbers.collect();
        // Of functions that cannot be told apart, what holds for all of them.
        let known = apart.entry((plain(name), shape)).or_insert_with(|| numbers.clone());
        known.retain(|number| numbers.contains(number));
        for tail in tails {
            take_out(&tail, module, id);
        }
    }
    apart
}

/// Whether what begins here calls what is in the rest before it can read anything, as what panics does.
fn waits(function: &LocalFunction, stretch: Stretch, early: &HashSet<FunctionId>) -> bool {
    let reads_nothing = |instruction: &Instr| {
        matches!(
            instruction,
            Instr::Const(_)
                | Instr::LocalGet(_)
                | Instr::LocalSet(_)
                | Instr::LocalTee(_)
                | Instr::GlobalGet(_)
                | Instr::GlobalSet(_)
                | Instr::Binop(_)
                | Instr::Unop(_)
                | Instr::Select(_)
                | Instr::Store(_)
        )
    };
    let mut instructions = function.block(stretch.sequence)[stretch.start..].iter().map(|(instruction, _)| instruction);
    let next = instructions.find(|instruction| !reads_nothing(instruction));
    matches!(next, Some(Instr::Call(call)) if !early.contains(&call.func))
}

/// What of a function is worth being taken out.
fn tails(function: &LocalFunction, seen: &Seen) -> Vec<Tail> {
    if !is_plain(function) {
        return Vec::new();
    }
    let cold = cold(function, seen);
    let places = cold.iter().map(|(_, stretch)| (stretch.sequence, stretch.start)).collect();
    let (live, loops) = (Live::of(function, &places), loops(function));
    let tails = cold.into_iter().filter_map(|(number, stretch)| {
        let is_loop = loops.contains(&stretch.sequence);
        Tail::new(function, number, stretch, is_loop, &live)
    });
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

/// The first stretch of each sequence that has not run, with its number, but for those in what is behind another's.
fn cold(function: &LocalFunction, seen: &Seen) -> Vec<(usize, Stretch)> {
    let (mut cold, mut taken) = (Vec::new(), HashSet::new());
    for (number, stretch) in stretches(function).into_iter().enumerate() {
        if seen.has_run(number) || !taken.insert(stretch.sequence) {
            continue;
        }
        for (instruction, _) in &function.block(stretch.sequence)[stretch.start..] {
            taken.extend(inside(instruction).flat_map(|inner| sequences(function, inner)));
        }
        cold.push((number, stretch));
    }
    cold
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
    /// The number of the stretch that it begins with.
    number: usize,
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
    fn new(function: &LocalFunction, number: usize, stretch: Stretch, is_loop: bool, live: &Live) -> Option<Self> {
        let Stretch { sequence, start } = stretch;
        let block = function.block(sequence);
        let ((last, _), (_, from)) = (block.last()?, block.get(start)?);
        let mut tail = Self {
            number,
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

#[cfg(test)]
mod tests {
    use walrus::ValType::{I32, I64};
    use walrus::ir::InstrSeqId;
    use walrus::{FunctionBuilder, InstrSeqBuilder, LocalId, ValType};

    use super::super::early::COLD;
    use super::super::parse;
    use super::*;

    /// What a test's function is made of: its parameter, a local, and the block that it leaves if that is not zero.
    struct Parts {
        number: LocalId,
        found: LocalId,
        block: InstrSeqId,
    }

    /// Makes a function that goes on behind a block if its parameter is not zero, else through `cold`, and then returns
    /// `found`; has what has not run, which is that, taken out; returns parameters and results of what that became.
    fn divided(cold: impl Fn(&mut InstrSeqBuilder, &Parts)) -> (Vec<ValType>, Vec<ValType>) {
        let mut module = Module::default();
        let (number, found) = (module.locals.add(I32), module.locals.add(I64));
        let mut function = FunctionBuilder::new(&mut module.types, &[I32], &[I64]);
        function.name("find".to_owned());
        let mut body = function.func_body();
        body.i64_const(1).local_set(found).block(None, |block| {
            let parts = Parts { number, found, block: block.id() };
            block.local_get(number).br_if(parts.block);
            for _ in 0..20 {
                block.local_get(number).drop();
            }
            cold(block, &parts);
        });
        body.local_get(found);
        let function = function.finish(vec![number], &mut module.funcs);
        module.exports.add("find", function);
        let mut module = parse(&module.emit_wasm(), true).expect("a module");
        // Of the three stretches around and in the block, that behind the `br_if` has not run.
        divide(&mut module, |_| true, |_, _| Some(Seen("7")));
        let module = parse(&module.emit_wasm(), true).expect("what is taken out leaves a valid module");
        let is_cold = |name: &str| name.starts_with(COLD);
        let taken = module.funcs.iter().find(|function| function.name.as_deref().is_some_and(is_cold));
        let ty = module.types.get(taken.expect("something is taken out").ty());
        (ty.params().to_vec(), ty.results().to_vec())
    }

    #[test]
    fn what_is_written_and_read_later_is_handed_back() {
        let cold = divided(|block, parts| {
            block.i64_const(2).local_set(parts.found);
        });
        assert_eq!(cold, (vec![I32], vec![I64]));
    }

    #[test]
    fn what_is_written_on_some_ways_only_is_handed_over_too() {
        let cold = divided(|block, parts| {
            let write = |block: &mut InstrSeqBuilder| {
                block.i64_const(2).local_set(parts.found);
            };
            block.local_get(parts.number).if_else(None, write, |_| {});
        });
        assert_eq!(cold, (vec![I32, I64], vec![I64]));
    }

    #[test]
    fn who_leaves_by_two_exits_tells_which_and_what_the_function_is_to_return() {
        let cold = divided(|block, parts| {
            block.local_get(parts.number).br_if(parts.block).i64_const(3).return_();
        });
        assert_eq!(cold, (vec![I32], vec![I32, I64]));
    }

    #[test]
    fn who_only_returns_returns_what_the_function_does() {
        let cold = divided(|block, _| {
            block.i64_const(3).return_();
        });
        assert_eq!(cold, (vec![I32], vec![I64]));
    }

    #[test]
    fn who_never_comes_back_hands_nothing_back() {
        let cold = divided(|block, _| {
            block.unreachable();
        });
        assert_eq!(cold, (vec![I32], vec![]));
    }

    #[test]
    fn a_branch_to_a_loop_it_ends_goes_to_its_start() {
        let cold = divided(|block, parts| {
            block.loop_(None, |inner| {
                let start = inner.id();
                inner.local_get(parts.number).br_if(start).i64_const(4).local_set(parts.found);
            });
        });
        assert_eq!(cold, (vec![I32], vec![I64]));
    }
}
