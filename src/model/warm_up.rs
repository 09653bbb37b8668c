//! Pays, before a run is timed, for what only the first run would pay for.

use std::{collections::HashSet, iter, time::Duration};

use futures_util::future::select;

use super::run::Stage;
use crate::{
    runtime::{Clock, yield_now},
    step::{Action, Kernel, Takes, Value},
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
/// As long as the first chunks of the kernels that take bytes or text.
const SAMPLE_BYTES: usize = 512 * 1024;
/// What such a kernel is warmed with, over and over: words, tags, links, and letters of more than one byte.
const SAMPLE: &str = "<p>Nine words, <a href=\"page?a=1&amp;b=2\">a link</a>, größer than ten.</p>\n";

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
        for step in all_steps(workload, seed) {
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

/// Returns the steps of the first task of each line and those of `then`, with those in their parts.
fn all_steps(workload: &Workload, seed: u64) -> Vec<TaskStep> {
    fn with_parts(step: TaskStep) -> Vec<TaskStep> {
        let inner: Vec<TaskStep> = step.parts.iter().flat_map(|part| part.copy(0)).flat_map(with_parts).collect();
        iter::once(step).chain(inner).collect()
    }
    let of_tasks = workload.first_tasks(seed).flat_map(|task| task.steps);
    of_tasks.chain(workload.consumer(seed, 0)).flat_map(with_parts).collect()
}

/// Runs a step's kernel, over and over if it is short, until its pace is steady; calibrates it if it needs that.
async fn warm_kernel(stage: &Stage, step: &TaskStep) {
    let calibration = step.declaration.computes.and_then(|computes| computes.calibration);
    let sample = sample(step.declaration.takes);
    let begin = || match (calibration, step.begin(&sample)) {
        (Some(calibration), _) => Some((calibration.kernel)()),
        (None, Action::Compute(kernel)) => Some(kernel),
        _ => None,
    };
    let mut kernel: Option<Box<dyn Kernel>> = None;
    let mut paces = Vec::new();
    while paces.len() < BATCHES_AT_MOST && !stage.control.stop_requested() {
        paces.push(pace(&**stage.event_loop.clock(), &begin, &mut kernel));
        if paces.len() >= BATCHES_AT_LEAST && is_steady(&paces[paces.len() - 3..]) {
            break;
        }
        yield_now().await;
    }
    if let (Some(calibration), false) = (calibration, stage.control.stop_requested()) {
        // What else the machine does only ever makes it slower.
        (calibration.set)(paces.iter().copied().fold(0.0, f64::max));
    }
}

/// Returns something for a step to compute with, if it needs that.
fn sample(takes: Takes) -> Value {
    match takes {
        Takes::OneOf(_) | Takes::OneOfOrSize { .. } => Value::Text(SAMPLE.repeat(SAMPLE_BYTES / SAMPLE.len()).into()),
        Takes::Nothing | Takes::Any => Value::Nothing,
    }
}

/// Computes for one batch; returns chunks a second.
fn pace(clock: &dyn Clock, begin: &impl Fn() -> Option<Box<dyn Kernel>>, kernel: &mut Option<Box<dyn Kernel>>) -> f64 {
    let began = clock.now();
    let mut chunks = 0;
    loop {
        let Some(current) = kernel else {
            let Some(fresh) = begin() else { return 0.0 };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::parse;

    #[test]
    fn steps_in_parts_and_of_then_are_warmed_too() {
        let text = "run: join completed\na: sleep 1s -> to_thread( each 3 ( spin 1ms ) )\n2 x b: all( sort 1, fail )\nthen: nbody 2 1";
        let steps = all_steps(&parse(text).expect("a workload"), 0);
        let words: Vec<_> = steps.iter().map(|step| step.declaration.word).collect();
        assert_eq!(words, ["sleep", "to_thread", "each", "spin", "all", "sort", "fail", "nbody"]);
    }

    #[test]
    fn kernels_that_need_a_value_are_warmed_with_one() {
        for step in crate::step::STEPS.iter().filter(|step| step.computes.is_some()) {
            let units = step.computes.map(|computes| computes.units);
            if let (Takes::OneOf(kinds), Some(units)) = (step.takes, units) {
                assert!(kinds.contains(&crate::step::Carries::Text), "{}", step.word);
                assert!(units(&Default::default(), &sample(step.takes)) > 500_000, "{}", step.word);
            }
        }
    }
}
