//! The values one task's step was resolved to.

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use super::{Name, STEPS};
use crate::workload::{Kind, Parameter, Size};

/// Holds one value after ranges, lists, chances and `{i}` were settled for one task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Resolved {
    /// A whole number.
    Count(u64),
    /// A length of time.
    Duration(Duration),
    /// The size of an image.
    Size(Size),
    /// Whether something of a given percentage happens to this task.
    Chance(bool),
    /// A text or a URL.
    Text(String),
    /// The name of a thing that tasks share.
    Name(Name),
    /// One of a parameter's choices.
    Choice(&'static str),
}

/// Holds everything that was written after a step's word, resolved for one task.
///
/// The parser guarantees one value of the declared kind for each parameter, so the accessors by position
/// panic only where a step asks for what its own declaration does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// Holds a value for each declared parameter, in order.
    pub positional: Vec<Resolved>,
    /// Holds the options that were written, each with its declaration.
    pub options: Vec<(&'static Parameter, Resolved)>,
}

impl Arguments {
    /// Returns the whole number at `position`.
    pub fn count(&self, position: usize) -> u64 {
        match self.positional.get(position) {
            Some(Resolved::Count(count)) => *count,
            other => misdeclared("a count", position, other),
        }
    }

    /// Returns the length of time at `position`.
    pub fn duration(&self, position: usize) -> Duration {
        match self.positional.get(position) {
            Some(Resolved::Duration(duration)) => *duration,
            other => misdeclared("a duration", position, other),
        }
    }

    /// Returns the size at `position`.
    pub fn size(&self, position: usize) -> Size {
        match self.positional.get(position) {
            Some(Resolved::Size(size)) => *size,
            other => misdeclared("a size", position, other),
        }
    }

    /// Returns whether what has the percentage at `position` happens.
    pub fn chance(&self, position: usize) -> bool {
        match self.positional.get(position) {
            Some(Resolved::Chance(happens)) => *happens,
            other => misdeclared("a percentage", position, other),
        }
    }

    /// Returns the text or URL at `position`.
    pub fn text(&self, position: usize) -> &str {
        match self.positional.get(position) {
            Some(Resolved::Text(text)) => text,
            other => misdeclared("a text", position, other),
        }
    }

    /// Returns the name at `position`.
    pub fn name(&self, position: usize) -> Name {
        match self.positional.get(position) {
            Some(Resolved::Name(name)) => name.clone(),
            other => misdeclared("a name", position, other),
        }
    }

    /// Returns the word that was chosen at `position`.
    pub fn choice(&self, position: usize) -> &'static str {
        match self.positional.get(position) {
            Some(Resolved::Choice(word)) => word,
            other => misdeclared("a choice", position, other),
        }
    }

    /// Returns the value of `option`, if it was written.
    pub fn option(&self, option: &Parameter) -> Option<&Resolved> {
        self.options.iter().find(|(declared, _)| declared.name == option.name).map(|(_, value)| value)
    }
}

fn misdeclared(wanted: &str, position: usize, found: Option<&Resolved>) -> ! {
    panic!("a step reads {wanted} at position {position} but declares {found:?}")
}

/// Holds what is read where another process has written a [`Resolved`].
#[derive(Deserialize)]
enum Written {
    Count(u64),
    Duration(Duration),
    Size(Size),
    Chance(bool),
    Text(String),
    Name(Name),
    Choice(String),
}

impl<'de> Deserialize<'de> for Resolved {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Resolved, D::Error> {
        Ok(match Written::deserialize(deserializer)? {
            Written::Count(count) => Resolved::Count(count),
            Written::Duration(duration) => Resolved::Duration(duration),
            Written::Size(size) => Resolved::Size(size),
            Written::Chance(happens) => Resolved::Chance(happens),
            Written::Text(text) => Resolved::Text(text),
            Written::Name(name) => Resolved::Name(name),
            Written::Choice(word) => {
                let known = choice(&word).ok_or_else(|| D::Error::custom(format!("`{word}` is nobody's choice")))?;
                Resolved::Choice(known)
            }
        })
    }
}

/// Finds a word among the choices that some step declares.
fn choice(written: &str) -> Option<&'static str> {
    let parameters = STEPS.iter().flat_map(|step| step.parameters.iter().chain(step.options.iter().copied()));
    let words = parameters.filter_map(|parameter| match parameter.kind {
        Kind::Choice(words) => Some(words),
        _ => None,
    });
    words.flatten().copied().find(|word| *word == written)
}
