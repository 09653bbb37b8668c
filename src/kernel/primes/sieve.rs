//! The sieve: segment after segment, patterns are laid, multiples cleared, and what is left is counted.

use super::multiples::{Multiples, Sieving};
use super::pattern::{self, BLOCK, Patterns};
use super::wheel::{LEFT_OUT, RESIDUES, TURN};

/// Bytes of a segment, so that it stays in the first-level cache: 983,040 numbers.
pub const SEGMENT_BYTES: usize = BLOCKS * BLOCK;
const BLOCKS: usize = 512;

/// Holds what all segments share.
pub struct Sieve {
    below: u64,
    sieving: Sieving,
}

/// A place in the sieve that goes from segment to segment.
pub struct Walk {
    segment: u64,
    patterns: Patterns,
    multiples: Multiples,
}

impl Sieve {
    /// Prepares to sieve the numbers below `below`, which is at most 2⁶².
    pub fn new(below: u64) -> Sieve {
        let small = pattern::primes(below).max();
        Sieve { below, sieving: primes_to(below.isqrt()).filter(|&prime| Some(prime) > small).collect() }
    }

    /// Counts the primes that no segment counts: those of the wheel and the patterns.
    pub fn small(&self) -> u64 {
        let small = LEFT_OUT.into_iter().chain(pattern::primes(self.below));
        small.filter(|&prime| u64::from(prime) < self.below).count() as u64
    }

    /// Returns how many segments there are.
    pub fn segments(&self) -> u64 {
        self.bytes().div_ceil(SEGMENT_BYTES as u64)
    }

    fn bytes(&self) -> u64 {
        self.below.div_ceil(TURN as u64)
    }

    /// Begins at a segment.
    pub fn walk_from(&self, segment: u64) -> Walk {
        let patterns = Patterns::new(self.below, segment * SEGMENT_BYTES as u64);
        Walk { segment, patterns, multiples: Multiples::default() }
    }

    /// Counts the primes of the next segment.
    pub fn count(&self, walk: &mut Walk) -> u64 {
        let start = walk.segment * SEGMENT_BYTES as u64;
        let length = (self.bytes() - start).min(SEGMENT_BYTES as u64) as usize;
        // A byte more than are sieved, at least.
        let mut blocks = [[0; BLOCK]; BLOCKS + 1];
        walk.patterns.fill(&mut blocks[..length.div_ceil(BLOCK)]);
        let bytes = blocks.as_flattened_mut();
        walk.multiples.clear(&self.sieving, start, &mut bytes[..=length]);
        if start == 0 {
            // 1 is no prime.
            bytes[0] &= !1;
        }
        bytes[length - 1] &= self.bits_below(start + length as u64 - 1);
        walk.segment += 1;
        count_ones(&bytes[..length])
    }

    /// Returns the bits of a byte that stand for numbers below the end.
    fn bits_below(&self, byte: u64) -> u8 {
        let is_below = |&(_, residue): &(usize, usize)| byte * TURN as u64 + (residue as u64) < self.below;
        RESIDUES.into_iter().enumerate().filter(is_below).fold(0, |bits, (bit, _)| bits | 1 << bit)
    }
}

impl Walk {
    /// Returns which segment comes next.
    pub fn segment(&self) -> u64 {
        self.segment
    }
}

/// Counts the bits that are set.
fn count_ones(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let in_words: u32 = words.iter().map(|word| u64::from_le_bytes(*word).count_ones()).sum();
    let in_rest: u32 = rest.iter().map(|byte| byte.count_ones()).sum();
    u64::from(in_words + in_rest)
}

/// Returns the primes up to `last`, which is small.
pub fn primes_to(last: u64) -> impl Iterator<Item = u32> {
    let last = last as usize;
    let mut is_composite = vec![false; last + 1];
    for number in 2..=last.isqrt() {
        if !is_composite[number] {
            for multiple in (number * number..=last).step_by(number) {
                is_composite[multiple] = true;
            }
        }
    }
    (2..=last).filter(move |&number| !is_composite[number]).map(|number| number as u32)
}
