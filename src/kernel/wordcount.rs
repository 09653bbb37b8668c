//! `wordcount`: counts words in text or bytes.

use std::sync::Arc;

use rayon::prelude::*;
use wide::u8x16;

use super::Computation;

/// Bytes of one chunk: a twentieth of a millisecond; where none is ASCII, half a millisecond, and some two in the first
/// tier of a wasm engine.
const CHUNK: usize = 256 * 1024;
/// Bytes that are looked at together, a bit of a number for each.
const BLOCK: usize = u64::BITS as usize;

/// Counts the words of some bytes a chunk.
pub struct Count {
    bytes: Arc<[u8]>,
    next: usize,
    counted: Words,
}

impl Count {
    /// Prepares to count the words of `bytes`.
    pub fn of(bytes: Arc<[u8]>) -> Count {
        Count { bytes, next: 0, counted: Words::default() }
    }
}

impl Computation for Count {
    type Outcome = u64;

    fn advance(&mut self) -> Option<u64> {
        let end = end_of(CHUNK, &self.bytes, self.next);
        self.counted = self.counted.join(Words::of(&self.bytes[self.next..end]));
        self.next = end;
        (end == self.bytes.len()).then_some(self.counted.count)
    }

    fn progress(&self) -> f64 {
        if self.bytes.is_empty() { 1.0 } else { self.next as f64 / self.bytes.len() as f64 }
    }
}

/// Returns where a part of `most` bytes that begins at `start` ends: before a character, not in it.
fn end_of(most: usize, bytes: &[u8], start: usize) -> usize {
    let is_inside = |place: &usize| bytes.get(*place).is_some_and(|byte| byte & 0xc0 == 0x80);
    let end = start.saturating_add(most).min(bytes.len());
    // A character has at most three bytes after its first; what has more is none, and may be cut anywhere.
    (0..=3).map(|back| end - back.min(end)).find(|place| !is_inside(place)).unwrap_or(end)
}

/// The words of a part of a text.
#[derive(Clone, Copy, Default)]
struct Words {
    count: u64,
    /// Whether the part begins, and whether it ends, with a character of a word.
    begins: bool,
    ends: bool,
}

impl Words {
    /// Reads ASCII by whole blocks, and all else, and what is left at the end, character by character.
    fn of(mut bytes: &[u8]) -> Words {
        let parts = std::iter::from_fn(|| {
            if let Some((block, rest)) = bytes.split_first_chunk()
                && let Some(words) = Words::of_ascii(block)
            {
                bytes = rest;
                return Some(words);
            }
            let (part, rest) = bytes.split_at(end_of(BLOCK, bytes, 0));
            bytes = rest;
            (!part.is_empty()).then(|| Words::of_characters(part))
        });
        parts.reduce(Words::join).unwrap_or_default()
    }

    /// Returns nothing where not all are ASCII. Of its own the compiler makes no masks of vectors.
    fn of_ascii(block: &[u8; BLOCK]) -> Option<Words> {
        let (mut others, mut spaces) = (0, 0);
        for (place, sixteen) in block.as_chunks().0.iter().enumerate() {
            let bytes = u8x16::new(*sixteen);
            others |= bytes.to_bitmask();
            let is_among = |first: u8, last: u8| {
                let place = bytes - u8x16::splat(first);
                place.simd_eq(place.min(u8x16::splat(last - first)))
            };
            let is_space = is_among(b'\t', b'\r') | is_among(b'\x1c', b' ');
            spaces |= u64::from(is_space.to_bitmask()) << (place * 16);
        }
        let firsts = !spaces & (spaces << 1 | 1);
        let (begins, ends) = (spaces & 1 == 0, spaces >> (BLOCK - 1) == 0);
        (others == 0).then_some(Words { count: firsts.count_ones().into(), begins, ends })
    }

    fn of_characters(bytes: &[u8]) -> Words {
        let text = String::from_utf8_lossy(bytes);
        let begins = text.chars().next().is_some_and(|first| !is_space(first));
        let (mut count, mut in_word) = (0, false);
        for character in text.chars() {
            let is_space = is_space(character);
            count += u64::from(!is_space && !in_word);
            in_word = !is_space;
        }
        Words { count, begins, ends: in_word }
    }

    /// Appends another part; a word across the two is one.
    fn join(self, next: Words) -> Words {
        let across = u64::from(self.ends && next.begins);
        Words { count: self.count + next.count - across, begins: self.begins, ends: next.ends }
    }
}

/// Counts the words of some bytes on all threads of the rayon pool.
pub fn parallel(bytes: &[u8]) -> u64 {
    let ends = std::iter::successors(Some(0), |&start| (start < bytes.len()).then(|| end_of(CHUNK, bytes, start)));
    let ends: Vec<usize> = ends.collect();
    let chunks: Vec<Words> = ends.par_windows(2).map(|place| Words::of(&bytes[place[0]..place[1]])).collect();
    chunks.into_iter().fold(Words::default(), Words::join).count
}

/// Python splits at four control characters more than Unicode calls white space.
fn is_space(character: char) -> bool {
    character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::splitmix64;

    fn words(bytes: &[u8]) -> u64 {
        let mut kernel = Count::of(bytes.into());
        let words = std::iter::repeat_with(|| kernel.advance()).flatten().next().expect("it ends");
        assert_eq!(parallel(bytes), words, "on many threads");
        words
    }

    #[test]
    fn words_are_what_stands_between_white_space() {
        let counted: [(&[u8], u64); 6] = [
            (b"", 0),
            (b" \n\t ", 0),
            (b" one  two\nthree ", 3),
            ("größe\u{2003}🦀".as_bytes(), 2),
            (b"one\x1ctwo", 2),
            (b"\xff\xfe one", 2),
        ];
        for (text, count) in counted {
            assert_eq!(words(text), count, "{text:?}");
        }
    }

    #[test]
    fn words_of_blocks_are_those_of_characters() {
        let parts =
            [" ", "\t", "\r", "\x0e", "\x1b", "\x1c", "!", "a", "\x7f", "ö", "\u{85}", "\u{2003}", "🦀", "\u{3000}"];
        for seed in 0..200 {
            let number = |place: u64| splitmix64(seed, place) as usize;
            // Some have whole blocks of ASCII, and some have none.
            let (length, kinds) = (number(0) as u64 % 400, 1 + number(1) % parts.len());
            let text: String = (2..2 + length).map(|place| parts[number(place) % kinds]).collect();
            let plainly = text.split(is_space).filter(|word| !word.is_empty()).count();
            assert_eq!(words(text.as_bytes()), plainly as u64, "{text:?}");
        }
    }

    #[test]
    fn a_word_across_two_chunks_is_one() {
        for before in CHUNK - 5..CHUNK + 2 {
            let text = format!("{}a🦀b c", " ".repeat(before));
            assert_eq!(words(text.as_bytes()), 2, "{before}");
        }
        assert_eq!(words(&vec![0x80; CHUNK * 2]), 1);
    }
}
