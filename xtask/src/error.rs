//! One error type: a sentence that says what went wrong and what to do.

use std::fmt;

/// A sentence for the person who typed the command.
#[derive(Debug)]
pub struct Error(String);

/// What the steps of a command return.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error that reads `sentence`.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// Says what was being done when something failed.
pub trait Context<T> {
    /// Puts `sentence` before the cause.
    fn context(self, sentence: &str) -> Result<T>;

    /// The same with a sentence that is made only when it is needed.
    fn with_context(self, sentence: impl FnOnce() -> String) -> Result<T>;
}

impl<T, E: fmt::Display> Context<T> for std::result::Result<T, E> {
    fn context(self, sentence: &str) -> Result<T> {
        self.with_context(|| sentence.to_owned())
    }

    fn with_context(self, sentence: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|cause| Error(format!("{}: {cause}", sentence())))
    }
}

impl<T> Context<T> for Option<T> {
    fn context(self, sentence: &str) -> Result<T> {
        self.with_context(|| sentence.to_owned())
    }

    fn with_context(self, sentence: impl FnOnce() -> String) -> Result<T> {
        self.ok_or_else(|| Error(sentence()))
    }
}
