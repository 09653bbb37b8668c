use std::time::Instant;

use super::*;
use crate::report::StepTime;

fn question(text: &str, models: &[&str], cores: f64) -> Question {
    Question {
        workload: text.into(),
        models: models.iter().map(|id| (*id).to_owned()).collect(),
        cores,
        workers: None,
        limit: None,
        seed: None,
        tasks: None,
        io: None,
        cpython: false,
        site_is_here: false,
        measured: None,
    }
}

fn walls(question: &Question) -> Vec<f64> {
    predict(question).expect("valid").models.iter().map(|predicted| predicted.wall_ms).collect()
}

/// A third of something has no end.
fn in_microseconds(walls: Vec<f64>) -> Vec<u64> {
    walls.into_iter().map(|ms| (ms * 1e3).round() as u64).collect()
}

fn measured(wall_ms: f64, text: &str, tasks: u64, computing: f64, waiting: f64, waits: u64) -> Measured {
    let step =
        StepTime { line: "t".into(), text: text.into(), tasks, computing, waiting, waits, ..StepTime::default() };
    let times = Times { complete: true, computing, waiting, steps: vec![step], ..Times::default() };
    Measured {
        cores: 2.0,
        overrides: Overrides::default(),
        sequential: Some(Sequential { wall_ms, times }),
        others: vec![Other { start_up_ms: Some(40.0), ..other("processes") }],
    }
}

fn other(model: &str) -> Other {
    Other { model: model.into(), wall_ms: 0.0, start_up_ms: None, computing_ms: None, copying_ms: None }
}

fn steps(measured: &mut Measured) -> &mut Vec<StepTime> {
    &mut measured.sequential.as_mut().expect("it is there").times.steps
}

#[test]
fn steps_cost_what_they_were_measured_to() {
    let text = "4 x t: primes 1M";
    // 100 ms each, instead of what is declared.
    let asked = |models: &[&str], cores| Question {
        measured: Some(measured(400.0, "primes 1M", 4, 400.0, 0.0, 0)),
        ..question(text, models, cores)
    };
    assert_eq!(
        walls(&asked(&["event-loop", "event-loop-pool", "threads", "sequential"], 2.0)),
        [400.0, 200.0, 200.0, 400.0]
    );
    assert_eq!(walls(&asked(&["event-loop-pool", "threads-gil"], 16.0)), [100.0, 400.0]);
}

#[test]
fn chance_is_another_for_each_request_and_the_same_again() {
    let text = "t: repeat 200 ( try ( fetch io/delay?ms=1&fail=50 ) else ( sleep 1s ) )";
    let wall = walls(&question(text, &["event-loop"], 2.0))[0];
    // Of 200 requests some hundred are lost; with one chance for all it would be none or each.
    assert!((70_000.0..130_000.0).contains(&wall), "{wall}");
    let seeded = text.replace("fail=50", "fail=50&seed=1");
    assert!(walls(&question(&seeded, &["event-loop"], 2.0))[0] > 200_000.0);
}

#[test]
fn waits_take_what_the_outside_world_adds_and_tasks_what_is_left() {
    let text = "10 x t: fetch io/delay?ms=100";
    let asked = |models: &[&str], io| Question {
        // 12 ms more for each answer, and 1 ms for each task.
        measured: Some(measured(1130.0, "fetch io/delay?ms=100", 10, 0.0, 1120.0, 10)),
        io,
        ..question(text, models, 2.0)
    };
    // A third of what is added to each answer, one after another; the rest beside each other; a task's own is first.
    assert_eq!(walls(&asked(&["event-loop", "sequential"], None)), [149.0, 1130.0]);
    assert_eq!(walls(&asked(&["sequential"], Some(0.5))), [570.0]);
}

#[test]
fn a_crawl_reads_as_many_pages_as_it_did_and_so_many_at_once_as_it_may() {
    let walls_of = |text: &str, step: &str| {
        // 9 pages a crawl, and 10 ms for each: 8 to wait and 2 to find its links.
        let asked = Question {
            measured: Some(measured(90.0, step, 1, 18.0, 72.0, 9)),
            ..question(text, &["event-loop", "sequential"], 2.0)
        };
        walls(&asked)
    };
    // The first page is known to have links once it was read; a third of each answer comes after the one before.
    assert_eq!(
        in_microseconds(walls_of("t: crawl x depth 2 at_once 8", "crawl x depth 2 at_once 8")),
        [43_333, 90_000]
    );
    assert_eq!(walls_of("t: crawl x depth 2 at_once 1", "crawl x depth 2 at_once 1"), [90.0, 90.0]);
    let mut twice = measured(180.0, "crawl x depth 2 at_once 1", 1, 36.0, 144.0, 18);
    steps(&mut twice)[0].step = 1;
    let text = "t: repeat 2 ( crawl x depth 2 at_once 1 )";
    let asked = Question { measured: Some(twice), ..question(text, &["event-loop", "sequential"], 2.0) };
    assert_eq!(walls(&asked), [180.0, 180.0], "each of the two reads 9");
    assert_eq!(walls_of("t: crawl x depth 0", "crawl x depth 0"), [10.0, 10.0], "there are no others to be read");
}

#[test]
fn where_the_machine_answers_for_its_own_site_pages_come_one_after_another() {
    let text = "t: crawl x depth 2 at_once 8";
    let walls_of = |text: &str, site_is_here| {
        let known = measured(90.0, "crawl x depth 2 at_once 8", 1, 18.0, 72.0, 9);
        walls(&Question { site_is_here, measured: Some(known), ..question(text, &["event-loop"], 2.0) })
    };
    assert_eq!(walls_of(text, true), [72.5]);
    assert_eq!(in_microseconds(walls_of(text, false)), [43_333]);
}

#[test]
fn a_number_that_several_cores_add_to_is_added_to_more_slowly() {
    let asked = |models: &[&str], cores| walls(&question("2 x t: add C 5M racy", models, cores));
    let [alone, beside, loops] = asked(&["event-loop", "threads", "event-loop-pool"], 2.0)[..] else { panic!() };
    assert!(beside > 1.2 * alone && loops > 1.2 * alone, "{alone}, {beside}, {loops}");
    let [turns, apart] = asked(&["threads-gil", "processes"], 2.0)[..] else { panic!() };
    assert!(turns < 1.1 * alone, "under the lock one adds at a time");
    assert!(apart < alone / 2.0 + 70.0, "processes have numbers of their own");
    assert!(asked(&["threads"], 1.0)[0] <= 1.1 * alone, "one core owns the line");
}

#[test]
fn processes_start_as_they_did_where_nothing_was_run_in_sequence() {
    let known = Measured { sequential: None, ..measured(0.0, "", 0, 0.0, 0.0, 0) };
    let asked = Question {
        measured: Some(known),
        ..question("run: workers 2\n1000 x t: sleep 10ms", &["event-loop", "event-loops"], 2.0)
    };
    // 3 µs a task; 40 ms until the processes are there, and two messages of 18 µs a task.
    let walls = walls(&asked);
    assert!((12.0..14.0).contains(&walls[0]), "{walls:?}");
    assert!((86.0..89.0).contains(&walls[1]), "{walls:?}");
}

#[test]
fn answers_come_one_after_another_and_their_waits_overlap() {
    let text = "4 x t: fetch io/delay?ms=30&bytes=2M";
    // 20 ms for each body, and nothing else beyond what is declared.
    let mut bodies = measured(200.0, "fetch io/delay?ms=30&bytes=2M", 4, 0.0, 200.0, 4);
    steps(&mut bodies)[0].receiving = 80.0;
    let asked = Question { measured: Some(bodies), ..question(text, &["event-loop", "sequential"], 2.0) };
    assert_eq!(walls(&asked), [110.0, 200.0]);
}

#[test]
fn requests_beyond_those_that_a_browser_has_room_for_wait_for_the_first_of_them() {
    let wall = |text: &str| in_microseconds(walls(&question(text, &["event-loop"], 2.0)));
    assert_eq!(wall("256 x page: fetch io/delay?ms=1000"), [1_000_000]);
    assert_eq!(wall("600 x page: fetch io/delay?ms=1000"), [3_000_000]);
    assert_eq!(wall("run: limit 600\n600 x page: fetch io/delay?ms=1000"), [1_000_000]);
    assert_eq!(wall("run: limit 2000\n2000 x page: fetch io/delay?ms=1000"), [2_000_000]);
}

#[test]
fn what_holds_the_loop_or_the_cores_holds_up_the_answers_too() {
    let text = "4 x t: fetch io/delay?ms=30&bytes=2M -> sha256";
    let found = |cores| {
        let mut both = measured(240.0, "fetch io/delay?ms=30&bytes=2M", 4, 40.0, 200.0, 4);
        let steps = steps(&mut both);
        (steps[0].computing, steps[0].receiving) = (0.0, 80.0);
        let (line, text_of) = ("t".into(), "sha256".into());
        steps.push(StepTime { line, text: text_of, step: 1, tasks: 4, computing: 40.0, ..StepTime::default() });
        walls(&Question { measured: Some(both), ..question(text, &["event-loop", "event-loop-pool"], cores) })
    };
    // On the loop answers and hashes never overlap; beside it they do, if there is a core for who answers, one for who
    // takes it in, and one for who hashes.
    let [[loop_of_3, pool_of_3], [loop_of_2, pool_of_2]] = [found(3.0), found(2.0)].map(|walls| [walls[0], walls[1]]);
    assert_eq!([loop_of_3, loop_of_2], [150.0; 2]);
    assert!((pool_of_3 - 125.0).abs() < 0.1 && pool_of_2 > pool_of_3 && pool_of_2 < 145.0, "{pool_of_3}, {pool_of_2}");
}

#[test]
fn cores_that_were_slower_beside_each_other_are_foretold_to_be() {
    let text = "4 x t: primes 1M";
    let found = |computing: &[(&str, f64)], cores| {
        let mut known = measured(400.0, "primes 1M", 4, 400.0, 0.0, 0);
        known.others = computing.iter().map(|(model, ms)| Other { computing_ms: Some(*ms), ..other(model) }).collect();
        walls(&Question { measured: Some(known), ..question(text, &["event-loop", "threads", "threads-gil"], cores) })
    };
    // Two threads computed 130 ms for what took 100 ms alone; under the lock nothing is computed at the same time.
    let slow = found(&[("threads", 520.0), ("threads-gil", 408.0)], 2.0);
    assert!((slow[1] - 260.0).abs() < 0.1 && (slow[0], slow[2]) == (400.0, 400.0), "{slow:?}");
    assert_eq!(found(&[("threads", 390.0)], 2.0), [400.0, 200.0, 400.0], "none is quicker for having company");
    assert_eq!(found(&[("threads-gil", 700.0)], 2.0), [400.0, 200.0, 400.0], "one after another says nothing of it");
    assert_eq!(found(&[("threads", 520.0)], 1.0)[1], 400.0, "one core has no company");
    let mut known = measured(400.0, "primes 1M", 4, 400.0, 0.0, 0);
    known.others = vec![Other { computing_ms: Some(520.0), ..other("threads") }];
    let asked = Question { measured: Some(known), ..question(text, &["threads"], 2.0) };
    let notes = predict(&asked).expect("valid").notes;
    assert_eq!(notes, ["Each core was 1.30 times as slow while all worked as alone."]);
}

#[test]
fn what_was_measured_with_more_workers_than_are_asked_for_is_taken_for_that() {
    let mut known = measured(400.0, "primes 1M", 4, 400.0, 0.0, 0);
    // Four that share two cores take twice as long each, and no core was slower for it.
    known.overrides = Overrides { workers: Some(4), ..Overrides::default() };
    known.others = vec![Other { computing_ms: Some(800.0), ..other("threads") }];
    let asked =
        Question { workers: Some(2.0), measured: Some(known), ..question("4 x t: primes 1M", &["threads"], 2.0) };
    assert_eq!(walls(&asked), [200.0]);
}

#[test]
fn without_a_sequential_run_tasks_cost_what_the_loop_took_for_them() {
    let mut known = Measured { sequential: None, ..measured(0.0, "", 0, 0.0, 0.0, 0) };
    known.others = vec![Other { wall_ms: 15.0, ..other("event-loop") }];
    let text = "1000 x t: sleep 10ms";
    let walls = walls(&Question { measured: Some(known), ..question(text, &["event-loop", "event-loop-pool"], 2.0) });
    assert!(walls.iter().all(|wall| (wall - 15.0).abs() < 0.1), "{walls:?}");
}

#[test]
fn a_loop_shares_the_cores_with_processes_that_start() {
    let mut known = measured(0.0, "", 0, 0.0, 0.0, 0);
    known.sequential = None;
    known.others.push(Other { wall_ms: 40.0, ..other("event-loop") });
    // 30 µs a task, 30 ms in all: beside two that start and who makes them it has half of one of two cores for 40 ms.
    let asked = |models: &[&str]| question("run: workers 2\n1000 x t: sleep 10ms", models, 2.0);
    let walls = walls(&Question { measured: Some(known), ..asked(&["event-loop", "event-loop-processes"]) });
    assert!((walls[0] - 40.0).abs() < 0.1 && (walls[1] - 60.0).abs() < 0.1, "{walls:?}");
}

#[test]
fn the_storage_serves_one_after_another_and_its_waits_overlap() {
    let text = "4 x t: file write a{i} 1k";
    // 6 ms for each, 1.004 of which are declared.
    let asked = Question {
        measured: Some(measured(24.0, "file write a{i} 1k", 4, 0.0, 24.0, 4)),
        ..question(text, &["event-loop", "sequential"], 2.0)
    };
    assert_eq!(in_microseconds(walls(&asked)), [20_988, 24_000]);
}

#[test]
fn what_blocks_on_a_process_waits_for_its_start() {
    let mut known = measured(0.0, "", 0, 0.0, 0.0, 0);
    known.others = vec![Other { start_up_ms: Some(40.0), ..other("event-loop-processes") }];
    let text = "t: to_thread( block 100ms )";
    let walls = walls(&Question { measured: Some(known), ..question(text, &["event-loop-processes"], 2.0) });
    assert!((walls[0] - 140.0).abs() < 1.0, "{walls:?}");
}

#[test]
fn files_and_records_are_slowed_as_answers_are() {
    let asked = Question {
        io: Some(10.0),
        ..question("t: file write a 1k -> file read a -> fetch io/delay?ms=10", &["event-loop"], 1.0)
    };
    assert_eq!(walls(&asked), [115.05]);
}

#[test]
fn what_was_not_measured_is_told() {
    let asked = Question {
        measured: Some(measured(1.0, "sleep 2s", 1, 0.0, 1.0, 1)),
        ..question("t: sleep 1s", &["event-loop"], 1.0)
    };
    let prediction = predict(&asked).expect("valid");
    assert_eq!(prediction.notes, ["`sleep 1s` of t was not measured and costs what is declared."]);
}

#[test]
fn more_tasks_than_are_simulated_are_extended_and_that_is_said() {
    let asked = Question { tasks: Some(1_000_000.0), ..question("10 x t: sleep 1s -> primes 1750k", &[], 4.0) };
    let before = Instant::now();
    let prediction = predict(&asked).expect("valid");
    println!("{:?} for {:?}", before.elapsed(), prediction);
    let by = |id: &str| prediction.models.iter().find(|predicted| predicted.model == id).expect("asked for");
    assert!(prediction.predicted && prediction.tasks == 1_000_000);
    assert!(prediction.models.iter().all(|predicted| !predicted.exact && predicted.simulated < 50_000));
    // 0.14 ms of computing each.
    let near = |id: &str, seconds: f64| {
        let wall = by(id).wall_ms / 1e3;
        assert!((wall / seconds - 1.0).abs() < 0.01, "{id}: {wall} s");
    };
    near("event-loop", 141.0);
    near("event-loop-pool", 36.0);
    near("sequential", 1_000_140.0);
    near("threads", 250_035.0);
    assert!(prediction.notes.iter().any(|note| note.contains("too many to simulate each")));
}

#[test]
fn as_slow_as_cpython_is_a_factor_of_each_kernel() {
    let as_cpython = |text: &str| {
        let asked = |cpython| Question { cpython, ..question(text, &["sequential"], 1.0) };
        walls(&asked(true))[0] / walls(&asked(false))[0]
    };
    assert!(as_cpython("t: primes 10M") > 5.0);
    assert!(as_cpython("t: fetch io/delay?bytes=10M -> sha256") < 1.0);
    assert_eq!(as_cpython("t: sleep 1s"), 1.0);
}

#[test]
fn what_is_no_good_is_refused_in_one_sentence() {
    let refusal = |question: Question| predict(&question).expect_err("refused").to_string();
    assert_eq!(refusal(question("t: sleep 1s", &[], 0.0)), "`cores` is a whole number from 1 to 1024, not 0.");
    assert_eq!(
        refusal(Question { io: Some(-1.0), ..question("t: sleep 1s", &[], 1.0) }),
        "`io` is a number from 0 to 1000, not -1."
    );
    assert!(refusal(question("t: sleep 1s", &["fibres"], 1.0)).starts_with("There is no model `fibres`"));
}

#[test]
fn processes_start_and_each_has_a_loop_or_a_task() {
    let asked = |models: &[&str]| Question {
        workers: Some(2.0),
        measured: Some(measured(400.0, "primes 1M", 4, 400.0, 0.0, 0)),
        ..question("4 x t: primes 1M", models, 2.0)
    };
    // 40 ms to start; two at once, twice 100 ms each; a fifth of a millisecond of messages for each.
    for (model, wall) in [("processes", 240.4), ("event-loops", 240.2), ("event-loop-processes", 240.4)] {
        let found = walls(&asked(&[model]))[0];
        assert!((found - wall).abs() < 0.1, "{model}: {found}");
    }
    let waits =
        Question { workers: Some(2.0), ..question("run: limit 100\n8 x t: sleep 100ms", &["event-loops"], 1.0) };
    assert!(walls(&waits)[0] < 200.0, "waits of one loop overlap");
}

#[test]
fn copies_between_processes_take_what_they_were_measured_to() {
    let found = |copying_ms| {
        let mut known = measured(400.0, "primes 1M", 4, 400.0, 0.0, 0);
        known.others[0].copying_ms = copying_ms;
        let model = ["processes"];
        let asked = Question { workers: Some(2.0), measured: Some(known), ..question("4 x t: primes 1M", &model, 2.0) };
        walls(&asked)[0]
    };
    // Messages there and back take 0.2 ms a task if nothing is known, and here ten times as long; two follow each other.
    assert!((found(None) - 240.4).abs() < 0.1, "{}", found(None));
    assert!((found(Some(8.0)) - 244.0).abs() < 0.1, "{}", found(Some(8.0)));
}

#[test]
fn copies_take_under_each_model_what_they_took_there() {
    let mut known = measured(400.0, "primes 1M", 4, 400.0, 0.0, 0);
    known.others =
        ["processes", "event-loop-processes"].map(|model| Other { start_up_ms: Some(40.0), ..other(model) }).into();
    // Ten times as long under the one, as is said under the other.
    (known.others[0].copying_ms, known.others[1].copying_ms) = (Some(8.0), Some(0.8));
    let models = ["processes", "event-loop-processes"];
    let asked = Question { workers: Some(2.0), measured: Some(known), ..question("4 x t: primes 1M", &models, 2.0) };
    let found = walls(&asked);
    // In the order in which models are declared.
    assert!((found[0] - 240.4).abs() < 0.1 && (found[1] - 244.0).abs() < 0.1, "{found:?}");
}

#[test]
fn what_a_message_waits_for_a_loop_is_not_taken_for_copying() {
    let mut known = measured(200.0, "block 100ms", 2, 0.0, 200.0, 2);
    known.others = vec![Other { start_up_ms: Some(40.0), copying_ms: Some(300.0), ..other("event-loops") }];
    let asked =
        Question { workers: Some(1.0), measured: Some(known), ..question("2 x t: block 100ms", &["event-loops"], 2.0) };
    let walls = walls(&asked);
    assert!((walls[0] - 240.0).abs() < 1.0, "{walls:?}");
}

#[test]
fn adding_takes_as_long_beside_others_as_it_was_measured_to() {
    let text = "2 x t: add C 5M racy";
    let found = |computing_ms| {
        let mut known = measured(20.0, "add C 5M racy", 2, 20.0, 0.0, 0);
        known.others = vec![Other { computing_ms, ..other("threads") }];
        let asked = Question { workers: Some(2.0), measured: Some(known), ..question(text, &["event-loop-pool"], 2.0) };
        walls(&asked)[0]
    };
    // One begins alone, the other beside it, by what is said three times as slowly.
    assert!((found(None) - 30.0).abs() < 0.1, "{}", found(None));
    assert!((found(Some(30.0)) - 20.0).abs() < 0.1, "{}", found(Some(30.0)));
}

#[test]
fn adding_takes_under_each_model_as_long_as_it_did_there() {
    let text = "2 x t: add C 5M racy";
    let mut known = measured(20.0, "add C 5M racy", 2, 20.0, 0.0, 0);
    // As long as alone, and half as long again.
    let took = [("event-loop-pool", 20.0), ("threads", 30.0)];
    known.others = took.map(|(model, ms)| Other { computing_ms: Some(ms), ..other(model) }).into();
    let models = ["event-loop-pool", "threads"];
    let asked = Question { workers: Some(2.0), measured: Some(known), ..question(text, &models, 2.0) };
    let walls = walls(&asked);
    assert!((walls[0] - 10.0).abs() < 0.1 && (walls[1] - 20.0).abs() < 0.1, "{walls:?}");
}

#[test]
fn what_cannot_have_been_measured_does_no_harm() {
    for nonsense in [-1e300, f64::NEG_INFINITY, f64::NAN, 1e-300, 0.0, 1e300, f64::INFINITY] {
        let mut known = measured(nonsense, "add C 5M racy", 2, 100.0, nonsense, 1);
        known.sequential.as_mut().expect("it is there").times.computing = 100.0;
        let any = Some(nonsense);
        known.others = ["threads", "event-loop-pool", "event-loop-processes"]
            .map(|model| Other { start_up_ms: any, computing_ms: any, copying_ms: any, ..other(model) })
            .into();
        let models = ["threads", "event-loop-pool", "event-loop-processes", "sequential"];
        let asked = Question { measured: Some(known), ..question("2 x t: add C 5M racy", &models, 2.0) };
        assert_eq!(walls(&asked).len(), 4, "{nonsense}");
    }
}

#[test]
fn a_timer_that_comes_late_in_sequence_is_a_longer_wait_and_no_work() {
    let mut late = measured(1_050.0, "sleep 100ms", 10, 0.0, 1_000.0, 10);
    steps(&mut late)[0].queued = 50.0;
    let asked =
        Question { measured: Some(late), ..question("10 x t: sleep 100ms", &["event-loop", "sequential"], 2.0) };
    assert_eq!(walls(&asked), [105.0, 1_050.0]);
}

#[test]
fn many_threads_that_take_turns_are_simulated_as_quickly_as_few() {
    let text = "100 x t: fetch io/delay?ms=100 -> primes 4M";
    let asked =
        Question { tasks: Some(1_000_000.0), cpython: true, ..question(text, &["threads-gil", "threads"], 64.0) };
    let before = Instant::now();
    let walls = walls(&asked);
    println!("{:?}", before.elapsed());
    // 23.2 ms each, one at a time; or 64 at once, each with its wait.
    assert!(
        (walls[1] / 1e3 / 23_200.0 - 1.0).abs() < 0.01 && (walls[0] / 1e3 / 1_925.0 - 1.0).abs() < 0.01,
        "{walls:?}"
    );
}

#[test]
fn workers_that_all_wait_for_a_task_without_one_are_found() {
    let text = "run: workers 2, queue Q 1\n3 x producer: put Q -> put Q\n3 x consumer: take Q -> take Q";
    for model in ["threads", "threads-gil", "processes"] {
        let prediction = predict(&question(text, &[model], 2.0)).expect("valid");
        assert!((1..6).contains(&prediction.models[0].not_done), "{model}: {} of 6", prediction.models[0].not_done);
    }
}
