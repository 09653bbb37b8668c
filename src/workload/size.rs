//! Sizes of images: `640x360`.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Holds the width and height of an image in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// The width.
    pub width: u32,
    /// The height.
    pub height: u32,
}

/// Explains why a word is no size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SizeError {
    /// It is not two numbers with an `x` between them.
    #[error("is no size")]
    NotASize,
    /// It is one number.
    #[error("has no height, write the width and the height with an x between them")]
    NoHeight,
    /// It has another sign than `x` between the numbers.
    #[error("has no x between the numbers")]
    NoX,
}

impl Size {
    /// Makes a square.
    pub const fn square(side: u32) -> Size {
        Size { width: side, height: side }
    }

    /// Returns how many pixels there are.
    pub const fn pixels(self) -> u64 {
        self.width as u64 * self.height as u64
    }

    /// Reads a whole word as a size; a number that is too large for any image counts as the largest there is.
    ///
    /// # Errors
    /// Says what is wrong with the word, as the end of a sentence about it.
    pub fn parse(word: &str) -> Result<Size, SizeError> {
        let number = |digits: &str| {
            let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| digits.parse().unwrap_or(u32::MAX))
        };
        if let Some((width, height)) = word.split_once('x') {
            let size = number(width).zip(number(height));
            return size.map(|(width, height)| Size { width, height }).ok_or(SizeError::NotASize);
        }
        match word.split(OTHER_SIGNS).map(number).collect::<Option<Vec<u32>>>().as_deref() {
            Some([_]) => Err(SizeError::NoHeight),
            Some([_, _]) => Err(SizeError::NoX),
            _ => Err(SizeError::NotASize),
        }
    }

    /// Guesses what a word that is no size was meant to be.
    pub fn mended(word: &str) -> Option<Size> {
        Size::parse(&word.replace(OTHER_SIGNS, "x")).ok()
    }

    /// Returns the size with each side put between these.
    pub fn clamp(self, min: u32, max: u32) -> Size {
        Size { width: self.width.clamp(min, max), height: self.height.clamp(min, max) }
    }
}

/// What is written between two numbers elsewhere.
const OTHER_SIGNS: [char; 3] = ['X', '×', '*'];

/// Writes the size as it is written in a workload.
impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}", self.width, self.height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_back_as_they_are_printed() {
        for (width, height) in [(640, 360), (0, 7), (u32::MAX, 1)] {
            let size = Size { width, height };
            assert_eq!(Size::parse(&size.to_string()), Ok(size));
        }
        assert_eq!(Size::parse("0640x99999999999"), Ok(Size { width: 640, height: u32::MAX }));
    }

    #[test]
    fn what_is_no_size_is_told_why_and_mended_where_it_can_be() {
        let told = [
            ("640", SizeError::NoHeight, None),
            ("640X360", SizeError::NoX, Some("640x360")),
            ("640×360", SizeError::NoX, Some("640x360")),
            ("640*360", SizeError::NoX, Some("640x360")),
            ("640*", SizeError::NotASize, None),
            ("640x", SizeError::NotASize, None),
            ("x360", SizeError::NotASize, None),
            ("1x2x3", SizeError::NotASize, None),
            ("-1x2", SizeError::NotASize, None),
            ("6.4x3", SizeError::NotASize, None),
            ("", SizeError::NotASize, None),
        ];
        for (word, error, mended) in told {
            assert_eq!(Size::parse(word), Err(error), "{word}");
            assert_eq!(Size::mended(word).map(|size| size.to_string()).as_deref(), mended, "{word}");
        }
    }
}
