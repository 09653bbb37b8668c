//! Gives the event loop its turns, by the browser's means.

use std::{cell::Cell, rc::Rc, sync::Arc, time::Duration};

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use web_sys::MessageChannel;

use crate::runtime::{Clock, EventLoop, Host, Time};

/// After so much work the loop lets fetches, messages and timers in.
const TURN_BUDGET: Duration = Duration::from_millis(4);

/// Browsers count a timer's milliseconds in 32 bits, and have one that is longer go off at once. A loop that is woken
/// too early sets its timer again.
const LONGEST_TIMER_MS: f64 = i32::MAX as f64;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Function, delay_ms: f64) -> f64;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: f64);
}

/// Makes the calling worker's event loop; it lives as long as the worker.
pub fn start_event_loop(clock: Arc<dyn Clock>) -> Result<Rc<EventLoop>, JsValue> {
    let channel = MessageChannel::new()?;
    let next_turn: Closure<dyn FnMut(JsValue)> = Closure::new(|_| take_turn());
    let timer: Closure<dyn FnMut()> = Closure::new(|| {
        if let Some(event_loop) = EventLoop::of_this_thread() {
            event_loop.timer_fired();
        }
        take_turn();
    });
    channel.port1().set_onmessage(Some(next_turn.as_ref().unchecked_ref()));
    let host = BrowserHost {
        clock: clock.clone(),
        resolved: Promise::resolve(&JsValue::UNDEFINED),
        channel,
        next_turn,
        timer,
        timer_id: Cell::new(None),
    };
    let event_loop = EventLoop::new(clock, Box::new(host));
    // Wakes from other threads come by one future that waits for mail; it takes a turn for each.
    let mail = event_loop.clone();
    wasm_bindgen_futures::spawn_local(async move {
        loop {
            mail.mail().await;
            take_turn();
        }
    });
    KEPT.set(Some(event_loop.clone()));
    Ok(event_loop)
}

thread_local! {
    /// Keeps the loop alive: the browser's callbacks find it by its thread.
    static KEPT: Cell<Option<Rc<EventLoop>>> = const { Cell::new(None) };
}

fn take_turn() {
    if let Some(event_loop) = EventLoop::of_this_thread() {
        event_loop.turn(TURN_BUDGET);
    }
}

struct BrowserHost {
    clock: Arc<dyn Clock>,
    /// A promise that is resolved already: what is chained to it runs as a microtask.
    resolved: Promise,
    channel: MessageChannel,
    next_turn: Closure<dyn FnMut(JsValue)>,
    timer: Closure<dyn FnMut()>,
    timer_id: Cell<Option<f64>>,
}

impl Host for BrowserHost {
    fn request_turn(&self) {
        let _ = self.resolved.then(&self.next_turn);
    }

    fn request_turn_after_others(&self) {
        // A message is a task of the browser's own queue: fetches and timers get in before it.
        if self.channel.port2().post_message(&JsValue::NULL).is_err() {
            self.request_turn();
        }
    }

    fn set_timer(&self, deadline: Option<Time>) {
        if let Some(id) = self.timer_id.take() {
            clear_timeout(id);
        }
        if let Some(deadline) = deadline {
            // Rounded up: a timer that goes off early would have to be set again.
            let delay = (deadline.since(self.clock.now()).as_secs_f64() * 1e3).ceil().min(LONGEST_TIMER_MS);
            self.timer_id.set(Some(set_timeout(self.timer.as_ref().unchecked_ref(), delay)));
        }
    }
}
