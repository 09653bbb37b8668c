//! A line of waiting tasks.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};

use crate::cancel::of_this_task;

/// Tasks that wait, in the order in which they came.
#[derive(Default)]
pub(super) struct Line(RefCell<VecDeque<Rc<Place>>>);

struct Place {
    state: Cell<State>,
    /// Whether its task was asked to end: then it waits no more, even before it knows.
    cancelled: Option<Rc<Cell<bool>>>,
    waker: RefCell<Waker>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Waiting,
    Called,
    Left,
}

impl Place {
    fn waits(&self) -> bool {
        let is_cancelled = self.cancelled.as_ref().is_some_and(|cancelled| cancelled.get());
        self.state.get() == State::Waiting && !is_cancelled
    }
}

impl Line {
    /// Takes the last place; the wait ends when it is called.
    pub(super) fn join(&self) -> Wait {
        let cancelled = of_this_task();
        let place = Place { state: Cell::new(State::Waiting), cancelled, waker: RefCell::new(Waker::noop().clone()) };
        let place = Rc::new(place);
        self.0.borrow_mut().push_back(place.clone());
        Wait(place)
    }

    /// Calls the first in line, unless it was called before or is leaving; it stays the first until it leaves.
    pub(super) fn call_front(&self) {
        let front = {
            let mut places = self.0.borrow_mut();
            while places.front().is_some_and(|place| place.state.get() == State::Left) {
                places.pop_front();
            }
            places.front().cloned()
        };
        if let Some(front) = front.filter(|front| front.waits()) {
            front.state.set(State::Called);
            front.waker.borrow().wake_by_ref();
        }
    }

    /// Whether everybody in line is leaving it.
    pub(super) fn is_deserted(&self) -> bool {
        self.0.borrow().iter().all(|place| place.state.get() != State::Called && !place.waits())
    }

    /// Calls the first that still waits; returns whether there was one.
    pub(super) fn call_first(&self) -> bool {
        loop {
            // Not held while waking.
            let Some(place) = self.0.borrow_mut().pop_front() else { return false };
            if place.waits() {
                place.state.set(State::Called);
                place.waker.borrow().wake_by_ref();
                return true;
            }
        }
    }
}

/// A place in a line. Dropping it leaves the line.
pub(super) struct Wait(Rc<Place>);

impl Wait {
    /// Leaves the line.
    pub(super) fn leave(&self) {
        self.0.state.set(State::Left);
    }

    /// Whether it was called.
    pub(super) fn is_called(&self) -> bool {
        self.0.state.get() == State::Called
    }
}

impl Future for Wait {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.is_called() {
            return Poll::Ready(());
        }
        self.0.waker.borrow_mut().clone_from(context.waker());
        Poll::Pending
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        self.leave();
    }
}
