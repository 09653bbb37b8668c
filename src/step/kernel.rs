//! Computations that are done a chunk at a time.

/// Computes in short chunks, so that between two of them a model can stop, switch or record.
pub trait Kernel: Send {
    /// Does one chunk, some 1 to 4 ms of work, and returns the output with the last one.
    ///
    /// Calling it again after that is a mistake; the output is handed out once.
    fn advance(&mut self) -> Option<Output>;

    /// Returns the part of the work that is done, from 0 to 1.
    fn progress(&self) -> f64;
}

/// Holds what a computation came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// A whole number.
    Number(u64),
    /// An image of opaque pixels.
    Image {
        /// The width in pixels.
        width: u32,
        /// The height in pixels.
        height: u32,
        /// Red, green, blue and alpha of each pixel, row by row from the top.
        rgba: Vec<u8>,
    },
}

impl Output {
    /// Returns a number that differs, in all likelihood, when the outputs do: 64-bit FNV-1a over their bytes.
    pub fn checksum(&self) -> u64 {
        match self {
            Output::Number(number) => fnv1a(FNV_BASIS, &number.to_le_bytes()),
            Output::Image { width, height, rgba } => {
                let size = fnv1a(FNV_BASIS, &width.to_le_bytes());
                fnv1a(fnv1a(size, &height.to_le_bytes()), rgba)
            }
        }
    }
}

const FNV_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

fn fnv1a(basis: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(basis, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_tell_outputs_apart() {
        let image = |rgba: [u8; 8], width, height| Output::Image { width, height, rgba: rgba.to_vec() };
        let outputs = [
            Output::Number(1),
            Output::Number(2),
            image([0; 8], 2, 1),
            image([0; 8], 1, 2),
            image([0, 0, 0, 0, 0, 0, 0, 1], 2, 1),
        ];
        for (i, a) in outputs.iter().enumerate() {
            for b in &outputs[i + 1..] {
                assert_ne!(a.checksum(), b.checksum(), "{a:?} and {b:?}");
            }
        }
        assert_eq!(fnv1a(FNV_BASIS, b"a"), 0xaf63_dc4c_8601_ec8c);
    }
}
