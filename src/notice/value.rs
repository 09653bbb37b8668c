//! A number with its unit, and how people read it.

use crate::verdict::told;

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Nothing: a ratio, or a number that is written down.
    Plain,
    /// Milliseconds.
    Time,
    /// Whole things.
    Count,
    /// Bytes.
    Bytes,
    /// Times a second.
    Rate,
}

/// A number with its unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Value {
    pub(super) number: f64,
    pub(super) unit: Unit,
}

impl Value {
    /// Adds, or takes away: what comes out is of the same sort.
    pub(super) fn plus(self, other: Self, sign: f64) -> Self {
        let unit = if self.unit == Unit::Plain { other.unit } else { self.unit };
        Self { number: self.number + sign * other.number, unit }
    }

    pub(super) fn times(self, other: Self) -> Self {
        let unit = if self.unit == Unit::Plain { other.unit } else { self.unit };
        Self { number: self.number * other.number, unit }
    }

    /// Divides: by its like it is a ratio; by a mere number, or shared among things, what it was.
    pub(super) fn over(self, other: Self) -> Self {
        let is_shared = matches!(other.unit, Unit::Plain | Unit::Count);
        let unit = if is_shared && self.unit != other.unit { self.unit } else { Unit::Plain };
        Self { number: self.number / other.number, unit }
    }

    /// As people read it.
    pub(super) fn told(self) -> String {
        let number = self.number;
        match self.unit {
            Unit::Time => told(number),
            Unit::Count => grouped(number),
            Unit::Bytes if number >= 1e6 => format!("{:.1} MB", number / 1e6),
            Unit::Bytes if number >= 1e3 => format!("{:.1} kB", number / 1e3),
            Unit::Bytes => format!("{number:.0} bytes"),
            Unit::Rate => format!("{number:.1} a second"),
            Unit::Plain if number.abs() >= 99.5 => grouped(number),
            Unit::Plain if number.abs() >= 9.95 => format!("{number:.0}"),
            Unit::Plain => format!("{number:.1}"),
        }
    }
}

/// A whole number, with commas between its thousands.
fn grouped(number: f64) -> String {
    let digits = format!("{:.0}", number.abs());
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    let sign = if number < 0.0 { "−" } else { "" };
    format!("{sign}{}", groups.join(","))
}
