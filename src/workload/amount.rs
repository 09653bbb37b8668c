//! Numbers with a unit: read exactly, held as whole numbers, printed in their shortest spelling.

use std::time::Duration;

use thiserror::Error;

/// Says what an amount counts; an amount is held as a whole number of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Things: a bare number, or thousands (`k`) and millions (`M`) of them.
    One,
    /// Time: written in `ms` or `s`.
    Microsecond,
    /// Hundredths: written with `%`.
    Percent,
    /// How many in a second: written with `/s` or `k/s`.
    PerSecond,
}

/// Explains why a word is no amount.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AmountError {
    /// It does not begin with digits.
    #[error("is no number")]
    NotANumber,
    /// It begins with a minus sign.
    #[error("is below 0")]
    Negative,
    /// A unit is needed and there is none.
    #[error("has no unit, write {0}")]
    NoUnit(&'static str),
    /// What follows the digits is not a unit of this kind.
    #[error("has the unit `{unit}`, write {known}")]
    UnknownUnit {
        /// What was written.
        unit: String,
        /// What can be written.
        known: &'static str,
    },
    /// It has more decimals than can be held.
    #[error("is {0}")]
    TooFine(&'static str),
    /// It does not fit in 64 bits.
    #[error("is too large")]
    TooLarge,
}

impl Unit {
    /// Lists the suffixes with what each multiplies by, from the smallest to the largest.
    const fn suffixes(self) -> &'static [(&'static str, u64)] {
        match self {
            Unit::One => &[("", 1), ("k", 1_000), ("M", 1_000_000)],
            Unit::Microsecond => &[("ms", 1_000), ("s", 1_000_000)],
            Unit::Percent => &[("%", 1)],
            Unit::PerSecond => &[("/s", 1), ("k/s", 1_000)],
        }
    }

    const fn known(self) -> &'static str {
        match self {
            Unit::One => "k, M or none",
            Unit::Microsecond => "ms or s",
            Unit::Percent => "%",
            Unit::PerSecond => "/s",
        }
    }

    const fn too_fine(self) -> &'static str {
        match self {
            Unit::One => "no whole number",
            Unit::Microsecond => "finer than a microsecond",
            Unit::Percent => "no whole percentage",
            Unit::PerSecond => "no whole number a second",
        }
    }

    /// Returns the word for amounts of this unit in data and signatures.
    pub const fn word(self) -> &'static str {
        match self {
            Unit::One => "count",
            Unit::Microsecond => "duration",
            Unit::Percent => "percent",
            Unit::PerSecond => "rate",
        }
    }

    /// Returns how a sentence calls an amount of this unit.
    pub const fn noun(self) -> &'static str {
        match self {
            Unit::One => "a whole number",
            Unit::Microsecond => "a duration",
            Unit::Percent => "a percentage",
            Unit::PerSecond => "a rate",
        }
    }

    /// Reads a whole word as an amount, exactly.
    ///
    /// # Errors
    /// Says what is wrong with the word, as the end of a sentence about it.
    pub fn parse(self, word: &str) -> Result<u64, AmountError> {
        if word.starts_with(['-', '−']) {
            return Err(AmountError::Negative);
        }
        let digits_end = word.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(word.len());
        let (number, suffix) = word.split_at(digits_end);
        let (whole, decimals) = match number.split_once('.') {
            Some((whole, decimals)) if !decimals.is_empty() => (whole, decimals),
            Some(_) => return Err(AmountError::NotANumber),
            None => (number, ""),
        };
        if whole.is_empty() || decimals.contains('.') {
            return Err(AmountError::NotANumber);
        }
        let Some(&(_, scale)) = self.suffixes().iter().find(|(known, _)| *known == suffix) else {
            return Err(if suffix.is_empty() {
                AmountError::NoUnit(self.known())
            } else {
                AmountError::UnknownUnit { unit: suffix.to_owned(), known: self.known() }
            });
        };
        let whole: u64 = whole.parse().map_err(|_| AmountError::TooLarge)?;
        whole
            .checked_mul(scale)
            .ok_or(AmountError::TooLarge)?
            .checked_add(self.fraction(decimals, scale)?)
            .ok_or(AmountError::TooLarge)
    }

    /// Reads the digits after the point as a part of `scale`.
    fn fraction(self, decimals: &str, scale: u64) -> Result<u64, AmountError> {
        let (mut part, mut rest) = (0, scale);
        for digit in decimals.bytes().map(|digit| u64::from(digit - b'0')) {
            if rest % 10 != 0 && digit != 0 {
                return Err(AmountError::TooFine(self.too_fine()));
            }
            rest /= 10;
            part += digit * rest;
        }
        Ok(part)
    }

    /// Completes a number that is begun with each suffix with which it is an amount.
    pub fn spellings(self, begun: &str) -> impl Iterator<Item = String> {
        let spelled = move |&(suffix, _): &(&str, u64)| format!("{begun}{suffix}");
        let candidates = self.suffixes().iter().map(spelled);
        candidates.filter(move |text| self.parse(text).is_ok())
    }

    /// Writes an amount in its shortest spelling of at least 1, a whole number where two are equally short.
    pub fn print(self, amount: u64) -> String {
        let spelled = |&(suffix, scale): &(&str, u64)| {
            let (whole, part) = (amount / scale, amount % scale);
            if part == 0 {
                return format!("{whole}{suffix}");
            }
            let width = scale.ilog10() as usize;
            let decimals = format!("{part:0width$}");
            format!("{whole}.{}{suffix}", decimals.trim_end_matches('0'))
        };
        let suffixes = self.suffixes();
        suffixes
            .iter()
            .enumerate()
            .filter(|(i, (_, scale))| *i == 0 || amount >= *scale || amount == 0)
            .map(|(_, suffix)| spelled(suffix))
            .min_by_key(|text| (text.len(), text.contains('.')))
            .unwrap_or_default()
    }
}

/// Writes a length of time as the language does, to the microsecond.
pub fn print_duration(duration: Duration) -> String {
    Unit::Microsecond.print(u64::try_from(duration.as_micros()).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_printed_in_their_shortest_spelling() {
        let printed = [
            (Unit::Microsecond, "1000ms", "1s"),
            (Unit::Microsecond, "1500ms", "1.5s"),
            (Unit::Microsecond, "0.5s", "500ms"),
            (Unit::Microsecond, "0.0005s", "0.5ms"),
            (Unit::Microsecond, "0.001ms", "0.001ms"),
            (Unit::Microsecond, "1001ms", "1001ms"),
            (Unit::Microsecond, "0ms", "0s"),
            (Unit::Microsecond, "3600000ms", "3600s"),
            (Unit::One, "0", "0"),
            (Unit::One, "20000000", "20M"),
            (Unit::One, "1.5M", "1.5M"),
            (Unit::One, "1500", "1500"),
            (Unit::One, "1234567", "1234567"),
            (Unit::One, "1000k", "1M"),
            (Unit::One, "007", "7"),
            (Unit::Percent, "30%", "30%"),
            (Unit::PerSecond, "50/s", "50/s"),
            (Unit::PerSecond, "2000/s", "2k/s"),
        ];
        for (unit, written, expected) in printed {
            let amount = unit.parse(written).expect(written);
            assert_eq!(unit.print(amount), expected, "{written}");
        }
    }

    #[test]
    fn what_is_printed_is_read_back_exactly() {
        let amounts = (0..1_100).chain([1_500_000, 1_234_567, 1_000_001, 999_999, u64::MAX]);
        for amount in amounts {
            for unit in [Unit::One, Unit::Microsecond, Unit::Percent, Unit::PerSecond] {
                assert_eq!(unit.parse(&unit.print(amount)), Ok(amount));
            }
        }
    }

    #[test]
    fn what_is_no_amount_is_told_why() {
        let told = [
            (Unit::One, "-1", "is below 0"),
            (Unit::One, "", "is no number"),
            (Unit::One, "x", "is no number"),
            (Unit::One, ".5M", "is no number"),
            (Unit::One, "1.", "is no number"),
            (Unit::One, "1.2.3M", "is no number"),
            (Unit::One, "1.5", "is no whole number"),
            (Unit::One, "5ms", "has the unit `ms`, write k, M or none"),
            (Unit::One, "99999999999999999999", "is too large"),
            (Unit::One, "18446744073710M", "is too large"),
            (Unit::Microsecond, "2", "has no unit, write ms or s"),
            (Unit::Microsecond, "99999h", "has the unit `h`, write ms or s"),
            (Unit::Microsecond, "0.0001ms", "is finer than a microsecond"),
            (Unit::Percent, "1.5%", "is no whole percentage"),
        ];
        for (unit, word, message) in told {
            let error = unit.parse(word).expect_err(word);
            assert_eq!(error.to_string(), message, "{word}");
        }
    }
}
