//! What is known of a value before it is there.

use std::fmt;

use crate::step::Carries;

/// Holds the kinds a value may be of, a bit each; none if nothing is known yet or, after an error, ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Carried(u8);

impl Carried {
    pub(super) const UNKNOWN: Carried = Carried(0);
    pub(super) const NOTHING: Carried = Carried::of(Carries::Nothing);
    const KINDS: [Carries; 5] = [Carries::Bytes, Carries::Text, Carries::Number, Carries::Image, Carries::Nothing];

    /// Knows that a value is of this kind.
    pub(super) const fn of(kind: Carries) -> Carried {
        Carried(1 << kind as u8)
    }

    /// Returns what is known of a value that is either of two.
    pub(super) fn or(self, other: Carried) -> Carried {
        match (self, other) {
            (Carried::UNKNOWN, _) | (_, Carried::UNKNOWN) => Carried::UNKNOWN,
            (Carried(one), Carried(other)) => Carried(one | other),
        }
    }

    /// Says whether a step that takes these kinds can take the value, as far as is known.
    pub(super) fn is_among(self, kinds: &[Carries]) -> bool {
        let taken = kinds.iter().fold(0, |taken, &kind| taken | Carried::of(kind).0);
        self.0 & !taken == 0
    }
}

impl fmt::Display for Carried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let may_be = Carried::KINDS.into_iter().filter(|&kind| self.0 & Carried::of(kind).0 != 0);
        let kinds: Vec<String> = may_be.map(|kind| kind.to_string()).collect();
        f.write_str(&kinds.join(" or "))
    }
}
