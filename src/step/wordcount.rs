//! `wordcount`: counts words in text or bytes.

use kernels::wordcount::{Count, parallel};

use super::{Action, Carries, Computes, Declaration, Gives, Group, Pace, Parts, Python, Takes};

/// Declares `wordcount`.
pub static STEP: Declaration = Declaration {
    word: "wordcount",
    group: Group::Compute,
    summary: "Counts the words of the text it is given, or of bytes read as UTF-8, as `len(text.split())` does.",
    example: "fetch io/delay?bytes=20k -> wordcount",
    parameters: &[],
    options: &[],
    takes: Takes::OneOf(&[Carries::Text, Carries::Bytes]),
    gives: Gives::Kind(Carries::Number),
    computes: Some(Computes {
        holds_gil: true,
        units: |_, value| value.bytes().len() as u64,
        pace: Pace { wasm: 170, cpython: 5_800 },
        parallel: Some(|_, value| parallel(&value.bytes()).into()),
        calibration: None,
    }),
    parts: Parts::None,
    object: None,
    python: Python::Compute("wordcount"),
    begin: |_, value| Action::Compute(Box::new(Count::of(value.bytes()))),
};
