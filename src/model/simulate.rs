//! A run in virtual time: exact, at once, and the same on every machine.
//!
//! The clock jumps to the next deadline whenever nothing can run; the outside world answers as `io/delay` would;
//! threads are lines of execution on a [`Machine`]; what computes takes the time it is said to cost, and comes to
//! nothing worth looking at. A loop's own work between two waits takes no time.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use super::{Model, Run, Settings, Stage, Tasks};
use crate::{
    io::Simulated,
    machine::{Costs, LoopGate, Machine, Premises, ProcessCosts, Turns},
    report::Report,
    runtime::{EventLoop, Gate, Host, Semaphore, Time, Turn, VirtualClock},
    step::Name,
    thread::SWITCH_INTERVAL,
    trace::{Arena, Record, Recorder},
    workload::Workload,
};

/// Records that fit between two looks.
const RECORDS: u32 = 1 << 14;
/// So much work is done between two looks, however little virtual time passes.
const TURN_BUDGET: Duration = Duration::MAX;

/// What a simulated run came to.
pub struct Simulation {
    /// What became of the tasks, and the run's events.
    pub report: Report,
    /// The trace, in the order recorded.
    pub records: Vec<Record>,
    /// Records that are missing because there was no room for them.
    pub dropped: u32,
}

/// Notes that a turn is due; [`Stand::play`] gives it.
#[derive(Clone, Default)]
struct ByHand(Rc<Cell<bool>>);

impl Host for ByHand {
    fn request_turn(&self) {
        self.0.set(true);
    }

    fn request_turn_after_others(&self) {
        self.0.set(true);
    }

    fn set_timer(&self, _: Option<Time>) {}
}

/// What stands in for threads and for what steps really cost.
pub(super) struct Foretelling {
    pub(super) machine: Rc<Machine>,
    pub(super) costs: Costs,
    /// How many times as long adding to a number takes while another core adds to it.
    contended: f64,
    /// The pool's threads, or those that take whole tasks.
    pub(super) workers: Semaphore,
    turns: By,
    /// What one service worker answers, it answers one after another.
    pub(super) answering: Semaphore,
    /// What the browser stores, it stores one after another.
    pub(super) storing: Semaphore,
    /// What processes cost; nothing for models without.
    pub(super) processes: Option<ProcessCosts>,
    /// So many start at the same time.
    starting: usize,
    /// So many can add to a number at the same time.
    adders: usize,
    /// How many do, by the number's name.
    adding: RefCell<HashMap<Name, usize>>,
}

/// Adding to a number goes on until this is dropped.
pub(super) struct Addition<'f> {
    foretelling: &'f Foretelling,
    name: Name,
    /// It takes so many times as long as alone, for those who were at it on other cores when it began.
    pub(super) slower: f64,
}

impl Drop for Addition<'_> {
    fn drop(&mut self) {
        if let Some(adding) = self.foretelling.adding.borrow_mut().get_mut(&self.name) {
            *adding -= 1;
        }
    }
}

/// By which turns a model computes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// None: there is a thread each.
    None,
    /// Those of the one lock.
    Lock,
    /// Those of one of so many loops.
    Loops(usize),
}

impl Foretelling {
    /// What a loop has to have before it goes on, if there is a lock for computing.
    pub(super) fn gate(&self) -> Option<Rc<dyn Gate>> {
        (self.turns == By::Lock).then(|| Rc::new(LoopGate::new(self.machine.clone(), 0)) as Rc<dyn Gate>)
    }

    /// By which turns a task computes, if `holds_gil` says that it needs the lock where there is one.
    pub(super) fn turns(&self, task: i64, holds_gil: bool) -> Option<usize> {
        match self.turns {
            By::None => None,
            By::Lock => holds_gil.then_some(0),
            // Dealt out in turn.
            By::Loops(loops) => Some(usize::try_from(task).ok()? % loops),
        }
    }

    /// Has the model's processes start, if it has some: that is work for the cores, as many as there are, and for
    /// whoever makes them.
    pub(super) fn start_processes(&self, began: Time) {
        if let Some(ProcessCosts { start_up, .. }) = self.processes {
            self.machine.occupy(self.starting, began + start_up);
        }
    }

    /// Begins to add to a number.
    pub(super) fn add_to(&self, name: &Name) -> Addition<'_> {
        let mut adding = self.adding.borrow_mut();
        let count = adding.entry(name.clone()).or_default();
        *count += 1;
        let others = (*count).min(self.adders) - 1;
        Addition { foretelling: self, name: name.clone(), slower: 1.0 + (self.contended - 1.0) * others as f64 }
    }

    /// Whether tasks are on one of several loops.
    pub(super) fn has_loops(&self) -> bool {
        matches!(self.turns, By::Loops(_))
    }
}

/// Runs a workload under a model in virtual time, on this thread, which has no other event loop.
pub fn simulate(workload: Workload, settings: Settings, model: &'static Model, premises: &Premises) -> Simulation {
    let stand = Stand::new(RECORDS, premises, model, settings.workers);
    stand.play(workload, settings, model, true)
}

/// As [`simulate`], but keeps neither the trace nor the events.
pub fn foretell(workload: Workload, settings: Settings, model: &'static Model, premises: &Premises) -> Report {
    Stand::new(1, premises, model, settings.workers).play(workload, settings, model, false).report
}

/// A place in virtual time.
struct Stand {
    clock: Arc<VirtualClock>,
    event_loop: Rc<EventLoop>,
    turn_is_due: Rc<Cell<bool>>,
    arena: Arc<Arena>,
    io: Rc<Simulated>,
    foretelling: Foretelling,
}

impl Stand {
    fn new(records: u32, premises: &Premises, model: &Model, workers: usize) -> Self {
        let clock = Arc::<VirtualClock>::default();
        let host = ByHand::default();
        let turn_is_due = host.0.clone();
        let event_loop = EventLoop::new(clock.clone(), Box::new(host));
        let mut io = Simulated::new(event_loop.clone(), clock.clone());
        (io.slowness, io.answers_all) = (premises.costs.io, premises.costs.every_address_answers);
        let io = Rc::new(io);
        let (turns, of_machine) = match model.tasks {
            Tasks::OnLoops => (By::Loops(workers.max(1)), vec![Turns { interval: None }; workers.max(1)]),
            _ if model.has_gil() => (By::Lock, vec![Turns { interval: Some(SWITCH_INTERVAL) }]),
            _ => (By::None, Vec::new()),
        };
        let costs = premises.costs.clone();
        let foretelling = Foretelling {
            machine: Rc::new(Machine::new(clock.clone(), premises.cores, costs.all_busy, of_machine)),
            contended: costs.contended.under(model.id),
            workers: Semaphore::new(workers),
            turns,
            answering: Semaphore::new(1),
            storing: Semaphore::new(1),
            processes: model.needs_processes().then(|| costs.processes.under(model.id)),
            starting: workers.min(premises.cores) + 1,
            // Processes have numbers of their own, and under a lock one thread computes at a time.
            adders: if model.needs_processes() || turns != By::None { 1 } else { workers.min(premises.cores).max(1) },
            adding: RefCell::default(),
            costs,
        };
        Self { clock, event_loop, turn_is_due, arena: Arc::new(Arena::new(records, 0, 1)), io, foretelling }
    }

    fn play(self, workload: Workload, settings: Settings, model: &'static Model, keep: bool) -> Simulation {
        let Self { clock, event_loop, turn_is_due, arena, io, foretelling } = self;
        let machine = foretelling.machine.clone();
        // SAFETY: the arena is new, and this is its lane's only recorder.
        let recorder = Rc::new(unsafe { Recorder::new(arena.clone(), 0) });
        let stage = Stage {
            event_loop: event_loop.clone(),
            recorder,
            control: Arc::default(),
            io,
            simulated: true,
            start_process: None,
        };
        let mut run = Run::new(Rc::new(stage), workload, settings, model, None);
        run.foretell(foretelling);
        if keep {
            run.keep_events();
        }
        let (report, _handle) = run.execute();
        let mut report = event_loop.spawn(report);
        let mut records = Vec::new();
        loop {
            turn_is_due.set(false);
            while event_loop.turn(TURN_BUDGET) == Turn::More {}
            if keep {
                // SAFETY: nobody else knows of the arena.
                records.append(&mut unsafe { arena.drain(0) });
            }
            if let Some(report) = report.try_take() {
                return Simulation { report, records, dropped: arena.dropped(0) };
            }
            // Threads go on by themselves; the loop has its turn when a timer is due or somebody has woken it.
            while !turn_is_due.get() {
                let deadline = event_loop.next_deadline();
                // A run always waits for something that comes: what waits for ever is made to fail.
                let Some(next) = deadline.into_iter().chain(machine.next()).min() else {
                    unreachable!("a run that has not ended waits for nothing")
                };
                clock.advance_to(next);
                machine.advance(next);
                if deadline.is_some_and(|deadline| deadline <= next) {
                    break;
                }
            }
        }
    }
}
