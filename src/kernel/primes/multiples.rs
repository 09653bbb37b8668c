//! Multiples of larger primes: they are cleared one by one, eight bits in a window of as many bytes as the prime is.
//!
//! The multiples of a prime `p` that have a bit are `p (30 k + r)` for each residue `r`. Those of one `k` lie in the bytes
//! from `p k` on, `p r / 30` bytes further each; and which bit it is depends on `r` and on what `p` leaves divided by
//! thirty alone. So primes that leave the same share a loop in which all eight masks are constants, as in primesieve's
//! `EratSmall`.

use std::array;

use super::wheel::{RESIDUES, TURN, class};

/// Holds the primes whose multiples are cleared, in rising order, by what they leave divided by thirty.
#[derive(Default)]
pub struct Sieving([Vec<u32>; 8]);

impl FromIterator<u32> for Sieving {
    fn from_iter<I: IntoIterator<Item = u32>>(primes: I) -> Sieving {
        let mut sieving = Sieving::default();
        for prime in primes {
            sieving.0[class(prime as usize)].push(prime);
        }
        sieving
    }
}

/// Clears multiples, segment after segment.
#[derive(Default)]
pub struct Multiples([Vec<Window>; 8]);

impl Multiples {
    /// Clears the multiples of `primes` in the bytes from `start` on, which follow on those of the last call, if there
    /// was one; the last of `bytes` stands for no numbers.
    pub fn clear(&mut self, primes: &Sieving, start: u64, bytes: &mut [u8]) {
        let end = (start + bytes.len() as u64 - 1) * TURN as u64;
        for ((windows, primes), clear) in self.0.iter_mut().zip(&primes.0).zip(CLEAR) {
            // The square is the first multiple that no smaller prime clears.
            let joining = primes[windows.len()..].iter().take_while(|prime| u64::from(**prime).pow(2) < end);
            windows.extend(joining.map(|&prime| Window::over(prime, start)));
            clear(windows, bytes);
        }
    }
}

/// The eight multiples of a prime that are to be cleared next.
struct Window {
    prime: u32,
    /// The first byte of the window, seen from the segment's first: below 0 where it reaches over from the one before.
    start: i32,
}

impl Window {
    /// Returns the window over byte `start`, or the first one with the square of the prime, if that is later.
    fn over(prime: u32, start: u64) -> Window {
        let wide = u64::from(prime);
        let window = (start / wide).max(wide / TURN as u64);
        Window { prime, start: (window * wide).wrapping_sub(start) as i32 }
    }
}

/// Clears the multiples of the primes of one class in a segment.
type Clear = fn(&mut [Window], &mut [u8]);

/// What clears, by class.
const CLEAR: [Clear; 8] =
    [clear::<0>, clear::<1>, clear::<2>, clear::<3>, clear::<4>, clear::<5>, clear::<6>, clear::<7>];

/// Clears the multiples of primes of one class in all but the last of `bytes`, which takes what falls outside.
///
/// Most windows lie within the segment. Of those over its ends, which bits are inside differs from prime to prime: to
/// clear all eight, some of them in the spare byte, is quicker than to guess.
fn clear<const CLASS: usize>(windows: &mut [Window], bytes: &mut [u8]) {
    let length = bytes.len() - 1;
    let over_an_end = |bytes: &mut [u8], start: i32, steps: &[usize; 8]| {
        for (step, mask) in steps.iter().zip(const { masks(CLASS) }) {
            // As a number without a sign, what is before the segment is far behind it.
            bytes[(start as usize).wrapping_add(*step).min(length)] &= mask;
        }
    };
    for Window { prime, start } in windows {
        let prime = *prime as usize;
        let steps = RESIDUES.map(|residue| prime / TURN * residue);
        let steps: [usize; 8] = array::from_fn(|place| steps[place] + const { rests(CLASS) }[place]);
        // Told once here, not at each bit.
        assert!(steps.iter().all(|&step| step < prime));
        if *start < 0 {
            over_an_end(bytes, *start, &steps);
            let end = *start + prime as i32;
            if end > length as i32 {
                *start -= length as i32;
                continue;
            }
            *start = end;
        }
        let mut first = *start as usize;
        while first + prime <= length {
            let window = &mut bytes[first..first + prime];
            for (step, mask) in steps.into_iter().zip(const { masks(CLASS) }) {
                window[step] &= mask;
            }
            first += prime;
        }
        if first < length {
            over_an_end(bytes, first as i32, &steps);
        }
        *start = first as i32 - length as i32;
    }
}

/// Returns the mask of each multiple in a window of the primes of a class.
const fn masks(of: usize) -> [u8; 8] {
    let mut masks = [0; 8];
    let mut place = 0;
    while place < 8 {
        masks[place] = !(1 << class(RESIDUES[of] * RESIDUES[place]));
        place += 1;
    }
    masks
}

/// Returns how many bytes further each multiple is than the same share of the whole turns of a prime of a class.
const fn rests(of: usize) -> [usize; 8] {
    let mut rests = [0; 8];
    let mut place = 0;
    while place < 8 {
        rests[place] = RESIDUES[of] * RESIDUES[place] / TURN;
        place += 1;
    }
    rests
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each class has primes here; most are wider than a short segment.
    const PRIMES: [u32; 12] = [31, 37, 41, 43, 47, 53, 59, 89, 97, 151, 331, 1009];

    /// Returns what is left of so many segments of so many bytes, from byte `start` on.
    fn left(primes: &Sieving, start: u64, length: usize, segments: u64) -> Vec<u8> {
        let mut multiples = Multiples::default();
        let starts = (0..segments).map(|segment| start + segment * length as u64);
        let segment = |start| {
            let mut bytes = vec![!0; length + 1];
            multiples.clear(primes, start, &mut bytes);
            bytes.truncate(length);
            bytes
        };
        starts.flat_map(segment).collect()
    }

    #[test]
    fn all_multiples_from_the_square_on_are_cleared_and_nothing_else() {
        let primes: Sieving = PRIMES.into_iter().collect();
        assert!(primes.0.iter().all(|class| !class.is_empty()));
        for (start, length) in [(0, 1), (0, 7), (0, 40), (0, 1_500), (1_000, 40), (34_000, 1), (50_001, 333)] {
            let bytes = left(&primes, start, length, 60_000 / length as u64);
            for (byte, bits) in (start..).zip(bytes) {
                for (bit, residue) in RESIDUES.into_iter().enumerate() {
                    let number = byte * TURN as u64 + residue as u64;
                    let divides = |prime: &u64| number.is_multiple_of(*prime);
                    let from = |least: fn(u64) -> u64| {
                        PRIMES.into_iter().map(u64::from).filter(divides).any(|prime| number >= least(prime))
                    };
                    let is_cleared = bits >> bit & 1 == 0;
                    assert!(is_cleared || !from(|prime| prime * prime), "{start} {length} {number}");
                    assert!(!is_cleared || from(|prime| 2 * prime), "{start} {length} {number}");
                }
            }
        }
    }

    #[test]
    fn a_window_is_found_far_from_the_beginning() {
        for start in [30_000_000_000, 1 << 57] {
            for prime in [31, 65_537, 900_001, 1_932_735_289] {
                let square = u64::from(prime).pow(2);
                if square < start * TURN as u64 {
                    let behind = i64::from(Window::over(prime, start).start);
                    assert!(-i64::from(prime) < behind && behind <= 0, "{prime} {start}");
                    assert_eq!((start as i64 + behind) % i64::from(prime), 0, "{prime} {start}");
                }
            }
        }
    }
}
