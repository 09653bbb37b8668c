//! A step held the event loop for long, while there were others on it: `slow_callback_duration` of asyncio's debug mode.

use super::{
    Found, Lint,
    case::{counted, told},
};
use crate::model::Tasks;

pub(super) static LINT: Lint = Lint {
    id: "loop-blocked",
    look: |case| {
        // Where there is nothing to wait for, nobody else is held up who could go on.
        let has_waits = case.plainest()?.times.as_ref()?.waiting > 0.0;
        let on_loop = case.runs.iter().filter(|run| run.is(|model| model.tasks == Tasks::OnLoop) && run.tasks() > 1);
        let run = on_loop.filter(|run| has_waits && !run.slow.is_empty()).max_by_key(|run| run.slow.len())?;
        let longest = run.slow.iter().max_by(|a, b| a.ms.total_cmp(&b.ms))?;
        Some(Found {
            sentence: format!(
                "Under {} `{}` of {} held the loop for {}, and every other task with it ({} did so for more than 100 ms). \
                 `to_thread( … )`, or a model with a pool, keeps the loop free.",
                run.name(),
                longest.step,
                longest.task,
                told(longest.ms),
                counted(run.slow.len(), "step")
            ),
            evidence: vec![("steps", run.slow.len() as f64), ("longestMs", longest.ms)],
        })
    },
};
