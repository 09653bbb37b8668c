//! In which style what waits on an event loop is written.

use serde::{Deserialize, Serialize};

use crate::model::{Model, Tasks};

/// How a function goes on after a wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Style {
    /// It stands still at its `await`, and goes on there.
    #[default]
    Await,
    /// It does not: it asks the loop to call another function, and returns.
    Callbacks,
}

impl Style {
    /// Says why a model's workloads have no callback style, where they have none.
    pub fn refusal(model: &Model) -> Option<String> {
        let why = match model.tasks {
            Tasks::OnLoop | Tasks::OnLoops => return None,
            Tasks::InTurn => "does one task after the other, and simply waits",
            Tasks::OnThreads => "gives each task a thread of its own, which simply waits",
            Tasks::InProcesses => "gives each task a process of its own, which simply waits",
        };
        Some(format!("Callbacks are an event loop's; the model “{}” {why}.", model.name))
    }
}
