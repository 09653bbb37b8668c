//! How tasks are run: one model a file.

mod admit;
mod children;
mod event_loop;
mod event_loop_pool;
mod events;
mod failure;
mod perform;
mod run;
mod sequential;
mod settings;
mod shared;
mod simulate;
mod steps;
mod strand;
mod stuck;
#[cfg(all(test, not(target_family = "wasm")))]
mod tests;
mod warm_up;

use serde::Serialize;

pub use admit::{Admission, LineNames, Refusal, Request, RunClock, admit};
pub(crate) use children::{Outcome, Until};
pub(crate) use events::Path;
pub use events::{Event, MAIN};
pub(crate) use failure::Failure;
pub(crate) use perform::consume;
pub use run::{Handle, Run, Stage};
pub use settings::{Overrides, Settings};
pub use simulate::{Simulation, simulate};
pub(crate) use strand::Strand;
pub use strand::TaskRecord;
pub use warm_up::Warmth;

/// A model's declaration.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Model {
    /// Its name in results and in the console interface.
    pub id: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// A few words beside the name, or nothing.
    pub note: &'static str,
    /// One sentence for a person.
    pub summary: &'static str,
    /// Whether computing goes to a pool of threads; such a model runs only where memory can be shared between threads.
    pub needs_threads: bool,
    /// Whether a task, or a part of one, starts only when the one before it has ended.
    pub in_turn: bool,
}

/// All models, in the order in which they are shown and, when several are asked for, run.
pub static MODELS: [&Model; 3] = [&event_loop::MODEL, &event_loop_pool::MODEL, &sequential::MODEL];

/// Finds a model by its id.
pub fn find(id: &str) -> Option<&'static Model> {
    MODELS.into_iter().find(|model| model.id == id)
}
