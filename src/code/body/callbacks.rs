//! A task's steps where callbacks take the place of `await`: what comes after a wait is a function of its own.
//!
//! Such a function is given `task`, a future that ends with the last of its callbacks. A loop around a wait becomes a
//! function that has itself called again; a part becomes a function that is started.

use super::super::Line;
use super::super::flow::{draws, needs};
use super::call::gives;
use super::{Body, INDENT};
use crate::step::Python;
use crate::workload::options;
use crate::workload::tree::{Setting, Step, size};

/// Ends the steps that are under way.
const END: &str = "task.end";

/// A step among those that are done one after another.
struct Placed<'s> {
    step: &'s Step,
    number: u16,
    /// Whether a value is needed after it.
    is_needed: bool,
    on_thread: bool,
    /// What the keys of its draws begin with.
    key: String,
}

/// What is called once a step has ended.
struct Next {
    function: String,
    /// Whether it needs a value.
    is_given: bool,
}

impl Next {
    /// Writes it as a callback of what comes to the value, or does not.
    fn after(&self, gives: bool) -> String {
        match self.is_given && !gives {
            true => format!("lambda _: {}(value)", self.function),
            false => self.function.clone(),
        }
    }

    /// Writes it as a call.
    fn called(&self) -> String {
        match self.is_given {
            true => format!("{}(value)", self.function),
            false if self.function == END => format!("{END}()"),
            false => format!("{}(None)", self.function),
        }
    }
}

/// How a part is started.
#[derive(Clone, Copy)]
struct Start<'a> {
    /// The variable that counts its copies.
    copy: Option<&'a str>,
    /// What it adds to the keys of draws.
    key: Option<&'a str>,
    /// Whether what it comes to is needed.
    is_asked: bool,
    /// Whether it goes on beside others, and so is a task of its own.
    is_beside: bool,
}

impl Body<'_> {
    /// Writes the steps of a function; `is_asked` says whether what they come to is needed.
    pub(in crate::code) fn callbacks(&mut self, steps: &[Step], first: u16, is_asked: bool) {
        self.uses.helper("steps");
        let mut placed = Vec::new();
        self.place(steps, first, is_asked, (self.on_thread, &self.key), &mut placed);
        let waiting = placed.iter().position(|each| self.waits(each.step, each.number, each.on_thread));
        if waiting.is_none_or(|place| place + 1 == placed.len()) {
            self.turn(&placed, is_asked);
            return;
        }
        let value = if needs(steps, is_asked) { "value" } else { "" };
        self.put(&format!("def begin({value}):"));
        let mut rest = placed.as_slice();
        loop {
            let before = self.step;
            self.indent += 1;
            let turned = self.turn(rest, is_asked);
            self.indent -= 1;
            self.put("");
            let Some((next, after, number)) = turned else { break };
            self.step = Some(number);
            self.put(&format!("def {}({}):", next.function, if next.is_given { "value" } else { "_" }));
            self.step = before;
            rest = after;
        }
        self.put(&format!("begin({value})"));
    }

    /// Lists steps, with those that `to_thread` has in it in its place.
    fn place<'s>(
        &self,
        steps: &'s [Step],
        first: u16,
        is_asked: bool,
        (on_thread, key): (bool, &str),
        placed: &mut Vec<Placed<'s>>,
    ) {
        let mut number = first;
        for (place, step) in steps.iter().enumerate() {
            let is_needed = needs(&steps[place + 1..], is_asked);
            match step.parts.first() {
                Some(part) if step.declaration.python == Python::ToThread && self.limit_of(step, number).is_none() => {
                    let key = format!("{key}, 0");
                    self.place(part, number.saturating_add(1), is_needed, (true, &key), placed);
                }
                _ => placed.push(Placed { step, number, is_needed, on_thread, key: key.to_owned() }),
            }
            number = number.saturating_add(step.size());
        }
    }

    /// The time limit of a step, unless it stands around what is being written.
    pub(super) fn limit_of<'s>(&self, step: &'s Step, number: u16) -> Option<&'s Setting> {
        let is_limit = |setting: &&Setting| setting.declaration.name == options::STEP_TIMEOUT.name;
        step.options.iter().find(is_limit).filter(|_| self.limited != Some(number))
    }

    /// Whether the loop goes on to others while a step is done.
    fn waits(&self, step: &Step, number: u16, on_thread: bool) -> bool {
        if self.limit_of(step, number).is_some() {
            return true;
        }
        // Those in parts are written later, with their time limits.
        let any_waits = |on_thread| {
            step.parts.iter().flat_map(|part| part.iter()).any(|step| self.waits(step, u16::MAX, on_thread))
        };
        match step.declaration.python {
            Python::All
            | Python::Each
            | Python::First
            | Python::WithLock
            | Python::WithLimit
            | Python::Lock
            | Python::Put
            | Python::Take
            | Python::Barrier => true,
            Python::Repeat | Python::Try => any_waits(on_thread),
            Python::ToThread => any_waits(true),
            Python::Fail | Python::Unlock | Python::Read | Python::Write => false,
            Python::Sleep
            | Python::Block
            | Python::Fetch
            | Python::Crawl
            | Python::FileWrite
            | Python::FileRead
            | Python::DbPut
            | Python::DbGet
            | Python::DbScan
            | Python::Compute(_)
            | Python::Add => self.how(step).is_some_and(|how| self.is_awaited(how, on_thread)),
        }
    }

    /// Writes steps up to and with the first that waits; returns what is called after it, those that are then done, and
    /// its number.
    fn turn<'p, 's>(&mut self, placed: &'p [Placed<'s>], is_asked: bool) -> Option<(Next, &'p [Placed<'s>], u16)> {
        for (place, each) in placed.iter().enumerate() {
            let rest = &placed[place + 1..];
            if self.waits(each.step, each.number, each.on_thread) {
                let function = match rest {
                    [] => END.to_owned(),
                    _ => self.fresh(&format!("after_{}", each.step.declaration.word.replace(' ', "_"))),
                };
                let next = Next { function, is_given: each.is_needed };
                self.at(each, |body| body.wait(each, &next));
                return (!rest.is_empty()).then_some((next, rest, each.number));
            }
            self.at(each, |body| body.step(each.step, each.number, each.is_needed));
        }
        let here = INDENT.repeat(self.indent);
        let raises = |line: &Line| line.text.strip_prefix(&here).is_some_and(|text| text.starts_with("raise "));
        if !self.lines.last().is_some_and(raises) {
            let next = Next { function: END.to_owned(), is_given: is_asked };
            self.put(&next.called());
        }
        None
    }

    fn at(&mut self, placed: &Placed, write: impl FnOnce(&mut Self)) {
        let step = self.step.replace(placed.number);
        let on_thread = std::mem::replace(&mut self.on_thread, placed.on_thread);
        let key = std::mem::replace(&mut self.key, placed.key.clone());
        write(self);
        (self.step, self.on_thread, self.key) = (step, on_thread, key);
    }

    /// A name that no other function within this one has.
    fn fresh(&mut self, name: &str) -> String {
        let count = self.names.entry(name.to_owned()).or_default();
        *count += 1;
        if *count == 1 { name.to_owned() } else { format!("{name}_{count}") }
    }

    /// Writes that a step is begun, and what is called when it has ended.
    fn wait(&mut self, placed: &Placed, next: &Next) {
        let Placed { step, number, is_needed, .. } = *placed;
        if self.limit_of(step, number).is_none() {
            match step.declaration.python {
                Python::Repeat => return self.again_and_again(step, number, next),
                Python::Try => {
                    let tried = self.started_part(step, 0, number, is_needed);
                    let otherwise = self.started_part(step, 1, number, is_needed);
                    let next = next.after(true);
                    return self.when(&format!("{tried}, {next}, lambda _: task.when({otherwise}, {next})"));
                }
                _ => {}
            }
        }
        if let Some((future, gives)) = self.future(step, number, is_needed) {
            self.when(&format!("{future}, {}", next.after(gives)));
        }
    }

    /// Writes `repeat` as a function that has itself called again.
    fn again_and_again(&mut self, step: &Step, number: u16, next: &Next) {
        let times = self.argument(step, 0);
        let Some(part) = step.parts.first() else { return };
        let is_asked = next.is_given || needs(part, false);
        let copy = self.loop_name();
        let start = Start { copy: Some(&copy), key: Some(&copy), is_asked, is_beside: false };
        let part = self.started(part, number.saturating_add(1), start);
        let again = self.fresh("again");
        let (value, got) = if is_asked { (", value", "value") } else { ("", "_") };
        self.put(&format!("def {again}({copy}{value}):"));
        self.deeper(|body| {
            body.put(&format!("if {copy} == {times}:"));
            body.deeper(|body| body.put(&format!("return {}", next.called())));
            let before = body.step;
            body.step = body.inlined.first().copied().or(before);
            body.when(&format!("{part}, lambda {got}: {again}({copy} + 1{value})"));
            body.step = before;
        });
        self.put("");
        self.put(&format!("{again}(0{value})"));
    }

    /// Writes what a step is as a future, and whether that comes to the value which is needed; nothing, if it is none.
    fn future(&mut self, step: &Step, number: u16, is_needed: bool) -> Option<(String, bool)> {
        if let Some(limit) = self.limit_of(step, number) {
            let seconds = self.option(step, limit.declaration)?;
            let before = self.limited.replace(number);
            let start = Start { copy: None, key: None, is_asked: is_needed, is_beside: false };
            let part = self.started(std::slice::from_ref(step), number, start);
            self.limited = before;
            return Some((self.limited_to(&seconds, &part), true));
        }
        let is_apart = self.way.is_apart();
        Some(match step.declaration.python {
            Python::All | Python::Each => (self.parts_of(step, number, "all_of", false), false),
            Python::First => (self.parts_of(step, number, "first_of", is_needed), true),
            Python::WithLock | Python::WithLimit => {
                let sort = if step.declaration.python == Python::WithLock { "lock" } else { "limit" };
                let name = self.shared(step, sort);
                let part = self.started_part(step, 0, number, is_needed);
                let asked = if sort == "lock" { format!("{name}.acquire(task)") } else { format!("{name}.acquire()") };
                (self.held(&name, &asked, &part), true)
            }
            Python::Lock => {
                let name = self.shared(step, "lock");
                let plain = format!("{name}.acquire(task, forgettable=True)");
                (self.apart_or(&format!("acquire({name})"), "acquire.apart", &plain), false)
            }
            Python::Put => {
                let queue = self.shared(step, "queue");
                let plain = format!("{queue}.put(value)");
                (self.apart_or(&format!("put({queue}, value)"), "put.apart", &plain), false)
            }
            Python::Take => {
                let queue = self.shared(step, "queue");
                let plain = format!("{queue}.get()");
                (self.apart_or(&format!("take({queue})"), "take.apart", &plain), true)
            }
            Python::Barrier => {
                let barrier = self.shared(step, "barrier");
                let written = match is_apart {
                    true => format!("loop.run_in_executor(None, {barrier}.wait)"),
                    false => format!("{barrier}.wait()"),
                };
                (written, false)
            }
            _ => {
                let call = self.call(step)?;
                (self.awaitable(&call)?, gives(step))
            }
        })
    }

    /// Writes that a future is begun once something is held: a lock or a permit, which is asked for so if one loop has it.
    pub(in crate::code) fn held(&mut self, name: &str, asked: &str, future: &str) -> String {
        let asked = self.apart_or(&format!("acquire({name})"), "acquire.apart", asked);
        self.uses.helper("holding");
        format!("holding({asked}, {name}.release, lambda: {future})")
    }

    /// Writes that a future is begun and has a time limit.
    pub(in crate::code) fn limited_to(&mut self, seconds: &str, future: &str) -> String {
        self.uses.helper("within");
        format!("within({seconds}, lambda: {future})")
    }

    /// Chooses between how something is asked of what processes share, and of what the tasks of one loop share.
    fn apart_or(&mut self, apart: &str, helper: &'static str, plain: &str) -> String {
        if !self.way.is_apart() {
            return plain.to_owned();
        }
        self.uses.helper(helper);
        apart.to_owned()
    }

    /// Writes the parts that go on beside each other, as a list; returns what becomes of them.
    fn parts_of(&mut self, step: &Step, number: u16, together: &'static str, is_asked: bool) -> String {
        self.uses.helper(together);
        let mut first = number.saturating_add(1);
        let mut entries = Vec::new();
        if let (Python::Each, Some(part)) = (step.declaration.python, step.parts.first()) {
            let copies = self.argument(step, 0);
            let copy = self.loop_name();
            let start = Start { copy: Some(&copy), key: Some(&copy), is_asked, is_beside: true };
            let started = self.started(part, first, start);
            let copy = if draws(part) { copy.as_str() } else { "_" };
            entries.push((first, format!("parts = [{started} for {copy} in range({copies})]")));
            self.put_apart(entries);
            return format!("{together}(parts)");
        }
        for part in &step.parts {
            let start = Start { copy: None, key: Some("0"), is_asked, is_beside: true };
            entries.push((first, format!("{},", self.started(part, first, start))));
            first = first.saturating_add(size(part));
        }
        self.put("parts = [");
        self.deeper(|body| body.put_apart(entries));
        self.put("]");
        format!("{together}(parts)")
    }

    /// Writes a line for each part.
    fn put_apart(&mut self, entries: Vec<(u16, String)>) {
        for (first, entry) in entries {
            let before = self.step.replace(first);
            self.put(&entry);
            self.step = before;
        }
        self.inlined.clear();
    }

    /// Writes what is called back after what; parts that are calls are in this line.
    fn when(&mut self, asked: &str) {
        self.put(&format!("task.when({asked})"));
        let also = std::mem::take(&mut self.inlined);
        if let Some(line) = self.lines.last_mut() {
            line.also = also;
        }
    }

    fn started_part(&mut self, step: &Step, part: usize, number: u16, is_asked: bool) -> String {
        let before: u16 = step.parts.iter().take(part).map(|part| size(part)).sum();
        let Some(steps) = step.parts.get(part) else { return String::new() };
        let start = Start { copy: None, key: Some("0"), is_asked, is_beside: false };
        self.started(steps, number.saturating_add(1).saturating_add(before), start)
    }

    /// Returns a part as a future: a call, if it is one, and else what a function that is written here begins.
    fn started(&mut self, part: &[Step], first: u16, start: Start) -> String {
        self.uses.helper("steps");
        if let Some(call) = self.single(part, first, start.key, start.is_asked) {
            self.inlined.push(first);
            return call;
        }
        let inlined = std::mem::take(&mut self.inlined);
        let (name, given) = self.named(part, start.copy, start.is_asked);
        let given: String = given.iter().map(|name| format!(", {name}")).collect();
        let before = self.step.replace(first);
        self.put(&format!("def {name}(task{given}):"));
        let loops = self.loops;
        self.loops += usize::from(start.copy.is_some());
        self.deeper(|body| body.keyed(start.key, |body| body.callbacks(part, first, start.is_asked)));
        self.loops = loops;
        self.put("");
        self.step = before;
        self.inlined = inlined;
        format!("{}({name}{given})", if start.is_beside { "start" } else { "task.part" })
    }
}
