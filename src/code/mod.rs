//! A workload as Python: what one would write for a model, line by line, each with the step it is of.
//!
//! | file | what it writes |
//! |---|---|
//! | `words` | literals, names, and values that differ from task to task |
//! | `flow` | which values are needed later |
//! | `style` | whether what waits on a loop is written with `await` or with callbacks |
//! | `body` | what a task does, step by step: `async def` and `await`, callbacks, or plain functions |
//! | `task` | the function of a line's tasks: its steps, and what stands around them |
//! | `shared` | locks, limits, queues, barriers and counters |
//! | `main` | how the tasks are started and awaited, model by model and join by join |
//! | `helpers` | what is the same whatever the workload, as far as it is used (`python/`) |
//! | `listing` | the whole file: imports, helpers, functions, main, table |
//!
//! What a step is in Python, its declaration says ([`crate::step::Python`]).

mod body;
mod flow;
mod helpers;
mod listing;
mod main;
mod shared;
mod style;
mod task;
mod words;

#[cfg(test)]
mod tests;

use serde::Serialize;

pub use listing::listing;
pub use style::Style;

use crate::join::Python;
use crate::model::{Computing, Model, Settings, Tasks};
use crate::workload::Workload;

/// Holds a workload as a Python file.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Listing {
    /// What the file is called.
    pub name: String,
    /// How it is written.
    pub style: Style,
    /// Why there are no callbacks in it, where its model has none.
    pub no_callbacks: Option<String>,
    /// Its lines, in order.
    pub lines: Vec<Line>,
}

/// Holds one line of Python.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The line, without its end.
    pub text: String,
    /// What the line belongs to.
    pub part: Part,
    /// The step it is of, if it is of one.
    #[serde(flatten)]
    pub step: Option<StepOfLine>,
    /// Steps in parts of that one which have no lines of their own, but are calls within this one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<u16>,
}

/// Says which step a line of Python is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct StepOfLine {
    /// Counts the lines of tasks, from 0.
    pub line: usize,
    /// Counts the steps of the line in the order written, those in parts included, from 0; none for the task as a whole.
    pub step: Option<u16>,
}

/// Says what a line of Python belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// What is there whatever the workload: imports, helpers, the table.
    #[default]
    Frame,
    /// The workload itself.
    Workload,
}

/// Says how a model is written.
#[derive(Clone, Copy, Debug)]
struct Way {
    tasks: Tasks,
    computing: Computing,
    style: Style,
    has_gil: bool,
    needs_threads: bool,
    /// Waits have to end early: there are time limits, or tasks that may be cancelled.
    may_end_early: bool,
}

impl Way {
    fn of(model: &Model, style: Style, workload: &Workload, settings: &Settings) -> Way {
        Way {
            tasks: model.tasks,
            computing: model.computing,
            style,
            has_gil: model.has_gil(),
            needs_threads: model.needs_threads(),
            may_end_early: settings.deadline.is_some()
                || matches!(settings.join.python, Python::Group | Python::First)
                || flow::has_timeouts(workload),
        }
    }

    /// Whether what waits lets a loop go on to others.
    fn is_async(&self) -> bool {
        matches!(self.tasks, Tasks::OnLoop | Tasks::OnLoops)
    }

    /// Whether what comes after a wait is a callback.
    fn has_callbacks(&self) -> bool {
        self.is_async() && self.style == Style::Callbacks
    }

    /// Whether tasks are in several processes.
    fn is_apart(&self) -> bool {
        matches!(self.tasks, Tasks::OnLoops | Tasks::InProcesses)
    }

    /// Whether plain functions wait with an eye on the time and on whether they are cancelled.
    fn waits_with_care(&self) -> bool {
        self.may_end_early && !self.is_async()
    }
}
