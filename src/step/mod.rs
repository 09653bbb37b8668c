//! The steps a task is made of: one file a step, each with the one declaration that the parser, the help, the completion and the models read.
//!
//! A new step is a new file with a `pub static STEP: Declaration` and one line in [`STEPS`].

mod action;
mod arguments;
mod block;
mod declaration;
mod fail;
pub mod fetch;
mod kernel;
pub mod mandelbrot;
pub mod primes;
mod sleep;

pub use action::{Action, Request};
pub use arguments::{Arguments, Resolved};
pub use declaration::{Carries, Declaration, Group, Objection};
pub use kernel::{Kernel, Output};

/// Lists every step of the language, in the order in which help and completion show them.
pub static STEPS: &[&Declaration] =
    &[&sleep::STEP, &fetch::STEP, &block::STEP, &fail::STEP, &primes::STEP, &mandelbrot::STEP];

/// Finds the step that is written `word`.
pub fn find(word: &str) -> Option<&'static Declaration> {
    STEPS.iter().copied().find(|step| step.word == word)
}
