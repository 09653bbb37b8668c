//! The playground's event loop: tasks that are spawned, switched and asleep.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use concurrency_playground::runtime::{Task, yield_now};
use wasm_bindgen::prelude::*;

use crate::{Measured, Watch, the_loop};

/// Longer than a measurement.
const LONG: Duration = Duration::from_secs(3600);

/// Spawns `count` tasks that do nothing and joins them all; the sum is that of what they return.
#[wasm_bindgen(js_name = benchSpawn)]
pub async fn spawn(count: u32) -> Result<Measured, JsValue> {
    let event_loop = the_loop()?;
    let main = {
        let event_loop = event_loop.clone();
        async move {
            let watch = Watch::start();
            let tasks: Vec<Task<u32>> = (0..count).map(|number| event_loop.spawn(async move { number })).collect();
            let mut sum = 0.0;
            for task in tasks {
                sum += f64::from(task.await);
            }
            watch.stop(sum)
        }
    };
    Ok(event_loop.spawn(main).await)
}

/// Has `tasks` tasks give way `yields` times each, and that `times` times; the sum is how often they did.
#[wasm_bindgen(js_name = benchSwitch)]
pub async fn switch(tasks: u32, yields: u32, times: u32) -> Result<Measured, JsValue> {
    let event_loop = the_loop()?;
    let main = {
        let event_loop = event_loop.clone();
        async move {
            let watch = Watch::start();
            let switching = |_| {
                event_loop.spawn(async move {
                    let mut done = 0_u32;
                    for _ in 0..yields {
                        yield_now().await;
                        done += 1;
                    }
                    done
                })
            };
            let mut sum = 0.0;
            for _ in 0..times {
                let tasks: Vec<Task<u32>> = (0..tasks).map(switching).collect();
                for task in tasks {
                    sum += f64::from(task.await);
                }
            }
            watch.stop(sum)
        }
    };
    Ok(event_loop.spawn(main).await)
}

/// Starts `count` tasks that sleep on, and resolves when all are asleep; the sum is how many that are.
///
/// Their memory is what the module's memory grew by: it is never given back, so this counts every peak.
#[wasm_bindgen(js_name = benchSleepers)]
pub async fn sleepers(count: u32) -> Result<Measured, JsValue> {
    let event_loop = the_loop()?;
    let main = {
        let event_loop = event_loop.clone();
        async move {
            let asleep = Rc::new(Cell::new(0_u32));
            let watch = Watch::start();
            for _ in 0..count {
                let (sleeping, asleep) = (event_loop.clone(), asleep.clone());
                let task = event_loop.spawn(async move {
                    asleep.set(asleep.get() + 1);
                    sleeping.sleep(LONG).await;
                    asleep.set(asleep.get() - 1);
                });
                task.detach();
            }
            // After whom else would it be polled again.
            yield_now().await;
            let sum = asleep.get().min(u32::try_from(event_loop.timers_waiting()).unwrap_or(u32::MAX));
            watch.stop(f64::from(sum))
        }
    };
    Ok(event_loop.spawn(main).await)
}
