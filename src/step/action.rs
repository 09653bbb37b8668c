//! What a step asks a model to do.

use std::fmt;
use std::time::Duration;

use super::Kernel;

/// Tells a model what a started step wants done; models know these few, not the steps.
pub enum Action {
    /// Wait this long without holding a thread.
    Sleep(Duration),
    /// Wait this long and hold the thread.
    Block(Duration),
    /// Make an HTTP request.
    Fetch(Request),
    /// Run a kernel to its end, chunk by chunk.
    Compute(Box<dyn Kernel>),
    /// End the task as failed, with this message.
    Fail(String),
    /// Go on with the next step.
    Pass,
}

impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Action::Sleep(time) => f.debug_tuple("Sleep").field(time).finish(),
            Action::Block(time) => f.debug_tuple("Block").field(time).finish(),
            Action::Fetch(request) => f.debug_tuple("Fetch").field(request).finish(),
            Action::Compute(_) => f.write_str("Compute(..)"),
            Action::Fail(message) => f.debug_tuple("Fail").field(message).finish(),
            Action::Pass => f.write_str("Pass"),
        }
    }
}

/// Describes an HTTP request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Holds the URL, relative to the page or absolute.
    pub url: String,
    /// Names the HTTP method.
    pub method: &'static str,
    /// Holds what is sent along, as UTF-8.
    pub body: Option<String>,
}
