//! A line of waiting tasks.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};

/// Tasks that wait, in the order in which they came.
#[derive(Default)]
pub(super) struct Line(RefCell<VecDeque<Rc<Place>>>);

struct Place {
    state: Cell<State>,
    waker: RefCell<Waker>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Waiting,
    Called,
    Left,
}

impl Line {
    /// Takes the last place; the wait ends when it is called.
    pub(super) fn join(&self) -> Wait {
        let place = Place { state: Cell::new(State::Waiting), waker: RefCell::new(Waker::noop().clone()) };
        let place = Rc::new(place);
        self.0.borrow_mut().push_back(place.clone());
        Wait(place)
    }

    /// Calls the first that still waits; returns whether there was one.
    pub(super) fn call_first(&self) -> bool {
        loop {
            // Not held while waking.
            let Some(place) = self.0.borrow_mut().pop_front() else { return false };
            if place.state.get() == State::Waiting {
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
