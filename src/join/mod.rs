//! How main awaits the tasks together: one join a file, each as its name says in asyncio.

mod collect;
mod completed;
mod first;
mod gather;
mod group;

use std::pin::Pin;

use crate::{
    model::{Outcome, Strand},
    runtime::Cancelled,
};

/// Says what a join is in Python; `code/` writes it, for each way to run tasks with a `match` that leaves none out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the join of its name")]
pub enum Python {
    Collect,
    Gather,
    Group,
    First,
    Completed,
}

/// A join's declaration.
pub struct Join {
    /// Its name on the run line.
    pub name: &'static str,
    /// What it is in Python.
    pub python: Python,
    /// One sentence for a person.
    pub summary: &'static str,
    /// Starts all tasks and awaits them; returns how the list of events says what came back.
    pub(crate) run: for<'m> fn(&'m Strand) -> Returned<'m, String>,
    /// Where tasks run one after another: says, after each, what comes back if the rest is skipped.
    pub(crate) after_each: for<'m> fn(&'m Strand, usize, &'m str, Outcome) -> Returned<'m, Option<String>>,
}

/// What main comes to, or that it was cancelled.
type Returned<'m, T> = Pin<Box<dyn Future<Output = Result<T, Cancelled>> + 'm>>;

/// All joins; the first is what a run has that names none.
pub static JOINS: [&Join; 5] = [&collect::JOIN, &gather::JOIN, &group::JOIN, &first::JOIN, &completed::JOIN];

/// Finds a join by its name.
pub fn find(name: &str) -> Option<&'static Join> {
    JOINS.into_iter().find(|join| join.name == name)
}

/// Goes on whatever a task came to.
fn go_on<'m>(_: &'m Strand, _: usize, _: &'m str, _: Outcome) -> Returned<'m, Option<String>> {
    Box::pin(std::future::ready(Ok(None)))
}

/// Skips the rest after a failure.
fn stop_at_failure<'m>(_: &'m Strand, _: usize, _: &'m str, outcome: Outcome) -> Returned<'m, Option<String>> {
    Box::pin(std::future::ready(Ok(outcome.is_err().then(|| "failed".to_owned()))))
}
