//! Why a step, and with it its task, did not end well.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    io::{FetchError, StorageError},
    runtime::Cancelled,
    trace::Ending,
};

/// Why work did not end well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Failure {
    /// It failed, and says why.
    Failed {
        message: String,
        /// Whether, and after how long at least, the same may go well.
        retry: Option<Again>,
    },
    /// Its time limit passed.
    TimedOut(String),
    /// It was ended from outside.
    Cancelled,
}

/// That what failed may go well if it is done again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Again {
    /// Not before this has passed, where the other side said so.
    pub after: Option<Duration>,
}

impl Failure {
    /// A failure that would come again.
    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Failure::Failed { message: message.into(), retry: None }
    }

    /// What several parts failed of at once, in one sentence.
    pub(crate) fn together(failures: &[Failure]) -> Self {
        const TOLD: usize = 3;
        let messages: Vec<_> = failures.iter().filter_map(Failure::message).collect();
        let mut message = messages.iter().take(TOLD).copied().collect::<Vec<_>>().join("; ");
        if messages.len() > TOLD {
            message.push_str(&format!("; and {} more", messages.len() - TOLD));
        }
        Failure::failed(message)
    }

    /// The sentence that tells why, where there is one.
    pub(crate) fn message(&self) -> Option<&str> {
        match self {
            Failure::Failed { message, .. } | Failure::TimedOut(message) => Some(message),
            Failure::Cancelled => None,
        }
    }

    /// How a task ends by it.
    pub(crate) fn ending(&self) -> Ending {
        match self {
            Failure::Failed { .. } => Ending::Failed,
            Failure::TimedOut(_) => Ending::TimedOut,
            Failure::Cancelled => Ending::Cancelled,
        }
    }
}

impl From<Cancelled> for Failure {
    fn from(Cancelled: Cancelled) -> Self {
        Failure::Cancelled
    }
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        Failure::failed(error.to_string())
    }
}

impl From<FetchError> for Failure {
    fn from(error: FetchError) -> Self {
        let retry = error.may_pass().then(|| Again { after: error.retry_after() });
        Failure::Failed { message: error.to_string(), retry }
    }
}
