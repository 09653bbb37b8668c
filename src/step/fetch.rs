//! `fetch URL`: makes an HTTP request and waits for all of its answer.

use super::{
    Action, Arguments, Carries, Declaration, Gives, Group, Objection, Parts, Python, Request, Resolved, Takes,
};
use crate::workload::{Kind, Parameter, options, tree};

/// Declares `fetch`.
pub static STEP: Declaration = Declaration {
    word: "fetch",
    group: Group::Io,
    summary: "Makes an HTTP request and waits for all of its answer, without holding a thread.",
    example: "fetch io/delay?ms=300",
    parameters: &[Parameter {
        name: "URL",
        kind: Kind::Url,
        default: None,
        help: "What to fetch: http, https, or relative to the page; `{i}` is the task's number within its line.",
        example: "io/delay?ms=300",
    }],
    options: &[&options::STEP_TIMEOUT, &options::RETRY, &options::BACKOFF, &METHOD, &BODY],
    takes: Takes::Nothing,
    gives: Gives::Kind(Carries::Bytes),
    computes: None,
    parts: Parts::None,
    object: Some(|step| body_without_carrier(step).or_else(|| options::backoff_without_retry(step))),
    python: Python::Fetch,
    begin: |arguments, _| Action::Fetch(request(arguments)),
};

/// Declares `method`, the HTTP method of a request.
pub static METHOD: Parameter = Parameter {
    name: "method",
    kind: Kind::Choice(&["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"]),
    default: None,
    help: "The HTTP method; GET if left out, or POST where there is a body.",
    example: "POST",
};

/// Declares `body`, what a request sends along.
pub static BODY: Parameter = Parameter {
    name: "body",
    kind: Kind::Text,
    default: None,
    help: "What to send along, in double quotes; `{i}` is the task's number within its line.",
    example: "\"hello\"",
};

fn request(arguments: &Arguments) -> Request {
    let body = match arguments.option(&BODY) {
        Some(Resolved::Text(body)) => Some(body.clone()),
        _ => None,
    };
    let method = match arguments.option(&METHOD) {
        Some(Resolved::Choice(method)) => method,
        _ if body.is_some() => "POST",
        _ => "GET",
    };
    Request { url: arguments.text(0).to_owned(), method, body, seed: None }
}

/// Browsers refuse a GET or HEAD request with a body before it is sent.
fn body_without_carrier(step: &tree::Step) -> Option<Objection> {
    step.option(&BODY)?;
    let method = step.option(&METHOD)?;
    matches!(method, tree::Value::Choice("GET" | "HEAD")).then_some(Objection {
        option: BODY.name,
        message: "GET and HEAD send no body; leave `body` out or write `method POST`.",
    })
}
