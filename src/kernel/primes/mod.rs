//! `primes N`: counts the primes below N with a segmented sieve over the numbers that a wheel of thirty leaves.

mod multiples;
mod pattern;
mod sieve;
mod wheel;

use rayon::prelude::*;

use super::Computation;
use sieve::{Sieve, Walk};

/// Segments one chunk sieves: a third of a millisecond, and one and a half in the first tier of a wasm engine.
const SEGMENTS_A_CHUNK: u64 = 3;

/// Counts primes, some segments a chunk.
pub struct Primes {
    below: u64,
    /// Made by the first chunk, on the thread that computes.
    sieve: Option<(Sieve, Walk)>,
    found: u64,
}

impl Primes {
    /// Prepares to count the primes below `below`.
    pub fn below(below: u64) -> Primes {
        Primes { below, sieve: None, found: 0 }
    }
}

impl Computation for Primes {
    type Outcome = u64;

    fn advance(&mut self) -> Option<u64> {
        let (sieve, walk) = self.sieve.get_or_insert_with(|| {
            let sieve = Sieve::new(self.below);
            let walk = sieve.walk_from(0);
            (sieve, walk)
        });
        let left = sieve.segments() - walk.segment();
        self.found += (0..left.min(SEGMENTS_A_CHUNK)).map(|_| sieve.count(walk)).sum::<u64>();
        (walk.segment() == sieve.segments()).then(|| sieve.small() + self.found)
    }

    fn progress(&self) -> f64 {
        match &self.sieve {
            None => 0.0,
            Some((sieve, _)) if sieve.segments() == 0 => 1.0,
            Some((sieve, walk)) => walk.segment() as f64 / sieve.segments() as f64,
        }
    }
}

/// Counts the primes below `below` on all threads of the rayon pool.
pub fn parallel(below: u64) -> u64 {
    let sieve = Sieve::new(below);
    // What one thread takes of the segments follow each other, so it walks from one to the next.
    let counted = (0..sieve.segments()).into_par_iter().fold(
        || (None::<Walk>, 0),
        |(walk, found), segment| {
            let goes_on = |walk: &Walk| walk.segment() == segment;
            let mut walk = walk.filter(goes_on).unwrap_or_else(|| sieve.walk_from(segment));
            let more = sieve.count(&mut walk);
            (Some(walk), found + more)
        },
    );
    sieve.small() + counted.map(|(_, found)| found).sum::<u64>()
}

#[cfg(test)]
mod tests {
    use super::sieve::{SEGMENT_BYTES, primes_to};
    use super::wheel::TURN;
    use super::*;

    fn sequential(below: u64) -> u64 {
        let mut kernel = Primes::below(below);
        std::iter::repeat_with(|| kernel.advance()).flatten().next().expect("it ends")
    }

    #[test]
    fn known_counts_come_out() {
        let known = [(0, 0), (2, 0), (3, 1), (100, 25), (1_000_000, 78_498), (20_000_000, 1_270_607)];
        for (below, primes) in known.into_iter().chain([(100_000_000, 5_761_455), (1_000_000_000, 50_847_534)]) {
            assert_eq!(sequential(below), primes, "{below}");
            assert_eq!(parallel(below), primes, "{below}");
        }
    }

    #[test]
    fn every_small_number_agrees_with_trial_division() {
        let mut primes = 0;
        for below in 0..4_000_u64 {
            assert_eq!(sequential(below), primes, "{below}");
            let is_prime = below >= 2 && (2..=below.isqrt()).all(|divisor| below % divisor != 0);
            primes += u64::from(is_prime);
        }
    }

    #[test]
    fn segments_join_without_gaps() {
        let numbers = (SEGMENT_BYTES * TURN) as u64;
        let ends = [1, 2, 4, 6, 10].map(|segments| segments * numbers);
        let all: Vec<u32> = primes_to(ends[4] + 40).collect();
        for below in ends.into_iter().flat_map(|end| end - 40..end + 40) {
            let primes = all.partition_point(|&prime| u64::from(prime) < below) as u64;
            assert_eq!(sequential(below), primes, "{below}");
            assert_eq!(parallel(below), primes, "{below}");
        }
    }

    #[test]
    fn a_walk_begins_anywhere() {
        let sieve = Sieve::new(12_000_000);
        let mut walk = sieve.walk_from(0);
        for segment in 0..sieve.segments() {
            let counted = sieve.count(&mut walk);
            assert_eq!(counted, sieve.count(&mut sieve.walk_from(segment)), "{segment}");
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
