//! `spin D`: is busy for a calibrated time.

use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rayon::prelude::*;

use super::{Action, Calibration, Computes, Declaration, Gives, Group, Kernel, Pace, Parts, Python, Takes, Value};
use crate::workload::{Kind, Parameter};

/// Declares `spin`.
pub static STEP: Declaration = Declaration {
    word: "spin",
    group: Group::Compute,
    summary: "Computes as much as this machine does in the given time when nothing disturbs it.",
    example: "spin 50ms",
    parameters: &[Parameter {
        name: "time",
        kind: Kind::duration_ms(0, 60_000),
        default: None,
        help: "How long the computing takes on a core of its own.",
        example: "50ms",
    }],
    options: &[],
    takes: Takes::Any,
    gives: Gives::Same,
    computes: Some(Computes {
        holds_gil: true,
        units: |arguments, _| arguments.duration(0).as_micros() as u64,
        // A unit is a microsecond, here and in Python.
        pace: Pace { wasm: 1_000_000, cpython: 1_000_000 },
        parallel: Some(|arguments, value| parallel(arguments.duration(0), value.clone())),
        calibration: Some(Calibration { kernel: || Box::new(Spin::endless()), set: calibrate, get: calibrated }),
    }),
    parts: Parts::None,
    object: None,
    python: Python::Compute("spin"),
    begin: |arguments, value| Action::Compute(Box::new(Spin::lasting(arguments.duration(0), value.clone()))),
};

/// Rounds of one chunk: a third of a millisecond in any tier of a wasm engine.
const ROUNDS_A_CHUNK: u64 = 200_000;

/// How many rounds the machine does in a millisecond; before it is calibrated, what the one did on which [`Pace`] was measured.
static ROUNDS_A_MILLISECOND: AtomicU64 = AtomicU64::new(610_000);

/// Does a given number of rounds of arithmetic, of which each needs the outcome of the one before.
///
/// It never looks at a clock while it computes. A thread that waits for the GIL or for a core gets no nearer to its
/// end meanwhile, as with any other computing; a task that only waited for a time to pass would come out free.
pub struct Spin {
    rounds: u64,
    done: u64,
    state: u64,
    carried: Value,
}

impl Spin {
    /// Prepares to be busy for `time` and then to hand `carried` on.
    pub fn lasting(time: Duration, carried: Value) -> Spin {
        Spin { rounds: rounds_in(time), carried, ..Spin::endless() }
    }

    /// Prepares to be busy for longer than anybody has.
    fn endless() -> Spin {
        Spin { rounds: u64::MAX, done: 0, state: 1, carried: Value::Nothing }
    }
}

impl Kernel for Spin {
    fn advance(&mut self) -> Option<Value> {
        let rounds = ROUNDS_A_CHUNK.min(self.rounds - self.done);
        self.state = black_box(spun(self.state, rounds));
        self.done += rounds;
        (self.done == self.rounds).then(|| std::mem::take(&mut self.carried))
    }

    fn progress(&self) -> f64 {
        if self.rounds == 0 { 1.0 } else { self.done as f64 / self.rounds as f64 }
    }
}

/// Does the rounds of `time` on all threads of the rayon pool, and hands `carried` on.
pub fn parallel(time: Duration, carried: Value) -> Value {
    let rounds = rounds_in(time);
    (0..rounds.div_ceil(ROUNDS_A_CHUNK)).into_par_iter().for_each(|chunk| {
        let left = rounds - chunk * ROUNDS_A_CHUNK;
        black_box(spun(chunk, left.min(ROUNDS_A_CHUNK)));
    });
    carried
}

fn rounds_in(time: Duration) -> u64 {
    let rounds = time.as_micros() * u128::from(ROUNDS_A_MILLISECOND.load(Ordering::Relaxed)) / 1_000;
    u64::try_from(rounds).unwrap_or(u64::MAX)
}

/// Sets how many rounds there are in a time, for all threads; `chunks` are done in a second.
fn calibrate(chunks: f64) {
    let rounds = chunks * ROUNDS_A_CHUNK as f64 / 1e3;
    ROUNDS_A_MILLISECOND.store((rounds as u64).max(1), Ordering::Relaxed);
}

/// Returns how many chunks are done in a second.
fn calibrated() -> f64 {
    ROUNDS_A_MILLISECOND.load(Ordering::Relaxed) as f64 * 1e3 / ROUNDS_A_CHUNK as f64
}

/// Mixes a number so many times: the step of Knuth's generator MMIX, and a shift that keeps it from being unrolled into one.
fn spun(mut state: u64, rounds: u64) -> u64 {
    for _ in 0..rounds {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state ^= state >> 32;
    }
    state
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_work_is_in_proportion_to_the_time_and_to_the_machine() {
        // The only test that reads or sets the pace.
        let rounds = || Spin::lasting(Duration::from_millis(50), Value::Nothing).rounds;
        calibrate(5_000.0);
        assert_eq!(rounds(), 50 * 1_000_000);
        calibrate(10_000.0);
        assert_eq!(rounds(), 50 * 2_000_000);
        assert_eq!(Spin::lasting(Duration::ZERO, Value::Nothing).rounds, 0);
    }

    #[test]
    fn what_it_is_given_is_handed_on_after_all_rounds() {
        let mut kernel = Spin { rounds: 3 * ROUNDS_A_CHUNK + 1, carried: Value::Number(7), ..Spin::endless() };
        let ended: Vec<_> = (0..4).map(|_| kernel.advance()).collect();
        assert_eq!(ended, [None, None, None, Some(Value::Number(7))]);
        assert_eq!(kernel.progress(), 1.0);
    }
}
