//! What a task does, step by step.
//!
//! | file | what it writes |
//! |---|---|
//! | `call` | what comes down to one call, and whether that is awaited |
//! | `parts` | steps that have parts |
//! | `sharing` | steps that wait for what tasks share |
//! | `values` | what was written for a parameter or an option |
//! | `callbacks` | the same steps where callbacks take the place of `await` |

mod call;
mod callbacks;
mod parts;
mod sharing;
mod values;

use std::collections::BTreeMap;

use self::call::gives;
use super::flow::needs;
use super::words::{Uses, quoted};
use super::{Line, Part, StepOfLine, Way};
use crate::model::Tasks;
use crate::step::Python;
use crate::workload::options;
use crate::workload::tree::Step;

pub(super) use sharing::name_of;

const INDENT: &str = "    ";

/// Writes the steps of one function.
pub(in crate::code) struct Body<'a> {
    pub(in crate::code) lines: Vec<Line>,
    pub(in crate::code) uses: &'a mut Uses,
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
    /// How often each name was given to a callback.
    names: BTreeMap<String, usize>,
    /// The step whose time limit stands around what is being written.
    limited: Option<u16>,
    /// Parts that are calls within the line which comes next.
    inlined: Vec<u16>,
}

impl<'a> Body<'a> {
    pub(in crate::code) fn new(
        uses: &'a mut Uses,
        way: Way,
        line: Option<usize>,
        has_index: bool,
        key: String,
    ) -> Self {
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
            names: BTreeMap::new(),
            limited: None,
            inlined: Vec::new(),
        }
    }

    /// Writes a line of the step that is being written.
    pub(in crate::code) fn put(&mut self, text: &str) {
        let step = self.line.map(|line| StepOfLine { line, step: self.step });
        let text = if text.is_empty() { String::new() } else { format!("{}{text}", INDENT.repeat(self.indent)) };
        self.lines.push(Line { text, part: Part::Workload, step, also: Vec::new() });
    }

    pub(in crate::code) fn deeper(&mut self, write: impl FnOnce(&mut Self)) {
        self.indent += 1;
        write(self);
        self.indent -= 1;
    }

    /// Writes what begins with a line that ends in a colon, if there is one, and else the same without.
    pub(in crate::code) fn within(&mut self, opening: Option<String>, write: impl FnOnce(&mut Self)) {
        match opening {
            Some(opening) => {
                self.put(&format!("{opening}:"));
                self.deeper(write);
            }
            None => write(self),
        }
    }

    /// Writes steps, the first of which has the number `first`; `is_asked` says whether what they come to is needed.
    pub(in crate::code) fn steps(&mut self, steps: &[Step], first: u16, is_asked: bool) {
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
    pub(in crate::code) fn time_limit(&mut self, limit: &str) -> String {
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
            | Python::Fetch
            | Python::Crawl
            | Python::FileWrite
            | Python::FileRead
            | Python::DbPut
            | Python::DbGet
            | Python::DbScan
            | Python::Compute(_)
            | Python::Add => {
                if let Some(call) = self.call(step) {
                    let written = self.written(&call);
                    self.put(&format!("{}{written}", if gives(step) { into } else { "" }));
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
}
