//! Fits the costs of steps to what a sequential run took.

use std::{collections::HashMap, time::Duration};

use super::{Measured, Processes, Sequential};
use crate::{
    machine::{Costs, Premises, StepCost},
    model::{Settings, Simulation, find, simulate},
    report::{Rows, StepTime, Times, times},
    trace::Record,
    workload::Workload,
};

/// So many tasks are enough to know what a step declares on average.
const TASKS: u64 = 2_000;

/// What a task is taken to cost besides its steps where there was no sequential run to tell: an order of magnitude.
const TASK: Duration = Duration::from_micros(3);

/// Has steps, tasks and processes cost what they were measured to.
pub(super) fn calibrate(
    costs: &mut Costs,
    workload: &Workload,
    settings: Settings,
    measured: &Measured,
    notes: &mut Vec<String>,
) {
    let sample = if workload.task_count() > TASKS { workload.with_tasks(TASKS) } else { workload.clone() };
    let declared = Costs { every_address_answers: true, ..Costs::default() };
    let premises = Premises { cores: 1, costs: declared };
    match &measured.sequential {
        Some(sequential) if sequential.times.complete => {
            calibrate_steps(costs, &sample, settings, &premises, sequential, notes);
            costs.task = own_cost(sequential);
        }
        Some(_) => notes.push("Records of the measured run are missing, so steps cost what they declare.".to_owned()),
        None => {
            costs.task = TASK;
            notes.push("There was no sequential run to measure, so steps cost what they declare.".to_owned());
        }
    }
    calibrate_processes(costs, workload, &sample, settings, &premises, &measured.processes);
}

/// Compares a sequential run with the same one simulated with declared costs: what a step computed as a ratio, so that
/// tasks that compute more still do; what it waited as a difference, which is what the outside world adds.
fn calibrate_steps(
    costs: &mut Costs,
    sample: &Workload,
    settings: Settings,
    premises: &Premises,
    measured: &Sequential,
    notes: &mut Vec<String>,
) {
    let Some(sequential) = find("sequential") else { return };
    let Simulation { records, dropped, .. } = simulate(sample.clone(), settings, sequential, premises);
    let declared = told(sample, &records, dropped);
    let known: HashMap<(&str, u16), &StepTime> =
        measured.times.steps.iter().map(|step| ((step.line.as_str(), step.step), step)).collect();
    let mut unmeasured = Vec::new();
    let places = sample.step_places();
    for declared in &declared.steps {
        let known = known.get(&(declared.line.as_str(), declared.step)).filter(|known| known.text == declared.text);
        let place = places.iter().find(|place| place.line_name == declared.line && place.number == declared.step);
        match (known, place) {
            (Some(known), Some(place)) => {
                costs.steps.insert((place.line, place.number), cost(known, declared));
            }
            _ => unmeasured.push(format!("`{}` of {}", declared.text, declared.line)),
        }
    }
    if !unmeasured.is_empty() {
        let are = if unmeasured.len() == 1 { "was not measured and costs" } else { "were not measured and cost" };
        notes.push(format!("{} {are} what is declared.", unmeasured.join(", ")));
    }
}

/// Has processes start as they did, and copies take so many times as long as is said as they did.
fn calibrate_processes(
    costs: &mut Costs,
    workload: &Workload,
    sample: &Workload,
    settings: Settings,
    premises: &Premises,
    measured: &[Processes],
) {
    let middle = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values.get(values.len().saturating_sub(1) / 2).copied()
    };
    let long = |ms: f64| Duration::from_secs_f64(ms.max(0.0) / 1e3);
    if let Some(start_up) = middle(measured.iter().map(|processes| processes.start_up_ms).collect()) {
        costs.start_up = long(start_up);
    }
    let known = |processes: &Processes| Some((find(&processes.model)?.id, long(processes.start_up_ms)));
    costs.start_ups.extend(measured.iter().filter_map(known));
    let tasks = (workload.task_count() as f64, sample.task_count() as f64);
    let slower = |processes: &Processes| {
        let (took, model) = (processes.copying_ms?, find(&processes.model)?);
        let Simulation { records, dropped, .. } = simulate(sample.clone(), settings, model, premises);
        let said = told(sample, &records, dropped).copying;
        (took > 0.0 && said > 0.0).then(|| (took / tasks.0) / (said / tasks.1))
    };
    if let Some(slower) = middle(measured.iter().filter_map(slower).collect()) {
        (costs.message, costs.megabyte) = (costs.message.mul_f64(slower), costs.megabyte.mul_f64(slower));
    }
}

fn cost(measured: &StepTime, declared: &StepTime) -> StepCost {
    let a_task = |total: f64, step: &StepTime| total / step.tasks.max(1) as f64;
    let (took, said) = (a_task(measured.computing, measured), a_task(declared.computing, declared));
    let computing = if took > 0.0 && said > 0.0 { took / said } else { 1.0 };
    // Nobody else holds anything up in sequence: what is queued after a wait is a timer that came late.
    let a_wait = |step: &StepTime| (step.waiting + step.queued) / step.waits.max(1) as f64;
    let beyond = if measured.waits > 0 { a_wait(measured) - a_wait(declared) } else { 0.0 };
    // What computes without declaring it does so between its waits.
    let between = if said > 0.0 { 0.0 } else { measured.computing / measured.waits.max(1) as f64 };
    let receiving = if measured.waits > 0 { measured.receiving / measured.waits as f64 } else { 0.0 };
    let receiving = receiving.clamp(0.0, beyond.max(0.0));
    let long = |ms: f64| Duration::from_secs_f64(ms.max(0.0) / 1e3);
    let often = |step: &StepTime| step.waits as f64 / step.tasks.max(1) as f64;
    let waits = if declared.waits > 0 { often(measured) / often(declared) } else { 1.0 };
    StepCost { computing, waiting: long(beyond - receiving + between), receiving: long(receiving), waits }
}

/// What is left of the run when its steps are taken away, for each task: creating it, starting it, hearing of its end.
fn own_cost(Sequential { wall_ms, times }: &Sequential) -> Duration {
    // Lines without steps that take time are not listed, so this is rather too much than too little.
    let mut lines: HashMap<&str, u64> = HashMap::new();
    times.steps.iter().for_each(|step| _ = lines.insert(&step.line, step.tasks));
    let tasks: u64 = lines.values().sum();
    let late: f64 = times.steps.iter().map(|step| step.queued).sum();
    let left = wall_ms - late - times.computing - times.waiting - times.backoff - times.lock;
    if tasks == 0 { Duration::ZERO } else { Duration::from_secs_f64(left.max(0.0) / 1e3 / tasks as f64) }
}

fn told(workload: &Workload, records: &[Record], dropped: u32) -> Times {
    // What was still going on is written twice.
    let records: Vec<_> = records.iter().filter(|record| !record.end.is_nan()).collect();
    let column = |value: fn(&Record) -> f64| records.iter().map(|record| value(record)).collect::<Vec<_>>();
    let (start, end) = (column(|record| record.start), column(|record| record.end));
    let (task, kind): (Vec<_>, Vec<_>) = records.iter().map(|record| (record.task, record.kind)).unzip();
    let step: Vec<_> = records.iter().map(|record| record.step).collect();
    times(workload, Rows { start: &start, end: &end, task: &task, kind: &kind }, &step, dropped)
}
