//! `blur WxH [FRAMES]`: softens the frames of a video.

use std::hint::black_box;

use rayon::prelude::*;

use super::Computation;
use super::canvas::{Canvas, Image};

/// What each of nine pixels in a row counts: the binomial coefficients, which are close to Gauss's curve.
const WEIGHTS: [u16; 9] = [1, 8, 28, 56, 70, 56, 28, 8, 1];
/// The sum of the weights is 2 to this.
const SHIFT: u32 = 8;
/// So many pixels on either side count.
const REACH: usize = WEIGHTS.len() / 2;
/// Red, green, blue and alpha.
const CHANNELS: usize = 4;
/// Pixels of one chunk: a fifth of a millisecond, and less than one in the first tier of a wasm engine.
const PIXELS_A_CHUNK: usize = 32 * 1024;

/// Rows that one thread draws at a time; for these it softens [`REACH`] more above and below.
const ROWS_A_BAND: u32 = 64;
/// Pixels of all frames that threads soften whole at the same time: a quarter of a gigabyte.
const PIXELS_AT_ONCE: u64 = 64 << 20;

/// The width and height of a frame in pixels, neither of them 0.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// The width.
    pub width: u32,
    /// The height.
    pub height: u32,
}

/// Softens frames, some rows a chunk.
///
/// The filter is applied to the columns and then to the rows of what comes out: eighteen products a pixel instead of
/// eighty-one. All is done in whole numbers of sixteen bits.
pub struct Blur {
    frame: u64,
    frames: u64,
    /// The next row to draw.
    y: usize,
    size: Size,
    /// Made by the first chunk.
    rows: Option<Rows>,
    canvas: Canvas,
}

impl Blur {
    /// Prepares to soften so many `frames` of a `size`, at least one.
    pub fn of(size: Size, frames: u64) -> Blur {
        Blur { frame: 0, frames, y: 0, size, rows: None, canvas: Canvas::new(size.width, size.height) }
    }

    /// Softens one frame.
    fn single(size: Size, frame: u64) -> Image {
        let mut blur = Blur { frame, ..Blur::of(size, frame + 1) };
        std::iter::repeat_with(|| blur.advance()).flatten().next().unwrap_or_default()
    }
}

impl Computation for Blur {
    type Outcome = Image;

    fn advance(&mut self) -> Option<Image> {
        let rows = self.rows.get_or_insert_with(|| Rows::of(self.size));
        let height = rows.height;
        let end = height.min(self.y + PIXELS_A_CHUNK.div_ceil(rows.width));
        let mut row = vec![0; rows.width * CHANNELS];
        for y in self.y..end {
            rows.soften(self.frame, y, &mut row);
            self.canvas.draw(&row);
        }
        self.y = end;
        if self.y < height {
            return None;
        }
        self.frame += 1;
        if self.frame == self.frames {
            return self.canvas.finish();
        }
        self.y = 0;
        self.canvas.restart();
        None
    }

    fn progress(&self) -> f64 {
        let frame = if self.frame == self.frames { 0.0 } else { self.y as f64 / f64::from(self.size.height) };
        (self.frame as f64 + frame) / self.frames as f64
    }
}

/// Rows of a frame that are softened along themselves: as many as one row of the outcome needs.
struct Rows {
    width: usize,
    height: usize,
    /// The frame, with its first and last pixel repeated on either side.
    padded: Vec<u8>,
    /// By their number, in turn.
    softened: [Vec<u8>; WEIGHTS.len()],
    /// The rows that are there: so many of this frame, from the top.
    frame: u64,
    from: usize,
    to: usize,
}

impl Rows {
    fn of(size: Size) -> Rows {
        let (width, height) = (size.width as usize, size.height as usize);
        let padded = vec![0; (width + 2 * REACH) * CHANNELS];
        let softened = std::array::from_fn(|_| vec![0; width * CHANNELS]);
        Rows { width, height, padded, softened, frame: 0, from: 0, to: 0 }
    }

    /// Draws row `y` of a frame; quickest from the top downwards.
    fn soften(&mut self, frame: u64, y: usize, row: &mut [u8]) {
        let (from, to) = (y.saturating_sub(REACH), self.height.min(y + REACH + 1));
        if frame != self.frame || from < self.from || from > self.to {
            (self.frame, self.from, self.to) = (frame, from, from);
        }
        for fresh in self.to..to {
            self.make_up(fresh);
        }
        (self.from, self.to) = (from, to);
        // Beyond the top and the bottom, the first and the last row are repeated.
        let nine: [&[u8]; WEIGHTS.len()] = std::array::from_fn(|i| {
            let near = (y + i).saturating_sub(REACH).min(self.height - 1);
            self.softened[near % WEIGHTS.len()].as_slice()
        });
        filter(nine, row);
    }

    /// Makes up a row of the frame, and softens it along itself.
    fn make_up(&mut self, y: usize) {
        // Only the last bits of these count.
        let (frame, y_bits) = (self.frame as u32, y as u32);
        let pixels = self.padded.as_chunks_mut::<CHANNELS>().0;
        for (x, pixel) in pixels[REACH..][..self.width].iter_mut().enumerate() {
            *pixel = made_up(frame, x as u32, y_bits);
        }
        let (first, last) = (pixels[REACH], pixels[REACH + self.width - 1]);
        pixels[..REACH].fill(first);
        pixels[REACH + self.width..].fill(last);
        let length = self.width * CHANNELS;
        let padded = &self.padded;
        let nine = std::array::from_fn(|i| &padded[i * CHANNELS..][..length]);
        filter(nine, &mut self.softened[y % WEIGHTS.len()]);
    }
}

/// Makes of the bytes at each place of nine rows their weighed mean.
fn filter(nine: [&[u8]; WEIGHTS.len()], out: &mut [u8]) {
    let nine = nine.map(|row| &row[..out.len()]);
    // Unknown to the compiler, as an engine makes vectors of constants anew for each turn; by the others it shifts.
    let [_, _, third, fourth, middle, ..] = black_box(WEIGHTS);
    for (place, byte) in out.iter_mut().enumerate() {
        let at = |row: usize| u16::from(nine[row][place]);
        let pair = |row: usize| at(row) + at(WEIGHTS.len() - 1 - row);
        // At most 255 · 256 + 128, which sixteen bits hold.
        let outer = (1 << (SHIFT - 1)) + pair(0) * WEIGHTS[0] + pair(1) * WEIGHTS[1];
        let sum = outer + pair(2) * third + pair(3) * fourth + at(REACH) * middle;
        *byte = (sum >> SHIFT) as u8;
    }
}

/// Returns a pixel of a frame: a pattern with many edges, which moves. As one number, so that several pixels can be made
/// up at once.
fn made_up(frame: u32, x: u32, y: u32) -> [u8; CHANNELS] {
    let (x, y) = (x.wrapping_add(frame.wrapping_mul(3)), y.wrapping_add(frame));
    let pattern = (x / 4) ^ (y / 4);
    let red = pattern.wrapping_mul(5) & 255;
    let green = pattern.wrapping_mul(3).wrapping_add(y) & 255;
    let blue = pattern.wrapping_add(x) & 255;
    (red | green << 8 | blue << 16 | 255 << 24).to_le_bytes()
}

/// Softens frames on all threads of the rayon pool; gives the last.
///
/// Threads take whole frames, of which nothing is then in two cores' caches. The last ones are divided in bands of rows, so
/// that all threads end together; so are all where one frame for each thread would take too much memory.
pub fn parallel(size: Size, frames: u64) -> Image {
    let threads = rayon::current_num_threads() as u64;
    let pixels = u64::from(size.width) * u64::from(size.height);
    let rounds = if threads * pixels <= PIXELS_AT_ONCE { frames / threads } else { 0 };
    let whole = rounds.saturating_sub(1) * threads;
    // No more than 10,000, and rayon does not divide what a `u64` counts into pieces of one.
    (0..whole as usize).into_par_iter().with_max_len(1).for_each(|frame| drop(Blur::single(size, frame as u64)));
    (whole..frames).fold(Image::default(), |_, frame| by_bands(size, frame))
}

fn by_bands(size: Size, frame: u64) -> Image {
    Canvas::by_bands(size.width, size.height, ROWS_A_BAND, |first| {
        let (mut rows, mut y) = (Rows::of(size), first);
        move |row| {
            rows.soften(frame, y, row);
            y += 1;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunks(size: Size, frames: u64) -> Image {
        let mut kernel = Blur::of(size, frames);
        std::iter::repeat_with(|| kernel.advance()).flatten().next().expect("it ends")
    }

    /// Filters the columns of a whole frame after its rows, pixel by pixel.
    fn plainly(size: Size, frame: u64) -> Image {
        let (width, height) = (i64::from(size.width), i64::from(size.height));
        let mean = |at: &dyn Fn(i64) -> u8| {
            let near = (-(REACH as i64)..).zip(WEIGHTS);
            let sum: u32 = near.map(|(offset, weight)| u32::from(at(offset)) * u32::from(weight)).sum();
            ((sum + 128) / 256) as u8
        };
        let source =
            |x: i64, y: i64, channel: usize| made_up(frame as u32, x.clamp(0, width - 1) as u32, y as u32)[channel];
        let along = |x: i64, y: i64, channel| mean(&|dx| source(x + dx, y.clamp(0, height - 1), channel));
        let pixel = |x, y| (0..CHANNELS).map(move |channel| mean(&|dy| along(x, y + dy, channel)));
        let rgba: Vec<u8> = (0..height).flat_map(|y| (0..width).flat_map(move |x| pixel(x, y))).collect();
        Image { width: size.width, height: size.height, rgba: rgba.into() }
    }

    #[test]
    fn frames_are_softened_along_rows_and_columns_up_to_the_edges() {
        for (width, height, frames) in [(16, 16, 1), (40, 21, 3)] {
            let size = Size { width, height };
            assert!(chunks(size, frames) == plainly(size, frames - 1), "{width}x{height}");
        }
    }

    #[test]
    fn threads_that_share_out_frames_come_to_the_same_last_one() {
        let size = Size { width: 40, height: 150 };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("two threads");
        for frames in 1..=5 {
            assert!(pool.install(|| parallel(size, frames)) == chunks(size, frames), "{frames} frames");
        }
    }

    #[test]
    fn every_pixel_is_opaque_and_frames_differ() {
        let size = Size { width: 300, height: 200 };
        let (Image { rgba, .. }, second) = (chunks(size, 1), chunks(size, 2));
        assert!(rgba.chunks_exact(CHANNELS).all(|pixel| pixel[3] == 255));
        assert!(second != chunks(size, 1));
    }
}
