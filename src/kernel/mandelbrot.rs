//! `mandelbrot SIZE`: draws the Mandelbrot set, the same on every machine to the last bit.

use super::Computation;
use super::canvas::{Canvas, Image};

/// Iterations after which a point counts as inside the set.
const ITERATIONS: u32 = 256;
/// Iterations of one chunk: about two milliseconds, and some three in the first tier of a wasm engine.
const ITERATIONS_A_CHUNK: u32 = 500_000;
/// As many iterations as it takes to colour a pixel.
const COLOUR: u32 = 16;
/// The square of the distance from which on a point has surely escaped, far out so that colours change smoothly.
const ESCAPED: f64 = 65_536.0;
/// Width and height of the part of the plane that is drawn, around its left and upper edge.
const EXTENT: f64 = 2.8;
const LEFT: f64 = -2.1;
const TOP: f64 = -1.4;

/// Draws the set, some pixels a chunk.
pub struct Mandelbrot {
    plane: Plane,
    next: usize,
    /// The pixels of a chunk.
    fresh: Vec<u8>,
    canvas: Canvas,
}

impl Mandelbrot {
    /// Prepares to draw an image of `size` by `size` pixels.
    pub fn new(size: u32) -> Mandelbrot {
        Mandelbrot { plane: Plane::new(size), next: 0, fresh: Vec::new(), canvas: Canvas::new(size, size) }
    }

    fn pixels(&self) -> usize {
        self.plane.size as usize * self.plane.size as usize
    }
}

impl Computation for Mandelbrot {
    type Outcome = Image;

    fn advance(&mut self) -> Option<Image> {
        let size = self.plane.size as usize;
        let mut spent = 0;
        while self.next < self.pixels() && spent < ITERATIONS_A_CHUNK {
            let escape = self.plane.escape(self.next % size, self.next / size);
            spent += escape.iterations + COLOUR;
            self.fresh.extend(colour(escape));
            self.next += 1;
        }
        self.canvas.draw(&self.fresh);
        self.fresh.clear();
        self.canvas.finish()
    }

    fn progress(&self) -> f64 {
        match self.pixels() {
            0 => 1.0,
            pixels => self.next as f64 / pixels as f64,
        }
    }
}

/// Draws an image of `size` by `size` pixels on all threads of the rayon pool, a row at a time.
pub fn parallel(size: u32) -> Image {
    let plane = &Plane::new(size);
    Canvas::by_bands(size, size, 1, |y| {
        move |row| {
            for (x, pixel) in row.chunks_exact_mut(4).enumerate() {
                pixel.copy_from_slice(&colour(plane.escape(x, y)));
            }
        }
    })
}

/// Maps pixels to points of the plane.
struct Plane {
    size: u32,
    step: f64,
}

/// Says how a point left the set's neighbourhood.
struct Escape {
    iterations: u32,
    /// The square of its distance then; less than [`ESCAPED`] if it stayed.
    distance: f64,
}

impl Plane {
    fn new(size: u32) -> Plane {
        Plane { size, step: EXTENT / f64::from(size) }
    }

    /// Follows the point in the middle of a pixel; only sums, differences and products, which are exact to the bit everywhere.
    fn escape(&self, x: usize, y: usize) -> Escape {
        let real = LEFT + (x as f64 + 0.5) * self.step;
        let imaginary = TOP + (y as f64 + 0.5) * self.step;
        let (mut a, mut b) = (0.0, 0.0);
        let mut iterations = 0;
        loop {
            let (aa, bb) = (a * a, b * b);
            let distance = aa + bb;
            if distance >= ESCAPED || iterations == ITERATIONS {
                return Escape { iterations, distance };
            }
            b = 2.0 * a * b + imaginary;
            a = aa - bb + real;
            iterations += 1;
        }
    }
}

/// Holds the colours a point goes through the longer it stays, in a circle.
const PALETTE: [[u8; 3]; 6] =
    [[8, 16, 64], [24, 82, 177], [140, 200, 240], [250, 244, 220], [250, 170, 40], [120, 30, 50]];
const INSIDE: [u8; 4] = [6, 6, 18, 255];
/// What [`smooth`] gives, about, in the corners of the image; there the palette begins.
const EARLIEST: u32 = 4 * 256;
/// Steps from one colour of the palette to the next.
const BLEND: u32 = 256;

/// Returns the colour of a pixel, computed in whole numbers.
fn colour(escape: Escape) -> [u8; 4] {
    if escape.distance < ESCAPED {
        return INSIDE;
    }
    let position = (smooth(&escape).saturating_sub(EARLIEST) * BLEND).isqrt();
    let (stop, part) = ((position / BLEND) as usize, position % BLEND);
    let (from, to) = (PALETTE[stop % PALETTE.len()], PALETTE[(stop + 1) % PALETTE.len()]);
    let blend = |i: usize| {
        let (from, to) = (u32::from(from[i]), u32::from(to[i]));
        ((from * (BLEND - part) + to * part) / BLEND) as u8
    };
    [blend(0), blend(1), blend(2), 255]
}

/// Returns 256 times the number of iterations, made continuous: `n + 1 - log2(log2(distance) / 16)`.
fn smooth(escape: &Escape) -> u32 {
    // A point that has just escaped is at a squared distance from 2¹⁶ to about 2³², so this is from 16 to 32, times 2¹⁶.
    let bits = escape.distance.to_bits();
    let log = (((bits >> 36) - (1023 << 16)) as u32).clamp(16 << 16, (32 << 16) - 1);
    // The logarithm once more, from the leading bit and the eight that follow it.
    let log_of_log = (log >> 12) & 0xff;
    (escape.iterations + 1) * 256 - log_of_log
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sequential(size: u32) -> Image {
        let mut kernel = Mandelbrot::new(size);
        std::iter::repeat_with(|| kernel.advance()).flatten().next().expect("it ends")
    }

    #[test]
    fn chunks_and_threads_draw_the_same_image() {
        for size in [16, 33, 300] {
            assert!(sequential(size) == parallel(size), "{size}");
        }
    }

    #[test]
    fn every_pixel_is_opaque_and_the_middle_is_inside() {
        let Image { width, height, rgba } = parallel(64);
        assert_eq!((width, height, rgba.len()), (64, 64, 64 * 64 * 4));
        assert!(rgba.chunks_exact(4).all(|pixel| pixel[3] == 255));
        let middle = (32 * 64 + 40) * 4;
        assert_eq!(rgba[middle..middle + 4], INSIDE);
    }

    #[test]
    fn progress_rises_from_nothing_to_all() {
        let mut kernel = Mandelbrot::new(200);
        let mut before = kernel.progress();
        assert_eq!(before, 0.0);
        while kernel.advance().is_none() {
            assert!(kernel.progress() > before);
            before = kernel.progress();
        }
        assert_eq!(kernel.progress(), 1.0);
    }
}
