//! Which locals of a function are still read, from some places on.

use std::collections::{BTreeSet, HashMap};

use walrus::LocalFunction;
use walrus::ir::{Instr, InstrSeqId, LocalId};

/// A set of locals, in an order that stays.
pub type Locals = BTreeSet<LocalId>;

/// What is read of a function's locals before it is written again.
pub struct Live<'a> {
    function: &'a LocalFunction,
    /// The places that are asked for: at most one in each sequence.
    places: &'a HashMap<InstrSeqId, usize>,
    /// At each of these.
    at: HashMap<InstrSeqId, Locals>,
    /// Where a branch to a sequence goes.
    branched: HashMap<InstrSeqId, Locals>,
    /// Where a sequence ends.
    ended: HashMap<InstrSeqId, Locals>,
}

impl<'a> Live<'a> {
    /// Goes through a function from its end to its start.
    pub fn of(function: &'a LocalFunction, places: &'a HashMap<InstrSeqId, usize>) -> Self {
        let mut live = Self { function, places, at: HashMap::new(), branched: HashMap::new(), ended: HashMap::new() };
        live.before(function.entry_block(), Locals::new(), Locals::new());
        live
    }

    /// What is read from the place on that was asked for in a sequence.
    pub fn at(&self, sequence: InstrSeqId) -> &Locals {
        &self.at[&sequence]
    }

    /// What is read when a sequence has been branched to.
    pub fn branched(&self, sequence: InstrSeqId) -> &Locals {
        &self.branched[&sequence]
    }

    /// What is read when a sequence has ended.
    pub fn ended(&self, sequence: InstrSeqId) -> &Locals {
        &self.ended[&sequence]
    }

    /// What is read from a sequence's start on, by what is `after` it and where a branch to it goes.
    fn before(&mut self, sequence: InstrSeqId, after: Locals, branched: Locals) -> Locals {
        self.branched.insert(sequence, branched);
        self.ended.insert(sequence, after.clone());
        let mut live = after;
        for (place, (instruction, _)) in self.function.block(sequence).iter().enumerate().rev() {
            match instruction {
                Instr::LocalGet(get) => {
                    live.insert(get.local);
                }
                Instr::LocalSet(set) => {
                    live.remove(&set.local);
                }
                Instr::LocalTee(tee) => {
                    live.remove(&tee.local);
                }
                Instr::Block(block) => live = self.before(block.seq, live.clone(), live),
                Instr::Loop(block) => live = self.before_loop(block.seq, &live),
                Instr::IfElse(block) => {
                    let mut other = self.before(block.alternative, live.clone(), live.clone());
                    live = self.before(block.consequent, live.clone(), live);
                    live.append(&mut other);
                }
                Instr::Br(branch) => live = self.branched[&branch.block].clone(),
                Instr::BrIf(branch) => live.extend(&self.branched[&branch.block]),
                Instr::BrTable(branch) => {
                    live = branch
                        .blocks
                        .iter()
                        .chain([&branch.default])
                        .flat_map(|to| &self.branched[to])
                        .copied()
                        .collect();
                }
                Instr::Return(_) | Instr::Unreachable(_) => live.clear(),
                _ => {}
            }
            if self.places.get(&sequence) == Some(&place) {
                self.at.insert(sequence, live.clone());
            }
        }
        live
    }

    /// The same of a loop: a branch to it goes to its start.
    fn before_loop(&mut self, sequence: InstrSeqId, after: &Locals) -> Locals {
        let mut start = Locals::new();
        loop {
            let found = self.before(sequence, after.clone(), start.clone());
            if found == start {
                return found;
            }
            start = found;
        }
    }
}
