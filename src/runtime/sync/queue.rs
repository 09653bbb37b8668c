//! A queue between tasks.

use std::{cell::RefCell, collections::VecDeque, rc::Rc};

use super::line::{Line, Wait};

/// First in, first out; with a bound, who finds it full waits.
///
/// As in `asyncio.Queue`, who waits is called, not served: who comes between may be faster, and the one
/// who was called waits again.
#[derive(Clone)]
pub struct Queue<T>(Rc<Inner<T>>);

struct Inner<T> {
    bound: Option<usize>,
    items: RefCell<VecDeque<T>>,
    putters: Line,
    takers: Line,
}

impl<T> Queue<T> {
    /// Makes an empty queue; `None`: without a bound.
    pub fn new(bound: Option<usize>) -> Self {
        let inner = Inner { bound, items: RefCell::default(), putters: Line::default(), takers: Line::default() };
        Self(Rc::new(inner))
    }

    /// Appends an item, once there is room; dropping the wait drops the item.
    pub async fn put(&self, item: T) {
        while self.is_full() {
            Called::wait(&self.0.putters, || !self.is_full()).await;
        }
        self.0.items.borrow_mut().push_back(item);
        self.0.takers.call_first();
    }

    /// Takes the first item, once there is one; dropping the wait leaves the line.
    pub async fn take(&self) -> T {
        loop {
            let item = self.0.items.borrow_mut().pop_front();
            if let Some(item) = item {
                self.0.putters.call_first();
                return item;
            }
            Called::wait(&self.0.takers, || !self.is_empty()).await;
        }
    }

    /// Puts an item back that was taken and not seen: it is the first again, whatever the bound.
    pub fn put_back(&self, item: T) {
        self.0.items.borrow_mut().push_front(item);
        self.0.takers.call_first();
    }

    /// How many items wait to be taken.
    pub fn len(&self) -> usize {
        self.0.items.borrow().len()
    }

    /// Whether no item waits to be taken.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn is_full(&self) -> bool {
        self.0.bound.is_some_and(|bound| self.len() >= bound)
    }
}

/// A wait whose call goes to the next in line if it is dropped before it saw it, and the call is still good for something.
struct Called<'a, F: Fn() -> bool> {
    line: &'a Line,
    wait: Wait,
    is_good: F,
    seen: bool,
}

impl<'a, F: Fn() -> bool> Called<'a, F> {
    async fn wait(line: &'a Line, is_good: F) {
        let mut called = Called { line, wait: line.join(), is_good, seen: false };
        (&mut called.wait).await;
        called.seen = true;
    }
}

impl<F: Fn() -> bool> Drop for Called<'_, F> {
    fn drop(&mut self) {
        if self.wait.is_called() && !self.seen && (self.is_good)() {
            self.line.call_first();
        }
    }
}
