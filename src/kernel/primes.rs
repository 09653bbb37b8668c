//! `primes N`: counts the primes below N with a segmented sieve over the odd numbers.

use std::cell::OnceCell;

use rayon::prelude::*;

use super::Computation;

/// Segments one chunk sieves: a third of a millisecond, and some five in the first tier of a wasm engine.
const SEGMENTS_A_CHUNK: u64 = 2;
/// Bytes of one segment, so that it stays in the first-level cache.
const SEGMENT_BYTES: usize = 32 * 1024;
/// Odd numbers of one segment, a bit each.
const SEGMENT_BITS: u64 = SEGMENT_BYTES as u64 * 8;
/// Primes whose multiples are not sieved but copied from a pattern.
const PATTERN_PRIMES: [u64; 5] = [3, 5, 7, 11, 13];
/// After so many bytes the pattern repeats: 3·5·7·11·13, which shares no factor with 8.
const PATTERN_BYTES: usize = 15_015;

/// Counts primes, some segments a chunk.
pub struct Primes {
    below: u64,
    /// Made by the first chunk, on the thread that computes.
    sieve: OnceCell<Sieve>,
    next: u64,
    found: u64,
}

impl Primes {
    /// Prepares to count the primes below `below`.
    pub fn below(below: u64) -> Primes {
        Primes { below, sieve: OnceCell::new(), next: 0, found: 0 }
    }
}

impl Computation for Primes {
    type Outcome = u64;

    fn advance(&mut self) -> Option<u64> {
        let sieve = self.sieve.get_or_init(|| Sieve::new(self.below));
        let end = sieve.segments().min(self.next + SEGMENTS_A_CHUNK);
        self.found += (self.next..end).map(|segment| sieve.count(segment)).sum::<u64>();
        self.next = end;
        (end == sieve.segments()).then(|| sieve.small() + self.found)
    }

    fn progress(&self) -> f64 {
        match self.sieve.get().map(Sieve::segments) {
            None => 0.0,
            Some(0) => 1.0,
            Some(segments) => self.next as f64 / segments as f64,
        }
    }
}

/// Counts the primes below `below` on all threads of the rayon pool.
pub fn parallel(below: u64) -> u64 {
    let sieve = Sieve::new(below);
    let found: u64 = (0..sieve.segments()).into_par_iter().map(|segment| sieve.count(segment)).sum();
    sieve.small() + found
}

/// Holds what all segments share. Bit `b` of segment `s` stands for the odd number `2 (s · SEGMENT_BITS + b) + 1`.
struct Sieve {
    below: u64,
    /// The primes above the pattern's whose multiples matter.
    primes: Vec<u32>,
    pattern: Vec<u8>,
}

impl Sieve {
    fn new(below: u64) -> Sieve {
        let largest = PATTERN_PRIMES[PATTERN_PRIMES.len() - 1];
        let primes = primes_to(below.isqrt()).filter(|&prime| u64::from(prime) > largest).collect();
        Sieve { below, primes, pattern: pattern() }
    }

    /// Counts 2 and the pattern's primes, which no segment counts.
    fn small(&self) -> u64 {
        let small = PATTERN_PRIMES.iter().chain(&[2]);
        small.filter(|&&prime| prime < self.below).count() as u64
    }

    /// Returns how many segments there are.
    fn segments(&self) -> u64 {
        (self.below / 2).div_ceil(SEGMENT_BITS)
    }

    /// Counts the primes of one segment.
    fn count(&self, segment: u64) -> u64 {
        let mut bytes = [0; SEGMENT_BYTES];
        let first = segment * SEGMENT_BITS;
        self.copy_pattern(first / 8, &mut bytes);
        if segment == 0 {
            // 1 is no prime.
            bytes[0] &= !1;
        }
        for &prime in &self.primes {
            let square = u64::from(prime) * u64::from(prime) / 2;
            if square >= first + SEGMENT_BITS {
                break;
            }
            clear_multiples(&mut bytes, u64::from(prime), first.max(square), first);
        }
        count_ones(&bytes, (self.below / 2 - first).min(SEGMENT_BITS))
    }

    /// Fills a segment with what the pattern's primes leave.
    fn copy_pattern(&self, first_byte: u64, bytes: &mut [u8; SEGMENT_BYTES]) {
        let mut from = (first_byte % PATTERN_BYTES as u64) as usize;
        let mut to = 0;
        while to < SEGMENT_BYTES {
            let length = (PATTERN_BYTES - from).min(SEGMENT_BYTES - to);
            bytes[to..to + length].copy_from_slice(&self.pattern[from..from + length]);
            to += length;
            from = 0;
        }
    }
}

/// Clears the bits of the odd multiples of `prime` from bit `from` on; `first` is the bit the segment begins with.
fn clear_multiples(bytes: &mut [u8; SEGMENT_BYTES], prime: u64, from: u64, first: u64) {
    // Bit b stands for 2b + 1, which the prime divides where b ≡ (prime - 1) / 2.
    let past = (from + prime - prime / 2) % prime;
    let start = if past == 0 { from } else { from + prime - past };
    let mut bit = (start - first) as usize;
    let step = prime as usize;
    while bit < SEGMENT_BYTES * 8 {
        // The remainder changes nothing, and tells the compiler so.
        bytes[(bit / 8) % SEGMENT_BYTES] &= !(1 << (bit % 8));
        bit += step;
    }
}

/// Counts the bits that are set among the first `bits`.
fn count_ones(bytes: &[u8; SEGMENT_BYTES], bits: u64) -> u64 {
    let bits = bits as usize;
    let (whole, rest) = bytes.split_at(bits / 8);
    let (words, odd) = whole.as_chunks::<8>();
    let in_words: u32 = words.iter().map(|word| u64::from_le_bytes(*word).count_ones()).sum();
    let in_odd: u32 = odd.iter().map(|byte| byte.count_ones()).sum();
    let in_rest = rest.first().map_or(0, |byte| (byte & ((1 << (bits % 8)) - 1)).count_ones());
    u64::from(in_words + in_odd + in_rest)
}

/// Makes the bits that the multiples of the pattern's primes leave, until they repeat.
fn pattern() -> Vec<u8> {
    let mut bytes = vec![0xff; PATTERN_BYTES];
    for prime in PATTERN_PRIMES.map(|prime| prime as usize) {
        for bit in (prime / 2..PATTERN_BYTES * 8).step_by(prime) {
            bytes[bit / 8] &= !(1 << (bit % 8));
        }
    }
    bytes
}

/// Returns the odd primes up to `last`, which is small.
fn primes_to(last: u64) -> impl Iterator<Item = u32> {
    let last = last as usize;
    let mut is_composite = vec![false; last + 1];
    for number in 3..=last.isqrt() {
        if !is_composite[number] {
            for multiple in (number * number..=last).step_by(number) {
                is_composite[multiple] = true;
            }
        }
    }
    (3..=last).step_by(2).filter(move |&number| !is_composite[number]).map(|number| number as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sequential(below: u64) -> u64 {
        let mut kernel = Primes::below(below);
        std::iter::repeat_with(|| kernel.advance()).flatten().next().expect("it ends")
    }

    #[test]
    fn known_counts_come_out() {
        let known = [(0, 0), (2, 0), (3, 1), (100, 25), (1_000_000, 78_498), (20_000_000, 1_270_607)];
        for (below, primes) in known {
            assert_eq!(sequential(below), primes, "{below}");
            assert_eq!(parallel(below), primes, "{below}");
        }
    }

    #[test]
    fn every_small_number_agrees_with_trial_division() {
        let mut primes = 0;
        for below in 0..500_u64 {
            assert_eq!(sequential(below), primes, "{below}");
            let is_prime = below >= 2 && (2..=below.isqrt()).all(|divisor| below % divisor != 0);
            primes += u64::from(is_prime);
        }
    }

    #[test]
    fn segments_join_without_gaps() {
        // Twice the bits of a segment are the numbers it covers.
        let ends = [2, 4, 8, 10].map(|segments| segments * SEGMENT_BITS);
        let odd: Vec<u32> = primes_to(ends[3] + 20).collect();
        for below in ends.into_iter().flat_map(|end| end - 20..end + 20) {
            let primes = 1 + odd.partition_point(|&prime| u64::from(prime) < below) as u64;
            assert_eq!(parallel(below), primes, "{below}");
        }
    }

    #[test]
    fn progress_rises_from_nothing_to_all() {
        let mut kernel = Primes::below(20_000_000);
        let mut before = kernel.progress();
        assert_eq!(before, 0.0);
        while kernel.advance().is_none() {
            assert!(kernel.progress() > before);
            before = kernel.progress();
        }
        assert_eq!(kernel.progress(), 1.0);
    }
}
