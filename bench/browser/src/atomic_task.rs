//! What a task costs whose state and count of references are atomic: one of the crate `async-task`, with nothing of an
//! event loop around it.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use async_task::{Runnable, Task};
use wasm_bindgen::prelude::*;

use crate::{Measured, Watch};

thread_local! {
    static READY: RefCell<VecDeque<Runnable>> = const { RefCell::new(VecDeque::new()) };
}

fn schedule(runnable: Runnable) {
    READY.with_borrow_mut(|ready| ready.push_back(runnable));
}

/// As [`crate::event_loop::spawn`], without a loop: no turns, no timers, no clock, no wake-up from other threads.
#[wasm_bindgen(js_name = benchSpawnAsyncTask)]
pub fn spawn(count: u32) -> Measured {
    let watch = Watch::start();
    let spawn = |number: u32| {
        // SAFETY: the future is 'static, and its runnable stays on this thread, where alone the queue is.
        let (runnable, task) = unsafe { async_task::spawn_unchecked(async move { number }, schedule) };
        runnable.schedule();
        task
    };
    let tasks: Vec<Task<u32>> = (0..count).map(spawn).collect();
    while let Some(runnable) = READY.with_borrow_mut(VecDeque::pop_front) {
        runnable.run();
    }
    let mut sum = 0.0;
    for mut task in tasks {
        if let Poll::Ready(number) = Pin::new(&mut task).poll(&mut Context::from_waker(Waker::noop())) {
            sum += f64::from(number);
        }
    }
    watch.stop(sum)
}
