//! Random draws that depend on what they are for and on nothing else.

use kernels::random::{STRIDE, splitmix64};

/// Draws numbers that are a pure function of a seed and a key, so that the order of execution changes none of them.
///
/// The generator is splitmix64 (Steele, Lea, Flood 2014: "Fast splittable pseudorandom number generators").
#[derive(Clone, Debug)]
pub struct Draws {
    state: u64,
}

impl Draws {
    /// Starts the draws that belong to `key` under `seed`.
    pub fn new(seed: u64, key: &[u64]) -> Draws {
        key.iter().fold(Draws { state: seed }, |draws, &part| draws.keyed(part))
    }

    /// Starts the draws whose key is this one's and one `part` more.
    pub fn keyed(&self, part: u64) -> Draws {
        let mut draws = self.clone();
        Draws { state: draws.next() ^ part }
    }

    /// Draws a number from `low` to `high`, both included, each equally likely to within one part in 2⁶⁴ of their number.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        let choices = u128::from(high - low) + 1;
        let scaled = (u128::from(self.next()) * choices) >> 64;
        // The product of a 64-bit number and at most 2⁶⁴ leaves less than `choices`, which fits.
        low + scaled as u64
    }

    /// Draws a number from above 0 to 1, evenly.
    pub fn unit(&mut self) -> f64 {
        // 53 bits fill the fraction of the number exactly.
        ((self.next() >> 11) + 1) as f64 / (1_u64 << 53) as f64
    }

    fn next(&mut self) -> u64 {
        let drawn = splitmix64(self.state, 0);
        self.state = self.state.wrapping_add(STRIDE);
        drawn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splitmix64_gives_its_published_numbers() {
        let mut draws = Draws::new(1_234_567, &[]);
        let drawn = [draws.next(), draws.next(), draws.next()];
        assert_eq!(drawn, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
        assert_eq!([0, 1, 2].map(|place| splitmix64(1_234_567, place)), drawn);
    }

    #[test]
    fn draws_reach_both_ends_evenly_and_stay_between_them() {
        let mut seen = [0_u32; 5];
        for task in 0..5_000 {
            let drawn = Draws::new(7, &[task, 0, 0]).between(10, 14);
            seen[usize::try_from(drawn - 10).expect("small")] += 1;
        }
        assert!(seen.iter().all(|&times| times > 800), "{seen:?}");
    }

    #[test]
    fn every_part_of_the_key_changes_the_draw() {
        let drawn = |seed, key| Draws::new(seed, key).between(0, u64::MAX);
        let keys: [&[u64]; 4] = [&[1, 2, 3], &[2, 1, 3], &[1, 3, 2], &[1, 2]];
        for (i, key) in keys.iter().enumerate() {
            assert_ne!(drawn(1, key), drawn(2, key));
            for other in &keys[i + 1..] {
                assert_ne!(drawn(1, key), drawn(1, other));
            }
        }
    }
}
