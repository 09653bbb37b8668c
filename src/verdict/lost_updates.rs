//! A counter came to less than was added to it.

use super::{Found, Lint};

pub(super) static LINT: Lint = Lint {
    id: "lost-updates",
    look: |case| {
        let lost =
            |run: &'_ super::RunEvidence| run.counters.iter().find(|counter| counter.found < counter.expected).cloned();
        let (run, counter) = case.runs.iter().find_map(|run| Some((run, lost(run)?)))?;
        let missing = counter.expected - counter.found;
        Some(Found {
            sentence: format!(
                "Under {} {missing} of {} updates of `{}` were lost: between a read and its write, somebody else wrote. A lock \
                 around both, or an atomic addition, loses none.",
                run.name(),
                counter.expected,
                counter.name
            ),
            evidence: vec![("expected", counter.expected as f64), ("found", counter.found as f64)],
        })
    },
};
