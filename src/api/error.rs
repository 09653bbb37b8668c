//! The one place where Rust errors become JavaScript ones.

use js_sys::{Error, Reflect};
use thiserror::Error as ThisError;
use wasm_bindgen::JsValue;

use crate::{model::Refusal, notice::Unreadable};

/// Why a request to the engine or the desk was turned down.
#[derive(Debug, ThisError)]
pub(super) enum ApiError {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("{workers} workers were asked for, but the engine has {threads} threads.")]
    TooFewThreads { workers: usize, threads: usize },
    #[error("A run is under way; wait for it or stop it.")]
    Busy,
    #[error("There is no format `{0}` to export a trace in.")]
    UnknownFormat(String),
    #[error(transparent)]
    UnreadableNotice(#[from] Unreadable),
    #[error("The trace `{0}` is not at hand; hand it over again.")]
    NotStudied(String),
    #[error("The request is not of the expected form: {0}.")]
    Malformed(#[from] serde_json::Error),
}

impl ApiError {
    /// Stable, for programs.
    fn code(&self) -> &'static str {
        match self {
            ApiError::Refused(refusal) => refusal.code(),
            ApiError::TooFewThreads { .. } => "too-few-threads",
            ApiError::Busy => "busy",
            ApiError::UnknownFormat(_) => "unknown-format",
            ApiError::UnreadableNotice(_) => "unreadable-notice",
            ApiError::NotStudied(_) => "not-studied",
            ApiError::Malformed(_) => "malformed-request",
        }
    }

    /// Where in a text the errors are, as JSON.
    fn diagnostics(&self) -> Option<String> {
        match self {
            ApiError::Refused(Refusal::InvalidWorkload(diagnostics)) => serde_json::to_string(diagnostics).ok(),
            _ => None,
        }
    }
}

impl From<ApiError> for JsValue {
    fn from(error: ApiError) -> JsValue {
        let thrown = Error::new(&error.to_string());
        thrown.set_name("PlaygroundError");
        // Setting a property of an object just made does not fail.
        let _ = Reflect::set(&thrown, &"code".into(), &error.code().into());
        if let Some(diagnostics) = error.diagnostics() {
            let _ = Reflect::set(&thrown, &"diagnostics".into(), &diagnostics.into());
        }
        thrown.into()
    }
}
