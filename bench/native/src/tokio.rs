//! tokio, on one thread as the playground's loop is.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::task::{JoinHandle, LocalSet, spawn_local, yield_now};

use crate::measure::{Measured, Watch};

fn run(work: impl Future<Output = Measured>) -> Measured {
    let runtime = Builder::new_current_thread().enable_time().build().expect("tokio starts");
    let measured = LocalSet::new().block_on(&runtime, work);
    // Those that sleep on are not waited for.
    runtime.shutdown_background();
    measured
}

/// Joins the tasks; one that panicked would end the process.
async fn join(tasks: Vec<JoinHandle<u32>>) -> u64 {
    let mut sum = 0;
    for task in tasks {
        sum += task.await.map_or(0, u64::from);
    }
    sum
}

/// Spawns `count` tasks that do nothing and joins them all.
pub fn spawn(count: u32) -> Measured {
    run(async {
        let watch = Watch::start();
        let tasks = (0..count).map(|number| spawn_local(async move { number })).collect();
        watch.stop(join(tasks).await)
    })
}

/// Has `tasks` tasks give way `yields` times each, and that `times` times.
pub fn switch(tasks: u32, yields: u32, times: u32) -> Measured {
    run(async {
        let watch = Watch::start();
        let switching = |_| {
            spawn_local(async move {
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
            sum += join((0..tasks).map(switching).collect()).await;
        }
        watch.stop(sum)
    })
}

/// Starts `count` tasks that sleep on; measured when all are asleep.
pub fn sleepers(count: u32) -> Measured {
    run(async {
        let asleep = Rc::new(Cell::new(0_u64));
        let watch = Watch::start();
        for _ in 0..count {
            let asleep = asleep.clone();
            drop(spawn_local(async move {
                asleep.set(asleep.get() + 1);
                tokio::time::sleep(Duration::from_secs(3600)).await;
                asleep.set(asleep.get() - 1);
            }));
        }
        while asleep.get() < u64::from(count) {
            yield_now().await;
        }
        watch.stop(asleep.get())
    })
}
