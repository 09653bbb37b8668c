//! What was written, settled for one task: ranges drawn, lists taken in turn, `{i}` replaced.

use std::time::Duration;

use super::amount::Unit;
use super::draw::Draws;
use super::parameter::{Fallback, Kind, Parameter};
use super::quantity::Quantity;
use super::task_step::{Part, TaskStep};
use super::tree::{self, Setting, Step};
use crate::step::{Arguments, Resolved};

/// Stands where a draw's key has the number of a step, for draws that concern the whole task.
const WHOLE_TASK: u64 = u64::MAX;

/// Settles the values of one task, or of one copy of a part of it.
///
/// A draw's key is the task, the copies of the parts it is in, its step, and its place in the step.
#[derive(Clone, Debug)]
pub(super) struct Settling {
    draws: Draws,
    /// Counts the tasks of the line, from 1.
    index: u64,
}

impl Settling {
    /// Draws from `draws` for the task with this number within its line, counted from 1.
    pub(super) fn new(draws: Draws, index: u64) -> Settling {
        Settling { draws, index }
    }

    /// Returns what settles the `copy`th copy of a part, counted from 0.
    pub(super) fn copy(&self, copy: u64) -> Settling {
        Settling { draws: self.draws.keyed(copy), index: self.index }
    }

    /// Settles steps, the first of which is the `first`th of its line, counted from 0.
    pub(super) fn steps(&self, steps: &[Step], first: u16) -> Vec<TaskStep> {
        let mut number = first;
        let settled = steps.iter().map(|step| {
            let settled = self.step(step, number);
            number = number.saturating_add(step.size());
            settled
        });
        settled.collect()
    }

    /// Settles the options of a line.
    pub(super) fn whole_task(&self, settings: &[Setting]) -> Vec<(&'static Parameter, Resolved)> {
        self.options(settings, WHOLE_TASK, 0)
    }

    fn step(&self, step: &Step, number: u16) -> TaskStep {
        let parameters = step.declaration.parameters;
        let draws = self.draws.keyed(u64::from(number));
        let positional = (0..)
            .zip(parameters)
            .zip(&step.arguments)
            .filter_map(|((place, parameter), written)| match written {
                Some(argument) => Some(self.value(&argument.value, parameter, &draws, place)),
                None => fallback(parameter).map(|value| self.value(&value, parameter, &draws, place)),
            })
            .collect();
        let options = self.options(&step.options, u64::from(number), parameters.len() as u64);
        let mut first = number.saturating_add(1);
        let parts = step.parts.iter().map(|steps| {
            let part = Part::new(steps.clone(), first, self.clone());
            first = first.saturating_add(tree::size(steps));
            part
        });
        TaskStep::new(step.declaration, Arguments { positional, options }, number, parts.collect(), draws)
    }

    fn options(&self, settings: &[Setting], step: u64, first_place: u64) -> Vec<(&'static Parameter, Resolved)> {
        let draws = self.draws.keyed(step);
        (first_place..)
            .zip(settings)
            .map(|(place, setting)| {
                let declared = setting.declaration;
                (declared, self.value(&setting.value, declared, &draws, place))
            })
            .collect()
    }

    fn value(&self, value: &tree::Value, parameter: &Parameter, draws: &Draws, place: u64) -> Resolved {
        match value {
            tree::Value::Choice(word) => Resolved::Choice(word),
            tree::Value::Text(text) => Resolved::Text(text.replace("{i}", &self.index.to_string())),
            tree::Value::Sizes(sizes) => {
                let turn = self.index.saturating_sub(1) % sizes.len() as u64;
                Resolved::Size(sizes[turn as usize])
            }
            tree::Value::Name(name) | tree::Value::Queue { name, .. } => Resolved::Name(name.clone()),
            tree::Value::Quantity(quantity) => {
                let mut draws = draws.keyed(place);
                let amount = quantity.resolve(self.index, &mut draws);
                match parameter.kind {
                    Kind::Amount { unit: Unit::Microsecond, .. } => Resolved::Duration(Duration::from_micros(amount)),
                    Kind::Amount { unit: Unit::Percent, .. } => Resolved::Chance(draws.between(1, 100) <= amount),
                    _ => Resolved::Count(amount),
                }
            }
        }
    }
}

/// Returns the value of a parameter that was left out; none for one that must be written.
fn fallback(parameter: &Parameter) -> Option<tree::Value> {
    parameter.default.map(|default| match default {
        Fallback::Amount(amount) => tree::Value::Quantity(Quantity::Fixed(amount)),
        Fallback::Text(text) => tree::Value::Text(text.to_owned()),
    })
}
