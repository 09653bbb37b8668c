//! Makes the plan of a workload.
//!
//! What a run has stored is known to the run alone: in a plan, what reads finds nothing and takes the least time.

use std::time::Duration;

use super::{Attempt, Deed, Plan, PlannedStep, PlannedTask};
use crate::io::{Delay, FetchError};
use crate::step::{Action, Gives, Request, Value, db_get, db_put, db_scan, file_read, file_write};
use crate::workload::options::JOIN;
use crate::workload::{Kind, Part, TaskStep, Workload};

impl Workload {
    /// Settles every draw of the workload under `seed`; those of `then:` as for the first result.
    ///
    /// What a computing step costs may depend on the value it is given. Here a `first` gives what its first part
    /// gives, a `try` what its first part gives, and a `take` nothing; a run knows better.
    pub fn plan(&self, seed: u64) -> Plan {
        let run = self.run_options();
        let default_join = match JOIN.kind {
            Kind::Choice([first, ..]) => first,
            _ => "",
        };
        let tasks = self.tasks(seed).map(|task| PlannedTask {
            name: task.name,
            arrival: micros(task.arrival),
            timeout: task.timeout.map(micros),
            steps: steps(&task.steps, "", Value::Nothing).0,
        });
        Plan {
            join: run.join.unwrap_or(default_join),
            limit: run.limit,
            deadline: run.deadline.map(micros),
            queues: run.queues.into_iter().map(|(name, bound)| (name.to_string(), bound)).collect(),
            tasks: tasks.collect(),
            then: self.then().map(|_| steps(&self.consumer(seed, 0), "then.", Value::Nothing).0),
        }
    }
}

/// Plans steps whose paths begin with `before`, the first of which is given `carried`; returns what the last gives, too.
fn steps(steps: &[TaskStep], before: &str, carried: Value) -> (Vec<PlannedStep>, Value) {
    let mut carried = carried;
    let planned = (1..).zip(steps).map(|(place, step)| {
        let (planned, gives) = plan_step(step, format!("{before}{place}"), carried.clone());
        carried = gives;
        planned
    });
    (planned.collect(), carried)
}

fn plan_step(step: &TaskStep, path: String, carried: Value) -> (PlannedStep, Value) {
    let action = step.begin(&carried);
    let (parts, last) = plan_parts(step, &action, &path, &carried);
    let fetched = match &action {
        Action::Fetch(request) => answer(request).1.ok(),
        _ => None,
    };
    let gives = match (step.declaration.gives, fetched) {
        (_, Some(bytes)) => Value::Bytes(vec![0; usize::try_from(bytes).unwrap_or(0)].into()),
        (Gives::Kind(kind), _) => kind.least(),
        (Gives::Same, _) => carried.clone(),
        (Gives::Part | Gives::LastPart, _) => last,
        (Gives::Queued, _) => Value::Nothing,
    };
    let deed = deed(step, action, &carried);
    (PlannedStep { path, deed, timeout: step.timeout().map(micros), parts }, gives)
}

/// Plans the copies of a step's parts, and returns what a step gives that gives what its parts do.
fn plan_parts(step: &TaskStep, action: &Action, path: &str, carried: &Value) -> (Vec<Vec<PlannedStep>>, Value) {
    let mut carried = carried.clone();
    let mut first = None;
    let copies: Vec<(&Part, u64)> = match (action, step.parts.as_slice()) {
        (Action::Each { copies } | Action::Repeat { copies }, [part]) => {
            (0..*copies).map(|copy| (part, copy)).collect()
        }
        (_, parts) => parts.iter().map(|part| (part, 0)).collect(),
    };
    let mut planned = Vec::new();
    for (number, (part, copy)) in (1..).zip(copies) {
        let (steps, gives) = steps(&part.copy(copy), &format!("{path}.{number}."), carried.clone());
        planned.push(steps);
        if step.declaration.gives == Gives::LastPart {
            carried = gives.clone();
        }
        first.get_or_insert(gives);
    }
    let gives = if step.declaration.gives == Gives::LastPart { carried } else { first.unwrap_or_default() };
    (planned, gives)
}

fn deed(step: &TaskStep, action: Action, carried: &Value) -> Deed {
    let cost = || step.declaration.computes.map_or(0, |computes| micros(computes.cost(&step.arguments, carried)));
    match action {
        Action::Sleep(time) => Deed::Sleep { us: micros(time) },
        Action::Block(time) => Deed::Block { us: micros(time) },
        Action::Compute(_) => Deed::Block { us: cost() },
        Action::Fetch(request) => {
            attempts(step, |attempt| Request { seed: Some(step.chance(attempt)), ..request.clone() })
        }
        Action::Crawl(crawl) => {
            attempts(step, |_| Request { url: crawl.url.clone(), method: "GET", body: None, seed: None })
        }
        Action::WriteFile { content, .. } => Deed::Sleep { us: micros(file_write::cost(content.size())) },
        Action::ReadFile { .. } => Deed::Sleep { us: micros(file_read::cost(0)) },
        Action::PutRecord { content, .. } => Deed::Sleep { us: micros(db_put::cost(content.size())) },
        Action::GetRecord { .. } => Deed::Sleep { us: micros(db_get::cost(0)) },
        Action::ScanRecords => Deed::Sleep { us: micros(db_scan::cost(0, 0)) },
        Action::Fail(message) => Deed::Fail { message },
        Action::Pass => Deed::Pass,
        Action::All => Deed::All,
        Action::First => Deed::First,
        Action::Each { .. } => Deed::Each,
        Action::Repeat { .. } => Deed::Repeat,
        Action::Try => Deed::Try,
        Action::ToThread => Deed::ToThread,
        Action::WithLock(name) => Deed::WithLock { name: name.to_string() },
        Action::WithLimit { name, permits } => Deed::WithLimit { name: name.to_string(), permits },
        Action::Lock(name) => Deed::Lock { name: name.to_string() },
        Action::Unlock(name) => Deed::Unlock { name: name.to_string() },
        Action::Put { queue } => Deed::Put { name: queue.to_string() },
        Action::Take { queue } => Deed::Take { name: queue.to_string() },
        Action::Barrier { name, parties } => Deed::Barrier { name: name.to_string(), parties },
        Action::Add { counter, times, .. } => Deed::Add { name: counter.to_string(), times, us: cost() },
        Action::Read(name) => Deed::Read { name: name.to_string() },
        Action::Write(name) => Deed::Write { name: name.to_string() },
    }
}

/// Plans a request with its retries, as far as they are needed: what an attempt comes to depends on the URL and on what
/// is drawn for it.
fn attempts(step: &TaskStep, request: impl Fn(u32) -> Request) -> Deed {
    let retries = step.retry().map_or(0, |retry| retry.times);
    let (mut attempts, mut delays) = (Vec::new(), Vec::new());
    for number in 0..=retries {
        let (latency, answer) = answer(&request(number));
        let error = answer.err();
        let retry = error.as_ref().is_some_and(FetchError::may_pass);
        attempts.push(Attempt { us: micros(latency), error: error.map(|error| error.to_string()), retry });
        if !retry || number == retries {
            break;
        }
        delays.push(micros(step.backoff_delay(number)));
    }
    Deed::Fetch { attempts, delays }
}

fn answer(request: &Request) -> (Duration, Result<u64, FetchError>) {
    match Delay::of(request) {
        Some(delay) => (delay.latency, delay.answer(&request.url)),
        None => (Duration::ZERO, Err(FetchError::Unreachable { url: request.url.clone() })),
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
