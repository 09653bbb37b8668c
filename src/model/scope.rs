//! What the run knows of one task, and its state machine.
//!
//! ```text
//!  created ─▶ queued ─▶ run ◀──▶ wait
//!               │        ▲ ▼
//!               │      queued ─▶ thread      (a job of the pool)
//!               ▼        │
//!             ended ◀────┘   from anywhere, exactly once
//! ```
//!
//! Each arrow is one clock read and closes the span that went before.

use std::{cell::RefCell, rc::Rc};

use super::{Run, perform::Failure};
use crate::{
    runtime::Time,
    step::Value,
    trace::{Ending, Kind, NO_STEP},
};

/// What became of one task.
#[derive(Debug, Default)]
pub struct TaskRecord {
    /// When its first step was begun.
    pub started: Option<Time>,
    /// How and when it ended.
    pub ended: Option<(Ending, Time)>,
    /// Why, if it did not end well.
    pub error: Option<Box<str>>,
    /// What its last computing step came to.
    pub output: Option<Value>,
}

/// A task's hold on its own record. Dropping it ends the task as cancelled, if it has not ended.
pub(super) struct Scope {
    run: Rc<Run>,
    id: u32,
    current: RefCell<Current>,
}

/// The span a task is in.
#[derive(Clone, Copy)]
struct Current {
    kind: Kind,
    step: u16,
    since: Time,
    /// Its opening is recorded, so its end has to be.
    opened: bool,
    /// Another thread records what the task is doing; the span is not closed from here.
    elsewhere: bool,
}

impl Scope {
    /// Creates the task: it is queued until it is started.
    pub(super) fn create(run: Rc<Run>, id: u32) -> Self {
        let since = run.event_loop().now();
        run.created();
        run.recorder().open(id, NO_STEP, Kind::Queued, since);
        let current = Current { kind: Kind::Queued, step: NO_STEP, since, opened: true, elsewhere: false };
        Self { run, id, current: RefCell::new(current) }
    }

    pub(super) fn run(&self) -> &Rc<Run> {
        &self.run
    }

    pub(super) fn id(&self) -> u32 {
        self.id
    }

    /// Begins the task's first step.
    pub(super) fn start(&self) {
        let now = self.leave();
        self.stay(Kind::Run, 0, now);
        self.run.record(self.id, |record| record.started = Some(now));
    }

    /// Goes into a span that is seen only when it has ended.
    pub(super) fn enter(&self, kind: Kind, step: u16) {
        let now = self.leave();
        self.stay(kind, step, now);
    }

    /// Goes into a span that may last, and so is seen while it goes on; returns when it began.
    pub(super) fn enter_visibly(&self, kind: Kind, step: u16) -> Time {
        let now = self.leave();
        self.run.recorder().open(self.id, step, kind, now);
        self.stay(kind, step, now);
        self.current.borrow_mut().opened = true;
        now
    }

    /// Hands the recording of what follows to another thread, until [`Scope::back`].
    pub(super) fn hand_over(&self) {
        self.current.borrow_mut().elsewhere = true;
    }

    /// Takes the recording back from a thread that was done at `since`; the task was ready from then on.
    pub(super) fn back(&self, step: u16, since: Time) {
        self.stay(Kind::Queued, step, since);
    }

    /// Says that the task's wait was over at `since`: from then on it was queued behind others on the loop.
    pub(super) fn ready_since(&self, step: u16, since: Time) {
        let Current { kind, since: began, .. } = *self.current.borrow();
        self.run.recorder().close(self.id, step, kind, began, since);
        self.stay(Kind::Queued, step, since);
    }

    /// Keeps what a computing step came to.
    pub(super) fn keep(&self, output: Value) {
        self.run.record(self.id, |record| record.output = Some(output));
    }

    /// Ends the task; only the first call counts.
    pub(super) fn end(&self, result: Result<(), Failure>) {
        let (ending, error) = match result {
            Ok(()) => (Ending::Done, None),
            Err(Failure::Failed(message)) => (Ending::Failed, Some(message.into_boxed_str())),
            Err(Failure::TimedOut(message)) => (Ending::TimedOut, Some(message.into_boxed_str())),
            Err(Failure::Cancelled) => (Ending::Cancelled, None),
        };
        if self.run.has_ended(self.id) {
            return;
        }
        let now = self.leave();
        self.run.recorder().end(self.id, ending, now);
        self.run.record(self.id, |record| {
            record.ended = Some((ending, now));
            record.error = error;
        });
        self.run.ended();
    }

    /// Closes the current span, and returns when.
    fn leave(&self) -> Time {
        let Current { kind, step, since, opened, elsewhere } = *self.current.borrow();
        let now = self.run.event_loop().now();
        // Too short for the clock: nothing to see, and the trace has better uses for the room.
        let invisible = !opened && now == since;
        if !elsewhere && !invisible {
            self.run.recorder().close(self.id, step, kind, since, now);
        }
        now
    }

    fn stay(&self, kind: Kind, step: u16, since: Time) {
        self.current.replace(Current { kind, step, since, opened: false, elsewhere: false });
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        self.end(Err(Failure::Cancelled));
    }
}
