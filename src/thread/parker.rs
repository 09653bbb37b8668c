//! A thread that runs one thing at a time, and sleeps whenever that waits: how blocking is made of waiting.
//!
//! The thread has an event loop of its own, so that waits, timeouts and cancellation mean on it what they mean
//! elsewhere; it gives its loop turns, and parks until another thread or a deadline makes something ready.

use std::{
    pin::pin,
    rc::Rc,
    sync::{Arc, PoisonError},
    task::{Context, Wake, Waker},
    time::Duration,
};

use crate::{
    primitives::{Condvar, Mutex},
    runtime::{Clock, EventLoop, Gate, Host, Time, Turn},
};

/// So much is done in one turn before the thread looks for mail again.
const TURN_BUDGET: Duration = Duration::from_millis(4);

/// Sleeps until it is woken.
#[derive(Default)]
struct Cell {
    is_woken: Mutex<bool>,
    woken: Condvar,
}

impl Wake for Cell {
    fn wake(self: Arc<Self>) {
        *self.is_woken.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.woken.notify_one();
    }
}

impl Cell {
    /// Sleeps until it is woken, or for so long; what woke it before counts.
    fn sleep(&self, at_most: Option<Duration>) {
        let mut is_woken = self.is_woken.lock().unwrap_or_else(PoisonError::into_inner);
        if !*is_woken {
            is_woken = match at_most {
                Some(time) => self.woken.wait_timeout(is_woken, time).unwrap_or_else(PoisonError::into_inner).0,
                None => self.woken.wait(is_woken).unwrap_or_else(PoisonError::into_inner),
            };
        }
        *is_woken = false;
    }
}

/// Needs nobody to give turns: the parker does.
struct ByParker;

impl Host for ByParker {
    fn request_turn(&self) {}
    fn request_turn_after_others(&self) {}
    fn set_timer(&self, _: Option<Time>) {}
}

/// The calling thread's event loop, and the place where it sleeps.
pub struct Parker {
    event_loop: Rc<EventLoop>,
    cell: Arc<Cell>,
    gate: Option<Rc<dyn Gate>>,
}

impl Parker {
    /// Makes the calling thread's event loop; the thread goes through the gate to run, and leaves it to sleep.
    pub fn new(clock: Arc<dyn Clock>, gate: Option<Rc<dyn Gate>>) -> Self {
        Self { event_loop: EventLoop::new(clock, Box::new(ByParker)), cell: Arc::default(), gate }
    }

    /// The thread's event loop.
    pub fn event_loop(&self) -> &Rc<EventLoop> {
        &self.event_loop
    }

    /// Runs `work` to its end; the thread sleeps whenever it waits.
    pub fn block_on<T: 'static>(&self, work: impl Future<Output = T> + 'static) -> T {
        let mut task = self.event_loop.spawn(work);
        let waker = Waker::from(self.cell.clone());
        loop {
            self.pass(|gate| gate.enter());
            while self.event_loop.turn(TURN_BUDGET) == Turn::More {}
            if let Some(output) = task.try_take() {
                self.pass(|gate| gate.leave());
                return output;
            }
            if self.has_work(&waker) {
                continue;
            }
            self.pass(|gate| gate.leave());
            loop {
                let now = self.event_loop.clock().now();
                self.cell.sleep(self.event_loop.next_deadline().map(|deadline| deadline.since(now)));
                if self.has_work(&waker) {
                    break;
                }
            }
        }
    }

    /// Whether the loop has something to do; the waker hears of what comes after.
    fn has_work(&self, waker: &Waker) -> bool {
        let _ = pin!(self.event_loop.mail()).poll(&mut Context::from_waker(waker));
        self.event_loop.has_work()
    }

    fn pass(&self, how: fn(&Rc<dyn Gate>)) {
        if let Some(gate) = &self.gate {
            how(gate);
        }
    }
}

#[cfg(all(test, not(target_family = "wasm"), not(loom)))]
pub(crate) mod tests {
    use std::time::Instant;

    use futures_channel::oneshot;

    use super::*;
    use crate::runtime::yield_now;

    struct Real(Instant);

    impl Clock for Real {
        fn now(&self) -> Time {
            Time::default() + self.0.elapsed()
        }
    }

    /// Makes a parker by the real clock.
    pub(crate) fn parker() -> Parker {
        Parker::new(Arc::new(Real(Instant::now())), None)
    }

    #[test]
    fn a_thread_sleeps_until_another_answers() {
        let (answer, question) = oneshot::channel();
        let (asked, ask) = std::sync::mpsc::channel();
        let other = std::thread::spawn(move || {
            ask.recv().expect("somebody asks");
            answer.send(42).expect("somebody waits");
        });
        let heard = parker().block_on(async move {
            asked.send(()).expect("somebody listens");
            question.await
        });
        assert_eq!(heard, Ok(42));
        other.join().expect("it answers");
    }

    #[test]
    fn what_the_work_cancels_last_of_all_is_dropped() {
        let parker = parker();
        let event_loop = parker.event_loop().clone();
        let kept = Rc::new(());
        let held = kept.clone();
        parker.block_on(async move {
            let other = event_loop.spawn(async move {
                std::future::pending::<()>().await;
                drop(held);
            });
            yield_now().await;
            drop(other);
        });
        assert_eq!(Rc::strong_count(&kept), 1);
    }

    #[test]
    fn a_thread_sleeps_until_a_deadline() {
        let parker = parker();
        let event_loop = parker.event_loop().clone();
        let before = event_loop.now();
        parker.block_on({
            let event_loop = event_loop.clone();
            async move { event_loop.sleep(Duration::from_millis(3)).await }
        });
        assert!(event_loop.now().since(before) >= Duration::from_millis(3));
    }
}

#[cfg(all(test, loom))]
mod races {
    use loom::thread;

    use super::*;

    #[test]
    fn a_sleeper_is_woken_whenever_that_comes() {
        loom::model(|| {
            let cell = Arc::<Cell>::default();
            let other = {
                let cell = cell.clone();
                thread::spawn(move || Waker::from(cell).wake())
            };
            cell.sleep(None);
            other.join().unwrap();
        });
    }
}
