//! `sha256`: hashes bytes or text.

use std::fmt::Write;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::{Action, Carries, Computes, Declaration, Gives, Group, Kernel, Pace, Parts, Python, Takes, Value};

/// Declares `sha256`.
pub static STEP: Declaration = Declaration {
    word: "sha256",
    group: Group::Compute,
    summary: "Hashes the bytes or the text it is given, and gives the hash as hexadecimal text.",
    example: "fetch io/delay?bytes=20k -> sha256",
    parameters: &[],
    options: &[],
    takes: Takes::OneOf(&[Carries::Bytes, Carries::Text]),
    gives: Gives::Kind(Carries::Text),
    computes: Some(Computes {
        // `hashlib` lets go of it for more than 2047 bytes.
        holds_gil: false,
        units: |_, value| value.bytes().len() as u64,
        pace: Pace { wasm: 2_900, cpython: 520 },
        // What a block of bytes is hashed to depends on all blocks before it.
        parallel: None,
        calibration: None,
    }),
    parts: Parts::None,
    object: None,
    python: Python::Compute("sha256"),
    begin: |_, value| Action::Compute(Box::new(Hash { bytes: value.bytes(), next: 0, hasher: Sha256::new() })),
};

/// Bytes of one chunk: a fifth of a millisecond, and some four in the first tier of a wasm engine.
const CHUNK: usize = 64 * 1024;

/// Hashes some bytes a chunk.
struct Hash {
    bytes: Arc<[u8]>,
    next: usize,
    hasher: Sha256,
}

impl Kernel for Hash {
    fn advance(&mut self) -> Option<Value> {
        let end = self.bytes.len().min(self.next + CHUNK);
        self.hasher.update(&self.bytes[self.next..end]);
        self.next = end;
        (end == self.bytes.len()).then(|| Value::Text(hexadecimal(&self.hasher.finalize_reset()).into()))
    }

    fn progress(&self) -> f64 {
        if self.bytes.is_empty() { 1.0 } else { self.next as f64 / self.bytes.len() as f64 }
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::Arguments;

    fn hash(value: &Value) -> Value {
        let Action::Compute(mut kernel) = (STEP.begin)(&Arguments::default(), value) else {
            panic!("sha256 computes");
        };
        std::iter::repeat_with(|| kernel.advance()).flatten().next().expect("it ends")
    }

    #[test]
    fn published_hashes_come_out() {
        let known = [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ];
        for (text, hashed) in known {
            assert_eq!(hash(&Value::Text(text.into())), Value::Text(hashed.into()));
            assert_eq!(hash(&Value::Bytes(text.as_bytes().into())), Value::Text(hashed.into()));
        }
    }

    #[test]
    fn chunks_hash_as_the_whole_does() {
        let million = Value::Bytes(vec![b'a'; 1_000_000].into());
        let hashed = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
        assert_eq!(hash(&million), Value::Text(hashed.into()));
    }
}
