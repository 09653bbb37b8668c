//! A workload with every draw settled, as data: what another implementation runs to be compared with ours.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use super::options::JOIN;
use super::parameter::Kind;
use super::task_step::{Part, TaskStep};
use super::tree::Workload;
use crate::io::{Delay, FetchError};
use crate::step::{Action, Carries, Gives, Request, Value};

/// Holds a workload whose draws are settled; all times are whole microseconds.
///
/// Every copy of an `each` or a `repeat` is written out, so a plan may be far longer than its workload.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plan {
    /// Names the join.
    pub join: &'static str,
    /// Says how many tasks may run at once.
    pub limit: Option<u64>,
    /// Says when the whole run is cancelled.
    pub deadline: Option<u64>,
    /// Holds every queue that the text names, with the most values it holds.
    pub queues: BTreeMap<String, Option<usize>>,
    /// Holds the tasks in the order in which they are created.
    pub tasks: Vec<PlannedTask>,
    /// Holds what is done with each result, in finishing order.
    pub then: Option<Vec<PlannedStep>>,
}

/// Holds one task.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlannedTask {
    /// Names it.
    pub name: String,
    /// Says when it arrives.
    pub arrival: u64,
    /// Says when it is cancelled, counted from its permit.
    pub timeout: Option<u64>,
    /// Holds what it does.
    pub steps: Vec<PlannedStep>,
}

/// Holds one step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlannedStep {
    /// Says where it is: `2.1.3` is the third step of the first part of the second step.
    pub path: String,
    /// Says what is done.
    #[serde(flatten)]
    pub deed: Deed,
    /// Says when it is cancelled, counted from its start.
    pub timeout: Option<u64>,
    /// Holds its parts, each copy for itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Vec<PlannedStep>>,
}

/// Says what a step does.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each is the action of its name")]
pub enum Deed {
    Sleep { us: u64 },
    Block { us: u64 },
    Fail { message: String },
    Pass,
    Fetch { attempts: Vec<Attempt>, delays: Vec<u64> },
    All,
    First,
    Each,
    Repeat,
    Try,
    ToThread,
    WithLock { name: String },
    WithLimit { name: String, permits: usize },
    Lock { name: String },
    Unlock { name: String },
    Put { name: String },
    Take { name: String },
    Barrier { name: String, parties: usize },
}

/// Holds one attempt at a request.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Attempt {
    /// Says how long it takes.
    pub us: u64,
    /// Says how it fails, if it does.
    pub error: Option<String>,
    /// Says whether it may go well if it is done again.
    pub retry: bool,
}

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
        (Gives::Kind(kind), _) => some_value(kind),
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
    match action {
        Action::Sleep(time) => Deed::Sleep { us: micros(time) },
        Action::Block(time) => Deed::Block { us: micros(time) },
        Action::Compute(_) => {
            let cost = step.declaration.computes.map(|computes| (computes.cost)(&step.arguments, carried));
            Deed::Block { us: cost.map_or(0, micros) }
        }
        Action::Fetch(request) => attempts(step, &request),
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
    }
}

/// Plans a request with its retries: all attempts come to the same, since the answer depends on the URL alone.
fn attempts(step: &TaskStep, request: &Request) -> Deed {
    let (latency, answer) = answer(request);
    let error = answer.err();
    let retry = error.as_ref().is_some_and(FetchError::may_pass);
    let retries = step.retry().filter(|_| retry).map_or(0, |retry| retry.times);
    let attempt = Attempt { us: micros(latency), error: error.map(|error| error.to_string()), retry };
    Deed::Fetch {
        attempts: vec![attempt; retries as usize + 1],
        delays: (0..retries).map(|attempt| micros(step.backoff_delay(attempt))).collect(),
    }
}

fn answer(request: &Request) -> (Duration, Result<u64, FetchError>) {
    match Delay::of(request) {
        Some(delay) => (delay.latency, delay.answer(&request.url)),
        None => (Duration::ZERO, Err(FetchError::Unreachable { url: request.url.clone() })),
    }
}

/// Returns a value of a kind, as small as can be.
fn some_value(kind: Carries) -> Value {
    match kind {
        Carries::Nothing => Value::Nothing,
        Carries::Bytes => Value::Bytes(Default::default()),
        Carries::Text => Value::Text(Default::default()),
        Carries::Number => Value::Number(0),
        Carries::Image => Value::Image { width: 0, height: 0, rgba: Default::default() },
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use crate::workload::parse;

    fn plan(text: &str) -> Json {
        let workload = parse(text).map_err(|errors| format!("{errors:?}")).expect(text);
        serde_json::to_value(workload.plan(7)).expect("plain data")
    }

    #[test]
    fn a_plan_says_what_the_run_line_says() {
        let plan = plan("run: join completed, limit 8, deadline 5s, queue Q 10\na: put P\nthen: sleep 1ms");
        assert_eq!(plan["join"], "completed");
        assert_eq!(plan["limit"], 8);
        assert_eq!(plan["deadline"], 5_000_000);
        assert_eq!(plan["queues"], json!({ "P": null, "Q": 10 }));
        assert_eq!(plan["then"], json!([{ "step": "sleep", "path": "then.1", "us": 1_000, "timeout": null }]));
    }

    #[test]
    fn what_is_left_out_is_null_and_the_join_collects() {
        let plan = plan("a: fail");
        let tasks = json!([{
            "name": "a", "arrival": 0, "timeout": null,
            "steps": [{ "step": "fail", "path": "1", "message": "failed on purpose", "timeout": null }],
        }]);
        let expected =
            json!({ "join": "collect", "limit": null, "deadline": null, "queues": {}, "tasks": tasks, "then": null });
        assert_eq!(plan, expected);
    }

    #[test]
    fn copies_are_written_out_each_with_draws_of_its_own() {
        let plan = plan("2 x a every 33ms timeout 1s: fail 0% -> each 3 ( repeat 2 ( sleep 0s..1s ) timeout 2s )");
        let task = &plan["tasks"][1];
        assert_eq!(
            (&task["name"], &task["arrival"], &task["timeout"]),
            (&json!("a 2"), &json!(33_000), &json!(1_000_000))
        );
        assert_eq!(task["steps"][0]["step"], "pass");
        let each = &task["steps"][1];
        assert_eq!((&each["step"], &each["path"]), (&json!("each"), &json!("2")));
        assert_eq!(each["parts"][2][0]["timeout"], 2_000_000);
        let sleeps: Vec<&Json> =
            (0..3).flat_map(|copy| (0..2).map(move |time| &each["parts"][copy][0]["parts"][time][0])).collect();
        let paths: Vec<&str> = sleeps.iter().filter_map(|sleep| sleep["path"].as_str()).collect();
        assert_eq!(paths, ["2.1.1.1.1", "2.1.1.2.1", "2.2.1.1.1", "2.2.1.2.1", "2.3.1.1.1", "2.3.1.2.1"]);
        let times: std::collections::HashSet<_> = sleeps.iter().filter_map(|sleep| sleep["us"].as_u64()).collect();
        assert_eq!(times.len(), 6);
    }

    #[test]
    fn a_request_is_attempted_as_often_as_it_may_pass() {
        let fetch = |step: &str| plan(&format!("a: {step}"))["tasks"][0]["steps"][0].clone();
        let good = fetch("fetch io/delay?ms=20 retry 3");
        assert_eq!(good["attempts"], json!([{ "us": 20_000, "error": null, "retry": false }]));
        assert_eq!(good["delays"], json!([]));
        let busy = fetch("fetch io/delay?ms=20&status=503 retry 2 backoff 10ms timeout 1s");
        assert_eq!(busy["attempts"].as_array().map(Vec::len), Some(3));
        assert_eq!((&busy["attempts"][2]["retry"], &busy["timeout"]), (&json!(true), &json!(1_000_000)));
        let delays: Vec<u64> = busy["delays"].as_array().expect("a list").iter().filter_map(Json::as_u64).collect();
        assert!(delays.len() == 2 && delays[0] <= 10_000 && delays[1] <= 20_000, "{delays:?}");
        let missing = fetch("fetch io/delay?status=404 retry 2");
        assert_eq!(missing["attempts"].as_array().map(Vec::len), Some(1));
        assert_eq!(missing["attempts"][0]["retry"], false);
        assert_eq!(fetch("fetch users.json retry 1")["attempts"][1]["us"], 0);
    }

    #[test]
    fn computing_blocks_for_its_nominal_cost() {
        let plan =
            plan("a: primes 2M -> mandelbrot 100 -> fetch io/delay?bytes=20k -> with lock A ( sha256 ) -> wordcount");
        let steps = &plan["tasks"][0]["steps"];
        let block = |us, path| json!({ "step": "block", "path": path, "us": us, "timeout": null });
        assert_eq!(steps[0], block(500, "1"));
        assert_eq!(steps[1], block(1_800, "2"));
        assert_eq!(steps[3]["parts"][0][0], block(50, "4.1.1"));
        assert_eq!(steps[4], block(1, "5"));
    }

    #[test]
    fn what_tasks_share_is_named() {
        let plan = plan(
            "a: with limit DB 5 ( lock A -> unlock A ) -> put Q -> take Q -> barrier B 2 -> first( to_thread( fail ) )",
        );
        let steps = plan["tasks"][0]["steps"].as_array().expect("a list");
        let words: Vec<_> = steps.iter().filter_map(|step| step["step"].as_str()).collect();
        assert_eq!(words, ["with-limit", "put", "take", "barrier", "first"]);
        assert_eq!((&steps[0]["name"], &steps[0]["permits"]), (&json!("DB"), &json!(5)));
        assert_eq!((&steps[3]["name"], &steps[3]["parties"]), (&json!("B"), &json!(2)));
        assert_eq!(steps[4]["parts"][0][0]["step"], "to-thread");
    }
}
