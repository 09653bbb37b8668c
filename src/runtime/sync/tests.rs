use std::{cell::RefCell, rc::Rc, time::Duration};

use super::*;
use crate::{EventLoop, Task, Turn, by_hand::event_loop, yield_now};

/// What happened, in order, as a readable list.
#[derive(Clone, Default)]
struct Log(Rc<RefCell<Vec<String>>>);

impl Log {
    fn add(&self, what: impl Into<String>) {
        self.0.borrow_mut().push(what.into());
    }

    fn take(&self) -> Vec<String> {
        self.0.take()
    }
}

fn settle(event_loop: &EventLoop) {
    while event_loop.turn(Duration::MAX) == Turn::More {}
}

fn holders(event_loop: &Rc<EventLoop>, semaphore: &Semaphore, log: &Log, names: &[&'static str]) -> Vec<Task<()>> {
    let hold = |&name: &&'static str| {
        let (semaphore, log) = (semaphore.clone(), log.clone());
        event_loop.spawn(async move {
            let _permit = semaphore.acquire().await;
            log.add(name);
            std::future::pending::<()>().await;
        })
    };
    names.iter().map(hold).collect()
}

#[test]
fn permits_go_first_come_first_served() {
    let (event_loop, semaphore, log) = (event_loop(), Semaphore::new(1), Log::default());
    let mut tasks = holders(&event_loop, &semaphore, &log, &["a", "b", "c"]);
    settle(&event_loop);
    assert_eq!(log.take(), ["a"]);
    drop(tasks.remove(0));
    settle(&event_loop);
    assert_eq!(log.take(), ["b"]);
    drop(tasks.remove(0));
    settle(&event_loop);
    assert_eq!(log.take(), ["c"]);
}

#[test]
fn permit_returns_when_its_holder_is_cancelled_and_a_line_is_left_by_who_waits_in_it() {
    let (event_loop, semaphore, log) = (event_loop(), Semaphore::new(1), Log::default());
    let mut tasks = holders(&event_loop, &semaphore, &log, &["a", "b", "c"]);
    settle(&event_loop);
    drop(tasks.remove(1));
    drop(tasks.remove(0));
    settle(&event_loop);
    assert_eq!(log.take(), ["a", "c"]);
    drop(tasks);
    settle(&event_loop);
    assert_eq!(semaphore.free(), 1);
}

#[test]
fn a_permit_that_was_granted_but_not_seen_goes_to_the_next() {
    let (event_loop, semaphore, log) = (event_loop(), Semaphore::new(1), Log::default());
    let mut tasks = holders(&event_loop, &semaphore, &log, &["a", "b", "c"]);
    settle(&event_loop);
    // Both in one turn: a gives the permit to b, which is cancelled before it runs again.
    drop(tasks.remove(0));
    drop(tasks.remove(0));
    settle(&event_loop);
    assert_eq!(log.take(), ["a", "c"]);
}

#[test]
fn a_bounded_queue_holds_back_who_puts_and_keeps_the_order() {
    let (event_loop, queue, log) = (event_loop(), Queue::new(Some(2)), Log::default());
    let putter = {
        let (queue, log) = (queue.clone(), log.clone());
        event_loop.spawn(async move {
            for item in 1..=5 {
                queue.put(item).await;
                log.add(format!("put {item}"));
            }
        })
    };
    settle(&event_loop);
    assert_eq!(log.take(), ["put 1", "put 2"]);
    let taker = {
        let (queue, log) = (queue.clone(), log.clone());
        event_loop.spawn(async move {
            for _ in 0..5 {
                let item = queue.take().await;
                log.add(format!("took {item}"));
                yield_now().await;
            }
        })
    };
    settle(&event_loop);
    let took: Vec<_> = log.take().into_iter().filter(|event| event.starts_with("took")).collect();
    assert_eq!(took, ["took 1", "took 2", "took 3", "took 4", "took 5"]);
    assert!(queue.is_empty());
    drop((putter, taker));
}

#[test]
fn a_taker_that_is_cancelled_leaves_its_item_to_the_next() {
    let (event_loop, queue, log) = (event_loop(), Queue::new(None), Log::default());
    let take = |name: &'static str| {
        let (queue, log) = (queue.clone(), log.clone());
        event_loop.spawn(async move {
            queue.take().await;
            log.add(name);
        })
    };
    let (first, second) = (take("first"), take("second"));
    settle(&event_loop);
    let put = {
        let queue = queue.clone();
        event_loop.spawn(async move { queue.put(1).await })
    };
    // The put calls the first taker, which is cancelled in the same turn.
    let cancel = event_loop.spawn(async move { drop(first) });
    settle(&event_loop);
    assert_eq!(log.take(), ["second"]);
    drop((second, put, cancel));
}

#[test]
fn a_barrier_opens_for_all_at_once_and_serves_again() {
    let (event_loop, barrier, log) = (event_loop(), Barrier::new(2), Log::default());
    let come = |name: &'static str| {
        let (barrier, log) = (barrier.clone(), log.clone());
        event_loop.spawn(async move {
            barrier.wait().await;
            log.add(name);
        })
    };
    let cancelled = come("cancelled");
    settle(&event_loop);
    drop(cancelled);
    settle(&event_loop);
    let tasks = [come("a"), come("b"), come("c"), come("d")];
    settle(&event_loop);
    let mut came = log.take();
    came.sort();
    assert_eq!(came, ["a", "b", "c", "d"]);
    drop(tasks);
}

#[test]
fn an_item_that_is_put_back_is_the_first_again_and_calls_who_waits() {
    let (event_loop, queue, log) = (event_loop(), Queue::new(Some(1)), Log::default());
    let take = || {
        let (queue, log) = (queue.clone(), log.clone());
        event_loop.spawn(async move { log.add(queue.take().await) })
    };
    let waiting = take();
    settle(&event_loop);
    queue.put_back("put back");
    settle(&event_loop);
    assert_eq!(log.take(), ["put back"]);
    // It may be one more than there is room for.
    let put = event_loop.spawn({
        let queue = queue.clone();
        async move { queue.put("put").await }
    });
    settle(&event_loop);
    queue.put_back("put back");
    let others = [take(), take()];
    settle(&event_loop);
    assert_eq!(log.take(), ["put back", "put"]);
    drop((waiting, put, others));
}
