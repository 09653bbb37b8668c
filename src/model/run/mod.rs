//! One workload under one model, once.

mod common;
mod execute;
mod records;

use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::HashMap,
    rc::Rc,
    sync::Arc,
    time::Duration,
};

pub(super) use common::Common;
pub use execute::Handle;
pub(super) use execute::STUCK;
use records::Records;

use super::{
    Computing, Model, Settings, TaskRecord,
    children::{Children, Until},
    events::{Events, Path},
    executor::{Executor, ThreadExecutor},
    findings::Findings,
    process::{Crew, StartProcess},
    shared::{Monitor, OnLoop, OnThread, Shared},
    simulate::Foretelling,
    strand::Strand,
    stuck::{Blocked, Hope, Stuck},
};
use crate::{
    io::Io,
    report::{PageRead, SlowStep, millis},
    runtime::{Control, Edge, EventLoop, Semaphore, Time, allocated, sentence},
    step::{Counter, Name},
    thread::{Gil, Hold, Workers},
    trace::Recorder,
    workload::{Task, Workload},
};

/// Where runs take place: what an engine has, and lends to one run at a time.
pub struct Stage {
    /// The thread's event loop; an engine's is the one on show.
    pub event_loop: Rc<EventLoop>,
    /// Writes the thread's lane of the trace.
    pub recorder: Rc<Recorder>,
    /// How the page speaks to running code.
    pub control: Arc<Control>,
    /// The outside world.
    pub io: Rc<dyn Io>,
    /// Whether time is virtual: then what computes takes its nominal time.
    pub simulated: bool,
    /// Starts processes, where there can be some.
    pub start_process: Option<Rc<StartProcess>>,
}

/// One run as those on one thread see it: the engine's loop, or one of the threads that take whole tasks.
pub struct Run {
    stage: Rc<Stage>,
    common: Arc<Common>,
    /// Takes what computes, beside the loop.
    workers: Option<Workers>,
    /// Takes whole tasks; where these are processes, from the start of the run on.
    executor: OnceCell<Rc<dyn Executor>>,
    /// Takes what computes, in processes; from the start of the run on.
    crew: OnceCell<Rc<Crew>>,
    is_in_process: bool,
    shared: Rc<dyn Shared>,
    stuck: Rc<Stuck>,
    /// The thread's hold on the lock under which threads compute.
    hold: Option<Rc<Hold>>,
    events: Events,
    findings: RefCell<Findings>,
    /// Locks that tasks took by a bare `lock`, in the order taken.
    locks: RefCell<HashMap<i64, Vec<Name>>>,
    /// What tasks last read of counters.
    reads: RefCell<HashMap<(i64, Name), u64>>,
    records: RefCell<Records>,
    memory_of_processes: Cell<usize>,
    /// When the last process so far became ready.
    ready: Cell<Option<Time>>,
    /// Stands in for threads, processes and the outside world where time is virtual.
    foretelling: Option<Rc<Foretelling>>,
}

impl Run {
    /// Prepares a run of `workload` under `model`, whose threads, if it has any, are `workers`.
    pub fn new(
        stage: Rc<Stage>,
        workload: Workload,
        settings: Settings,
        model: &'static Model,
        workers: Option<Workers>,
    ) -> Self {
        let count = workload.task_count();
        let queues = workload.run_options().queues;
        let gil = (model.has_gil() && workers.is_some()).then(Arc::default);
        let common = Arc::new(Common::new(workload, settings, model, gil.clone()));
        let stuck = Rc::<Stuck>::default();
        let (shared, threads, workers) = match workers {
            Some(workers) if model.hands_tasks_over() => {
                let named = common.clone();
                let monitor = Arc::new(Monitor::new(
                    queues,
                    workers.count(),
                    usize::try_from(count).unwrap_or(usize::MAX),
                    Box::new(move |task| named.task_name(task)),
                ));
                let executor: Rc<dyn Executor> = Rc::new(ThreadExecutor::start(workers, &stage, &common, &monitor));
                (Rc::new(OnThread(monitor)) as Rc<dyn Shared>, Some(executor), None)
            }
            workers => (Rc::new(OnLoop::new(queues, stuck.clone())) as Rc<dyn Shared>, None, workers),
        };
        let hold = gil.map(|gil| Rc::new(Hold::new(gil, stage.recorder.lane(), stage.event_loop.clock().clone())));
        let records = RefCell::new(Records::of_all(count));
        let run = Self { workers, stuck, records, ..Self::at(stage, common, shared, hold) };
        if let Some(threads) = threads {
            // It was empty.
            let _ = run.executor.set(threads);
        }
        run
    }

    /// Prepares the same run in a process of its own.
    pub(super) fn in_process(stage: Rc<Stage>, common: Arc<Common>, shared: Rc<dyn Shared>) -> Self {
        Self { is_in_process: true, ..Self::at(stage, common, shared, None) }
    }

    /// Prepares the same run for another thread that takes whole tasks.
    pub(super) fn on_thread(stage: Stage, common: Arc<Common>, shared: Rc<dyn Shared>, hold: Option<Rc<Hold>>) -> Self {
        Self::at(Rc::new(stage), common, shared, hold)
    }

    fn at(stage: Rc<Stage>, common: Arc<Common>, shared: Rc<dyn Shared>, hold: Option<Rc<Hold>>) -> Self {
        Self {
            stage,
            common,
            workers: None,
            executor: OnceCell::new(),
            crew: OnceCell::new(),
            is_in_process: false,
            shared,
            stuck: Rc::default(),
            hold,
            events: Events::default(),
            findings: RefCell::default(),
            locks: RefCell::default(),
            reads: RefCell::default(),
            records: RefCell::default(),
            memory_of_processes: Cell::default(),
            ready: Cell::default(),
            foretelling: None,
        }
    }

    /// Has the run take place on a machine in virtual time.
    pub(super) fn foretell(&mut self, foretelling: Foretelling) {
        self.foretelling = Some(Rc::new(foretelling));
    }

    /// Keeps the run's events, which its report then holds.
    pub fn keep_events(&mut self) {
        self.events = Events::kept();
    }

    pub(crate) fn tasks(&self) -> impl Iterator<Item = Task> {
        self.workload().tasks(self.settings().seed)
    }

    /// Creates all tasks, in order.
    pub(crate) fn start_all(self: &Rc<Self>, main: &Strand, until: Until) -> Children {
        let children = Children::new(until);
        for task in self.tasks() {
            match self.executor.get() {
                None => children.spawn(main, |birth| self.clone().perform(task, birth)),
                Some(executor) => children.spawn(main, |birth| self.clone().hand_over(executor.clone(), task, birth)),
            }
        }
        children
    }

    /// The name of the task with this number.
    pub(crate) fn task_name(&self, task: i64) -> String {
        self.common.task_name(task)
    }

    pub(crate) fn workload(&self) -> &Workload {
        &self.common.workload
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.common.settings
    }

    pub(crate) fn event_loop(&self) -> &Rc<EventLoop> {
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

    /// The permits that stand in for the workers, where time is virtual and the model has some for computing.
    pub(super) fn simulated_pool(&self) -> Option<&Semaphore> {
        let has_pool = self.common.model.computing != Computing::Here;
        self.foretelling().filter(|_| has_pool).map(|foretelling| &foretelling.workers)
    }

    /// The permits that stand in for the workers, where time is virtual and the model has some for whole tasks.
    pub(super) fn simulated_executor(&self) -> Option<&Semaphore> {
        let has_workers = self.common.model.has_a_thread_each();
        self.foretelling().filter(|_| has_workers).map(|foretelling| &foretelling.workers)
    }

    /// What stands in for threads, processes and the outside world, where time is virtual.
    pub(super) fn foretelling(&self) -> Option<&Foretelling> {
        self.foretelling.as_deref()
    }

    /// Whether tasks are handed whole to others than the event loop.
    pub(super) fn hands_tasks_over(&self) -> bool {
        self.common.model.hands_tasks_over()
    }

    /// Whether those who see this run take whole tasks, so that what blocks here holds up nobody else.
    pub(super) fn takes_whole_tasks(&self) -> bool {
        self.common.model.has_a_thread_each()
    }

    /// Whether those who see this run are in a process whose parent has the run.
    pub(super) fn is_in_process(&self) -> bool {
        self.is_in_process
    }

    /// Whether tasks are done in other processes.
    pub(super) fn crosses_processes(&self) -> bool {
        self.common.model.hands_tasks_over() && self.common.model.needs_processes()
    }

    /// The processes that compute, if there are some.
    pub(super) fn crew(&self) -> Option<&Rc<Crew>> {
        self.crew.get()
    }

    /// Notes that another process is ready.
    pub(super) fn process_ready(&self) {
        self.ready.set(Some(self.event_loop().now()));
    }

    /// The thread's hold on the lock under which threads compute, if there is one.
    pub(super) fn hold(&self) -> Option<&Rc<Hold>> {
        self.hold.as_ref()
    }

    /// The lock under which threads compute, if there is one.
    pub(super) fn gil(&self) -> Option<&Arc<Gil>> {
        self.common.gil.as_ref()
    }

    /// Whether time is virtual.
    pub(super) fn is_simulated(&self) -> bool {
        self.stage.simulated
    }

    /// Whether what holds a thread can hold one of a pool.
    pub(super) fn has_pool(&self) -> bool {
        self.workers.is_some() || self.crew().is_some() || self.simulated_pool().is_some()
    }

    pub(super) fn shared(&self) -> &dyn Shared {
        &*self.shared
    }

    pub(super) fn counter(&self, name: &Name) -> Arc<Counter> {
        self.common.counters.get(name)
    }

    /// What tasks last read of counters.
    pub(super) fn reads(&self) -> &RefCell<HashMap<(i64, Name), u64>> {
        &self.reads
    }

    pub(crate) fn events(&self) -> &Events {
        &self.events
    }

    pub(super) fn began(&self) -> Time {
        self.common.began.get().copied().unwrap_or_default()
    }

    /// Whether what is meant to be done at once is done one after another, as nothing is done at once.
    pub(super) fn does_parts_in_turn(&self) -> bool {
        self.common.model.does_parts_in_turn()
    }

    pub(crate) fn stop_requested(&self) -> bool {
        self.stage.control.stop_requested()
    }

    pub(super) fn note(&self, task: i64, path: &Path, what: &'static str, detail: impl std::fmt::Display) {
        if self.events.are_kept() {
            let since = self.event_loop().now().since(self.began());
            self.events.note(since, task, path, what, detail);
        }
    }

    /// Tells of a circle of waits for locks; returns the sentence.
    pub(super) fn tell_deadlock(&self, circle: &[Edge]) -> String {
        let sentence = sentence(circle, |task| self.task_name(task));
        self.findings.borrow_mut().deadlock(sentence.clone());
        sentence
    }

    /// Says something about the run as a whole, once.
    pub(super) fn report(&self, sentence: String) {
        self.findings.borrow_mut().note(sentence);
    }

    /// Counts a wait for a lock.
    pub(super) fn waited(&self, lock: &Name, time: Duration) {
        self.findings.borrow_mut().waited(lock, time);
    }

    /// What was noticed on this thread, or in this process.
    pub(super) fn take_findings(&self) -> Findings {
        let mut findings = self.findings.take();
        if self.is_in_process {
            let counters = self.common.counters.results().into_iter();
            findings.private_counters = counters.map(|counter| (counter.name, counter.expected)).collect();
            findings.memory_bytes = allocated().unwrap_or(0);
        }
        findings
    }

    /// Notes that a step held the loop for long.
    pub(super) fn slow(&self, task: i64, step: u16, held: Duration) {
        self.findings.borrow_mut().slow(|| {
            let line = usize::try_from(task).ok().and_then(|id| self.workload().line_of(id));
            let step = line.and_then(|(line, _)| line.step(step)).map(ToString::to_string).unwrap_or_default();
            SlowStep { task: self.task_name(task), step, ms: millis(held) }
        });
    }

    /// Keeps a page that a crawl of a task has read.
    pub(super) fn read_page(&self, task: i64, url: String, depth: u64) {
        self.findings.borrow_mut().page(|| PageRead { task: self.task_name(task), url, depth });
    }

    /// Changes the list of a task's locks that were taken by a bare `lock`.
    pub(super) fn owned_locks(&self, task: i64, change: impl FnOnce(&mut Vec<Name>)) {
        let mut all = self.locks.borrow_mut();
        let locks = all.entry(task).or_default();
        change(locks);
        if locks.is_empty() {
            all.remove(&task);
        }
    }

    pub(super) fn new_lane(&self) -> u32 {
        self.common.new_lane()
    }

    pub(super) fn record(&self, task: i64, change: impl FnOnce(&mut TaskRecord)) {
        if let Some(record) = self.records.borrow_mut().get_mut(task) {
            change(record);
        }
    }

    /// Makes ready to keep what becomes of one task.
    pub(super) fn expect(&self, task: u32) {
        if let Records::Taken(map) = &mut *self.records.borrow_mut() {
            map.insert(task, TaskRecord::default());
        }
    }

    /// Takes what became of that task.
    pub(super) fn take_record(&self, task: u32) -> TaskRecord {
        match &mut *self.records.borrow_mut() {
            Records::Taken(map) => map.remove(&task).unwrap_or_default(),
            Records::All(_) => TaskRecord::default(),
        }
    }

    pub(super) fn child_created(&self) {
        self.stuck.created();
    }

    pub(super) fn child_ended(&self) {
        self.stuck.ended();
    }

    /// Says that a task waits until those that are under way make room for it, until the guard is dropped.
    pub(super) fn waits_for_place(&self) -> Blocked {
        self.stuck.block_on_children()
    }

    /// Says that something will happen that this thread does not know of, until the guard is dropped.
    pub(super) fn hope(&self) -> Hope {
        self.stuck.hope()
    }

    /// Says that a strand waits for its own children until the guard is dropped.
    pub(super) fn blocked_on_children(&self, strand: &Strand) -> OnChildren<'_> {
        let shared = strand.is_main().then(|| self.shared());
        if let Some(shared) = shared {
            shared.main_waits(true);
        }
        OnChildren { _blocked: self.stuck.block_on_children(), shared }
    }
}

/// Somebody waits for his own children until it is dropped.
pub(super) struct OnChildren<'r> {
    _blocked: Blocked,
    shared: Option<&'r dyn Shared>,
}

impl Drop for OnChildren<'_> {
    fn drop(&mut self) {
        if let Some(shared) = self.shared {
            shared.main_waits(false);
        }
    }
}
