//! What a place in a text is for, as the parser sees it; completion and help read only this.

use super::Parameter;
use crate::step::{Declaration, Parts};

/// Says what stands, or may be written, at a place.
#[derive(Clone, Debug)]
pub(super) enum Role {
    /// The beginning of a row: a count, a name, or `run`.
    Start,
    /// The name of a line.
    Name,
    /// An option of the `run:` line.
    RunOption(Used),
    /// An option of a line's tasks, or the colon after them.
    TaskOption(Used),
    /// A step.
    Step,
    /// An option of a step, an arrow, or what ends the part that the step is in.
    StepOption {
        /// The step.
        step: &'static Declaration,
        /// The options it has.
        used: Used,
        /// What parts the step has that this one is in.
        within: Option<Parts>,
    },
    /// The parenthesis before the parts of this step.
    Open(&'static Declaration),
    /// What stands between the two parts of a step.
    Else,
    /// The value of a step's parameter.
    Argument(&'static Declaration, &'static Parameter),
    /// The value of an option.
    OptionValue(&'static Parameter),
}

impl Role {
    /// Says whether nothing else may stand in its place.
    pub(super) fn is_required(&self) -> bool {
        match self {
            Role::Argument(_, parameter) => parameter.default.is_none(),
            Role::Step | Role::OptionValue(_) | Role::Open(_) | Role::Else => true,
            // Before the part is closed, what its step may have cannot stand.
            Role::StepOption { within, .. } => within.is_some(),
            _ => false,
        }
    }
}

/// Holds the options that are written already.
pub(super) type Used = Vec<&'static str>;
