//! How tasks are run: one model a file, one signature for all.

mod admit;
mod event_loop;
mod event_loop_pool;
mod perform;
mod run;
mod scope;
mod sequential;
mod settings;
#[cfg(all(test, not(target_family = "wasm")))]
mod tests;
mod warm_up;

use std::rc::Rc;

use serde::Serialize;

use crate::io::LocalFuture;
pub use admit::{Admission, LineNames, Refusal, Request, admit};
pub use run::{Handle, Run, Stage};
pub use scope::TaskRecord;
pub use settings::{Overrides, Settings};
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
    /// Runs every task of the workload to its end.
    ///
    /// Dropping the future cancels the tasks that are under way.
    #[serde(skip)]
    pub run: fn(Rc<Run>) -> LocalFuture<()>,
}

/// All models, in the order in which they are shown and, when several are asked for, run.
pub static MODELS: [&Model; 3] = [&event_loop::MODEL, &event_loop_pool::MODEL, &sequential::MODEL];

/// Finds a model by its id.
pub fn find(id: &str) -> Option<&'static Model> {
    MODELS.into_iter().find(|model| model.id == id)
}
