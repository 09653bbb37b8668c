//! A peer in the same module: `wasm_bindgen_futures::spawn_local`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_channel::oneshot;
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::{Measured, Watch};

/// Counts tasks that end, and tells when the last one has.
struct Join {
    left: Cell<u32>,
    sum: Cell<f64>,
    done: RefCell<Option<oneshot::Sender<()>>>,
}

impl Join {
    fn of(count: u32) -> (Rc<Self>, oneshot::Receiver<()>) {
        let (done, all) = oneshot::channel();
        (Rc::new(Self { left: Cell::new(count), sum: Cell::new(0.0), done: RefCell::new(Some(done)) }), all)
    }

    fn end(&self, value: u32) {
        self.sum.set(self.sum.get() + f64::from(value));
        self.left.set(self.left.get() - 1);
        if self.left.get() == 0
            && let Some(done) = self.done.take()
        {
            // The receiver is awaited until this.
            let _ = done.send(());
        }
    }
}

/// As [`crate::event_loop::spawn`]; it has no handles, so the tasks count themselves.
#[wasm_bindgen(js_name = benchSpawnLocal)]
pub async fn spawn(count: u32) -> Measured {
    let watch = Watch::start();
    let (join, all) = Join::of(count);
    for number in 0..count {
        let join = join.clone();
        spawn_local(async move { join.end(number) });
    }
    // The sender is dropped only after it sent.
    let _ = all.await;
    watch.stop(join.sum.get())
}

/// As [`crate::event_loop::switch`]. A task gives way by a resolved promise: waking itself would have it polled
/// again at once where memory is shared.
#[wasm_bindgen(js_name = benchSwitchLocal)]
pub async fn switch(tasks: u32, yields: u32, times: u32) -> Measured {
    let watch = Watch::start();
    let mut sum = 0.0;
    for _ in 0..times {
        let (join, all) = Join::of(tasks);
        for _ in 0..tasks {
            let join = join.clone();
            spawn_local(async move {
                let mut done = 0;
                for _ in 0..yields {
                    // It never rejects.
                    let _ = JsFuture::from(Promise::resolve(&JsValue::UNDEFINED)).await;
                    done += 1;
                }
                join.end(done);
            });
        }
        // As above.
        let _ = all.await;
        sum += join.sum.get();
    }
    watch.stop(sum)
}
