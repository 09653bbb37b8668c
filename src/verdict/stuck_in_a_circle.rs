//! Tasks waited for each other's locks in a circle.

use super::{Found, Lint};

pub(super) static LINT: Lint = Lint {
    id: "deadlock",
    look: |case| {
        let run = case.runs.iter().find(|run| !run.deadlocks.is_empty())?;
        Some(Found {
            sentence: format!(
                "Under {} there was a deadlock: {} Taking locks in the same order everywhere makes that impossible.",
                run.name(),
                sentence(run.deadlocks.first()?)
            ),
            evidence: vec![("deadlocks", run.deadlocks.len() as f64), ("tasks", run.tasks() as f64)],
        })
    },
};

/// Ends as a sentence does.
fn sentence(text: &str) -> String {
    let text = text.trim_end_matches('.');
    format!("{text}.")
}
