//! How storing fails.

use thiserror::Error;

/// Why a file or a record could not be stored or read; each sentence says what is known and what to do.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum StorageError {
    /// The run has no such file.
    #[error("this run has no file `{name}`; write it first, with `file write {name}`")]
    NoFile {
        /// As asked for.
        name: String,
    },
    /// The run has no such record.
    #[error("this run has no record `{key}`; put it there first, with `db put {key}`")]
    NoRecord {
        /// As asked for.
        key: String,
    },
    /// The browser has nothing to store in, or not for this page.
    #[error(
        "this browser gives the page no {lacking} ({reason}); it may be a private window, a page without https, or a setting"
    )]
    Lacking {
        /// What is missing.
        lacking: &'static str,
        /// The browser's words.
        reason: String,
    },
    /// There is no room left.
    #[error("the browser has no room left for what this page stores; store less, or free some of the disk")]
    Full,
    /// The browser refuses for a reason of its own.
    #[error("the browser refuses to {what}: {reason}")]
    Refused {
        /// What was to be done.
        what: String,
        /// The browser's words.
        reason: String,
    },
}
