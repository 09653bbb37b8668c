//! Copies between processes take longer than what they are for.

use super::{Found, Lint, case::told};
use crate::model::Model;

pub(super) static LINT: Lint = Lint {
    id: "copying-dominates",
    look: |case| {
        let apart = case.runs.iter().filter(|run| run.is(Model::needs_processes));
        let times = apart.filter_map(|run| Some((run, run.times.as_ref()?)));
        let (run, times) = times.max_by(|a, b| a.1.copying.total_cmp(&b.1.copying))?;
        if times.copying <= times.computing || times.copying < 10.0 {
            return None;
        }
        Some(Found {
            sentence: format!(
                "Under {} data was on its way between processes for {} and computed with for {}: threads share memory, and copy \
                 nothing.",
                run.name(),
                told(times.copying),
                told(times.computing)
            ),
            evidence: vec![("copyingMs", times.copying), ("computingMs", times.computing)],
        })
    },
};
