//! `wordcount`: counts words in text or bytes.

use std::sync::Arc;

use super::{Action, Carries, Computes, Declaration, Gives, Group, Kernel, Parts, Takes, Value, nominal};

/// Declares `wordcount`.
pub static STEP: Declaration = Declaration {
    word: "wordcount",
    group: Group::Compute,
    summary: "Counts the words of the text it is given, or of bytes read as UTF-8, as `len(text.split())` does.",
    example: "fetch io/delay?bytes=20k -> wordcount",
    parameters: &[],
    options: &[],
    takes: Takes::OneOf(&[Carries::Text, Carries::Bytes]),
    gives: Gives::Kind(Carries::Number),
    computes: Some(Computes {
        holds_gil: true,
        cost: |_, value| nominal(value.bytes().len() as u64, 4_000),
        slower_in_cpython: 3.41,
    }),
    parts: Parts::None,
    object: None,
    begin: |_, value| Action::Compute(Box::new(Count { bytes: value.bytes(), next: 0, in_word: false, words: 0 })),
};

/// Bytes of one chunk: about a millisecond.
const CHUNK: usize = 256 * 1024;

/// Counts the words of some bytes a chunk.
struct Count {
    bytes: Arc<[u8]>,
    next: usize,
    in_word: bool,
    words: u64,
}

impl Count {
    /// Returns where the next chunk ends: before a character, not in it.
    fn end(&self) -> usize {
        let is_inside = |place: &usize| self.bytes.get(*place).is_some_and(|byte| byte & 0xc0 == 0x80);
        let end = self.next.saturating_add(CHUNK).min(self.bytes.len());
        // A character has at most three bytes after its first; what has more is none, and may be cut anywhere.
        (0..=3).map(|back| end - back.min(end)).find(|place| !is_inside(place)).unwrap_or(end)
    }
}

impl Kernel for Count {
    fn advance(&mut self) -> Option<Value> {
        let end = self.end();
        for character in String::from_utf8_lossy(&self.bytes[self.next..end]).chars() {
            let is_space = is_space(character);
            self.words += u64::from(!is_space && !self.in_word);
            self.in_word = !is_space;
        }
        self.next = end;
        (end == self.bytes.len()).then_some(Value::Number(self.words))
    }

    fn progress(&self) -> f64 {
        if self.bytes.is_empty() { 1.0 } else { self.next as f64 / self.bytes.len() as f64 }
    }
}

/// Python splits at four control characters more than Unicode calls white space.
fn is_space(character: char) -> bool {
    character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::Arguments;

    fn words(bytes: &[u8]) -> u64 {
        let Action::Compute(mut kernel) = (STEP.begin)(&Arguments::default(), &Value::Bytes(bytes.into())) else {
            panic!("wordcount computes");
        };
        match std::iter::repeat_with(|| kernel.advance()).flatten().next() {
            Some(Value::Number(words)) => words,
            other => panic!("{other:?}"),
        }
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
