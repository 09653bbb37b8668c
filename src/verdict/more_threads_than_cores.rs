//! More threads compute than there are cores.

use super::{Bound, Found, Lint, case::counted};
use crate::model::Model;

pub(super) static LINT: Lint = Lint {
    id: "more-threads-than-cores",
    look: |case| {
        let (workers, cores) = (case.settings.workers, case.cores);
        let run = case.run(Model::needs_threads)?;
        if case.bound != Bound::Cpu || workers <= cores || run.tasks() <= cores {
            return None;
        }
        Some(Found {
            sentence: format!(
                "{workers} threads share {}: where the work is computing, more threads than cores only take turns.",
                counted(cores, "core")
            ),
            evidence: vec![("workers", workers as f64), ("cores", cores as f64)],
        })
    },
};
