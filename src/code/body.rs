//! What a task does, step by step.

use std::sync::Arc;

use super::flow::{draws, is_by_chance, needs, writes_size};
use super::words::{Known, Uses, in_turn, quoted, shared_name, whole};
use super::{Line, Part, StepOfLine, Way};
use crate::model::{Computing, Tasks};
use crate::step::{Gives, Python, crawl, fetch};
use crate::workload::tree::{Step, Value, size};
use crate::workload::{Fallback, Kind, Parameter, Unit, options};

const INDENT: &str = "    ";

/// Writes the steps of one function.
pub(super) struct Body<'a> {
    pub(super) lines: Vec<Line>,
    pub(super) uses: &'a mut Uses,
    way: Way,
    /// The line of tasks; none for `then:`.
    line: Option<usize>,
    step: Option<u16>,
    indent: usize,
    has_index: bool,
    /// What the keys of draws begin with.
    key: String,
    /// What blocks or computes goes to a thread.
    on_thread: bool,
    /// Functions within the function.
    parts: usize,
    loops: usize,
}

/// A call that a step comes down to.
struct Call {
    function: String,
    arguments: Vec<String>,
    how: How,
}

/// How a call takes its time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// It waits, and where there is a loop, it can be awaited.
    Waits,
    /// It holds its thread.
    Blocks,
    /// It holds its thread for lack of anything that could be awaited.
    Stores,
    /// It computes.
    Computes,
}

impl<'a> Body<'a> {
    pub(super) fn new(uses: &'a mut Uses, way: Way, line: Option<usize>, has_index: bool, key: String) -> Self {
        Body {
            lines: Vec::new(),
            uses,
            way,
            line,
            step: None,
            indent: 0,
            has_index,
            key,
            on_thread: false,
            parts: 0,
            loops: 0,
        }
    }

    /// Writes a line of the step that is being written.
    pub(super) fn put(&mut self, text: &str) {
        let step = self.line.map(|line| StepOfLine { line, step: self.step });
        let text = if text.is_empty() { String::new() } else { format!("{}{text}", INDENT.repeat(self.indent)) };
        self.lines.push(Line { text, part: Part::Workload, step });
    }

    pub(super) fn deeper(&mut self, write: impl FnOnce(&mut Self)) {
        self.indent += 1;
        write(self);
        self.indent -= 1;
    }

    /// Writes what begins with a line that ends in a colon, if there is one, and else the same without.
    pub(super) fn within(&mut self, opening: Option<String>, write: impl FnOnce(&mut Self)) {
        match opening {
            Some(opening) => {
                self.put(&format!("{opening}:"));
                self.deeper(write);
            }
            None => write(self),
        }
    }

    /// Writes steps, the first of which has the number `first`; `is_asked` says whether what they come to is needed.
    pub(super) fn steps(&mut self, steps: &[Step], first: u16, is_asked: bool) {
        let mut number = first;
        for (place, step) in steps.iter().enumerate() {
            let before = self.step.replace(number);
            let is_needed = needs(&steps[place + 1..], is_asked);
            let limit = self.option(step, &options::STEP_TIMEOUT);
            let opening = limit.map(|limit| self.time_limit(&limit));
            self.within(opening, |body| body.step(step, number, is_needed));
            self.step = before;
            number = number.saturating_add(step.size());
        }
    }

    /// Opens a time limit.
    pub(super) fn time_limit(&mut self, limit: &str) -> String {
        if self.way.is_async() {
            self.uses.import("import asyncio");
            return format!("async with asyncio.timeout({limit})");
        }
        self.uses.helper("timeout.care");
        format!("with timeout({limit})")
    }

    fn step(&mut self, step: &Step, number: u16, is_needed: bool) {
        let into = if is_needed { "value = " } else { "" };
        match step.declaration.python {
            Python::Sleep
            | Python::Block
            | Python::Add
            | Python::FileWrite
            | Python::DbPut
            | Python::Compute("spin") => {
                if let Some(call) = self.call(step) {
                    let written = self.written(&call);
                    self.put(&written);
                }
            }
            Python::Fetch | Python::Crawl | Python::FileRead | Python::DbGet | Python::DbScan | Python::Compute(_) => {
                if let Some(call) = self.call(step) {
                    let written = self.written(&call);
                    self.put(&format!("{into}{written}"));
                }
            }
            Python::Fail => self.fail(step),
            Python::All | Python::Each => self.at_once(step, number),
            Python::First => self.first(step, number, is_needed),
            Python::Repeat => self.repeat(step, number, is_needed),
            Python::Try => self.try_else(step, number, is_needed),
            Python::ToThread => {
                let before = std::mem::replace(&mut self.on_thread, true);
                self.part_here(step, 0, number, "0", is_needed);
                self.on_thread = before;
            }
            Python::WithLock => self.holding(step, "lock", number, is_needed),
            Python::WithLimit => self.holding(step, "limit", number, is_needed),
            Python::Lock => {
                let name = self.shared(step, "lock");
                self.on_shared(&format!("acquire({name})"), &format!("{name}.acquire()"), "acquire");
            }
            Python::Unlock => {
                let name = self.shared(step, "lock");
                self.put(&format!("{name}.release()"));
            }
            Python::Put => {
                let queue = self.shared(step, "queue");
                match self.way.tasks {
                    Tasks::InTurn => self.put(&format!("{queue}.put_nowait(value)")),
                    _ => self.on_shared(&format!("put({queue}, value)"), &format!("{queue}.put(value)"), "put"),
                }
            }
            Python::Take => {
                let queue = self.shared(step, "queue");
                match self.way.tasks {
                    Tasks::InTurn => self.put(&format!("{into}{queue}.get_nowait()")),
                    _ => {
                        let careful = self.waiting(&format!("take({queue})"), "take");
                        let plain = if self.way.is_async() { "await " } else { "" };
                        let call = careful.unwrap_or_else(|| format!("{plain}{queue}.get()"));
                        self.put(&format!("{into}{call}"));
                    }
                }
            }
            Python::Barrier => {
                let barrier = self.shared(step, "barrier");
                let written = match self.way.tasks {
                    Tasks::InTurn => format!("{barrier}.wait(0)"),
                    Tasks::OnLoop => format!("await {barrier}.wait()"),
                    Tasks::OnLoops => format!("await asyncio.to_thread({barrier}.wait)"),
                    Tasks::OnThreads | Tasks::InProcesses if self.way.waits_with_care() => {
                        self.uses.helper("left.care");
                        format!("{barrier}.wait(min(left(), 3600))")
                    }
                    Tasks::OnThreads | Tasks::InProcesses => format!("{barrier}.wait()"),
                };
                self.put(&written);
            }
            Python::Read => {
                let name = quoted(&name_of(step));
                self.put(&format!("found[{name}] = counters[{name}]"));
            }
            Python::Write => {
                let name = quoted(&name_of(step));
                self.put(&format!("counters[{name}] = found[{name}] + 1"));
            }
        }
    }

    // --- what comes down to one call

    fn call(&mut self, step: &Step) -> Option<Call> {
        let call = |function: &str, arguments: Vec<String>, how| Call { function: function.to_owned(), arguments, how };
        let stores = |body: &mut Self, function: &'static str, arguments| {
            body.uses.helper(function);
            call(function, arguments, How::Stores)
        };
        Some(match step.declaration.python {
            Python::Sleep => {
                let time = self.argument(step, 0);
                if self.on_thread && self.way.is_async() {
                    self.uses.import("import time");
                    call("time.sleep", vec![time], How::Blocks)
                } else if self.way.is_async() {
                    self.uses.import("import asyncio");
                    call("asyncio.sleep", vec![time], How::Waits)
                } else if self.way.waits_with_care() {
                    self.uses.helper("pause.care");
                    call("pause", vec![time], How::Waits)
                } else {
                    self.uses.import("import time");
                    call("time.sleep", vec![time], How::Waits)
                }
            }
            Python::Block => {
                self.uses.import("import time");
                call("time.sleep", vec![self.argument(step, 0)], How::Blocks)
            }
            Python::Fetch => {
                let mut arguments = vec![self.argument(step, 0)];
                let has_body = step.option(&fetch::BODY).is_some();
                match step.option(&fetch::METHOD) {
                    Some(Value::Choice(method)) => arguments.push(format!("method={}", quoted(method))),
                    _ if has_body => arguments.push("method='POST'".to_owned()),
                    _ => {}
                }
                if let Some(body) = self.option(step, &fetch::BODY) {
                    arguments.push(format!("body={body}"));
                }
                self.uses.helper("fetch");
                self.again(step, call("fetch", arguments, How::Waits))
            }
            Python::Crawl => {
                let mut arguments = vec![self.argument(step, 0)];
                for option in [&crawl::DEPTH, &crawl::AT_ONCE] {
                    if let Some(value) = self.option(step, option) {
                        arguments.push(format!("{}={value}", option.name));
                    }
                }
                self.uses.helper("crawl");
                self.again(step, call("crawl", arguments, How::Waits))
            }
            Python::FileWrite => {
                let arguments = vec![self.argument(step, 0), self.content(step)];
                stores(self, "write_file", arguments)
            }
            Python::FileRead => {
                let arguments = vec![self.argument(step, 0)];
                stores(self, "read_file", arguments)
            }
            Python::DbPut => {
                let arguments = vec![self.argument(step, 0), self.content(step)];
                stores(self, "put_record", arguments)
            }
            Python::DbGet => {
                let arguments = vec![self.argument(step, 0)];
                stores(self, "get_record", arguments)
            }
            Python::DbScan => stores(self, "scan_records", Vec::new()),
            Python::Compute(function) => {
                self.uses.helper(function);
                let is_given = !matches!(step.declaration.takes, crate::step::Takes::Nothing | crate::step::Takes::Any);
                let mut arguments: Vec<String> = is_given.then(|| "value".to_owned()).into_iter().collect();
                for place in 0..step.declaration.parameters.len() {
                    arguments.push(self.argument(step, place));
                }
                call(function, arguments, How::Computes)
            }
            Python::Add => {
                let how = match step.arguments.get(2).and_then(Option::as_ref).map(|argument| &argument.value) {
                    Some(Value::Choice(how)) => how,
                    _ => "racy",
                };
                let is_apart = self.way.is_apart() || self.way.computing == Computing::InProcesses;
                if is_apart && how != "racy" {
                    self.uses.helper("failed");
                    self.put("raise Failed('each process has counters of its own')");
                    return None;
                }
                let times = self.argument(step, 1);
                call(&format!("{}_{how}", shared_name("add", &name_of(step))), vec![times], How::Computes)
            }
            _ => return None,
        })
    }

    /// Writes a call as an expression.
    fn written(&mut self, call: &Call) -> String {
        match self.awaitable(call) {
            Some(awaitable) => format!("await {awaitable}"),
            None => format!("{}({})", call.function, call.arguments.join(", ")),
        }
    }

    /// Writes a call as what can be awaited, where it is something that can.
    fn awaitable(&mut self, call: &Call) -> Option<String> {
        if !self.way.is_async() {
            return None;
        }
        let elsewhere =
            || std::iter::once(&call.function).chain(&call.arguments).cloned().collect::<Vec<_>>().join(", ");
        match call.how {
            How::Waits => return Some(format!("{}({})", call.function, call.arguments.join(", "))),
            How::Computes if self.way.computing == Computing::InProcesses => {
                self.uses.helper("in_process");
                return Some(format!("in_process({})", elsewhere()));
            }
            How::Blocks if !self.on_thread => return None,
            How::Computes if self.way.computing == Computing::Here && !self.on_thread => return None,
            How::Blocks | How::Computes | How::Stores => {}
        }
        self.uses.import("import asyncio");
        Some(format!("asyncio.to_thread({})", elsewhere()))
    }

    /// Has a call repeated as the step's options say.
    fn again(&mut self, step: &Step, call: Call) -> Call {
        let Some(times) = self.option(step, &options::RETRY) else { return call };
        self.uses.helper("retrying");
        let mut arguments = vec![times, format!("lambda: {}({})", call.function, call.arguments.join(", "))];
        arguments.extend(self.option(step, &options::BACKOFF));
        Call { function: "retrying".to_owned(), arguments, how: call.how }
    }

    fn content(&mut self, step: &Step) -> String {
        if !writes_size(step) {
            return "value".to_owned();
        }
        self.uses.import("import random");
        format!("random.randbytes({})", self.argument(step, 1))
    }

    fn fail(&mut self, step: &Step) {
        self.uses.helper("failed");
        let message = self.argument(step, 1);
        let raise = format!("raise Failed({message})");
        if !is_by_chance(step) {
            return self.put(&raise);
        }
        self.uses.helper("chance");
        let percent = self.argument(step, 0);
        let key = self.key_here();
        self.put(&format!("if chance({percent}, {key}, 0):"));
        self.deeper(|body| body.put(&raise));
    }

    // --- what has parts

    /// Writes `all` and `each`.
    fn at_once(&mut self, step: &Step, number: u16) {
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
                    body.keyed(copy, |body| body.steps(part, first, false));
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
    fn repeated(&mut self, copies: Option<&str>, part: &[Step], write: impl FnOnce(&mut Self, &str)) {
        let Some(copies) = copies else { return write(self, "0") };
        let copy = self.loop_name();
        let name = if draws(part) { copy.as_str() } else { "_" };
        self.put(&format!("for {name} in range({copies}):"));
        self.loops += 1;
        self.deeper(|body| write(body, &copy));
        self.loops -= 1;
    }

    fn loop_name(&self) -> String {
        if self.loops == 0 { "copy".to_owned() } else { format!("copy_{}", self.loops + 1) }
    }

    fn first(&mut self, step: &Step, number: u16, is_needed: bool) {
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

    fn repeat(&mut self, step: &Step, number: u16, is_needed: bool) {
        let times = self.argument(step, 0);
        let Some(part) = step.parts.first().cloned() else { return };
        let is_asked = is_needed || needs(&part, false);
        self.repeated(Some(&times), &part, |body, copy| {
            body.keyed(copy, |body| body.steps(&part, number.saturating_add(1), is_asked));
        });
    }

    fn try_else(&mut self, step: &Step, number: u16, is_needed: bool) {
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
    fn part_here(&mut self, step: &Step, part: usize, number: u16, copy: &str, is_asked: bool) {
        let before: u16 = step.parts.iter().take(part).map(|part| size(part)).sum();
        let Some(steps) = step.parts.get(part).cloned() else { return };
        self.keyed(copy, |body| body.steps(&steps, number.saturating_add(1).saturating_add(before), is_asked));
    }

    /// Writes what is in a copy of a part: it draws apart from what is around it.
    fn keyed(&mut self, copy: &str, write: impl FnOnce(&mut Self)) {
        let key = format!("{}, {copy}", self.key);
        let before = std::mem::replace(&mut self.key, key);
        write(self);
        self.key = before;
    }

    /// Returns a part as what can be awaited: a call, if it is one, and else one of a function that is written here.
    fn part(&mut self, part: &Arc<[Step]>, first: u16, copy: Option<&str>, is_asked: bool) -> String {
        if let [step] = &**part
            && step.option(&options::STEP_TIMEOUT).is_none()
            && (!is_asked || matches!(step.declaration.gives, Gives::Kind(_)))
            && !matches!(step.declaration.python, Python::Add)
        {
            let before = self.step.replace(first);
            let mut found = None;
            self.keyed(copy.unwrap_or("0"), |body| {
                found = body.call(step).and_then(|call| body.awaitable(&call));
            });
            self.step = before;
            if let Some(found) = found {
                return found;
            }
        }
        self.parts += 1;
        let name = format!("part_{}", self.parts);
        let mut given = Vec::new();
        if needs(part, is_asked) {
            given.push("value");
        }
        if let Some(copy) = copy.filter(|_| draws(part)) {
            given.push(copy);
        }
        let given = given.join(", ");
        let before = self.step.replace(first);
        self.put(&format!("async def {name}({given}):"));
        let loops = self.loops;
        self.loops += usize::from(copy.is_some());
        self.deeper(|body| {
            body.keyed(copy.unwrap_or("0"), |body| body.steps(part, first, is_asked));
            if is_asked {
                body.put("return value");
            }
        });
        self.loops = loops;
        self.put("");
        self.step = before;
        format!("{name}({given})")
    }

    // --- what tasks share

    fn shared(&mut self, step: &Step, sort: &str) -> String {
        shared_name(sort, &name_of(step))
    }

    /// Writes a call that waits with care, or for another process, if this is the way; else nothing.
    fn waiting(&mut self, call: &str, helper: &str) -> Option<String> {
        let helper: &'static str = match (helper, self.way.tasks) {
            ("acquire", Tasks::OnLoops) => "acquire.apart",
            ("put", Tasks::OnLoops) => "put.apart",
            ("take", Tasks::OnLoops) => "take.apart",
            ("holding", Tasks::OnLoops) => "holding.apart",
            (_, Tasks::OnLoop | Tasks::InTurn) => return None,
            _ if !self.way.waits_with_care() => return None,
            ("acquire", _) => "acquire.care",
            ("put", _) => "put.care",
            ("take", _) => "take.care",
            _ => "holding.care",
        };
        self.uses.helper(helper);
        Some(format!("{}{call}", if self.way.is_async() { "await " } else { "" }))
    }

    fn on_shared(&mut self, careful: &str, plain: &str, helper: &str) {
        let wait = if self.way.is_async() { "await " } else { "" };
        let written = self.waiting(careful, helper).unwrap_or_else(|| format!("{wait}{plain}"));
        self.put(&written);
    }

    fn holding(&mut self, step: &Step, sort: &str, number: u16, is_needed: bool) {
        let name = self.shared(step, sort);
        let is_careful = self.waiting("", "holding").is_some();
        let held = if is_careful { format!("holding({name})") } else { name };
        let wait = if self.way.is_async() { "async " } else { "" };
        self.put(&format!("{wait}with {held}:"));
        self.deeper(|body| body.part_here(step, 0, number, "0", is_needed));
    }

    // --- values

    /// The key of this step's draws.
    fn key_here(&self) -> String {
        let step = self.step.map_or_else(|| super::words::WHOLE_TASK.to_owned(), |step| step.to_string());
        format!("{}, {step}", self.key)
    }

    /// Writes the value of a step's parameter, or what it counts as if it was left out.
    fn argument(&mut self, step: &Step, place: usize) -> String {
        let Some(parameter) = step.declaration.parameters.get(place) else { return String::new() };
        match step.arguments.get(place).and_then(Option::as_ref) {
            Some(argument) => self.value(&argument.value, parameter, place as u64),
            None => match parameter.default {
                Some(Fallback::Amount(amount)) => whole(amount),
                Some(Fallback::Text(text)) => quoted(text),
                None => String::new(),
            },
        }
    }

    /// Writes the value of a step's option, if it was written.
    fn option(&mut self, step: &Step, option: &Parameter) -> Option<String> {
        let place = step.options.iter().position(|setting| setting.declaration.name == option.name)?;
        let first = step.declaration.parameters.len();
        Some(self.value(&step.options[place].value, option, (first + place) as u64))
    }

    /// Writes what was written for a parameter; `place` is its own in the key of a draw.
    pub(super) fn value(&mut self, value: &Value, parameter: &Parameter, place: u64) -> String {
        let key = self.key_here();
        let known = Known { has_index: self.has_index, key: &key };
        match value {
            Value::Quantity(quantity) => {
                let unit = match parameter.kind {
                    Kind::Amount { unit, .. } => unit,
                    _ => Unit::One,
                };
                known.amount(quantity, unit, place, self.uses)
            }
            Value::Text(text) => known.text(text),
            Value::Choice(word) => quoted(word),
            Value::Name(name) | Value::Queue { name, .. } => quoted(name),
            Value::Sizes(sizes) => match sizes.as_slice() {
                [size] => format!("{}, {}", size.width, size.height),
                sizes if self.has_index => {
                    format!("*{}", in_turn(sizes.iter().map(|size| format!("({}, {})", size.width, size.height))))
                }
                sizes => sizes.first().map(|size| format!("{}, {}", size.width, size.height)).unwrap_or_default(),
            },
        }
    }
}

/// The name of what tasks share that a step works on.
pub(super) fn name_of(step: &Step) -> String {
    step.shared().map(|(_, name)| name.to_string()).unwrap_or_default()
}
