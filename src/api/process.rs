//! A process: does what its parent, an engine in another worker, sends it.

use std::{hint::black_box, rc::Rc, sync::Arc};

use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::MessagePort;

use super::{
    clock::BrowserClock,
    engine::{WorkerLayout, report_panics},
    error::ApiError,
    host::start_event_loop,
    line::channel,
};
use crate::{
    io::Browser,
    model::{Stage, process::serve},
    runtime::Control,
    trace::{Arena, Recorder},
};

/// Records that fit between two looks of the page.
const RECORDS: u32 = 1 << 15;

/// So much of the heap is there from the start: what a process does first has no pages of it to wait for.
const READY_BYTES: usize = 512 * 1024;

/// A process in a worker of its own, with a memory of its own. It lives as long as its worker.
#[wasm_bindgen]
pub struct Process {
    control: Arc<Control>,
    arena: Arc<Arena>,
    epoch: f64,
}

#[wasm_bindgen]
impl Process {
    /// Starts this worker's event loop, and serves the parent at the other end of `port`.
    ///
    /// `base` is the page's address; times count from `epoch`, the parent's, which asked for this process at `asked`, both
    /// in milliseconds since 1970. `before_last_word` is called when
    /// everything is recorded that will be.
    #[wasm_bindgen(constructor)]
    pub fn new(
        base: &str,
        epoch: f64,
        asked: f64,
        port: MessagePort,
        before_last_word: Function,
    ) -> Result<Process, JsValue> {
        let control = Arc::new(Control::default());
        report_panics(control.clone());
        let clock = BrowserClock::since(epoch, asked);
        let event_loop = start_event_loop(Arc::new(clock.clone()))?;
        let arena = Arc::new(Arena::new(RECORDS, 0, 1));
        // Written to once and given back: dlmalloc keeps it, and the pages are there.
        drop(black_box(vec![1_u8; READY_BYTES]));
        // SAFETY: the arena is new; this is its lane's only recorder, kept by the stage.
        let recorder = Rc::new(unsafe { Recorder::new(arena.clone(), 0) });
        let stage = Stage {
            event_loop: event_loop.clone(),
            recorder,
            control: control.clone(),
            io: Rc::new(Browser::new(base, clock)),
            simulated: false,
            start_process: None,
        };
        let tell = move || {
            // It is ours, and throws nothing.
            let _ = before_last_word.call0(&JsValue::UNDEFINED);
        };
        event_loop.spawn_boxed(serve(Rc::new(stage), channel(port), tell)).detach();
        Ok(Process { control, arena, epoch })
    }

    /// States, as JSON, where the page finds the trace and the control words in memory.
    pub fn layout(&self) -> Result<String, JsValue> {
        let layout = WorkerLayout { epoch: self.epoch, control: self.control.layout(), trace: self.arena.layout() };
        Ok(serde_json::to_string(&layout).map_err(ApiError::from)?)
    }
}
