//! What steps store.

use std::sync::Arc;

use super::{Arguments, Carries, Value};
use crate::workload::{Draws, Fallback, Kind, Parameter};

/// Holds what is to be stored, or how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// These bytes.
    Given(Arc<[u8]>),
    /// So many bytes, which no browser can make smaller.
    Generated(usize),
}

impl Content {
    /// What can be stored: bytes as they are, a text as UTF-8, a number as its digits.
    pub const KINDS: &[Carries] = &[Carries::Bytes, Carries::Text, Carries::Number];

    /// Where a step that stores has its size, counted from 0.
    pub const POSITION: usize = 1;

    /// Declares the size of what a step stores.
    pub const SIZE: Parameter = Parameter {
        name: "size",
        kind: Kind::count(1, 64_000_000),
        default: Some(Fallback::Amount(0)),
        help: "How many bytes are made up and stored; if it is left out, the value that the step was given is.",
        example: "200k",
    };

    /// Returns what a step stores that was given this value.
    pub(super) fn of(arguments: &Arguments, value: &Value) -> Content {
        match (arguments.count(Content::POSITION), value) {
            (0, Value::Number(number)) => Content::Given(number.to_string().into_bytes().into()),
            (0, value) => Content::Given(value.bytes()),
            (size, _) => Content::Generated(usize::try_from(size).unwrap_or(usize::MAX)),
        }
    }

    /// Counts the bytes.
    pub fn size(&self) -> usize {
        match self {
            Content::Given(bytes) => bytes.len(),
            Content::Generated(size) => *size,
        }
    }

    /// Returns the bytes; those that are made up are the same each time.
    pub fn into_bytes(self) -> Arc<[u8]> {
        let size = match self {
            Content::Given(bytes) => return bytes,
            Content::Generated(size) => size,
        };
        let mut draws = Draws::new(0, &[]);
        let mut bytes = Vec::with_capacity(size.next_multiple_of(size_of::<u64>()));
        while bytes.len() < size {
            bytes.extend_from_slice(&draws.between(0, u64::MAX).to_le_bytes());
        }
        bytes.truncate(size);
        bytes.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::Resolved;

    fn content(size: u64, value: Value) -> Content {
        let positional = vec![Resolved::Text("x".to_owned()), Resolved::Count(size)];
        Content::of(&Arguments { positional, options: Vec::new() }, &value)
    }

    #[test]
    fn a_value_is_stored_as_its_bytes_and_a_number_as_its_digits() {
        let stored = |value| content(0, value).into_bytes();
        assert_eq!(*stored(Value::Text("é".into())), *"é".as_bytes());
        assert_eq!(*stored(Value::Number(1_234)), *b"1234");
        assert_eq!(*stored(Value::Bytes([0, 255].into())), [0, 255]);
    }

    #[test]
    fn what_is_made_up_has_the_size_asked_for_and_no_pattern() {
        let made = content(10_001, Value::Number(7));
        assert_eq!(made.size(), 10_001);
        let bytes = made.clone().into_bytes();
        assert_eq!(bytes.len(), 10_001);
        assert_eq!(bytes, made.into_bytes());
        let mut counts = [0_u32; 256];
        bytes.iter().for_each(|&byte| counts[usize::from(byte)] += 1);
        assert!(counts.iter().all(|&count| count < 100), "no byte comes more than twice as often as it should");
    }
}
