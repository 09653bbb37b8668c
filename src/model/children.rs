//! Tasks or parts that run at once, and how the one that started them hears of their ends.
//!
//! A child that ends at one turn of the loop is heard of at the next, and the parent goes on at the one after,
//! as with asyncio's done callbacks: so what happens within one instant has the same order here and there.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    task::{Poll, Waker},
};

use super::{Failure, Run, strand::Strand};
use crate::{
    runtime::{Cancellation, Cancelled, yield_now},
    step::Value,
};

/// How a child came out.
pub(crate) type Outcome = Result<Value, Failure>;

/// What the parent waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Until {
    /// All have ended.
    All,
    /// All have ended; the first failure cancels the others: a task group.
    AllOrFailure,
    /// All have ended, or one has not ended well.
    FirstFailure,
    /// One has ended.
    First,
    /// Another one has ended.
    Next,
}

/// What a child is given on its way.
pub(crate) struct Birth {
    pub(crate) cancellation: Rc<Cancellation>,
    state: Rc<State>,
    index: usize,
    run: Rc<Run>,
}

impl Birth {
    /// Ends the child; its parent hears of it a turn later.
    pub(crate) async fn end(self, outcome: Outcome) {
        self.state.children.borrow_mut()[self.index].outcome = Some(outcome);
        yield_now().await;
        self.state.hear_of(self.index);
        self.run.child_ended();
    }
}

/// Children in the order created.
pub(crate) struct Children {
    state: Rc<State>,
}

struct State {
    children: RefCell<Vec<Child>>,
    unfinished: Cell<usize>,
    until: Cell<Until>,
    /// The children that have been heard of and not been taken, in the order of their ends.
    ended: RefCell<std::collections::VecDeque<usize>>,
    /// The one that ended the wait of [`Until::FirstFailure`].
    first_failure: Cell<Option<usize>>,
    aborting: Cell<bool>,
    is_enough: Cell<bool>,
    /// The parent is to look again, as a task group interrupts its parent's wait when the first task fails.
    look_again: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

struct Child {
    cancellation: Rc<Cancellation>,
    outcome: Option<Outcome>,
}

impl Children {
    /// Makes an empty set.
    pub(crate) fn new(until: Until) -> Self {
        let state = State {
            children: RefCell::default(),
            unfinished: Cell::new(0),
            until: Cell::new(until),
            ended: RefCell::default(),
            first_failure: Cell::new(None),
            aborting: Cell::new(false),
            is_enough: Cell::new(false),
            look_again: Cell::new(false),
            waker: RefCell::default(),
        };
        Self { state: Rc::new(state) }
    }

    /// Puts a child at the end of the loop's queue; `life` makes its future, which has to end with [`Birth::end`].
    pub(crate) fn spawn<F>(&self, parent: &Strand, life: impl FnOnce(Birth) -> F)
    where
        F: Future<Output = ()> + 'static,
    {
        let state = self.state.clone();
        let cancellation = Rc::new(Cancellation::default());
        let index = state.children.borrow().len();
        state.children.borrow_mut().push(Child { cancellation: cancellation.clone(), outcome: None });
        state.unfinished.update(|count| count + 1);
        let run = parent.run().clone();
        run.child_created();
        let life = life(Birth { cancellation, state, index, run });
        // Not wrapped in another future: each wrapping would store it twice.
        parent.run().event_loop().spawn(life).detach();
    }

    /// Waits for what the set is for. A cancellation ends the wait; the children go on.
    pub(crate) async fn wait(&self, parent: &Strand) -> Result<(), Cancelled> {
        let _blocked = parent.run().blocked_on_children(parent);
        parent.cancellation().suspend(self.state.clone().enough()).await
    }

    /// Waits for what the set is for; a cancellation is passed on to the children, and delivered once they have ended:
    /// `asyncio.gather`.
    pub(crate) async fn wait_or_cancel(&self, parent: &Strand) -> Result<(), Cancelled> {
        let cancelled = Rc::new(Cell::new(false));
        let cancel = {
            let (state, cancelled) = (self.state.clone(), cancelled.clone());
            move || {
                // What has come to its end, even if the parent has not seen it, passes nothing on.
                let any = !state.is_enough.get() && state.cancel_unfinished();
                cancelled.set(cancelled.get() || any);
                any
            }
        };
        let _blocked = parent.run().blocked_on_children(parent);
        parent.cancellation().suspend_for_children(self.state.clone().enough(), Rc::new(cancel)).await?;
        let first_failure = self.first_failure().and_then(|failed| self.outcome(failed));
        match first_failure {
            Some(Err(Failure::Cancelled)) => Err(Cancelled),
            // What failed first, before any cancellation took effect, is what the parent hears of.
            Some(_) => Ok(()),
            None if cancelled.get() => Err(Cancelled),
            None => Ok(()),
        }
    }

    /// Waits for all as `asyncio.TaskGroup` does: a failure or a cancellation cancels the others, and all failures are told together.
    pub(crate) async fn wait_as_group(&self, parent: &Strand) -> Result<(), Failure> {
        let mut cancelled = false;
        while self.state.unfinished.get() > 0 {
            if self.wait(parent).await.is_err() && !self.state.aborting.replace(true) {
                cancelled = true;
                self.cancel();
            }
        }
        let failures = self.failures();
        match (failures.is_empty(), cancelled) {
            (true, false) => Ok(()),
            (true, true) => Err(Failure::Cancelled),
            (false, _) => {
                // Who else wants the parent to end shall have it at its next suspension.
                parent.cancellation().remind();
                Err(Failure::together(&failures))
            }
        }
    }

    /// Cancels, in order, those that have not ended.
    pub(crate) fn cancel(&self) {
        self.state.cancel_unfinished();
    }

    /// Cancels, in order, those that have not ended and were not asked to.
    pub(crate) fn cancel_unasked(&self) {
        let unasked: Vec<_> = {
            let children = self.state.children.borrow();
            let unasked = children.iter().filter(|child| child.outcome.is_none() && child.cancellation.requests() == 0);
            unasked.map(|child| child.cancellation.clone()).collect()
        };
        unasked.iter().for_each(|cancellation| cancellation.request());
    }

    /// Waits until every one has ended, even if cancelled meanwhile.
    pub(crate) async fn drain(&self, parent: &Strand) -> Result<(), Cancelled> {
        let unheard: Vec<usize> = {
            let children = self.state.children.borrow();
            children.iter().enumerate().filter(|(_, child)| child.outcome.is_none()).map(|(index, _)| index).collect()
        };
        if unheard.is_empty() {
            return Ok(());
        }
        self.state.rearm(Until::All);
        self.state.first_failure.set(None);
        self.wait_or_cancel(parent).await
    }

    /// Takes the next that was heard of; `None` once all have been taken.
    pub(crate) async fn next(&self, parent: &Strand) -> Option<Result<usize, Cancelled>> {
        loop {
            if let Some(index) = self.state.ended.borrow_mut().pop_front() {
                return Some(Ok(index));
            }
            if self.state.unfinished.get() == 0 {
                return None;
            }
            self.state.rearm(Until::Next);
            if let Err(cancelled) = self.wait(parent).await {
                return Some(Err(cancelled));
            }
        }
    }

    /// The first, in the order created, that has ended.
    pub(crate) fn first_ended(&self) -> Option<usize> {
        self.state.children.borrow().iter().position(|child| child.outcome.is_some())
    }

    /// The one whose failure ended the wait.
    pub(crate) fn first_failure(&self) -> Option<usize> {
        self.state.first_failure.get()
    }

    /// How a child that has ended came out.
    pub(crate) fn outcome(&self, index: usize) -> Option<Outcome> {
        self.state.children.borrow()[index].outcome.clone()
    }

    /// What failed, in the order of the ends.
    fn failures(&self) -> Vec<Failure> {
        let children = self.state.children.borrow();
        let ended = self.state.ended.borrow();
        let failures = ended.iter().filter_map(|&index| children[index].outcome.as_ref()?.as_ref().err());
        failures.filter(|failure| **failure != Failure::Cancelled).cloned().collect()
    }
}

impl State {
    /// Resolves once there is enough, a turn after that became so.
    async fn enough(self: Rc<Self>) {
        std::future::poll_fn(|context| {
            if self.is_enough.get() || self.look_again.take() {
                return Poll::Ready(());
            }
            self.waker.replace(Some(context.waker().clone()));
            Poll::Pending
        })
        .await;
    }

    /// What a done callback does.
    fn hear_of(&self, index: usize) {
        self.unfinished.update(|count| count - 1);
        self.ended.borrow_mut().push_back(index);
        let failure = match &self.children.borrow()[index].outcome {
            Some(Err(failure)) => Some(failure.clone()),
            _ => None,
        };
        let all = self.unfinished.get() == 0;
        let enough = match self.until.get() {
            Until::All => all,
            Until::AllOrFailure => {
                let failed = failure.is_some_and(|failure| failure != Failure::Cancelled);
                if failed && !self.aborting.replace(true) {
                    self.cancel_unfinished();
                    self.look_again.set(true);
                }
                all || self.look_again.get()
            }
            Until::FirstFailure => {
                if failure.is_some() && self.first_failure.get().is_none() {
                    self.first_failure.set(Some(index));
                }
                all || failure.is_some()
            }
            Until::First | Until::Next => true,
        };
        if enough {
            self.is_enough.set(self.is_enough.get() || !self.look_again.get() || all);
            if let Some(waker) = self.waker.take() {
                waker.wake();
            }
        }
    }

    fn rearm(&self, until: Until) {
        self.until.set(until);
        self.is_enough.set(match until {
            Until::Next => !self.ended.borrow().is_empty(),
            _ => self.unfinished.get() == 0,
        });
    }

    /// Asks those that have not ended to end; says whether there were any.
    fn cancel_unfinished(&self) -> bool {
        let unfinished: Vec<_> = {
            let children = self.children.borrow();
            children.iter().filter(|child| child.outcome.is_none()).map(|child| child.cancellation.clone()).collect()
        };
        // Not borrowed while asking: what waits for children of its own passes it on.
        unfinished.iter().for_each(|cancellation| cancellation.request());
        !unfinished.is_empty()
    }
}
