//! What a plan says of a workload.

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
    assert_eq!((&task["name"], &task["arrival"], &task["timeout"]), (&json!("a 2"), &json!(33_000), &json!(1_000_000)));
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
    assert_eq!(steps[0], block(160, "1"));
    assert_eq!(steps[1], block(1_800, "2"));
    assert_eq!(steps[3]["parts"][0][0], block(58, "4.1.1"));
    assert_eq!(steps[4], block(1, "5"));
}

#[test]
fn storing_takes_the_nominal_time_of_its_size() {
    let plan = plan("a: fetch io/delay?bytes=1M -> file write x -> db put y 1k -> file read x");
    let steps = &plan["tasks"][0]["steps"];
    let sleep = |us, path| json!({ "step": "sleep", "path": path, "us": us, "timeout": null });
    assert_eq!(steps[1], sleep(5_000, "2"));
    assert_eq!(steps[2], sleep(1_008, "3"));
    assert_eq!(steps[3], sleep(501, "4"));
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
