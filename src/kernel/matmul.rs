//! `matmul N`: multiplies two square matrices.

use rayon::prelude::*;

use super::Computation;
use super::digest::{number, weighed};
use super::random::splitmix64;

/// Begins the sequences of numbers in the two matrices.
pub const SEEDS: [u64; 2] = [0x6d61_7461, 0x6d61_7462];
/// Numbers of a matrix that one chunk makes up.
const NUMBERS_A_CHUNK: usize = 256 * 1024;
/// Rows and columns of the part of the product that is worked out at once, and stays in the second-level cache.
const TILE: usize = 128;
/// How much of the rows of the one matrix and the columns of the other one chunk goes through: a third of a
/// millisecond, and about one in the first tier of a wasm engine.
const DEPTH: usize = 256;

/// Rows and columns of the largest matrices that are multiplied.
pub const LARGEST: usize = 2_048;

/// Multiplies two matrices, one piece of a tile of the product a chunk.
///
/// The numbers are whole, from -8 to 7, and so few that no sum of their products leaves the whole numbers that
/// single precision holds exactly ([`LARGEST`] · 64 < 2²⁴). So nothing is ever rounded, and the product is the same in
/// whatever order and with whatever instructions [`matrixmultiply`] sums up, on any machine.
pub struct Matmul {
    size: usize,
    left: Vec<f32>,
    right: Vec<f32>,
    tile: Tile,
    sum: u64,
}

/// A tile of the product on its way.
struct Tile {
    /// Counts the tiles, row by row.
    place: usize,
    /// So far the rows and columns were gone through.
    depth: usize,
    /// Has room for a whole tile, from the first piece on.
    product: Vec<f32>,
}

impl Matmul {
    /// Prepares to multiply matrices of `size` rows and columns.
    pub fn of(size: usize) -> Matmul {
        let tile = Tile { place: 0, depth: 0, product: Vec::new() };
        Matmul { size, left: Vec::new(), right: Vec::new(), tile, sum: 0 }
    }

    fn tiles(&self) -> usize {
        self.size.div_ceil(TILE).pow(2)
    }
}

impl Computation for Matmul {
    type Outcome = u64;

    fn advance(&mut self) -> Option<u64> {
        let numbers = self.size * self.size;
        for (matrix, seed) in [&mut self.left, &mut self.right].into_iter().zip(SEEDS) {
            if matrix.len() < numbers {
                // Only memory is taken, not filled.
                matrix.reserve_exact(numbers - matrix.len());
                let to = numbers.min(matrix.len() + NUMBERS_A_CHUNK);
                matrix.extend((matrix.len()..to).map(|place| made_up(seed, place)));
                return None;
            }
        }
        if let Some(sum) = self.tile.go_on(self.size, DEPTH, &self.left, &self.right) {
            self.sum = self.sum.wrapping_add(sum);
            (self.tile.place, self.tile.depth) = (self.tile.place + 1, 0);
        }
        (self.tile.place == self.tiles()).then(|| number(self.sum))
    }

    fn progress(&self) -> f64 {
        let tiles = self.tile.place as f64 + self.tile.depth as f64 / self.size as f64;
        let made_up = (self.left.len() + self.right.len()) as f64 / (2 * self.size * self.size) as f64;
        // Making up takes as long as a column of tiles, more or less.
        let columns = self.size.div_ceil(TILE) as f64;
        (made_up + tiles / columns) / (1.0 + columns)
    }
}

impl Tile {
    /// Goes on with the tile by no more than `most` of the depth; returns the weighed sum of its numbers once it is done.
    fn go_on(&mut self, size: usize, most: usize, left: &[f32], right: &[f32]) -> Option<u64> {
        let columns = size.div_ceil(TILE);
        let (top, edge) = (self.place / columns * TILE, self.place % columns * TILE);
        let (height, width) = (TILE.min(size - top), TILE.min(size - edge));
        let depth = most.min(size - self.depth);
        let row_of_left = &left[top * size + self.depth..][..(height - 1) * size + depth];
        let rows_of_right = &right[self.depth * size + edge..][..(depth - 1) * size + width];
        self.product.resize(TILE * TILE, 0.0);
        let beta = if self.depth == 0 { 0.0 } else { 1.0 };
        // SAFETY: the slices reach from the first number that is read to the last: `height` rows of `depth` numbers and
        // `depth` rows of `width`, both `size` apart. The product has room for `height` rows, no more than TILE, that
        // are TILE apart, and is nowhere else in use.
        unsafe {
            matrixmultiply::sgemm(
                height,
                depth,
                width,
                1.0,
                row_of_left.as_ptr(),
                size as isize,
                1,
                rows_of_right.as_ptr(),
                size as isize,
                1,
                beta,
                self.product.as_mut_ptr(),
                TILE as isize,
                1,
            );
        }
        self.depth += depth;
        (self.depth == size).then(|| {
            let rows = self.product.chunks_exact(TILE).take(height).enumerate();
            // Numbers below 0 count as 2⁶⁴ more, which changes nothing in a sum modulo 2⁶⁴.
            let sums = rows.map(|(y, row)| {
                let numbers = row[..width].iter().map(|&number| number as i64 as u64);
                weighed((top + y) * size + edge, numbers)
            });
            sums.fold(0, u64::wrapping_add)
        })
    }
}

/// Multiplies matrices of `size` rows and columns on all threads of the rayon pool, a tile at a time.
pub fn parallel(size: usize) -> u64 {
    let [left, right] =
        SEEDS.map(|seed| -> Vec<f32> { (0..size * size).into_par_iter().map(|place| made_up(seed, place)).collect() });
    let tiles = (0..size.div_ceil(TILE).pow(2)).into_par_iter().with_max_len(1);
    let sums = tiles.map(|place| {
        let mut tile = Tile { place, depth: 0, product: Vec::new() };
        // It is done in one go.
        tile.go_on(size, size, &left, &right).unwrap_or_default()
    });
    number(sums.reduce(|| 0, u64::wrapping_add))
}

/// Returns the number at `place`, counted from 0 row by row, of the matrix that `seed` begins: whole, from -8 to 7.
pub fn made_up(seed: u64, place: usize) -> f32 {
    (splitmix64(seed, place as u64) >> 60) as f32 - 8.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunks(size: usize) -> u64 {
        let mut kernel = Matmul::of(size);
        std::iter::repeat_with(|| kernel.advance()).flatten().next().expect("it ends")
    }

    /// Multiplies row by column, in whole numbers.
    fn plainly(size: usize) -> u64 {
        let [left, right] =
            SEEDS.map(|seed| move |row: usize, column: usize| made_up(seed, row * size + column) as i64);
        let product = (0..size * size).map(|place| {
            let (row, column) = (place / size, place % size);
            (0..size).map(|k| left(row, k) * right(k, column)).sum::<i64>() as u64
        });
        number(weighed(0, product))
    }

    #[test]
    fn the_product_is_that_of_rows_by_columns() {
        for size in [1, 2, 7, 64, TILE, TILE + 1, 2 * TILE + 44] {
            assert_eq!([chunks(size), parallel(size)], [plainly(size); 2], "{size}");
        }
    }

    #[test]
    fn even_the_largest_sum_is_exact_in_single_precision() {
        const { assert!(LARGEST * 8 * 8 < 1 << 24) };
    }
}
