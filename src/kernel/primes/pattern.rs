//! Multiples of small primes: what they leave repeats, so it is made once and copied.
//!
//! primesieve's "pre-sieving": patterns of a few primes each are short enough to stay in the cache, and several of them
//! are laid over each other at once.

use std::array;
use std::ops::Range;
use std::sync::OnceLock;

use super::wheel::{RESIDUES, TURN, class};

/// The bytes that are laid at once.
pub const BLOCK: usize = 64;

/// The primes of the patterns; each repeats after as many bytes as the product of its primes is.
const PRIMES: [[&[u32]; 4]; 4] = [
    [&[7, 23, 37], &[11, 19, 31], &[13, 17, 29], &[41, 43]],
    [&[47, 163], &[53, 157], &[59, 151], &[61, 149]],
    [&[67, 139], &[71, 137], &[73, 131], &[79, 127]],
    [&[83, 113], &[89, 109], &[97, 107], &[101, 103]],
];

/// From so many numbers on all patterns are worth making; below, the first four.
const MANY: u64 = 5_000_000;

/// Returns the primes, in any order, whose multiples the patterns of a sieve of the numbers below `below` leave out: no
/// prime is missing between them.
pub fn primes(below: u64) -> impl Iterator<Item = u32> {
    fours(below).flat_map(|four| PRIMES[four]).flatten().copied()
}

/// Lays patterns, block after block.
pub struct Patterns(Vec<[Pattern; 4]>);

impl Patterns {
    /// Prepares to lay those of a sieve of the numbers below `below`, from its byte `start` on.
    pub fn new(below: u64, start: u64) -> Patterns {
        Patterns(fours(below).map(|four| array::from_fn(|place| Pattern::new(four, place, start))).collect())
    }

    /// Fills the next blocks with what all patterns leave.
    pub fn fill(&mut self, blocks: &mut [[u8; BLOCK]]) {
        blocks.as_flattened_mut().fill(!0);
        for four in &mut self.0 {
            for block in &mut *blocks {
                let [a, b, c, d] = four.each_mut().map(Pattern::next);
                for (i, byte) in block.iter_mut().enumerate() {
                    *byte &= a[i] & b[i] & c[i] & d[i];
                }
            }
        }
    }
}

/// Returns which fours of patterns are worth making.
fn fours(below: u64) -> Range<usize> {
    0..if below < MANY { 1 } else { PRIMES.len() }
}

/// Reads a pattern over and over.
struct Pattern {
    /// One period, and of the next as much as a block that begins in this one may reach into.
    bytes: &'static [u8],
    period: usize,
    next: usize,
}

impl Pattern {
    fn new(four: usize, place: usize, start: u64) -> Pattern {
        static MADE: [[OnceLock<Vec<u8>>; 4]; 4] = [const { [const { OnceLock::new() }; 4] }; 4];
        let primes = PRIMES[four][place];
        let period = period(primes);
        let bytes = MADE[four][place].get_or_init(|| made(primes, period + BLOCK));
        Pattern { bytes, period, next: (start % period as u64) as usize }
    }

    fn next(&mut self) -> [u8; BLOCK] {
        let mut block = [0; BLOCK];
        block.copy_from_slice(&self.bytes[self.next..self.next + BLOCK]);
        self.next += BLOCK;
        if self.next >= self.period {
            self.next -= self.period;
        }
        block
    }
}

/// Returns after how many bytes a pattern repeats: its primes share no factor with a byte's numbers.
fn period(primes: &[u32]) -> usize {
    primes.iter().map(|&prime| prime as usize).product()
}

/// Makes `length` bytes of what the multiples of some primes leave.
fn made(primes: &[u32], length: usize) -> Vec<u8> {
    let mut bytes = vec![!0; length];
    for prime in primes.iter().map(|&prime| prime as usize) {
        // Of the multiples that the wheel leaves, the first of each bit; the next is as many bytes on as the prime is.
        for multiple in RESIDUES.map(|residue| prime * residue) {
            let others = !(1 << class(multiple));
            (multiple / TURN..length).step_by(prime).for_each(|byte| bytes[byte] &= others);
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_leave_what_none_of_their_primes_divides_wherever_they_begin() {
        for (below, start) in [(100, 0), (MANY, 0), (100, 5_900), (MANY, 5_957), (MANY, 1_000_003)] {
            let mut patterns = Patterns::new(below, start);
            let mut blocks = [[0; BLOCK]; 200];
            // Twice, since the second part follows on the first.
            let (first, second) = blocks.split_at_mut(77);
            patterns.fill(first);
            patterns.fill(second);
            for (byte, bits) in (start..).zip(blocks.as_flattened()) {
                for (bit, residue) in RESIDUES.into_iter().enumerate() {
                    let number = byte * TURN as u64 + residue as u64;
                    let is_left = primes(below).all(|prime| !number.is_multiple_of(u64::from(prime)));
                    assert_eq!(bits >> bit & 1 == 1, is_left, "{below} {start} {number}");
                }
            }
        }
    }

    #[test]
    fn no_prime_is_missing_between_those_of_the_patterns() {
        for below in [100, MANY] {
            let mut small: Vec<u32> = primes(below).collect();
            small.sort();
            let last = *small.last().expect("there are some");
            let all = (7..=last).filter(|number| (2..*number).all(|divisor| number % divisor != 0));
            assert_eq!(small, all.collect::<Vec<_>>());
        }
    }
}
