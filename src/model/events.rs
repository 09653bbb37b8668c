//! What the language can see of a run, as a list: the same list that a CPython program with asyncio makes of it.

use std::{cell::RefCell, fmt::Display};

use serde::Serialize;

/// The number that stands for main, which awaits the tasks.
pub const MAIN: i64 = -1;

/// One event: when in whole microseconds since the run began, of which task, at which step, what, and a detail or nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Event(pub u64, pub i64, pub String, pub &'static str, pub String);

/// Collects events where somebody wants them.
#[derive(Default)]
pub(crate) struct Events(Option<RefCell<Vec<Event>>>);

impl Events {
    /// Makes a list that is kept.
    pub(crate) fn kept() -> Self {
        Self(Some(RefCell::default()))
    }

    pub(crate) fn are_kept(&self) -> bool {
        self.0.is_some()
    }

    pub(crate) fn note(
        &self,
        since: std::time::Duration,
        task: i64,
        path: &Path,
        what: &'static str,
        detail: impl Display,
    ) {
        if let Some(list) = &self.0 {
            let micros = u64::try_from(since.as_micros()).unwrap_or(u64::MAX);
            list.borrow_mut().push(Event(micros, task, path.print(), what, detail.to_string()));
        }
    }

    /// Takes out what there is.
    pub(crate) fn take(&self) -> Vec<Event> {
        self.0.as_ref().map(RefCell::take).unwrap_or_default()
    }
}

/// A step's place in its task: `2.1.3` is the third step of the first part of the second step.
///
/// It is written out only where events are kept.
#[derive(Clone, Debug, Default)]
pub(crate) struct Path(Option<std::rc::Rc<str>>);

impl Path {
    /// The path of a whole task, to be written out if `events` are kept.
    pub(crate) fn whole(events: &Events) -> Self {
        Self(events.are_kept().then(|| "".into()))
    }

    /// The path under which the steps of `then:` stand.
    pub(crate) fn then(events: &Events) -> Self {
        Self(events.are_kept().then(|| "then".into()))
    }

    /// The path of what has this number, counted from 0, under this one.
    pub(crate) fn at(&self, number: usize) -> Self {
        Self(self.0.as_ref().map(|path| match path.is_empty() {
            true => format!("{}", number + 1).into(),
            false => format!("{path}.{}", number + 1).into(),
        }))
    }

    fn print(&self) -> String {
        self.0.as_deref().unwrap_or_default().to_owned()
    }
}
