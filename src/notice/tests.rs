use super::*;

fn question(notices: &[(&str, &str, &str)]) -> Question {
    let notices = notices.iter().map(|(when, say, otherwise)| Notice {
        when: (!when.is_empty()).then(|| (*when).to_owned()),
        say: (*say).to_owned(),
        otherwise: (!otherwise.is_empty()).then(|| (*otherwise).to_owned()),
    });
    let models = r#"{
        "event-loop": {
            "wallMs": 300, "counts": { "done": 2, "failed": 1 }, "longestBlockMs": 12, "memoryBytes": 2500000,
            "tasks": [
                { "name": "page 1", "state": "done", "startMs": 0, "endMs": 100 },
                { "name": "page 2", "state": "done", "startMs": 50, "endMs": 300 },
                { "name": "pages", "state": "failed", "startMs": 0, "endMs": 30 }
            ],
            "counters": [{ "name": "C", "expected": 1000000, "found": 998765 }, { "name": "D", "expected": 5, "found": 1 }],
            "images": "whatever else there is"
        },
        "sequential": { "wallMs": 3000, "times": { "complete": false, "computing": 7 } },
        "threads": { "wallMs": 1, "error": "The engine was lost." }
    }"#;
    Question { notices: notices.collect(), models: serde_json::from_str(models).expect("valid"), cores: 2 }
}

fn told(say: &str) -> String {
    notice(&question(&[("", say, "")])).expect("readable").sentences.concat()
}

#[test]
fn numbers_of_the_run_are_put_into_sentences_as_people_read_them() {
    assert_eq!(told("It took {wall(event-loop)}, not {wall(sequential)}."), "It took 300 ms, not 3.0 s.");
    assert_eq!(told("{wall(sequential) / wall(event-loop)} times"), "10 times");
    assert_eq!(told("{wall(sequential) / (2 * wall(event-loop)) - 0.5} times"), "4.5 times");
    assert_eq!(told("{lost(event-loop, C)} of {expected(event-loop, C)}"), "1,235 of 1,000,000");
    assert_eq!(told("{lost(event-loop)} on {cores} cores"), "1,239 on 2 cores");
    assert_eq!(told("{memory(event-loop)}, {memory(event-loop) / tasks(event-loop)} each"), "2.5 MB, 833.3 kB each");
}

#[test]
fn tasks_are_counted_by_their_line_whose_name_may_begin_anothers() {
    assert_eq!(told("{done(event-loop, page)} of {tasks(event-loop, page)}, {failed(event-loop, pages)}"), "2 of 2, 1");
    assert_eq!(told("{last(event-loop, pages)} {span(event-loop, page)} {slowest(event-loop)}"), "30 ms 300 ms 250 ms");
    assert_eq!(told("{typical(event-loop, page)}"), "100 ms");
}

#[test]
fn a_condition_says_which_of_two_sentences_holds() {
    let noticed = notice(&question(&[
        ("wall(event-loop) < 0.5 * wall(sequential)", "quicker", "not quicker"),
        ("lost(event-loop, D) > 4", "all lost", "some kept"),
        ("block(event-loop) > 0.1s", "held", ""),
    ]));
    assert_eq!(noticed.expect("readable").sentences, ["quicker", "some kept"]);
}

#[test]
fn what_was_not_run_or_not_measured_is_told_instead_of_made_up() {
    let noticed = notice(&question(&[
        ("", "{wall(threads)}", ""),
        ("wall(processes) < 1s", "quick", "slow"),
        ("", "{computing(sequential)} and {lag(event-loop)}", ""),
        ("", "{done(event-loop, nobody)}", ""),
    ]));
    assert_eq!(
        noticed.expect("readable"),
        Noticed {
            sentences: Vec::new(),
            missing: ["processes".to_owned(), "threads".to_owned()].into(),
            unmeasured: ["computing", "done"].into(),
        }
    );
}

#[test]
fn what_cannot_be_read_is_refused_even_where_it_would_not_be_told() {
    for (when, say, otherwise) in [
        ("", "{wall}", ""),
        ("", "{wall(event-loop}", ""),
        ("", "{wall(event-loop)", ""),
        ("", "{wall(nothing)}", ""),
        ("", "{speed(event-loop)}", ""),
        ("", "{wall(event-loop, page)}", ""),
        ("", "{wall(event-loop) 2}", ""),
        ("", "{2 min}", ""),
        ("", "{}", ""),
        ("wall(event-loop)", "never", ""),
        ("wall(event-loop) > 0", "told", "{not(told)}"),
    ] {
        assert!(notice(&question(&[(when, say, otherwise)])).is_err(), "{when} {say} {otherwise}");
    }
    let refused = notice(&question(&[("", "{speed(event-loop)}", "")])).expect_err("no such quantity");
    assert_eq!(
        refused.to_string(),
        "“speed(event-loop)” cannot be read: there is no quantity `speed` before “(event-loop)”."
    );
}

#[test]
fn every_quantity_has_a_name_of_its_own() {
    let names: BTreeSet<_> = quantity::QUANTITIES.iter().map(|quantity| quantity.name).collect();
    assert_eq!(names.len(), quantity::QUANTITIES.len());
}
