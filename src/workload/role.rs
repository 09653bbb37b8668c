//! What a place in a text is for, as the parser sees it; completion and help read only this.

use super::Parameter;
use crate::step::Declaration;

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
    /// An option of this step, or an arrow.
    StepOption(&'static Declaration, Used),
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
            Role::OptionValue(_) => true,
            _ => false,
        }
    }
}

/// Holds the options that are written already.
pub(super) type Used = Vec<&'static str>;
