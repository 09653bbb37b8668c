//! Steps that have parts.

use std::sync::Arc;

use super::super::flow::{draws, needs};
use super::Body;
use crate::step::{Gives, Python};
use crate::workload::tree::{Step, size};

impl Body<'_> {
    /// Writes `all` and `each`.
    pub(super) fn at_once(&mut self, step: &Step, number: u16) {
        let copies = (step.declaration.python == Python::Each).then(|| self.argument(step, 0));
        let is_given = step.parts.iter().any(|part| needs(part, false));
        if !self.way.is_async() {
            // A thread does one after another.
            let given = format!("given_{number}");
            if is_given {
                self.put(&format!("{given} = value"));
            }
            let mut first = number.saturating_add(1);
            for part in &step.parts {
                self.repeated(copies.as_deref(), part, |body, copy| {
                    if needs(part, false) {
                        body.put(&format!("value = {given}"));
                    }
                    body.keyed(Some(copy), |body| body.steps(part, first, false));
                });
                first = first.saturating_add(size(part));
            }
            return;
        }
        let mut first = number.saturating_add(1);
        let mut calls = Vec::new();
        for part in &step.parts {
            let copy = copies.as_ref().map(|_| self.loop_name());
            calls.push((self.part(part, first, copy.as_deref(), false), copy, part, first));
            first = first.saturating_add(size(part));
        }
        self.uses.import("import asyncio");
        self.put("async with asyncio.TaskGroup() as group:");
        self.deeper(|body| {
            for (call, _, part, first) in calls {
                body.repeated(copies.as_deref(), part, |body, _| {
                    let before = body.step.replace(first);
                    body.put(&format!("group.create_task({call})"));
                    body.step = before;
                });
            }
        });
    }

    /// Writes a loop over copies, if there are some, and what is in it.
    pub(super) fn repeated(&mut self, copies: Option<&str>, part: &[Step], write: impl FnOnce(&mut Self, &str)) {
        let Some(copies) = copies else { return write(self, "0") };
        let copy = self.loop_name();
        let name = if draws(part) { copy.as_str() } else { "_" };
        self.put(&format!("for {name} in range({copies}):"));
        self.loops += 1;
        self.deeper(|body| write(body, &copy));
        self.loops -= 1;
    }

    pub(super) fn loop_name(&self) -> String {
        if self.loops == 0 { "copy".to_owned() } else { format!("copy_{}", self.loops + 1) }
    }

    pub(super) fn first(&mut self, step: &Step, number: u16, is_needed: bool) {
        if !self.way.is_async() {
            self.put("# In turn: the first part has ended before another one could begin.");
            return self.part_here(step, 0, number, "0", is_needed);
        }
        let mut first = number.saturating_add(1);
        let mut calls = Vec::new();
        for part in &step.parts {
            calls.push(self.part(part, first, None, is_needed));
            first = first.saturating_add(size(part));
        }
        self.uses.helper("first");
        let into = if is_needed { "value = " } else { "" };
        self.put(&format!("{into}await first({})", calls.join(", ")));
    }

    pub(super) fn repeat(&mut self, step: &Step, number: u16, is_needed: bool) {
        let times = self.argument(step, 0);
        let Some(part) = step.parts.first().cloned() else { return };
        let is_asked = is_needed || needs(&part, false);
        self.repeated(Some(&times), &part, |body, copy| {
            body.keyed(Some(copy), |body| body.steps(&part, number.saturating_add(1), is_asked));
        });
    }

    pub(super) fn try_else(&mut self, step: &Step, number: u16, is_needed: bool) {
        let is_given = step.parts.get(1).is_some_and(|otherwise| needs(otherwise, is_needed));
        if is_given {
            self.put(&format!("given_{number} = value"));
        }
        self.put("try:");
        self.deeper(|body| body.part_here(step, 0, number, "0", is_needed));
        self.put("except Exception:");
        self.deeper(|body| {
            if is_given {
                body.put(&format!("value = given_{number}"));
            }
            body.part_here(step, 1, number, "0", is_needed);
        });
    }

    /// Writes a part of a step in its place.
    pub(super) fn part_here(&mut self, step: &Step, part: usize, number: u16, copy: &str, is_asked: bool) {
        let before: u16 = step.parts.iter().take(part).map(|part| size(part)).sum();
        let Some(steps) = step.parts.get(part).cloned() else { return };
        self.keyed(Some(copy), |body| body.steps(&steps, number.saturating_add(1).saturating_add(before), is_asked));
    }

    /// Writes what is in a copy of a part, which draws apart from what is around it; or what is in none.
    pub(super) fn keyed(&mut self, copy: Option<&str>, write: impl FnOnce(&mut Self)) {
        let Some(copy) = copy else { return write(self) };
        let key = format!("{}, {copy}", self.key);
        let before = std::mem::replace(&mut self.key, key);
        write(self);
        self.key = before;
    }

    /// Returns a part that is one call which can be awaited.
    pub(super) fn single(&mut self, part: &[Step], first: u16, key: Option<&str>, is_asked: bool) -> Option<String> {
        let [step] = part else { return None };
        if self.limit_of(step, first).is_some()
            || (is_asked && !matches!(step.declaration.gives, Gives::Kind(_)))
            || step.declaration.python == Python::Add
        {
            return None;
        }
        let before = self.step.replace(first);
        let mut found = None;
        self.keyed(key, |body| found = body.call(step).and_then(|call| body.awaitable(&call)));
        self.step = before;
        found
    }

    /// Names the function that a part becomes, and what it is given.
    pub(super) fn named(&mut self, part: &[Step], copy: Option<&str>, is_asked: bool) -> (String, Vec<String>) {
        self.parts += 1;
        let value = needs(part, is_asked).then_some("value");
        let copy = copy.filter(|_| draws(part));
        (format!("part_{}", self.parts), value.into_iter().chain(copy).map(str::to_owned).collect())
    }

    /// Returns a part as what can be awaited: a call, if it is one, and else one of a function that is written here.
    pub(super) fn part(&mut self, part: &Arc<[Step]>, first: u16, copy: Option<&str>, is_asked: bool) -> String {
        let key = Some(copy.unwrap_or("0"));
        if let Some(call) = self.single(part, first, key, is_asked) {
            return call;
        }
        let (name, given) = self.named(part, copy, is_asked);
        let given = given.join(", ");
        let before = self.step.replace(first);
        self.put(&format!("async def {name}({given}):"));
        let loops = self.loops;
        self.loops += usize::from(copy.is_some());
        self.deeper(|body| {
            body.keyed(key, |body| body.steps(part, first, is_asked));
            if is_asked {
                body.put("return value");
            }
        });
        self.loops = loops;
        self.put("");
        self.step = before;
        format!("{name}({given})")
    }
}
