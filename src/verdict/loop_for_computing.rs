//! Computing gains nothing from an event loop.

use super::{Bound, Found, Lint, case::told};
use crate::model::{Computing, Tasks};

pub(super) static LINT: Lint = Lint {
    id: "loop-for-computing",
    look: |case| {
        let on_loop = case.run(|model| model.tasks == Tasks::OnLoop && model.computing == Computing::Here)?;
        let in_turn = case.run(|model| model.tasks == Tasks::InTurn)?;
        let ratio = in_turn.wall_ms / on_loop.wall_ms;
        if case.bound != Bound::Cpu || on_loop.tasks() < 2 || ratio > 1.15 {
            return None;
        }
        Some(Found {
            sentence: format!(
                "The event loop took {}, one after another {}: a loop overlaps waits, and there is next to nothing to wait for.",
                told(on_loop.wall_ms),
                told(in_turn.wall_ms)
            ),
            evidence: vec![("eventLoopMs", on_loop.wall_ms), ("sequentialMs", in_turn.wall_ms)],
        })
    },
};
