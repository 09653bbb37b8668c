//! What comes down to one call.

use super::super::Style;
use super::super::flow::{is_by_chance, writes_size};
use super::super::words::{quoted, shared_name};
use super::{Body, name_of};
use crate::model::Computing;
use crate::step::{Python, Takes, crawl, fetch};
use crate::workload::options;
use crate::workload::tree::{Step, Value};

/// A call that a step comes down to.
pub(super) struct Call {
    pub(super) function: String,
    pub(super) arguments: Vec<String>,
    pub(super) how: How,
}

/// How a call takes its time.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// It waits, and where there is a loop, it can be awaited.
    Waits,
    /// It holds its thread.
    Blocks,
    /// It holds its thread for lack of anything that could be awaited.
    Stores,
    /// It computes.
    Computes,
}

/// Whether a step that comes down to one call hands on what that returns.
pub(super) fn gives(step: &Step) -> bool {
    match step.declaration.python {
        Python::Fetch | Python::Crawl | Python::FileRead | Python::DbGet | Python::DbScan => true,
        Python::Compute(function) => function != "spin",
        _ => false,
    }
}

impl Body<'_> {
    /// How a step takes its time that comes down to one call.
    pub(super) fn how(&self, step: &Step) -> Option<How> {
        Some(match step.declaration.python {
            Python::Sleep if self.on_thread && self.way.is_async() => How::Blocks,
            Python::Sleep | Python::Fetch | Python::Crawl => How::Waits,
            Python::Block => How::Blocks,
            Python::FileWrite | Python::FileRead | Python::DbPut | Python::DbGet | Python::DbScan => How::Stores,
            Python::Compute(_) | Python::Add => How::Computes,
            _ => return None,
        })
    }

    /// Whether the loop goes on to others meanwhile.
    pub(super) fn is_awaited(&self, how: How, on_thread: bool) -> bool {
        self.way.is_async()
            && match how {
                How::Waits | How::Stores => true,
                How::Blocks => on_thread,
                How::Computes => on_thread || self.way.computing != Computing::Here,
            }
    }

    pub(super) fn call(&mut self, step: &Step) -> Option<Call> {
        let how = self.how(step)?;
        let call = |function: &str, arguments: Vec<String>| Call { function: function.to_owned(), arguments, how };
        let stores = |body: &mut Self, function: &'static str, arguments| {
            body.uses.helper(function);
            call(function, arguments)
        };
        Some(match step.declaration.python {
            Python::Sleep => {
                let time = self.argument(step, 0);
                if self.way.waits_with_care() {
                    self.uses.helper("pause.care");
                    call("pause", vec![time])
                } else if how == How::Blocks || !self.way.is_async() {
                    self.uses.import("import time");
                    call("time.sleep", vec![time])
                } else if self.way.style == Style::Callbacks {
                    self.uses.helper("sleep");
                    call("sleep", vec![time])
                } else {
                    self.uses.import("import asyncio");
                    call("asyncio.sleep", vec![time])
                }
            }
            Python::Block => {
                self.uses.import("import time");
                call("time.sleep", vec![self.argument(step, 0)])
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
                self.again(step, call("fetch", arguments))
            }
            Python::Crawl => {
                let mut arguments = vec![self.argument(step, 0)];
                for option in [&crawl::DEPTH, &crawl::AT_ONCE] {
                    if let Some(value) = self.option(step, option) {
                        arguments.push(format!("{}={value}", option.name));
                    }
                }
                self.uses.helper("crawl");
                self.again(step, call("crawl", arguments))
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
                let is_given = !matches!(step.declaration.takes, Takes::Nothing | Takes::Any);
                let mut arguments: Vec<String> = is_given.then(|| "value".to_owned()).into_iter().collect();
                for place in 0..step.declaration.parameters.len() {
                    arguments.push(self.argument(step, place));
                }
                call(function, arguments)
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
                call(&format!("{}_{how}", shared_name("add", &name_of(step))), vec![times])
            }
            _ => return None,
        })
    }

    /// Writes a call as an expression.
    pub(super) fn written(&mut self, call: &Call) -> String {
        match self.awaitable(call) {
            Some(awaitable) => format!("await {awaitable}"),
            None => format!("{}({})", call.function, call.arguments.join(", ")),
        }
    }

    /// Writes a call as what can be awaited, or has callbacks called, where it is something that can.
    pub(super) fn awaitable(&mut self, call: &Call) -> Option<String> {
        if !self.is_awaited(call.how, self.on_thread) {
            return None;
        }
        if call.how == How::Waits {
            return Some(format!("{}({})", call.function, call.arguments.join(", ")));
        }
        let to_process = call.how == How::Computes && self.way.computing == Computing::InProcesses;
        let work = std::iter::once(&call.function).chain(&call.arguments).cloned().collect::<Vec<_>>().join(", ");
        Some(match (self.way.style, to_process) {
            (Style::Callbacks, true) => format!("loop.run_in_executor(PROCESSES, {work})"),
            (Style::Callbacks, false) => format!("loop.run_in_executor(None, {work})"),
            (Style::Await, true) => {
                self.uses.helper("in_process");
                format!("in_process({work})")
            }
            (Style::Await, false) => {
                self.uses.import("import asyncio");
                format!("asyncio.to_thread({work})")
            }
        })
    }

    /// Has a call repeated as the step's options say.
    pub(super) fn again(&mut self, step: &Step, call: Call) -> Call {
        let Some(times) = self.option(step, &options::RETRY) else { return call };
        self.uses.helper("retrying");
        let mut arguments = vec![times, format!("lambda: {}({})", call.function, call.arguments.join(", "))];
        arguments.extend(self.option(step, &options::BACKOFF));
        Call { function: "retrying".to_owned(), arguments, how: call.how }
    }

    pub(super) fn content(&mut self, step: &Step) -> String {
        if !writes_size(step) {
            return "value".to_owned();
        }
        self.uses.import("import random");
        format!("random.randbytes({})", self.argument(step, 1))
    }

    pub(super) fn fail(&mut self, step: &Step) {
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
}
