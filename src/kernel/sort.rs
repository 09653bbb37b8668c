//! `sort N`: sorts numbers with a quicksort that can pause.

use rayon::prelude::*;

use super::Computation;
use super::digest::{number, weighed};
use super::random::splitmix64;

/// Begins the sequence of numbers that are sorted.
const SEED: u64 = 0x736f_7274;
/// Comparisons of one chunk: half a millisecond, and some two in the first tier of a wasm engine.
const COMPARISONS_A_CHUNK: u64 = 500_000;
/// Numbers that one chunk makes up or sums up.
const NUMBERS_A_CHUNK: usize = 256 * 1024;
/// Pieces of up to so many numbers are sorted at once.
const PIECE: usize = 16 * 1024;
/// Numbers of a piece that its pivot is the middle one of.
const SAMPLE: usize = 31;

/// Makes numbers up, sorts them and sums them up, some a chunk.
///
/// Pieces that one chunk can sort go to the standard library's `sort_unstable`; larger ones are first divided as it
/// would divide them, by Lomuto's scheme without a branch, which can be left off at any number.
pub struct Sort {
    count: usize,
    numbers: Vec<u32>,
    /// Pieces yet to be sorted, the next one last.
    pieces: Vec<Piece>,
    division: Option<Division>,
    sorted: usize,
    summed: usize,
    sum: u64,
}

/// Numbers from one place to before another, that are all in their piece already.
#[derive(Clone, Copy)]
struct Piece {
    from: usize,
    to: usize,
}

/// A piece that is being divided; its first number is the pivot.
struct Division {
    piece: Piece,
    /// So many of the others were looked at.
    seen: usize,
    /// So many of these are less than the pivot, and stand before the rest.
    less: usize,
}

impl Sort {
    /// Prepares to sort `count` numbers.
    pub fn of(count: usize) -> Sort {
        Sort {
            count,
            numbers: Vec::new(),
            pieces: vec![Piece { from: 0, to: count }],
            division: None,
            sorted: 0,
            summed: 0,
            sum: 0,
        }
    }

    fn make_up(&mut self) {
        // Only memory is taken, not filled.
        self.numbers.reserve_exact(self.count - self.numbers.len());
        let from = self.numbers.len();
        let to = self.count.min(from + NUMBERS_A_CHUNK);
        self.numbers.extend((from..to).map(made_up));
    }

    /// Sorts for about so many comparisons.
    fn sort(&mut self) {
        let mut left = COMPARISONS_A_CHUNK;
        while left > 0 {
            if let Some(division) = &mut self.division {
                left = left.saturating_sub(division.go_on(&mut self.numbers, left));
                if let Some(parts) = division.parts(&mut self.numbers) {
                    // The pivot is in its place.
                    self.sorted += 1;
                    self.pieces.extend(parts);
                    self.division = None;
                }
                continue;
            }
            let Some(piece) = self.pieces.pop() else { return };
            let size = piece.to - piece.from;
            if size > PIECE {
                self.division = Some(Division::of(piece, &mut self.numbers));
            } else {
                self.numbers[piece.from..piece.to].sort_unstable();
                self.sorted += size;
                left = left.saturating_sub(comparisons(size as u64).max(1));
            }
        }
    }

    fn sum_up(&mut self) {
        let to = self.count.min(self.summed + NUMBERS_A_CHUNK);
        let numbers = self.numbers[self.summed..to].iter().copied();
        self.sum = self.sum.wrapping_add(weighed(self.summed, numbers.map(u64::from)));
        self.summed = to;
    }
}

impl Computation for Sort {
    type Outcome = u64;

    fn advance(&mut self) -> Option<u64> {
        if self.numbers.len() < self.count {
            self.make_up();
        } else if self.sorted < self.count {
            self.sort();
        } else {
            self.sum_up();
        }
        (self.summed == self.count).then(|| number(self.sum))
    }

    /// Rises only with pieces that are sorted: the first of many numbers take the longest.
    fn progress(&self) -> f64 {
        let done = self.numbers.len() + self.sorted + self.summed;
        if self.count == 0 { 1.0 } else { done as f64 / (3 * self.count) as f64 }
    }
}

impl Division {
    fn of(piece: Piece, numbers: &mut [u32]) -> Division {
        let numbers = &mut numbers[piece.from..piece.to];
        let mut sample: [(u32, usize); SAMPLE] = std::array::from_fn(|i| {
            let place = numbers.len() / SAMPLE * i;
            (numbers[place], place)
        });
        sample.sort_unstable();
        numbers.swap(0, sample[SAMPLE / 2].1);
        Division { piece, seen: 0, less: 0 }
    }

    /// Looks at up to `most` more numbers; returns at how many.
    fn go_on(&mut self, numbers: &mut [u32], most: u64) -> u64 {
        let piece = &mut numbers[self.piece.from..self.piece.to];
        let Some((&mut pivot, others)) = piece.split_first_mut() else { return 0 };
        let to = others.len().min(self.seen + most as usize);
        let mut less = self.less;
        for place in self.seen..to {
            let number = others[place];
            others.swap(place, less);
            less += usize::from(number < pivot);
        }
        let looked_at = to - self.seen;
        (self.seen, self.less) = (to, less);
        looked_at as u64
    }

    /// Puts the pivot between the two parts, and returns them; nothing before all numbers were looked at.
    ///
    /// Both are smaller than the piece, so dividing ends whatever the numbers are.
    fn parts(&self, numbers: &mut [u32]) -> Option<[Piece; 2]> {
        let Piece { from, to } = self.piece;
        let middle = from + self.less;
        (self.seen == to - from - 1).then(|| {
            numbers.swap(from, middle);
            [Piece { from: middle + 1, to }, Piece { from, to: middle }]
        })
    }
}

/// Sorts `count` numbers on all threads of the rayon pool.
pub fn parallel(count: usize) -> u64 {
    let mut numbers: Vec<u32> = (0..count).into_par_iter().map(made_up).collect();
    numbers.par_sort_unstable();
    let parts = numbers.par_chunks(NUMBERS_A_CHUNK).enumerate();
    let sums = parts.map(|(part, numbers)| weighed(part * NUMBERS_A_CHUNK, numbers.iter().copied().map(u64::from)));
    number(sums.reduce(|| 0, u64::wrapping_add))
}

/// Returns the number at `place`, counted from 0, of those that are sorted.
pub fn made_up(place: usize) -> u32 {
    (splitmix64(SEED, place as u64) >> 32) as u32
}

/// Returns about how many comparisons it takes to sort so many numbers.
pub fn comparisons(count: u64) -> u64 {
    count * u64::from(count.max(1).ilog2())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs a sort up to where it sums up.
    fn sorted(mut sort: Sort) -> Vec<u32> {
        while sort.summed == 0 && sort.sorted < sort.count {
            sort.advance();
        }
        sort.numbers
    }

    #[test]
    fn chunks_sort_as_the_standard_library_does() {
        for count in [1, 2, 100, PIECE, PIECE + 1, 300_000] {
            let mut expected: Vec<u32> = (0..count).map(made_up).collect();
            expected.sort_unstable();
            assert!(sorted(Sort::of(count)) == expected, "{count}");
        }
    }

    #[test]
    fn dividing_ends_whatever_the_numbers_are() {
        let count = 3 * PIECE;
        let all: [fn(usize) -> u32; 4] =
            [|_| 7, |place| place as u32, |place| !(place as u32), |place| place as u32 % 2];
        for make in all {
            let mut expected: Vec<u32> = (0..count).map(make).collect();
            let sort = Sort { numbers: expected.clone(), ..Sort::of(count) };
            expected.sort_unstable();
            assert!(sorted(sort) == expected);
        }
    }
}
