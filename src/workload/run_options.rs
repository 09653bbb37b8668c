//! What concerns the whole run.

use std::time::Duration;

use super::options;
use super::parameter::{Parameter, Shared};
use super::quantity::Quantity;
use super::tree::{Value, Workload, find};
use crate::step::Name;

/// Holds what concerns the whole run; what is `None` was not written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunOptions {
    /// Names the join.
    pub join: Option<&'static str>,
    /// Says how many tasks may run at once.
    pub limit: Option<u64>,
    /// Says how many threads the models with a pool use.
    pub workers: Option<u64>,
    /// Says when the whole run is cancelled, counted from its start.
    pub deadline: Option<Duration>,
    /// Holds the seed of all draws.
    pub seed: Option<u64>,
    /// Says how often the whole run is done.
    pub repeat: Option<u64>,
    /// Holds every queue that the text names, in the order of the text, with the most values it holds.
    pub queues: Vec<(Name, Option<usize>)>,
}

impl Workload {
    /// Returns what the `run:` line says, and the queues of the whole text.
    pub fn run_options(&self) -> RunOptions {
        let settings = self.run_settings();
        let amount = |option: &Parameter| match find(settings, option)? {
            Value::Quantity(Quantity::Fixed(amount)) => Some(*amount),
            _ => None,
        };
        RunOptions {
            join: match find(settings, &options::JOIN) {
                Some(Value::Choice(join)) => Some(join),
                _ => None,
            },
            limit: amount(&options::LIMIT),
            workers: amount(&options::WORKERS),
            deadline: amount(&options::DEADLINE).map(Duration::from_micros),
            seed: amount(&options::SEED),
            repeat: amount(&options::REPEAT),
            queues: self.queues(),
        }
    }

    fn queues(&self) -> Vec<(Name, Option<usize>)> {
        let declared = self.run_settings().iter().filter_map(|setting| match &setting.value {
            Value::Queue { name, bound } => {
                Some((name, bound.map(|bound| usize::try_from(bound).unwrap_or(usize::MAX))))
            }
            _ => None,
        });
        let steps = self.all_steps();
        let named = steps.iter().filter_map(|step| step.shared()).filter(|(shared, _)| *shared == Shared::Queue);
        let mut queues: Vec<(Name, Option<usize>)> = Vec::new();
        for (name, bound) in declared.chain(named.map(|(_, name)| (name, None))) {
            if queues.iter().all(|(other, _)| other != name) {
                queues.push((name.clone(), bound));
            }
        }
        queues
    }
}
