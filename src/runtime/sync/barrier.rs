//! A barrier.

use std::{cell::Cell, rc::Rc};

use super::line::Line;

/// Lets tasks go on once `parties` of them have come; then it starts anew.
#[derive(Clone)]
pub struct Barrier(Rc<Inner>);

struct Inner {
    parties: usize,
    /// Of this round; a wait that is dropped before the round is full takes its count back.
    come: Cell<usize>,
    line: Line,
}

impl Barrier {
    /// Makes a barrier for `parties` tasks a round.
    pub fn new(parties: usize) -> Self {
        Self(Rc::new(Inner { parties, come: Cell::new(0), line: Line::default() }))
    }

    /// Waits until the round is full; dropping the wait counts as not having come.
    pub async fn wait(&self) {
        self.0.come.update(|come| come + 1);
        if self.0.come.get() == self.0.parties {
            self.0.come.set(0);
            while self.0.line.call_first() {}
            return;
        }
        let mut place = Place { inner: &self.0, wait: self.0.line.join() };
        (&mut place.wait).await;
    }
}

struct Place<'a> {
    inner: &'a Inner,
    wait: super::line::Wait,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if !self.wait.is_called() {
            self.inner.come.update(|come| come - 1);
        }
    }
}
