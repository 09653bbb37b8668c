//! What becomes of a task, whatever is done to it.

use std::{cell::RefCell, future::poll_fn, panic, rc::Rc, thread, time::Duration};

use proptest::prelude::*;

use super::*;
use crate::{EventLoop, by_hand::event_loop};

/// What can be seen of a task from outside.
#[derive(Default)]
struct Seen {
    wakers: RefCell<Vec<Waker>>,
    /// Whether the next poll is to be the last.
    is_due: Cell<bool>,
    polls: Cell<u32>,
    futures_dropped: Cell<u32>,
    outputs_made: Cell<u32>,
    outputs_dropped: Cell<u32>,
}

struct Output(Rc<Seen>);

impl Drop for Output {
    fn drop(&mut self) {
        self.0.outputs_dropped.set(self.0.outputs_dropped.get() + 1);
    }
}

struct Polled(Rc<Seen>);

impl Future for Polled {
    type Output = Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Output> {
        let seen = &self.0;
        seen.polls.set(seen.polls.get() + 1);
        seen.wakers.borrow_mut().push(context.waker().clone());
        if !seen.is_due.get() {
            return Poll::Pending;
        }
        seen.outputs_made.set(seen.outputs_made.get() + 1);
        Poll::Ready(Output(seen.clone()))
    }
}

impl Drop for Polled {
    fn drop(&mut self) {
        self.0.futures_dropped.set(self.0.futures_dropped.get() + 1);
    }
}

/// What somebody does with a task.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Turn,
    Clone,
    Wake,
    WakeByReference,
    DropWaker,
    CloneElsewhere,
    WakeElsewhere,
    WakeByReferenceElsewhere,
    DropElsewhere,
    TryTake,
    Detach,
    DropHandle,
    Due,
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    use Deed::*;
    let common = vec![
        Turn,
        Clone,
        Wake,
        WakeByReference,
        DropWaker,
        CloneElsewhere,
        WakeElsewhere,
        WakeByReferenceElsewhere,
        DropElsewhere,
        TryTake,
    ];
    let seldom = vec![Detach, DropHandle, Due];
    let any = prop_oneof![9 => proptest::sample::select(common), 1 => proptest::sample::select(seldom)];
    proptest::collection::vec(any, 0..40)
}

fn elsewhere<T: Send>(deed: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| scope.spawn(deed).join()).expect("it does not panic")
}

/// Does all that to a task; looks after each turn whether it was polled if and only if it was woken.
fn live(deeds: &[Deed]) {
    let (event_loop, seen) = (event_loop(), Rc::new(Seen::default()));
    let mut handle = Some(event_loop.spawn(Polled(seen.clone())));
    let (mut is_woken, mut is_cancelled, mut is_over) = (true, false, false);
    for deed in deeds {
        let waker = match deed {
            Deed::Wake
            | Deed::WakeByReference
            | Deed::WakeElsewhere
            | Deed::WakeByReferenceElsewhere
            | Deed::Clone
            | Deed::CloneElsewhere
            | Deed::DropWaker
            | Deed::DropElsewhere => {
                let Some(waker) = seen.wakers.borrow_mut().pop() else { continue };
                Some(waker)
            }
            _ => None,
        };
        let keep = |wakers: Vec<Waker>| seen.wakers.borrow_mut().extend(wakers);
        match (deed, waker) {
            (Deed::Turn, _) => {
                let polls = seen.polls.get();
                let is_forgotten = handle.is_none() && seen.wakers.borrow().is_empty() && !is_woken;
                event_loop.turn(Duration::from_secs(1));
                let is_polled = is_woken && !is_over && !is_cancelled;
                assert_eq!(seen.polls.get() - polls, u32::from(is_polled));
                is_over |= is_cancelled || is_forgotten || (is_polled && seen.is_due.get());
                assert_eq!(seen.futures_dropped.get(), u32::from(is_over));
                is_woken = false;
            }
            (Deed::Due, _) => seen.is_due.set(true),
            (Deed::TryTake, _) => {
                let Some(task) = &mut handle else { continue };
                let output = task.try_take();
                assert_eq!(output.is_some(), is_over);
                if output.is_some() {
                    handle = None;
                }
            }
            (Deed::Detach, _) => handle.take().into_iter().for_each(Task::detach),
            (Deed::DropHandle, _) => is_cancelled |= handle.take().is_some(),
            (Deed::Clone, Some(waker)) => keep(vec![waker.clone(), waker]),
            (Deed::CloneElsewhere, Some(waker)) => keep(elsewhere(|| vec![waker.clone(), waker])),
            (Deed::DropWaker, Some(waker)) => drop(waker),
            (Deed::DropElsewhere, Some(waker)) => elsewhere(|| drop(waker)),
            (Deed::Wake, Some(waker)) => {
                waker.wake();
                is_woken = true;
            }
            (Deed::WakeElsewhere, Some(waker)) => {
                elsewhere(|| waker.wake());
                is_woken = true;
            }
            (Deed::WakeByReference, Some(waker)) => {
                waker.wake_by_ref();
                keep(vec![waker]);
                is_woken = true;
            }
            (Deed::WakeByReferenceElsewhere, Some(waker)) => {
                keep(elsewhere(|| {
                    waker.wake_by_ref();
                    vec![waker]
                }));
                is_woken = true;
            }
            (_, None) => unreachable!("there is a waker for what needs one"),
        }
    }
    drop(handle);
    // One that was woken and detached has a turn, and then nobody who can wake it.
    for _ in 0..2 {
        seen.wakers.take();
        event_loop.turn(Duration::from_secs(1));
    }
    assert_eq!(seen.futures_dropped.get(), 1);
    assert_eq!(seen.outputs_dropped.get(), seen.outputs_made.get());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_task_is_polled_when_it_was_woken_and_ends_once_whatever_is_done_to_it(deeds in deeds()) {
        live(&deeds);
    }
}

#[test]
fn a_clone_made_elsewhere_counts_before_what_was_given_up_elsewhere_before_it() {
    use Deed::*;
    // Given up here is the reference that the clone was made of.
    live(&[Detach, Turn, Clone, DropElsewhere, CloneElsewhere, DropWaker, Turn, Wake, Turn]);
    live(&[Detach, Turn, Clone, DropElsewhere, WakeByReferenceElsewhere, DropWaker, Turn, Wake, Turn]);
}

#[test]
fn a_task_may_wake_and_cancel_itself_while_it_runs() {
    let event_loop = event_loop();
    let (own, polls) = (Rc::new(Cell::new(None::<Task<()>>)), Rc::new(Cell::new(0)));
    let (mine, polled) = (own.clone(), polls.clone());
    own.set(Some(event_loop.spawn(poll_fn(move |context| {
        polled.set(polled.get() + 1);
        context.waker().wake_by_ref();
        if polled.get() == 3 {
            mine.take();
        }
        Poll::Pending
    }))));
    event_loop.turn(Duration::from_secs(1));
    assert_eq!((polls.get(), Rc::strong_count(&polls)), (3, 1));
}

#[test]
fn a_future_that_panics_is_dropped_and_who_awaits_it_is_woken() {
    let event_loop = event_loop();
    let witness = Rc::new(());
    let held = witness.clone();
    let panics = event_loop.spawn(async move {
        let _held = held;
        panic!("as it should");
    });
    let awaits = event_loop.spawn(panics);
    let turn = |event_loop: &Rc<EventLoop>| {
        panic::catch_unwind(panic::AssertUnwindSafe(|| event_loop.turn(Duration::from_secs(1)))).is_err()
    };
    assert!(turn(&event_loop));
    assert_eq!(Rc::strong_count(&witness), 1);
    assert!(turn(&event_loop), "who awaits it panics, too");
    drop(awaits);
}
