//! What a simulation takes for granted: the machine's cores, and what steps cost.

use std::{collections::HashMap, time::Duration};

use crate::{
    step::{Computes, Value},
    workload::TaskStep,
};

/// What processes are taken to cost where nothing was measured: to start, to send a message, and to copy a million
/// bytes of it. These are orders of magnitude, not measurements; what was measured outranks them.
const START_UP: Duration = Duration::from_millis(60);
const MESSAGE: Duration = Duration::from_micros(100);
const MEGABYTE: Duration = Duration::from_micros(400);
/// And for so long each message holds the parent's loop.
const HANDLING: Duration = Duration::from_micros(18);
/// So many times as long adding takes while another core adds to the same number, whose cache line goes back and forth.
pub const CONTENDED: f64 = 3.0;

/// What a simulation takes for granted.
#[derive(Clone, Debug)]
pub struct Premises {
    /// Cores of the machine.
    pub cores: usize,
    /// What steps cost.
    pub costs: Costs,
}

impl Premises {
    /// Takes a machine with `cores` cores, and every step to cost what it declares.
    pub fn of_cores(cores: usize) -> Self {
        Self { cores, costs: Costs::default() }
    }
}

/// What steps cost: what they declare, bent by what was measured and by what is asked.
#[derive(Clone, Debug)]
pub struct Costs {
    /// By the line's number and the step's.
    pub steps: HashMap<(usize, u16), StepCost>,
    /// What a task costs besides its steps: on its thread, or on the loop.
    pub task: Duration,
    /// What computes takes so many times as long while all cores do.
    pub all_busy: f64,
    /// Adding takes so many times as long while another core adds to the same number.
    pub contended: ByModel<f64>,
    /// What processes cost.
    pub processes: ByModel<ProcessCosts>,
    /// Waits for I/O take so many times as long.
    pub io: f64,
    /// Whether what computes is as slow as CPython.
    pub as_cpython: bool,
    /// Whether every address answers, and not only those whose answers are known.
    pub every_address_answers: bool,
    /// Whether the site's own pages come from this very machine: answering is work that it does one after another.
    pub site_is_here: bool,
}

/// What is another under each model, as far as it was measured there.
#[derive(Clone, Debug, Default)]
pub struct ByModel<T> {
    /// By the models' ids.
    pub measured: HashMap<&'static str, T>,
    /// Under the other models.
    pub otherwise: T,
}

impl<T> From<T> for ByModel<T> {
    fn from(otherwise: T) -> Self {
        Self { measured: HashMap::new(), otherwise }
    }
}

impl<T: Copy> ByModel<T> {
    /// What it is under a model.
    pub fn under(&self, model: &str) -> T {
        self.measured.get(model).copied().unwrap_or(self.otherwise)
    }
}

/// How a step differs from what it declares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepCost {
    /// Its computing takes so many times as long.
    pub computing: f64,
    /// Its waits take so much longer, until the answer begins to come.
    pub waiting: Duration,
    /// And so much longer until all of it has come.
    pub receiving: Duration,
    /// It waits so many times as often.
    pub waits: f64,
}

/// What processes cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProcessCosts {
    /// From a run's beginning until they are ready.
    pub start_up: Duration,
    /// A message between them, on its way.
    pub message: Duration,
    /// Each million bytes of it more.
    pub megabyte: Duration,
}

impl Default for ProcessCosts {
    fn default() -> Self {
        Self { start_up: START_UP, message: MESSAGE, megabyte: MEGABYTE }
    }
}

impl ProcessCosts {
    /// How long it takes to send something there and to hear from it.
    pub fn copying(&self, sent: &Value) -> Duration {
        self.message * 2 + times(self.megabyte, sent.bytes().len() as f64 / 1e6)
    }

    /// The same where messages take so many times as long.
    pub fn slower(self, by: f64) -> Self {
        Self { message: times(self.message, by), megabyte: times(self.megabyte, by), ..self }
    }

    /// How long the parent's loop is at work for a message there and one back.
    pub fn handling() -> Duration {
        HANDLING * 2
    }
}

impl Default for Costs {
    fn default() -> Self {
        Self {
            steps: HashMap::new(),
            task: Duration::ZERO,
            all_busy: 1.0,
            contended: CONTENDED.into(),
            processes: ByModel::default(),
            io: 1.0,
            as_cpython: false,
            every_address_answers: false,
            site_is_here: false,
        }
    }
}

impl Costs {
    /// How long a step computes with what it was handed; nothing for one that does not compute.
    pub fn computing(&self, line: Option<usize>, step: &TaskStep, carried: &Value) -> Duration {
        let Some(computes) = step.declaration.computes else { return Duration::ZERO };
        let declared = computes.cost(&step.arguments, carried);
        times(declared, self.of(line, step.number).map_or(1.0, |cost| cost.computing) * self.factor(&computes))
    }

    fn factor(&self, computes: &Computes) -> f64 {
        if self.as_cpython { computes.cpython_factor() } else { 1.0 }
    }

    /// How long a step waits for what would take `declared`.
    pub fn waiting(&self, line: Option<usize>, step: u16, declared: Duration) -> Duration {
        times(declared + self.of(line, step).map_or(Duration::ZERO, |cost| cost.waiting), self.io)
    }

    /// How long the answer comes that a step waits for.
    pub fn receiving(&self, line: Option<usize>, step: u16) -> Duration {
        times(self.of(line, step).map_or(Duration::ZERO, |cost| cost.receiving), self.io)
    }

    /// How many pages a step reads that goes from page to page: as many as it did; one where that was not measured.
    pub fn pages(&self, line: Option<usize>, step: u16) -> usize {
        self.of(line, step).map_or(1, |cost| cost.waits.round().max(1.0) as usize)
    }

    fn of(&self, line: Option<usize>, step: u16) -> Option<&StepCost> {
        self.steps.get(&(line?, step))
    }
}

/// Nothing takes longer: what is said to have been measured may be nonsense.
const LONGEST: Duration = Duration::from_secs(30 * 24 * 3_600);

/// Multiplies; what is multiplied by one stays the same to the nanosecond.
pub fn times(duration: Duration, factor: f64) -> Duration {
    if factor == 1.0 { duration } else { milliseconds(duration.as_secs_f64() * 1e3 * factor) }
}

/// So many milliseconds, as far as a duration can be so long.
pub fn milliseconds(ms: f64) -> Duration {
    let most = if ms > 0.0 { LONGEST } else { Duration::ZERO };
    Duration::try_from_secs_f64(ms / 1e3).map_or(most, |duration| duration.min(LONGEST))
}
