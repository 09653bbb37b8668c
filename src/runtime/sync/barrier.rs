//! A barrier.

use std::{cell::Cell, rc::Rc};

use super::line::{Line, Wait};

/// Lets tasks go on once `parties` of them have come; then it starts anew.
///
/// As `asyncio.Barrier`: who comes while a round still leaves waits for its end, and who gives up does not break it
/// for the others, but sends the first in line to its end.
#[derive(Clone)]
pub struct Barrier(Rc<Inner>);

struct Inner {
    parties: usize,
    /// Who has come and not left.
    inside: Cell<usize>,
    /// The round is full, and those inside are leaving.
    is_draining: Cell<bool>,
    line: Line,
}

impl Barrier {
    /// Makes a barrier for `parties` tasks a round.
    pub fn new(parties: usize) -> Self {
        let inner = Inner { parties, inside: Cell::new(0), is_draining: Cell::new(false), line: Line::default() };
        Self(Rc::new(inner))
    }

    /// Waits until the round is full; dropping the wait counts as not having come.
    pub async fn wait(&self) {
        self.wait_until(|inner| !inner.is_draining.get()).await;
        let _inside = Inside::enter(&self.0);
        if self.0.inside.get() == self.0.parties {
            self.0.is_draining.set(true);
            self.0.call_all();
        } else {
            self.wait_until(|inner| inner.is_draining.get()).await;
        }
    }

    async fn wait_until(&self, is_so: impl Fn(&Inner) -> bool) {
        while !is_so(&self.0) {
            let mut place = Place { inner: &self.0, wait: self.0.line.join(), seen: false };
            (&mut place.wait).await;
            place.seen = true;
        }
    }
}

impl Inner {
    fn call_all(&self) {
        while self.line.call_first() {}
    }
}

/// Somebody's stay; the last of a full round to leave lets the next round begin.
struct Inside<'a>(&'a Inner);

impl<'a> Inside<'a> {
    fn enter(inner: &'a Inner) -> Self {
        inner.inside.update(|inside| inside + 1);
        Inside(inner)
    }
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.0.inside.update(|inside| inside - 1);
        if self.0.inside.get() == 0 && self.0.is_draining.replace(false) {
            self.0.call_all();
        }
    }
}

/// A place in line; who gives it up calls another, who may have been meant.
struct Place<'a> {
    inner: &'a Inner,
    wait: Wait,
    seen: bool,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if !self.seen {
            self.wait.leave();
            self.inner.line.call_first();
        }
    }
}
