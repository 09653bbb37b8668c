//! How tasks are run: one model a file.
//!
//! A model is a choice of where whole tasks go and where computing goes:
//!
//! | | computing stays | to threads | to processes |
//! |---|---|---|---|
//! | one task after another | `sequential` | | |
//! | all on one loop | `event-loop` | `event-loop-pool` | `event-loop-processes` |
//! | dealt to the loops of some processes | `event-loops` | | |
//! | each on one of some threads | `threads` | | |
//! | each in one of some processes | `processes` | | |
//!
//! Those with threads are also there under a global interpreter lock.

mod admit;
mod children;
mod event_loop;
mod event_loop_pool;
mod event_loop_processes;
mod event_loops;
mod events;
mod executor;
mod failure;
mod findings;
mod perform;
pub mod process;
mod processes;
mod run;
mod seats;
mod sequential;
mod settings;
mod shared;
mod simulate;
mod steps;
mod strand;
mod stuck;
#[cfg(all(test, not(target_family = "wasm")))]
mod tests;
mod threads;
mod warm_up;

use serde::Serialize;

pub use admit::{Admission, LineNames, Refusal, Request, RunClock, admit};
pub(crate) use children::{Outcome, Until};
pub(crate) use events::Path;
pub use events::{Event, MAIN};
pub(crate) use failure::Failure;
pub(crate) use perform::consume;
pub use run::{Handle, Run, Stage};
pub use seats::seats;
pub use settings::{Overrides, Settings};
pub use shared::CounterReport;
pub use simulate::{Simulation, foretell, simulate};
pub(crate) use strand::Strand;
pub use strand::TaskRecord;
pub use warm_up::Warmth;

/// A model's declaration.
pub struct Model {
    /// Its name in results and in the console interface.
    pub id: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// A few words beside the name, or nothing.
    pub note: &'static str,
    /// One sentence for a person.
    pub summary: &'static str,
    /// Where whole tasks are done.
    pub tasks: Tasks,
    /// Where steps that compute are done.
    pub computing: Computing,
    /// The same model without a global interpreter lock, if this one has it.
    pub without_gil: Option<&'static Model>,
}

/// Where whole tasks are done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tasks {
    /// On the event loop, each when the one before it has ended; so are the parts of a task.
    InTurn,
    /// On the event loop, all at once.
    OnLoop,
    /// Dealt out to the event loops of so many processes, on each all at once.
    OnLoops,
    /// Each on one of so many threads; its parts are done in turn.
    OnThreads,
    /// Each in one of so many processes; its parts are done in turn.
    InProcesses,
}

/// Where steps that compute are done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Computing {
    /// Where their tasks are.
    Here,
    /// On so many threads beside the event loop.
    OnThreads,
    /// In so many processes beside the event loop's.
    InProcesses,
}

impl Model {
    /// Whether it runs only where memory can be shared between threads.
    pub fn needs_threads(&self) -> bool {
        self.tasks == Tasks::OnThreads || self.computing == Computing::OnThreads
    }

    /// Whether it starts processes.
    pub fn needs_processes(&self) -> bool {
        matches!(self.tasks, Tasks::OnLoops | Tasks::InProcesses) || self.computing == Computing::InProcesses
    }

    /// Whether one thread at a time computes.
    pub fn has_gil(&self) -> bool {
        self.without_gil.is_some()
    }

    /// Whether the parts of a task are done one after another.
    pub fn does_parts_in_turn(&self) -> bool {
        !matches!(self.tasks, Tasks::OnLoop | Tasks::OnLoops)
    }

    /// Whether tasks are handed whole to others than the event loop.
    pub fn hands_tasks_over(&self) -> bool {
        matches!(self.tasks, Tasks::OnThreads | Tasks::OnLoops | Tasks::InProcesses)
    }

    /// Whether whoever does a task does no other meanwhile, so that what blocks there holds up nobody else.
    pub fn has_a_thread_each(&self) -> bool {
        matches!(self.tasks, Tasks::OnThreads | Tasks::InProcesses)
    }

    /// What a caller needs to know of it.
    pub fn describe(&self) -> ModelDescription {
        ModelDescription {
            id: self.id,
            name: self.name,
            note: self.note,
            summary: self.summary,
            needs_threads: self.needs_threads(),
            without_gil: self.without_gil.map(|model| model.id),
            main: if matches!(self.tasks, Tasks::OnLoop) { "event loop" } else { "main thread" },
            others: if self.needs_processes() { "process" } else { "worker" },
        }
    }
}

/// What a caller needs to know of a model.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelDescription {
    /// See [`Model::id`].
    pub id: &'static str,
    /// See [`Model::name`].
    pub name: &'static str,
    /// See [`Model::note`].
    pub note: &'static str,
    /// See [`Model::summary`].
    pub summary: &'static str,
    /// See [`Model::needs_threads`].
    pub needs_threads: bool,
    /// The id of the same model without a global interpreter lock, if this one has it.
    pub without_gil: Option<&'static str>,
    /// What its first thread is called.
    pub main: &'static str,
    /// What each of the others is called, a number behind it.
    pub others: &'static str,
}

/// All models, in the order in which they are shown and, when several are asked for, run.
pub static MODELS: [&Model; 9] = [
    &event_loop::MODEL,
    &event_loop_pool::MODEL,
    &event_loop_pool::WITH_GIL,
    &event_loop_processes::MODEL,
    &event_loops::MODEL,
    &threads::MODEL,
    &threads::WITH_GIL,
    &processes::MODEL,
    &sequential::MODEL,
];

/// Finds a model by its id.
pub fn find(id: &str) -> Option<&'static Model> {
    MODELS.into_iter().find(|model| model.id == id)
}
