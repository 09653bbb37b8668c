//! Pays, before a run is timed, for what only the first run would pay for.

use std::{collections::HashSet, time::Duration};

use futures_util::future::select;

use super::run::Stage;
use crate::{
    runtime::{Clock, yield_now},
    step::{Action, Kernel, Value},
    workload::{TaskStep, Workload},
};

/// A kernel's pace is looked at in batches of this length.
const BATCH: Duration = Duration::from_millis(20);
/// At least this many: a browser compiles hot code again in the background, and takes a while over it.
const BATCHES_AT_LEAST: usize = 10;
/// At most this many, however unsteady the pace.
const BATCHES_AT_MOST: usize = 40;
/// Warm when the paces of the last batches differ by no more than this factor.
const STEADY: f64 = 1.1;
/// The longest to wait for an origin's first answer.
const FIRST_ANSWER: Duration = Duration::from_secs(2);

/// Remembers what is warm already.
#[derive(Default)]
pub struct Warmth {
    kernels: HashSet<&'static str>,
}

impl Warmth {
    /// Runs each kernel of the workload until its pace is steady, and asks each origin for something once.
    pub async fn warm_up(&mut self, stage: &Stage, workload: &Workload, seed: u64) {
        let mut origins = HashSet::new();
        let mut is_new = |url: &str| origins.insert(stage.io.resolve(url, None).map(|address| address.origin));
        for step in workload.first_tasks(seed).flat_map(|task| task.steps) {
            if stage.control.stop_requested() {
                return;
            }
            match step.begin(&Value::Nothing) {
                Action::Compute(_) if self.kernels.insert(step.declaration.word) => {
                    warm_kernel(stage, &step).await;
                }
                Action::Fetch(request) if is_new(&request.url) => {
                    // A failure shows in the run itself, and so does an answer that never comes.
                    select(stage.io.warm_up(request), stage.event_loop.sleep(FIRST_ANSWER)).await;
                }
                _ => {}
            }
        }
    }
}

/// Runs a step's kernel, over and over if it is short, until its pace is steady.
async fn warm_kernel(stage: &Stage, step: &TaskStep) {
    let mut kernel: Option<Box<dyn Kernel>> = None;
    let mut paces = Vec::new();
    while paces.len() < BATCHES_AT_MOST && !stage.control.stop_requested() {
        paces.push(pace(&**stage.event_loop.clock(), step, &mut kernel));
        if paces.len() >= BATCHES_AT_LEAST && is_steady(&paces[paces.len() - 3..]) {
            return;
        }
        yield_now().await;
    }
}

/// Computes for one batch; returns chunks a second.
fn pace(clock: &dyn Clock, step: &TaskStep, kernel: &mut Option<Box<dyn Kernel>>) -> f64 {
    let began = clock.now();
    let mut chunks = 0;
    loop {
        let Some(current) = kernel else {
            let Action::Compute(fresh) = step.begin(&Value::Nothing) else {
                return 0.0;
            };
            *kernel = Some(fresh);
            continue;
        };
        if current.advance().is_some() {
            *kernel = None;
        }
        chunks += 1;
        let elapsed = clock.now().since(began);
        // The second bound ends the batch where the clock stands still.
        if elapsed >= BATCH || chunks >= 1_000 {
            return f64::from(chunks) / elapsed.max(Duration::from_micros(1)).as_secs_f64();
        }
    }
}

fn is_steady(paces: &[f64]) -> bool {
    let slowest = paces.iter().copied().fold(f64::INFINITY, f64::min);
    let fastest = paces.iter().copied().fold(0.0, f64::max);
    fastest <= slowest * STEADY
}
