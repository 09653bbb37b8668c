//! What was written for a parameter or an option.

use super::super::words::{Known, WHOLE_TASK, in_turn, quoted, whole};
use super::Body;
use crate::workload::tree::{Step, Value};
use crate::workload::{Fallback, Kind, Parameter, Unit};

impl Body<'_> {
    /// The key of this step's draws.
    pub(super) fn key_here(&self) -> String {
        let step = self.step.map_or_else(|| WHOLE_TASK.to_owned(), |step| step.to_string());
        format!("{}, {step}", self.key)
    }

    /// Writes the value of a step's parameter, or what it counts as if it was left out.
    pub(super) fn argument(&mut self, step: &Step, place: usize) -> String {
        let Some(parameter) = step.declaration.parameters.get(place) else { return String::new() };
        match step.arguments.get(place).and_then(Option::as_ref) {
            Some(argument) => self.value(&argument.value, parameter, place as u64),
            None => match parameter.default {
                Some(Fallback::Amount(amount)) => whole(amount),
                Some(Fallback::Text(text)) => quoted(text),
                None => String::new(),
            },
        }
    }

    /// Writes the value of a step's option, if it was written.
    pub(super) fn option(&mut self, step: &Step, option: &Parameter) -> Option<String> {
        let place = step.options.iter().position(|setting| setting.declaration.name == option.name)?;
        let first = step.declaration.parameters.len();
        Some(self.value(&step.options[place].value, option, (first + place) as u64))
    }

    /// Writes what was written for a parameter; `place` is its own in the key of a draw.
    pub(in crate::code) fn value(&mut self, value: &Value, parameter: &Parameter, place: u64) -> String {
        let key = self.key_here();
        let known = Known { has_index: self.has_index, key: &key };
        match value {
            Value::Quantity(quantity) => {
                let unit = match parameter.kind {
                    Kind::Amount { unit, .. } => unit,
                    _ => Unit::One,
                };
                known.amount(quantity, unit, place, self.uses)
            }
            Value::Text(text) => known.text(text),
            Value::Choice(word) => quoted(word),
            Value::Name(name) | Value::Queue { name, .. } => quoted(name),
            Value::Sizes(sizes) => match sizes.as_slice() {
                [size] => format!("{}, {}", size.width, size.height),
                sizes if self.has_index => {
                    format!("*{}", in_turn(sizes.iter().map(|size| format!("({}, {})", size.width, size.height))))
                }
                sizes => sizes.first().map(|size| format!("{}, {}", size.width, size.height)).unwrap_or_default(),
            },
        }
    }
}
