//! What may be written where: the kinds of value, their limits and how they read.

use std::fmt;

use super::amount::Unit;

/// Declares a parameter of a step, or an option with the one value that follows its word.
#[derive(Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Names the parameter in help, or the option in a workload.
    pub name: &'static str,
    /// Says what may be written.
    pub kind: Kind,
    /// Says what a parameter that was left out counts as; without it, the parameter must be written.
    pub default: Option<Fallback>,
    /// Explains the parameter in one sentence.
    pub help: &'static str,
    /// Shows a value, as a text that parses.
    pub example: &'static str,
}

/// Holds the value of a parameter that was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fallback {
    /// An amount in the unit of the parameter's kind.
    Amount(u64),
    /// A text.
    Text(&'static str),
}

/// Says what kind of value a parameter takes, and its limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An amount from `min` to `max`, in the base of its unit.
    Amount {
        /// What is counted.
        unit: Unit,
        /// The least amount allowed.
        min: u64,
        /// The greatest amount allowed.
        max: u64,
    },
    /// A URL: http, https, or relative to the page.
    Url,
    /// A text in double quotes.
    Text,
    /// One of these words.
    Choice(&'static [&'static str]),
}

impl Kind {
    /// Takes a percentage, which decides by chance.
    pub const PERCENT: Kind = Kind::Amount { unit: Unit::Percent, min: 0, max: 100 };

    /// Takes a whole number from `min` to `max`.
    pub const fn count(min: u64, max: u64) -> Kind {
        Kind::Amount { unit: Unit::One, min, max }
    }

    /// Takes a length of time from `min` to `max` milliseconds.
    pub const fn duration_ms(min: u64, max: u64) -> Kind {
        Kind::Amount { unit: Unit::Microsecond, min: min * 1000, max: max * 1000 }
    }

    /// Returns the word that stands for this kind in data and in the signature of a step.
    pub fn word(&self) -> &'static str {
        match self {
            Kind::Amount { unit, .. } => unit.word(),
            Kind::Url => "url",
            Kind::Text => "text",
            Kind::Choice(_) => "choice",
        }
    }
}

/// Writes what is expected, with its limits: `a duration from 0s to 60s`.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Amount { unit, min, max } => {
                write!(f, "{} from {} to {}", unit.noun(), unit.print(*min), unit.print(*max))
            }
            Kind::Url => f.write_str("a URL"),
            Kind::Text => f.write_str("a text in double quotes"),
            Kind::Choice([only]) => write!(f, "`{only}`"),
            Kind::Choice(words) => write!(f, "one of {}", words.join(", ")),
        }
    }
}
