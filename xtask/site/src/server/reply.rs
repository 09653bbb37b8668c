//! Replies and the headers they share.

use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};

use super::Never;

/// What is sent back.
pub type Reply = Response<BoxBody<Bytes, Never>>;

/// What a page needs to share memory between threads; pages of others may show it in a frame, isolated or not.
const ISOLATION: [(HeaderName, &str); 4] = [
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-embedder-policy"), "require-corp"),
    (HeaderName::from_static("document-isolation-policy"), "isolate-and-require-corp"),
    (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
];

/// A reply with a body of known content.
pub fn full(status: StatusCode, kind: &'static str, body: impl Into<Bytes>) -> Reply {
    let mut reply = Response::new(Full::new(body.into()).boxed());
    *reply.status_mut() = status;
    reply.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    reply
}

/// A sentence.
pub fn text(status: StatusCode, sentence: &str) -> Reply {
    let mut reply = full(status, "text/plain; charset=utf-8", format!("{sentence}\n"));
    never_keep(&mut reply);
    reply
}

/// There is no such file.
pub fn not_found() -> Reply {
    text(StatusCode::NOT_FOUND, "There is no such page here.")
}

/// Has the browser ask again each time.
pub fn never_keep(reply: &mut Reply) {
    reply.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
}

/// Adds the isolation headers.
pub fn isolate(reply: &mut Reply) {
    for (name, value) in ISOLATION {
        reply.headers_mut().insert(name, HeaderValue::from_static(value));
    }
}
