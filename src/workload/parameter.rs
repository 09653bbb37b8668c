//! What may be written where: the kinds of value, their limits and how they read.

use std::fmt;

use super::Size;
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
        /// Whether tasks may have different ones: a range, or a list.
        varies: bool,
    },
    /// A size of an image, or a list of them, each side from `min` to `max` pixels.
    Size {
        /// The least width and height allowed.
        min: u32,
        /// The greatest width and height allowed.
        max: u32,
    },
    /// A URL: http, https, or relative to the page.
    Url,
    /// A text in double quotes.
    Text,
    /// What a file or a record is called; it may hold `{i}`.
    Label,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// The name of a thing that tasks share.
    Name(Shared),
    /// The name of a queue and, if it is bounded, the most values it holds.
    Queue,
}

/// Says what sort of thing a name that tasks share stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shared {
    /// A lock.
    Lock,
    /// A limit: so many permits.
    Limit,
    /// A queue.
    Queue,
    /// A barrier.
    Barrier,
    /// A counter.
    Counter,
}

impl fmt::Display for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Shared::Lock => "lock",
            Shared::Limit => "limit",
            Shared::Queue => "queue",
            Shared::Barrier => "barrier",
            Shared::Counter => "counter",
        })
    }
}

impl Kind {
    /// Takes a percentage, which decides by chance.
    pub const PERCENT: Kind = Kind::amount(Unit::Percent, 0, 100);

    /// Bounds a queue: the most values it holds.
    pub const BOUND: Kind = Kind::count(1, 1_000_000).same_for_all();

    /// Takes an amount from `min` to `max` of these units.
    pub const fn amount(unit: Unit, min: u64, max: u64) -> Kind {
        Kind::Amount { unit, min, max, varies: true }
    }

    /// Takes a whole number from `min` to `max`.
    pub const fn count(min: u64, max: u64) -> Kind {
        Kind::amount(Unit::One, min, max)
    }

    /// Takes a length of time from `min` to `max` milliseconds.
    pub const fn duration_ms(min: u64, max: u64) -> Kind {
        Kind::amount(Unit::Microsecond, min * 1000, max * 1000)
    }

    /// Takes the same amounts, but one for all tasks.
    pub const fn same_for_all(self) -> Kind {
        match self {
            Kind::Amount { unit, min, max, .. } => Kind::Amount { unit, min, max, varies: false },
            other => other,
        }
    }

    /// Returns the word that stands for this kind in data and in the signature of a step.
    pub fn word(&self) -> &'static str {
        match self {
            Kind::Amount { unit, .. } => unit.word(),
            Kind::Size { .. } => "size",
            Kind::Url => "url",
            Kind::Text => "text",
            Kind::Choice(_) => "choice",
            Kind::Label | Kind::Name(_) => "name",
            Kind::Queue => "name [count]",
        }
    }
}

/// Writes what is expected, with its limits: `a duration from 0s to 60s`.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Amount { unit, min, max, .. } => {
                write!(f, "{} from {} to {}", unit.noun(), unit.print(*min), unit.print(*max))
            }
            Kind::Size { min, max } => write!(f, "a size from {} to {}", Size::square(*min), Size::square(*max)),
            Kind::Url => f.write_str("a URL"),
            Kind::Text => f.write_str("a text in double quotes"),
            Kind::Label => f.write_str("a name"),
            Kind::Name(shared) => write!(f, "the name of a {shared}"),
            Kind::Queue => f.write_str("the name of a queue and how many values it holds"),
            Kind::Choice([only]) => write!(f, "`{only}`"),
            Kind::Choice(words) => write!(f, "one of {}", words.join(", ")),
        }
    }
}
