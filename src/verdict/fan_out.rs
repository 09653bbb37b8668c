//! Many requests go out at once, with nothing that limits them.

use super::{Found, Lint};
use crate::{
    io::IN_FLIGHT,
    model::Tasks,
    step::{fetch, with_limit},
};

/// From so many requests at once on.
const MANY: u64 = 100;

pub(super) static LINT: Lint = Lint {
    id: "unlimited-fan-out",
    look: |case| {
        if case.settings.limit.is_some() || case.workload.has_arrivals() {
            return None;
        }
        case.run(|model| model.tasks == Tasks::OnLoop)?;
        let places = case.workload.step_places();
        let is =
            |line: usize, word: &str| places.iter().any(|place| place.line == line && place.declaration.word == word);
        let unlimited = case
            .workload
            .lines()
            .enumerate()
            .filter(|(line, _)| is(*line, fetch::STEP.word) && !is(*line, with_limit::STEP.word));
        let requests: u64 = unlimited.map(|(_, line)| line.task_count()).sum();
        let at_once = requests.min(IN_FLIGHT as u64);
        let of_all = if at_once < requests {
            format!("Of {requests} requests, {at_once}")
        } else {
            format!("{requests} requests")
        };
        (requests >= MANY).then(|| Found {
            sentence: format!(
                "{of_all} may go out at once. A real server, and a browser beyond some thousand, turns some of them \
                 away: `limit 20` on the `run:` line, or `with limit`, keeps the others waiting in line."
            ),
            evidence: vec![("requests", requests as f64), ("atOnce", at_once as f64)],
        })
    },
};
