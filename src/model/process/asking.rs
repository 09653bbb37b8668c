//! What tasks share by name, as those in a process see it: they ask their parent.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
};

use futures_channel::oneshot;

use super::{
    Channel, Parcel,
    message::{Answer, Packing, ToParent},
};
use crate::{
    model::{
        Failure,
        shared::{Boxed, Held, Released, Shared, Want},
        strand::Strand,
    },
    runtime::NotLocked,
    step::{Name, Value},
};

/// After so many answers that were seen the parent is told of them, to forget what it has granted.
const SEEN_AT_ONCE: usize = 64;

/// Questions to the parent, and who waits for their answers.
pub(super) struct Asking {
    channel: Rc<Channel>,
    next: Cell<u32>,
    open: RefCell<HashMap<u32, oneshot::Sender<(Parcel, Answer)>>>,
    /// Waits that have ended, and of which the parent was not told yet.
    seen: RefCell<Vec<u32>>,
}

impl Asking {
    pub(super) fn new(channel: Rc<Channel>) -> Self {
        Self { channel, next: Cell::new(0), open: RefCell::default(), seen: RefCell::default() }
    }

    /// Hands an answer to who asked.
    pub(super) fn answer(&self, question: u32, parcel: Parcel, answer: Answer) {
        if let Some(asked) = self.open.borrow_mut().remove(&question) {
            // Who asked may be gone; then it has withdrawn the question.
            let _ = asked.send((parcel, answer));
        }
    }

    fn open(&self) -> (u32, oneshot::Receiver<(Parcel, Answer)>) {
        let question = self.next.get();
        self.next.set(question.wrapping_add(1));
        let (asked, answer) = oneshot::channel();
        self.open.borrow_mut().insert(question, asked);
        (question, answer)
    }

    /// Notes that the answer to a wait was seen; the parent keeps a value until it knows that, so it is told of one at once.
    fn see(&self, question: u32, has_value: bool) {
        let mut seen = self.seen.borrow_mut();
        seen.push(question);
        if has_value || seen.len() == SEEN_AT_ONCE {
            let questions = std::mem::take(&mut *seen);
            self.channel.send(Parcel::of(&ToParent::Seen { questions }));
        }
    }

    /// Asks, and waits for the answer; `None` if the parent is gone.
    async fn ask(&self, message: impl FnOnce(u32) -> ToParent) -> Option<Answer> {
        let (question, answer) = self.open();
        self.channel.send(Parcel::of(&message(question)));
        answer.await.ok().map(|(_, answer)| answer)
    }
}

/// Withdraws a question when dropped, unless its answer was seen.
struct Open<'a> {
    asking: &'a Asking,
    question: u32,
    is_answered: bool,
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        if !self.is_answered {
            self.asking.open.borrow_mut().remove(&self.question);
            self.asking.channel.send(Parcel::of(&ToParent::Withdraw { question: self.question }));
        }
    }
}

impl Shared for Asking {
    fn wait<'s>(&'s self, strand: &'s Strand, want: Want) -> Boxed<'s, Result<Value, Failure>> {
        Box::pin(async move {
            let (question, answer) = self.open();
            let mut open = Open { asking: self, question, is_answered: false };
            let mut packing = Packing::default();
            let is_for_value = matches!(want, Want::Take { .. });
            let want = want.map(|value| packing.value(&value));
            let (task, may_end) = (strand.task_id(), strand.may_be_ended());
            self.channel.send(packing.parcel(&ToParent::Ask { question, task, want, may_end }));
            let answered = strand.suspend(answer).await?;
            open.is_answered = true;
            self.see(question, is_for_value);
            match answered {
                Ok((parcel, Answer::Waited(outcome))) => parcel.outcome(outcome),
                // The parent is gone, and with it whoever could want this.
                _ => Err(Failure::Cancelled),
            }
        })
    }

    fn release(&self, held: Held) -> Boxed<'_, Released> {
        Box::pin(async move {
            match self.ask(|question| ToParent::GiveBack { question, held }).await {
                Some(Answer::GaveBack(Ok(owner))) => Ok(owner),
                _ => Err(NotLocked),
            }
        })
    }

    fn release_owned<'s>(&'s self, lock: &'s Name, task: i64) -> Boxed<'s, bool> {
        Box::pin(async move {
            let asked = self.ask(|question| ToParent::GiveBackOwned { question, lock: lock.clone(), task });
            matches!(asked.await, Some(Answer::GaveBackOwned(true)))
        })
    }
}
