//! smol's `async-executor`, on one thread as the playground's loop is, with `async-io`'s timers.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use async_executor::{LocalExecutor, Task};
use async_io::{Timer, block_on};
use futures_lite::future::yield_now;

use crate::measure::{Measured, Watch};

/// Spawns `count` tasks that do nothing and joins them all.
pub fn spawn(count: u32) -> Measured {
    let executor = LocalExecutor::new();
    block_on(executor.run(async {
        let watch = Watch::start();
        let tasks: Vec<Task<u32>> = (0..count).map(|number| executor.spawn(async move { number })).collect();
        let mut sum = 0;
        for task in tasks {
            sum += u64::from(task.await);
        }
        watch.stop(sum)
    }))
}

/// Has `tasks` tasks give way `yields` times each, and that `times` times.
pub fn switch(tasks: u32, yields: u32, times: u32) -> Measured {
    let executor = LocalExecutor::new();
    block_on(executor.run(async {
        let watch = Watch::start();
        let switching = |_| {
            executor.spawn(async move {
                let mut done = 0_u32;
                for _ in 0..yields {
                    yield_now().await;
                    done += 1;
                }
                done
            })
        };
        let mut sum = 0;
        for _ in 0..times {
            let tasks: Vec<Task<u32>> = (0..tasks).map(switching).collect();
            for task in tasks {
                sum += u64::from(task.await);
            }
        }
        watch.stop(sum)
    }))
}

/// Starts `count` tasks that sleep on; measured when all are asleep.
pub fn sleepers(count: u32) -> Measured {
    let executor = LocalExecutor::new();
    block_on(executor.run(async {
        let asleep = Rc::new(Cell::new(0_u64));
        let watch = Watch::start();
        for _ in 0..count {
            let asleep = asleep.clone();
            let task = executor.spawn(async move {
                asleep.set(asleep.get() + 1);
                Timer::after(Duration::from_secs(3600)).await;
                asleep.set(asleep.get() - 1);
            });
            task.detach();
        }
        while asleep.get() < u64::from(count) {
            yield_now().await;
        }
        watch.stop(asleep.get())
    }))
}
