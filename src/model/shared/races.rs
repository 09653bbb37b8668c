//! The monitor, in every order of what its threads do.

use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Waker},
};

use loom::{future::block_on, thread};

use super::{Held, Monitor, OnThread, Shared, Want};
use crate::{
    primitives::Guarded,
    runtime::Who,
    step::{Name, Value},
};

/// A monitor for so many threads, which have yet to take their task each.
fn monitor(threads: usize) -> Arc<Monitor> {
    Arc::new(Monitor::new([], threads, threads, Box::new(|task| format!("task {task}"))))
}

fn who(number: u8) -> Who {
    Who { lane: u32::from(number), task: i64::from(number) }
}

fn lock(name: &str) -> Want {
    Want::Lock { name: Name::from(name), owner: None }
}

fn take() -> Want {
    Want::Take { queue: Name::from("Q") }
}

fn put() -> Want {
    Want::Put { queue: Name::from("Q"), value: Value::Number(1) }
}

/// Waits, as a thread with nothing else to do does.
fn wait(monitor: &Arc<Monitor>, number: u8, want: Want) -> Result<Value, Arc<str>> {
    block_on(monitor.wait(who(number), want, false))
}

fn unlock(monitor: &Monitor, name: &str) {
    monitor.give_back(&Held::Lock(Name::from(name))).unwrap();
}

/// Has a thread take a task, and do it.
fn spawn<T: 'static>(monitor: &Arc<Monitor>, task: impl FnOnce(&Arc<Monitor>) -> T + 'static) -> thread::JoinHandle<T> {
    let monitor = monitor.clone();
    thread::spawn(move || {
        monitor.taken();
        let outcome = task(&monitor);
        monitor.done();
        outcome
    })
}

fn main_waits(monitor: &Arc<Monitor>) {
    OnThread(monitor.clone()).main_waits(true);
}

#[test]
fn a_lock_is_had_by_one_at_a_time_and_by_all_in_the_end() {
    loom::model(|| {
        let monitor = monitor(2);
        wait(&monitor, 0, lock("A")).unwrap();
        let turns = Arc::<Guarded<u8>>::default();
        let threads = [1, 2].map(|number| {
            let turns = turns.clone();
            spawn(&monitor, move |monitor| {
                wait(monitor, number, lock("A")).unwrap();
                turns.with(|turns| *turns += 1);
                unlock(monitor, "A");
            })
        });
        turns.with(|turns| *turns += 1);
        unlock(&monitor, "A");
        main_waits(&monitor);
        for thread in threads {
            thread.join().unwrap();
        }
        assert_eq!(turns.with(|turns| *turns), 3);
    });
}

/// One thread begins to wait for what main will give, and gives up; the other waits for it to the end, and has it.
fn handed_over_and_perhaps_never_seen(want: fn() -> Want, give: fn(&Arc<Monitor>)) {
    loom::model(move || {
        let monitor = monitor(2);
        wait(&monitor, 0, lock("A")).unwrap();
        let hasty = spawn(&monitor, move |monitor| {
            let mut waiting = pin!(monitor.wait(who(1), want(), true));
            let polled = waiting.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            if polled.is_ready() {
                give(monitor);
            }
        });
        let patient = spawn(&monitor, move |monitor| wait(monitor, 2, want()));
        give(&monitor);
        hasty.join().unwrap();
        assert!(patient.join().unwrap().is_ok());
    });
}

#[test]
fn what_is_handed_over_and_never_seen_goes_to_the_next() {
    handed_over_and_perhaps_never_seen(|| lock("A"), |monitor| unlock(monitor, "A"));
    handed_over_and_perhaps_never_seen(take, |monitor| drop(wait(monitor, 3, put())));
}

#[test]
fn two_locks_taken_in_opposite_order_are_had_by_both_or_the_circle_is_told() {
    static CIRCLES: AtomicUsize = AtomicUsize::new(0);
    static NONE: AtomicUsize = AtomicUsize::new(0);
    loom::model(|| {
        let monitor = monitor(2);
        let threads = [(1, ["A", "B"]), (2, ["B", "A"])].map(|(number, [first, second])| {
            spawn(&monitor, move |monitor| {
                wait(monitor, number, lock(first)).unwrap();
                let has_both = wait(monitor, number, lock(second)).is_ok();
                if has_both {
                    unlock(monitor, second);
                }
                unlock(monitor, first);
                has_both
            })
        });
        main_waits(&monitor);
        let have_both = threads.map(|thread| thread.join().unwrap());
        let (circles, is_stuck) = monitor.findings();
        assert!(!is_stuck);
        match circles.len() {
            0 => assert_eq!(have_both, [true, true]),
            circles => assert_eq!((circles, have_both), (1, [false, false])),
        }
        [&NONE, &CIRCLES][circles.len()].fetch_add(1, Ordering::Relaxed);
    });
    assert!([&NONE, &CIRCLES].iter().all(|count| count.load(Ordering::Relaxed) > 0));
}

#[test]
fn a_take_is_served_or_told_that_nobody_will() {
    for puts in [true, false] {
        loom::model(move || {
            let monitor = monitor(2);
            let taker = spawn(&monitor, |monitor| wait(monitor, 1, take()));
            let other = spawn(&monitor, move |monitor| puts.then(|| wait(monitor, 2, put())));
            main_waits(&monitor);
            other.join().unwrap();
            assert_eq!(taker.join().unwrap().is_ok(), puts);
            assert_eq!(monitor.findings().1, !puts);
        });
    }
}
