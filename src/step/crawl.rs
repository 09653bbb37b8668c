//! `crawl URL`: reads a page and those it links to.

use super::{Action, Arguments, Carries, Declaration, Gives, Group, Parts, Python, Resolved, Takes};
use crate::workload::{Kind, Parameter, options};

/// Declares `crawl`.
pub static STEP: Declaration = Declaration {
    word: "crawl",
    group: Group::Io,
    summary: "Reads a page and the pages of the same origin it links to, level by level and each once, and gives how \
              many it read; a page that cannot be read is left out, unless it is the first.",
    example: "crawl pages/index.html depth 2",
    parameters: &[Parameter {
        name: "URL",
        kind: Kind::Url,
        default: None,
        help: "Where to begin: http, https, or relative to the page; `{i}` is the task's number within its line.",
        example: "pages/index.html",
    }],
    options: &[&options::STEP_TIMEOUT, &options::RETRY, &options::BACKOFF, &DEPTH, &AT_ONCE],
    takes: Takes::Nothing,
    gives: Gives::Kind(Carries::Number),
    computes: None,
    parts: Parts::None,
    object: Some(options::backoff_without_retry),
    python: Python::Crawl,
    begin: |arguments, _| Action::Crawl(crawl(arguments)),
};

/// Declares `depth`, how far a crawl goes.
pub static DEPTH: Parameter = Parameter {
    name: "depth",
    kind: Kind::count(0, 5),
    default: None,
    help: "How many links away from the first page the last ones may be; 1 if left out.",
    example: "2",
};

/// Declares `at_once`, how many pages a crawl reads at once.
pub static AT_ONCE: Parameter = Parameter {
    name: "at_once",
    kind: Kind::count(1, 256),
    default: None,
    help: "How many pages are read at once; 6 if left out, as many connections as a browser opens to a host.",
    example: "6",
};

/// Says where a crawl begins, and how far it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crawl {
    /// Holds the URL of the first page, relative to the page or absolute.
    pub url: String,
    /// Says how many links away from the first page the last ones may be.
    pub depth: u64,
    /// Says how many pages are read at once.
    pub at_once: usize,
}

fn crawl(arguments: &Arguments) -> Crawl {
    let option = |option: &Parameter, default| match arguments.option(option) {
        Some(Resolved::Count(count)) => *count,
        _ => default,
    };
    Crawl {
        url: arguments.text(0).to_owned(),
        depth: option(&DEPTH, 1),
        at_once: usize::try_from(option(&AT_ONCE, 6)).unwrap_or(usize::MAX),
    }
}
