//! One workload under one model, once.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use futures_util::future::{AbortHandle, abortable};

use super::{Model, Settings, TaskRecord};
use crate::{
    io::Io,
    report::{Percentiles, Report},
    runtime::{Control, EventLoop, Heartbeat, Semaphore, Time, timeout, yield_now},
    thread::Workers,
    trace::{Ending, Recorder},
    workload::{Task, Workload, print_duration},
};

/// How often the loop is asked how late it is.
const HEARTBEAT: Duration = Duration::from_millis(10);

/// Where runs take place: what an engine has, and lends to one run at a time.
pub struct Stage {
    /// The event loop on show.
    pub event_loop: Rc<EventLoop>,
    /// Writes the loop's lane of the trace.
    pub recorder: Recorder,
    /// How the page speaks to running code.
    pub control: Arc<Control>,
    /// The outside world.
    pub io: Rc<dyn Io>,
}

/// What one run needs beside the workload's tasks.
pub struct Run {
    stage: Rc<Stage>,
    workload: Workload,
    settings: Settings,
    workers: Option<Workers>,
    limit: Option<Semaphore>,
    tasks: RefCell<Vec<TaskRecord>>,
    under_way: Cell<usize>,
}

/// Stops a run from outside.
pub struct Handle(AbortHandle);

impl Handle {
    /// Cancels every task that is under way; the run then ends and reports.
    pub fn stop(&self) {
        self.0.abort();
    }
}

impl Run {
    /// Prepares a run of `workload`; with `workers`, computing goes to them.
    pub fn new(stage: Rc<Stage>, workload: Workload, settings: Settings, workers: Option<Workers>) -> Self {
        let mut tasks = Vec::new();
        tasks.resize_with(usize::try_from(workload.task_count()).unwrap_or(usize::MAX), TaskRecord::default);
        Self {
            limit: settings.limit.map(Semaphore::new),
            stage,
            workload,
            settings,
            workers,
            tasks: RefCell::new(tasks),
            under_way: Cell::new(0),
        }
    }

    /// Runs every task under `model`, and returns what became of them.
    ///
    /// Every task has ended and every worker has left when it returns. The
    /// handle stops the run; the workload's deadline stops it too.
    pub fn execute(self, model: &Model) -> (impl Future<Output = Report> + use<>, Handle) {
        let run = Rc::new(self);
        let (work, handle) = abortable((model.run)(run.clone()));
        let report = async move {
            let stage = run.stage.clone();
            // The loop looks at the clock between polls: one that is under way belongs to no run.
            yield_now().await;
            stage.event_loop.take_longest_block();
            let heartbeat = Heartbeat::start(&stage.event_loop, HEARTBEAT);
            let began = stage.event_loop.now();
            let mut notes = Vec::new();
            match run.settings.deadline {
                None => drop(work.await),
                Some(deadline) => {
                    if timeout(&stage.event_loop, deadline, work).await.is_err() {
                        notes.push(format!(
                            "The run's deadline of {} passed: what was under way was cancelled.",
                            print_duration(deadline)
                        ));
                    }
                }
            }
            // Cancelled tasks let go of what they hold when the loop next comes to them.
            while run.under_way.get() > 0 {
                yield_now().await;
            }
            let ended = stage.event_loop.now();
            yield_now().await;
            let longest_block = stage.event_loop.take_longest_block();
            let lag = Percentiles::of(&heartbeat.stop(ended));
            Report { lag, ..run.finish(began, ended, longest_block, notes).await }
        };
        (report, Handle(handle))
    }

    async fn finish(self: Rc<Self>, began: Time, ended: Time, longest_block: Duration, notes: Vec<String>) -> Report {
        let mut report = Report::new(began, ended, longest_block, notes);
        let records = self.tasks.take();
        for (id, (name, record)) in self.workload.task_names().zip(records).enumerate() {
            let (ending, at) = record.ended.unwrap_or_else(|| {
                self.recorder().end(id as u32, Ending::Skipped, ended);
                (Ending::Skipped, ended)
            });
            report.add(name, ending, record.started.unwrap_or(at), at, record.error, record.output);
        }
        if let Some(workers) = &self.workers {
            workers.close().await;
        }
        report
    }

    pub(super) fn tasks(&self) -> impl Iterator<Item = Task> {
        self.workload.tasks(self.settings.seed)
    }

    pub(super) fn event_loop(&self) -> &Rc<EventLoop> {
        &self.stage.event_loop
    }

    pub(super) fn recorder(&self) -> &Recorder {
        &self.stage.recorder
    }

    pub(super) fn control(&self) -> &Arc<Control> {
        &self.stage.control
    }

    pub(super) fn io(&self) -> &dyn Io {
        &*self.stage.io
    }

    pub(super) fn workers(&self) -> Option<&Workers> {
        self.workers.as_ref()
    }

    pub(super) fn limit(&self) -> Option<Semaphore> {
        self.limit.clone()
    }

    pub(super) fn stop_requested(&self) -> bool {
        self.stage.control.stop_requested()
    }

    pub(super) fn record(&self, id: u32, change: impl FnOnce(&mut TaskRecord)) {
        change(&mut self.tasks.borrow_mut()[id as usize]);
    }

    pub(super) fn has_ended(&self, id: u32) -> bool {
        self.tasks.borrow()[id as usize].ended.is_some()
    }

    pub(super) fn created(&self) {
        self.under_way.set(self.under_way.get() + 1);
    }

    pub(super) fn ended(&self) {
        self.under_way.set(self.under_way.get() - 1);
    }
}
