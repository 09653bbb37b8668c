//! What a step says about itself, once.

use std::fmt;

use serde::Serialize;

use super::{Action, Arguments, Computes, Gives, Python, Takes, Value};
use crate::workload::{Parameter, tree};

/// Declares a step: its word, what it takes, and what it asks a model to do.
pub struct Declaration {
    /// Names the step in a workload, in one word or in two.
    pub word: &'static str,
    /// Says what sort of work the step is.
    pub group: Group,
    /// Says in one sentence what the step does.
    pub summary: &'static str,
    /// Shows the step in use, as a text that parses.
    pub example: &'static str,
    /// Lists what follows the word, in order.
    pub parameters: &'static [Parameter],
    /// Lists the options that may follow the parameters, each at most once.
    pub options: &'static [&'static Parameter],
    /// Says which value the step needs from the step before it.
    pub takes: Takes,
    /// Says which value the step hands on.
    pub gives: Gives,
    /// Says how a computing step computes.
    pub computes: Option<Computes>,
    /// Says which parts in parentheses the step has.
    pub parts: Parts,
    /// Objects to a step whose parts are right each alone but not together.
    pub object: Option<fn(&tree::Step) -> Option<Objection>>,
    /// Says what the step is in Python.
    pub python: Python,
    /// Turns resolved arguments, and the value that the step before handed on, into what a model is to do.
    pub begin: fn(&Arguments, &Value) -> Action,
}

/// Says what sort of work a step is, and so how a model runs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// Waits for something outside; an event loop overlaps such waits.
    Io,
    /// Waits and holds its thread, on purpose.
    Blocking,
    /// Computes.
    Compute,
    /// Ends its task as failed.
    Fail,
    /// Does other steps, in some order or under some condition.
    Combine,
    /// Has tasks wait for each other.
    Synchronise,
}

/// Says which parts in parentheses a step has; each is `step -> step`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parts {
    /// None.
    None,
    /// One: `word values ( part )`.
    One,
    /// At least one: `word( part, part )`.
    Several,
    /// Two: `word ( part ) else ( part )`.
    TryElse,
}

/// Explains why the parts of a step do not go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Objection {
    /// Names the option at which the error is shown.
    pub option: &'static str,
    /// Says in one sentence what to do.
    pub message: &'static str,
}

impl Declaration {
    /// Returns what stands between the step, as far as it is written, and its first parenthesis.
    pub fn gap(&self) -> &'static str {
        match self.parts {
            Parts::Several => "",
            Parts::One if self.parameters.is_empty() => "",
            Parts::None | Parts::One | Parts::TryElse => " ",
        }
    }

    /// Finds the option of this step that is written `word`.
    pub fn option(&self, word: &str) -> Option<&'static Parameter> {
        self.options.iter().copied().find(|option| option.name == word)
    }
}

impl fmt::Debug for Declaration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Declaration").field(&self.word).finish()
    }
}
