//! `wordcount`: counts words in text or bytes.

use std::sync::Arc;

use rayon::prelude::*;

use super::Computation;

/// Bytes of one chunk: half a millisecond, and some two in the first tier of a wasm engine.
const CHUNK: usize = 256 * 1024;

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
        let end = chunk_end(&self.bytes, self.next);
        self.counted = self.counted.join(Words::of(&self.bytes[self.next..end]));
        self.next = end;
        (end == self.bytes.len()).then_some(self.counted.count)
    }

    fn progress(&self) -> f64 {
        if self.bytes.is_empty() { 1.0 } else { self.next as f64 / self.bytes.len() as f64 }
    }
}

/// Returns where the chunk that begins at `start` ends: before a character, not in it.
fn chunk_end(bytes: &[u8], start: usize) -> usize {
    let is_inside = |place: &usize| bytes.get(*place).is_some_and(|byte| byte & 0xc0 == 0x80);
    let end = start.saturating_add(CHUNK).min(bytes.len());
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
    fn of(bytes: &[u8]) -> Words {
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
    let ends = std::iter::successors(Some(0), |&start| (start < bytes.len()).then(|| chunk_end(bytes, start)));
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
    fn a_word_across_two_chunks_is_one() {
        for before in CHUNK - 5..CHUNK + 2 {
            let text = format!("{}a🦀b c", " ".repeat(before));
            assert_eq!(words(text.as_bytes()), 2, "{before}");
        }
        assert_eq!(words(&vec![0x80; CHUNK * 2]), 1);
    }
}
