//! Images on their way.

use std::mem::MaybeUninit;
use std::sync::Arc;

use rayon::prelude::*;

/// Opaque pixels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Image {
    /// The width in pixels.
    pub width: u32,
    /// The height in pixels.
    pub height: u32,
    /// Red, green, blue and alpha of each pixel, row by row from the top.
    pub rgba: Arc<[u8]>,
}

/// An image that is drawn from the top, in the memory that it will be handed on in.
///
/// So neither its first chunk nor its last has to fill or to copy all of it, which takes 30 ms for the largest. Nor is
/// that memory taken before the first pixel is drawn.
pub struct Canvas {
    width: u32,
    height: u32,
    rgba: Arc<[MaybeUninit<u8>]>,
    /// So many bytes are drawn.
    drawn: usize,
}

impl Canvas {
    /// Makes an image of which nothing is drawn.
    pub fn new(width: u32, height: u32) -> Canvas {
        Canvas { width, height, rgba: Arc::new_uninit_slice(0), drawn: 0 }
    }

    /// Returns its memory, which nobody else has before it is finished.
    fn all(&mut self) -> &mut [MaybeUninit<u8>] {
        if self.rgba.is_empty() {
            self.rgba = Arc::new_uninit_slice(bytes(self.width, self.height));
        }
        Arc::get_mut(&mut self.rgba).unwrap_or_default()
    }

    /// Draws the next pixels, red, green, blue and alpha of each.
    ///
    /// # Panics
    /// When there is no room for them.
    pub fn draw(&mut self, rgba: &[u8]) {
        let (from, to) = (self.drawn, self.drawn + rgba.len());
        self.all()[from..to].write_copy_of_slice(rgba);
        self.drawn = to;
    }

    /// Begins from the top again, over what is drawn.
    pub fn restart(&mut self) {
        self.drawn = 0;
    }

    /// Hands the image on, and leaves an empty one of no size; nothing before all of it is drawn.
    pub fn finish(&mut self) -> Option<Image> {
        if self.drawn < bytes(self.width, self.height) {
            return None;
        }
        let Canvas { width, height, rgba, .. } = std::mem::replace(self, Canvas::new(0, 0));
        // SAFETY: `drawn` has reached the length of the memory, and each byte before it was written, by `draw` or in a
        // row of a band: bands together are all of it, and each is whole rows. Where the image has no pixels, there is no
        // byte.
        let rgba = unsafe { rgba.assume_init() };
        Some(Image { width, height, rgba })
    }

    /// Draws an image on all threads of the rayon pool, in bands of so many `rows`; `begin` is given the number of a
    /// band's first row, and makes what draws the band's rows, one after the other.
    pub fn by_bands<Draw: FnMut(&mut [u8])>(
        width: u32,
        height: u32,
        rows: u32,
        begin: impl Fn(usize) -> Draw + Sync,
    ) -> Image {
        let mut canvas = Canvas::new(width, height);
        let row_length = bytes(width, 1).max(1);
        let all = canvas.all();
        assert_eq!(all.len(), bytes(width, height), "nobody else has it");
        all.par_chunks_mut(row_length * rows.max(1) as usize).enumerate().for_each(|(number, band)| {
            let (mut draw, mut drawn) = (begin(number * rows as usize), vec![0; row_length]);
            for row in band.chunks_exact_mut(row_length) {
                draw(&mut drawn);
                row.write_copy_of_slice(&drawn);
            }
        });
        canvas.drawn = bytes(width, height);
        canvas.finish().unwrap_or_default()
    }
}

fn bytes(width: u32, height: u32) -> usize {
    width as usize * height as usize * 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_handed_on_when_it_is_whole_and_not_before() {
        let mut canvas = Canvas::new(2, 2);
        assert_eq!(canvas.finish(), None);
        canvas.draw(&[1; 12]);
        assert_eq!(canvas.finish(), None);
        canvas.restart();
        canvas.draw(&[2; 4]);
        canvas.draw(&[3; 12]);
        let rgba = [2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3];
        assert_eq!(canvas.finish(), Some(Image { width: 2, height: 2, rgba: rgba.as_slice().into() }));
    }

    #[test]
    fn bands_are_drawn_where_they_belong() {
        let image = Canvas::by_bands(1, 40, 16, |first| {
            let mut y = first as u8;
            move |row| {
                row.fill(y);
                y += 1;
            }
        });
        let rgba: Vec<u8> = (0..40).flat_map(|y| [y; 4]).collect();
        assert_eq!(image, Image { width: 1, height: 40, rgba: rgba.into() });
        for (width, height) in [(0, 3), (3, 0)] {
            let image = Canvas::by_bands(width, height, 2, |_| |row: &mut [u8]| row.fill(1));
            assert_eq!(image, Image { width, height, rgba: [].into() });
        }
    }
}
