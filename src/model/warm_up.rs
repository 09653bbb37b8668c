//! Pays, before a run is timed, for what only the first run would pay for.

use std::{
    collections::{HashMap, HashSet},
    iter,
    time::Duration,
};

use futures_util::future::select;

use super::run::Stage;
use crate::{
    runtime::{Clock, yield_now},
    step::{Action, Group, Kernel, Takes, Value},
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
/// A kernel that computes for less than this in all of a workload, by what it declares, stays cold: that it begins
/// slowly costs less than what is shown.
const WORTH_WARMING: Duration = Duration::from_millis(1);
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
        let steps = all_steps(workload, seed);
        let mut computing: HashMap<&str, Duration> = HashMap::new();
        for (step, times) in &steps {
            let total = computing.entry(step.declaration.word).or_default();
            *total = total.saturating_add(declared(step).saturating_mul(u32::try_from(*times).unwrap_or(u32::MAX)));
        }
        for (step, _) in steps {
            let is_short = computing.get(step.declaration.word).is_none_or(|total| *total < WORTH_WARMING);
            if stage.control.stop_requested() {
                return;
            }
            match step.begin(&Value::Nothing) {
                Action::Compute(_) if is_short => {}
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

/// Returns the steps of the first task of each line and those of `then`, with those in their parts, and how often each
/// is done in all tasks.
fn all_steps(workload: &Workload, seed: u64) -> Vec<(TaskStep, u64)> {
    fn with_parts((step, times): (TaskStep, u64)) -> Vec<(TaskStep, u64)> {
        let inside = times.saturating_mul(
            match (step.declaration.group == Group::Combine).then(|| step.begin(&Value::Nothing)) {
                Some(Action::Each { copies } | Action::Repeat { copies }) => copies,
                _ => 1,
            },
        );
        let parts = step.parts.iter().flat_map(|part| part.copy(0));
        let inner: Vec<_> = parts.map(|step| (step, inside)).flat_map(with_parts).collect();
        iter::once((step, times)).chain(inner).collect()
    }
    let of_tasks = workload.lines().zip(workload.first_tasks(seed));
    let of_tasks = of_tasks.flat_map(|(line, task)| task.steps.into_iter().map(move |step| (step, line.task_count())));
    let of_consumer = workload.consumer(seed, 0).into_iter().map(|step| (step, workload.task_count()));
    of_tasks.chain(of_consumer).flat_map(with_parts).collect()
}

/// How long a step computes each time, by what it declares; without end where that is not known beforehand.
fn declared(step: &TaskStep) -> Duration {
    match (step.declaration.computes, step.declaration.takes) {
        (None, _) => Duration::ZERO,
        (Some(computes), Takes::Nothing | Takes::Any) if computes.calibration.is_none() => {
            computes.cost(&step.arguments, &Value::Nothing)
        }
        _ => Duration::MAX,
    }
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
        let words: Vec<_> = steps.iter().map(|(step, times)| (step.declaration.word, *times)).collect();
        let often = [
            ("sleep", 1),
            ("to_thread", 1),
            ("each", 1),
            ("spin", 3),
            ("all", 2),
            ("sort", 2),
            ("fail", 2),
            ("nbody", 3),
        ];
        assert_eq!(words, often);
    }

    #[test]
    fn what_hardly_computes_stays_cold_and_what_cannot_be_told_does_not() {
        let longest = |text: &str| {
            let steps = all_steps(&parse(text).expect("a workload"), 0);
            steps.iter().map(|(step, _)| declared(step)).max().expect("a step")
        };
        assert!(longest("2 x t: primes 1k -> sleep 1s") < WORTH_WARMING);
        assert!(longest("2 x t: primes 20M") > WORTH_WARMING);
        assert_eq!([longest("t: spin 1ms"), longest("t: fetch io/delay -> sha256")], [Duration::MAX; 2]);
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
