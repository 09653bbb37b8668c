//! Fits costs to what was measured: those of steps to a sequential run, those of cores and processes to the others.

use std::{collections::HashMap, time::Duration};

use super::{Measured, Other, Sequential, foretold, size::size};
use crate::{
    machine::{ByModel, CONTENDED, Costs, Premises, ProcessCosts, StepCost, milliseconds},
    model::{Model, Settings, Simulation, Tasks, find, simulate},
    report::{Report, Rows, StepTime, Times, times},
    step::Group,
    trace::Record,
    workload::Workload,
};

/// So many tasks are enough to know what a step declares on average.
const TASKS: u64 = 2_000;

/// Where less is computed, in milliseconds, how long it took elsewhere says nothing.
const WORTH_COMPARING: f64 = 10.0;
/// From such a factor on it is told that cores slow each other down.
const WORTH_TELLING: f64 = 1.05;
/// A factor to try by how much cores are slower beside each other.
const SLOWER: f64 = 1.5;
/// From such a factor on between what computing would come to with some costs and with others, it tells them apart.
const WORTH_LEARNING: f64 = 1.25;

/// However much longer adding took, no more is believed.
const MOST_CONTENDED: f64 = 20.0;

/// What a task is taken to cost besides its steps where there was no sequential run to tell: an order of magnitude.
const TASK: Duration = Duration::from_micros(3);

/// What was measured of a workload, and what it was measured with.
struct Calibration<'m> {
    workload: &'m Workload,
    /// The workload, or a sample of it.
    sample: Workload,
    /// For each task of the sample so many were measured.
    tasks_each: f64,
    settings: Settings,
    cores: usize,
    measured: &'m Measured,
}

impl Calibration<'_> {
    /// Simulates the sample under a model with some costs, on a machine like that which was measured.
    fn simulated(&self, model: &'static Model, costs: &Costs) -> (Report, Times) {
        let premises = Premises { cores: self.cores, costs: Costs { every_address_answers: true, ..costs.clone() } };
        let Simulation { report, records, dropped } = simulate(self.sample.clone(), self.settings, model, &premises);
        (report, told(&self.sample, &records, dropped))
    }
}

/// Has steps, tasks, cores and processes cost what they were measured to.
pub(super) fn calibrate(costs: &mut Costs, workload: &Workload, measured: &Measured, notes: &mut Vec<String>) {
    let (tasks, cores) = (workload.task_count(), measured.cores as usize);
    let sample = if tasks > TASKS { workload.with_tasks(TASKS) } else { workload.clone() };
    let tasks_each = tasks as f64 / sample.task_count().max(1) as f64;
    let settings = Settings::settle(workload, measured.overrides, cores);
    let calibration = Calibration { workload, sample, tasks_each, settings, cores, measured };
    match &measured.sequential {
        Some(sequential) if sequential.times.complete => {
            calibration.calibrate_steps(costs, sequential, notes);
            costs.task = own_cost(sequential);
        }
        Some(_) => notes.push("Records of the measured run are missing, so steps cost what they declare.".to_owned()),
        None => {
            notes.push("There was no sequential run to measure, so steps cost what they declare.".to_owned());
            costs.task = calibration.own_cost_on_loop(costs).unwrap_or(TASK);
        }
    }
    calibration.calibrate_processes(costs);
    calibration.calibrate_cores(costs);
    calibration.calibrate_contention(costs);
    if costs.all_busy > WORTH_TELLING {
        notes.push(format!("Each core was {:.2} times as slow while all worked as alone.", costs.all_busy));
    }
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len().saturating_sub(1) / 2).copied()
}

impl Calibration<'_> {
    /// Compares a sequential run with the same one simulated with declared costs: what a step computed as a ratio, so that
    /// tasks that compute more still do; what it waited as a difference, which is what the outside world adds.
    fn calibrate_steps(&self, costs: &mut Costs, measured: &Sequential, notes: &mut Vec<String>) {
        let Some(sequential) = find("sequential") else { return };
        let (_, declared) = self.simulated(sequential, &Costs::default());
        let known: HashMap<(&str, u16), &StepTime> =
            measured.times.steps.iter().map(|step| ((step.line.as_str(), step.step), step)).collect();
        let mut unmeasured = Vec::new();
        let places = self.sample.step_places();
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

    /// Finds how much slower cores are beside each other; of tasks that add to a number, by processes, which have numbers of
    /// their own.
    fn calibrate_cores(&self, costs: &mut Costs) {
        let slower = Costs { all_busy: SLOWER, ..costs.clone() };
        let adds = self.adds();
        let factor = |share: f64| (1.0 + (SLOWER - 1.0) * share).clamp(1.0, self.cores as f64);
        if let Some(found) = self.of_the_way(costs, &slower, |model| !adds || model.needs_processes(), factor) {
            // It is the machine's, whatever the model.
            costs.all_busy = found.otherwise;
        }
    }

    /// Finds how much longer adding takes beside others who add to the same number: some machines' cores share what holds
    /// it, others do not.
    fn calibrate_contention(&self, costs: &mut Costs) {
        if !self.adds() {
            return;
        }
        let alone = Costs { contended: 1.0.into(), ..costs.clone() };
        let beside = Costs { contended: CONTENDED.into(), ..costs.clone() };
        let factor = |share: f64| (1.0 + (CONTENDED - 1.0) * share).clamp(1.0, MOST_CONTENDED);
        if let Some(found) = self.of_the_way(&alone, &beside, Model::needs_threads, factor) {
            costs.contended = found;
        }
    }

    /// Whether some step adds to a number.
    fn adds(&self) -> bool {
        let places = self.sample.step_places();
        places.iter().any(|place| place.declaration.group == Group::Synchronise && place.declaration.computes.is_some())
    }

    /// What a factor is, by how much of the way from some costs to others what was computed lies: under each model where
    /// computing goes on at the same time, and under others as in the median of those. What it would come to with either
    /// is simulated.
    fn of_the_way(
        &self,
        from: &Costs,
        to: &Costs,
        tells: impl Fn(&Model) -> bool,
        factor: impl Fn(f64) -> f64,
    ) -> Option<ByModel<f64>> {
        let alone = self.measured.sequential.as_ref().filter(|sequential| sequential.times.complete);
        if self.cores < 2 || alone.is_none_or(|sequential| sequential.times.computing < WORTH_COMPARING) {
            return None;
        }
        let found = |other: &Other| {
            let model = find(&other.model).filter(|model| model.needs_threads() || model.needs_processes())?;
            let took = other.computing_ms.filter(|_| tells(model))?;
            let [least, most] = [from, to].map(|costs| self.simulated(model, costs).1.computing * self.tasks_each);
            // Where nothing is computed at the same time, nothing is to be learnt.
            (most > least * WORTH_LEARNING).then(|| (model.id, factor((took - least) / (most - least))))
        };
        let measured: HashMap<_, _> = self.measured.others.iter().filter_map(found).collect();
        let otherwise = median(measured.values().copied().collect())?;
        Some(ByModel { measured, otherwise })
    }

    /// What an event loop took for a task besides its steps.
    fn own_cost_on_loop(&self, costs: &Costs) -> Option<Duration> {
        let model = find("event-loop")?;
        let took = self.measured.others.iter().find(|other| other.model == model.id)?;
        let premises = Premises { cores: self.cores, costs: costs.clone() };
        let size = size(self.workload, self.settings.seed);
        let steps = foretold(self.workload, model, self.settings, &premises, size).wall_ms;
        Some(milliseconds((took.wall_ms - steps) / self.workload.task_count().max(1) as f64))
    }

    /// Has processes start as they did, and copies take so many times as long as is said as they did: under each model as
    /// under that one, and under others as in the median. What copies to several loops take is not learnt from them.
    fn calibrate_processes(&self, costs: &mut Costs) {
        let said = ProcessCosts::default();
        let slower = |other: &Other, model: &'static Model| {
            // A message to a loop also waits until that comes to it.
            let took = other.copying_ms.filter(|_| model.tasks != Tasks::OnLoops)?;
            let said = self.simulated(model, &Costs::default()).1.copying * self.tasks_each;
            (took > 0.0 && said > 0.0).then(|| took / said)
        };
        let known: Vec<_> = (self.measured.others.iter())
            .filter_map(|other| Some((other, find(&other.model).filter(|model| model.needs_processes())?)))
            .map(|(other, model)| (model.id, other.start_up_ms, slower(other, model)))
            .collect();
        let start_up = median(known.iter().filter_map(|(_, start_up, _)| *start_up).collect());
        let times = median(known.iter().filter_map(|(_, _, times)| *times).collect());
        let with = |start_up: Option<f64>, times: Option<f64>| ProcessCosts {
            start_up: start_up.map_or(said.start_up, milliseconds),
            ..said.slower(times.unwrap_or(1.0))
        };
        let own = |(id, own_start_up, own_times): (_, Option<f64>, Option<f64>)| {
            (id, with(own_start_up.or(start_up), own_times.or(times)))
        };
        costs.processes = ByModel { otherwise: with(start_up, times), measured: known.into_iter().map(own).collect() };
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
    let often = |step: &StepTime| step.waits as f64 / step.tasks.max(1) as f64;
    let waits = if declared.waits > 0 { often(measured) / often(declared) } else { 1.0 };
    StepCost {
        computing,
        waiting: milliseconds(beyond - receiving + between),
        receiving: milliseconds(receiving),
        waits,
    }
}

/// What is left of the run when its steps are taken away, for each task: creating it, starting it, hearing of its end.
fn own_cost(Sequential { wall_ms, times }: &Sequential) -> Duration {
    // Lines without steps that take time are not listed, so this is rather too much than too little.
    let mut lines: HashMap<&str, u64> = HashMap::new();
    times.steps.iter().for_each(|step| _ = lines.insert(&step.line, step.tasks));
    let tasks: u64 = lines.values().sum();
    let late: f64 = times.steps.iter().map(|step| step.queued).sum();
    let left = wall_ms - late - times.computing - times.waiting - times.backoff - times.lock;
    if tasks == 0 { Duration::ZERO } else { milliseconds(left / tasks as f64) }
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
