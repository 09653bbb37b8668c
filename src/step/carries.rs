//! What steps hand to each other, as they declare it.

use std::fmt;

use super::Value;

/// Names the kind of value that steps hand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carries {
    /// No value.
    Nothing,
    /// Raw bytes.
    Bytes,
    /// Text.
    Text,
    /// A whole number.
    Number,
    /// An image.
    Image,
}

impl Carries {
    /// Returns a value of this kind, as small as can be.
    pub fn least(self) -> Value {
        match self {
            Carries::Nothing => Value::Nothing,
            Carries::Bytes => Value::Bytes(Default::default()),
            Carries::Text => Value::Text(Default::default()),
            Carries::Number => Value::Number(0),
            Carries::Image => Value::Image { width: 0, height: 0, rgba: Default::default() },
        }
    }
}

/// Says which value a step needs from the step before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Whatever it is; the step makes nothing of it.
    Nothing,
    /// Whatever it is; the step hands it on, gives it to its parts, or puts it away.
    Any,
    /// A value of one of these kinds.
    OneOf(&'static [Carries]),
    /// A value of one of these kinds; whatever it is, where the parameter at this position, a size, is written.
    OneOfOrSize {
        /// Which kinds.
        kinds: &'static [Carries],
        /// Counted from 0.
        position: usize,
    },
}

/// Says which value a step hands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    /// A value of this kind.
    Kind(Carries),
    /// The value it was given.
    Same,
    /// The value of its part; of several parts, of whichever ends it.
    Part,
    /// The value of its part, which is done over and over, each time with the value it came to before.
    LastPart,
    /// A value that was put into the queue it names.
    Queued,
}

impl Carries {
    /// Returns the word for this kind in data.
    pub const fn word(self) -> &'static str {
        match self {
            Carries::Nothing => "nothing",
            Carries::Bytes => "bytes",
            Carries::Text => "text",
            Carries::Number => "number",
            Carries::Image => "image",
        }
    }
}

/// Writes the kind as a sentence has it: `a number`.
impl fmt::Display for Carries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Carries::Nothing | Carries::Bytes | Carries::Text => f.write_str(self.word()),
            Carries::Number => f.write_str("a number"),
            Carries::Image => f.write_str("an image"),
        }
    }
}

/// Writes what is needed as a sentence has it: `bytes or text`.
impl fmt::Display for Takes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Takes::Nothing => f.write_str("nothing"),
            Takes::Any => f.write_str("any"),
            Takes::OneOf(kinds) => f.write_str(&either(kinds)),
            Takes::OneOfOrSize { kinds, .. } => write!(f, "{}, or a size after its name", either(kinds)),
        }
    }
}

fn either(kinds: &[Carries]) -> String {
    let kinds: Vec<String> = kinds.iter().map(Carries::to_string).collect();
    kinds.join(" or ")
}

impl Gives {
    /// Returns the word for this in data.
    pub const fn word(self) -> &'static str {
        match self {
            Gives::Kind(kind) => kind.word(),
            Gives::Same => "same",
            Gives::Part | Gives::LastPart => "part",
            Gives::Queued => "queued",
        }
    }
}
