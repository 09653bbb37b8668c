//! The wasm module: the playground's surface towards JavaScript, with nothing added.
//!
//! It is a package of its own because only what makes no library for Rust is optimised as one, with all that it is made
//! of; and because it is this package's level that decides what is done at the end. At 3, each function is still compiled
//! for size or for speed as its own package says, and loops of what computes are vectorised; at a level for size, none are.

#[cfg(target_family = "wasm")]
pub use concurrency_playground::api;
