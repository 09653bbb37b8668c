//! The engine: runs one workload under one model at a time.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    sync::Arc,
};

use js_sys::{Array, Function, Promise, Uint8ClampedArray};
use serde::Serialize;
use wasm_bindgen::{JsCast, prelude::*};

use super::{
    clock::{BrowserClock, epoch_millis},
    error::ApiError,
    heap,
    host::start_event_loop,
    line::channel,
    object,
};
use crate::{
    io::Browser,
    model::{self, Handle, Model, Overrides, Refusal, Run, Settings, Stage, Warmth, process::StartProcess},
    report::Report,
    runtime::{Control, ControlLayout},
    step::Value,
    thread::Workers,
    trace::{Arena, Layout, Recorder},
    workload::{self, Workload},
};

/// Records that fit between two looks of the page, on the loop's lane and on each thread's.
const LOOP_RECORDS: u32 = 1 << 18;
const THREAD_RECORDS: u32 = 1 << 13;
/// Taken once at the start, so that memory seldom grows under a page that is looking at it.
const EARLY_MEMORY: usize = 32 << 20;

/// An engine: an event loop in its worker, and a pool of threads beside it.
///
/// It lives as long as its worker; there is one a worker.
#[wasm_bindgen]
pub struct Engine {
    stage: Rc<Stage>,
    arena: Arc<Arena>,
    epoch: f64,
    threads: usize,
    cores: usize,
    warmth: Rc<RefCell<Warmth>>,
    busy: Rc<Cell<bool>>,
    current: Rc<RefCell<Option<Handle>>>,
}

/// Where the page finds what a worker keeps for it in memory.
#[derive(Serialize)]
pub(super) struct WorkerLayout {
    /// The trace's time 0, in milliseconds since 1970.
    pub(super) epoch: f64,
    pub(super) control: ControlLayout,
    #[serde(flatten)]
    pub(super) trace: Layout,
}

#[wasm_bindgen]
impl Engine {
    /// Starts the event loop of this worker, beside a pool of `threads` threads, which has to be there by the
    /// first run of a model that needs threads.
    ///
    /// `cores` is how many workers a run has by default; `base` is the page's address. `start_process` is called with a
    /// lane and the engine's epoch, and returns a port to a new process that records on that lane.
    #[wasm_bindgen(constructor)]
    pub fn new(threads: usize, cores: usize, base: &str, start_process: Function) -> Result<Engine, JsValue> {
        if cfg!(target_feature = "atomics") {
            heap::grow_ahead();
        }
        drop(std::hint::black_box(Vec::<u8>::with_capacity(EARLY_MEMORY)));
        let control = Arc::new(Control::default());
        report_panics(control.clone());
        let clock = BrowserClock::new();
        let event_loop = start_event_loop(Arc::new(clock.clone()))?;
        let arena = Arc::new(Arena::new(LOOP_RECORDS, threads, THREAD_RECORDS));
        // SAFETY: the arena is new; this is its lane's only recorder, kept by the stage.
        let recorder = Rc::new(unsafe { Recorder::new(arena.clone(), 0) });
        let io = Rc::new(Browser::new(base, clock.clone()));
        event_loop.spawn_boxed(Browser::sweep()).detach();
        let start_process = Some(processes(start_process, clock.epoch()));
        Ok(Engine {
            stage: Rc::new(Stage { event_loop, recorder, control, io, simulated: false, start_process }),
            arena,
            epoch: clock.epoch(),
            threads,
            cores,
            warmth: Rc::default(),
            busy: Rc::default(),
            current: Rc::default(),
        })
    }

    /// States, as JSON, where the page finds the trace and the control words in memory.
    pub fn layout(&self) -> Result<String, JsValue> {
        let layout =
            WorkerLayout { epoch: self.epoch, control: self.stage.control.layout(), trace: self.arena.layout() };
        Ok(serde_json::to_string(&layout).map_err(ApiError::from)?)
    }

    /// Runs a workload under a model; `overrides` is JSON.
    ///
    /// Resolves to `{ report, images }`: the report as JSON, and the images that were computed.
    /// Throws if the request is no good. What a `stop` before this call asked for is forgotten by the caller.
    pub fn run(&self, text: &str, model: &str, overrides: &str) -> Result<Promise, JsValue> {
        let model = model::find(model).ok_or_else(|| ApiError::from(Refusal::UnknownModel(model.to_owned())))?;
        let overrides: Overrides = serde_json::from_str(overrides).map_err(ApiError::from)?;
        let workload = workload::parse(text).map_err(|errors| ApiError::from(Refusal::InvalidWorkload(errors)))?;
        let settings = Settings::settle(&workload, overrides, self.cores);
        if model.needs_threads() && self.threads == 0 {
            return Err(ApiError::from(Refusal::NeedsThreads(model.id)).into());
        }
        if model.needs_threads() && self.threads < settings.workers {
            return Err(ApiError::TooFewThreads { workers: settings.workers, threads: self.threads }.into());
        }
        if self.busy.replace(true) {
            return Err(ApiError::Busy.into());
        }
        let (stage, arena, warmth, busy, current) =
            (self.stage.clone(), self.arena.clone(), self.warmth.clone(), self.busy.clone(), self.current.clone());
        let run = async move {
            let mut warm = warmth.take();
            warm.warm_up(&stage, &workload, settings.seed).await;
            warmth.replace(warm);
            let report = execute(stage, &arena, workload, settings, model, &current).await;
            busy.set(false);
            result(report)
        };
        let mut run = Some(run);
        let event_loop = self.stage.event_loop.clone();
        Ok(Promise::new(&mut |resolve, reject| {
            let Some(run) = run.take() else { return };
            event_loop
                .spawn_boxed(async move {
                    let (settle, value) = match run.await {
                        Ok(value) => (resolve, value),
                        Err(error) => (reject, error),
                    };
                    // What a promise's own functions return or throw is nothing.
                    let _ = settle.call1(&JsValue::UNDEFINED, &value);
                })
                .detach();
        }))
    }

    /// Cancels the run that is under way; it then ends and reports. Does nothing between runs.
    pub fn stop(&self) {
        self.stage.control.request_stop();
        if let Some(handle) = &*self.current.borrow() {
            handle.stop();
        }
    }

    /// Breaks the engine on purpose, outside every kernel, to see what the page makes of it.
    pub fn panic_on_purpose(&self) {
        panic!("a panic on purpose, on the event loop");
    }
}

async fn execute(
    stage: Rc<Stage>,
    arena: &Arc<Arena>,
    workload: Workload,
    settings: Settings,
    model: &'static Model,
    current: &RefCell<Option<Handle>>,
) -> Report {
    let workers = model.needs_threads().then(|| {
        // SAFETY: a run awaits that its workers have left, and runs do not overlap.
        unsafe { Workers::start(settings.workers, arena) }
    });
    let stop_requested = stage.control.stop_requested();
    let (report, handle) = Run::new(stage, workload, settings, model, workers).execute();
    if stop_requested {
        handle.stop();
    }
    current.replace(Some(handle));
    let report = report.await;
    current.take();
    report
}

fn result(report: Report) -> Result<JsValue, JsValue> {
    let images = Array::new();
    for (task, output) in &report.images {
        if let Value::Image { width, height, rgba } = output {
            let image = object(&[
                ("task", (*task as f64).into()),
                ("width", (*width).into()),
                ("height", (*height).into()),
                ("rgba", Uint8ClampedArray::from(&**rgba).into()),
            ])?;
            images.push(&image);
        }
    }
    let report = serde_json::to_string(&report).map_err(ApiError::from)?;
    object(&[("report", report.into()), ("images", images.into())])
}

/// Starts processes by a function of the page's.
fn processes(start: Function, epoch: f64) -> Rc<StartProcess> {
    Rc::new(move |lane| {
        let port = start.call3(&JsValue::UNDEFINED, &(lane as f64).into(), &epoch.into(), &epoch_millis().into());
        // It is ours, and returns a port.
        channel(port.unwrap_or_else(|thrown| wasm_bindgen::throw_val(thrown)).unchecked_into())
    })
}

/// Has every thread's panic message kept where the page sees it, since the thread itself is lost; and that it found no
/// more memory.
pub(super) fn report_panics(control: Arc<Control>) {
    super::memory::tell_of_exhaustion(control.clone());
    std::panic::set_hook(Box::new(move |info| {
        control.report_panic(&info.to_string());
        quieten();
    }));
}

/// Has this thread's browser not report the trap that follows a panic as an error that nobody caught: it is told.
///
/// The scripts of an engine and a process see to that themselves; that of a thread of the pool is wasm-bindgen-rayon's.
fn quieten() {
    let heard = Closure::<dyn FnMut(Event)>::new(|event: Event| event.prevent_default());
    for kind in ["unhandledrejection", "error"] {
        add_event_listener(kind, &heard);
    }
    heard.forget();
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = addEventListener)]
    fn add_event_listener(kind: &str, listener: &Closure<dyn FnMut(Event)>);

    type Event;

    #[wasm_bindgen(method, js_name = preventDefault)]
    fn prevent_default(this: &Event);
}
