//! The wasm module that is measured, made as `src/module/` makes the product's.

pub use bench_browser::*;
