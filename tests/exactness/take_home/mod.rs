//! The files that people take home: each lesson under each model is really run with CPython, against a server of the
//! same answers, and does what the virtual clock says.

mod brisk;
mod server;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Mutex,
    thread,
};

use concurrency_playground::{
    code::{Style, listing},
    machine::Premises,
    model::{MODELS, Model, Overrides, Settings, simulate},
    workload::parse,
};

use crate::reference::Reference;

/// As many programs run at a time: most of them mostly wait.
const AT_ONCE: usize = 6;
const WORKERS: u64 = 2;

/// Prints the texts of the lessons, as JSON.
const LIST: &str = r"
import fs from 'node:fs';
const files = fs.readdirSync('www/lessons').filter((name) => name !== 'index.js');
const lessons = await Promise.all(files.map((name) => import(`${process.cwd()}/www/lessons/${name}`)));
console.log(JSON.stringify(lessons.map((lesson) => lesson.default.workload)));
";

fn texts() -> Vec<String> {
    let node = Command::new("node")
        .args(["--input-type=module", "--no-warnings", "--eval", LIST])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(Stdio::inherit())
        .output()
        .expect("Node.js starts");
    assert!(node.status.success());
    serde_json::from_slice(&node.stdout).expect("a list of texts")
}

/// Each construct of the language once, so that no step is left out.
const EVERYTHING: &[&str] = &[
    "a: all( sleep 1ms, sleep 2ms -> sleep 1ms, primes 100 ) -> each 2 ( sleep 1ms..2ms ) -> each 2 ( spin 1ms )",
    "2 x a: first( sleep 200ms, fetch io/delay?bytes=10 -> sha256 ) -> repeat 2 ( sleep 1ms -> spin 1ms )",
    "3 x a: try ( sleep 1ms -> fail 50% \"it's {i}\" ) else ( block 1ms ) -> to_thread( block 1ms -> primes 10 )",
    "run: join completed, seed 3\n5 x a: fetch io/delay?bytes=100&i={i} -> wordcount\nb: fail\nthen: sleep [1ms 2ms] -> file write x 10",
    "run: join gather, limit 2\n4 x a: sleep [1ms 5ms] -> fail 50%",
    "run: join first, workers 2\na: sleep 1ms\nb: sleep 30s",
    "run: join group\n2 x a: sleep 400ms -> primes 10\nb: sleep 20ms -> fail",
    "run: deadline 200ms, queue Q 2\na: sleep 30s\nb: sleep 1ms -> put Q",
    "4 x a every 2ms: with limit DB 2 ( fetch io/delay?ms=2 retry 2 backoff 1ms ) -> links -> sha256",
    "3 x a poisson 1k/s: with lock A ( with lock B ( sleep 1ms ) ) -> lock A -> lock B -> unlock A -> unlock B",
    "2 x a: sort 100 -> nbody 3 2 -> blur 16x16 2 -> mandelbrot 16 -> matmul 8 -> add C 100 racy -> read C -> write C",
    "2 x a: add C 10 locked -> add D 10 atomic",
    "a: fetch io/delay?status=503 retry 1 backoff 1ms\nb: fetch io/delay?status=404 method POST body \"x{i}\" retry 3\nc: crawl nowhere depth 2 at_once 3",
    "2 x a: file write n-{i} 2k -> file read n-{i} -> db put k{i} -> db get k{i} -> db scan\nb: file read none\nc: db get none",
    "2 x a: barrier B 1 -> fetch io/delay?bytes=5 -> put Q -> take Q -> sha256",
];

/// What has to be told apart only where callbacks take the place of `await`: everything else is in [`EVERYTHING`].
const CALLED_BACK: &[&str] = &[
    "left: lock A -> sleep 20ms -> lock B -> unlock B -> unlock A\nright: lock B -> sleep 20ms -> lock A -> unlock A -> unlock B",
    "a timeout 20ms: sleep 30s\nb: try ( sleep 30s timeout 20ms ) else ( sleep 1ms ) -> repeat 2 ( primes 10 ) timeout 9s\nc: try ( with limit X 1 ( sleep 30s ) timeout 20ms ) else ( sleep 1ms )",
    "2 x a: repeat 400 ( to_thread( primes 10 ) )\nb: unlock A",
    "run: join first, queue Q 1\na: all( sleep 30s, with lock L ( sleep 30s ), take R )\nb: first( sleep 30s, fetch io/delay?ms=30000 ) timeout 9s\nc: put Q -> put Q\nd: fetch io/delay?ms=40\ne: sleep 30s -> put R",
];

/// How many tasks ended in each way, in the order of the table.
type Counts = [usize; 5];

fn simulated(text: &str, model: &'static Model) -> (Counts, bool) {
    let workload = parse(text).unwrap_or_else(|errors| panic!("{errors:?}\n{text}"));
    let settings = Settings::settle(&workload, overrides(), 2);
    let report = simulate(workload, settings, model, &Premises::of_cores(2)).report;
    let counts = report.counts;
    let is_stuck = !report.deadlocks.is_empty() || report.notes.iter().any(|note| note.contains("wait"));
    ([counts.done, counts.failed, counts.cancelled, counts.timed_out, counts.skipped], is_stuck)
}

fn overrides() -> Overrides {
    Overrides { workers: Some(WORKERS), ..Overrides::default() }
}

/// A workload that is taken home.
struct Case {
    text: String,
    model: &'static Model,
    style: Style,
    /// Whether how many tasks end in which way is a race with the machine.
    is_race: bool,
}

impl Case {
    fn new(text: &str, model: &'static Model, style: Style) -> Case {
        // A time limit is a race with the machine, and so is how far others have come when one fails.
        let is_race = text.contains("timeout")
            || text.contains("deadline")
            || (text.contains("join group") && model.hands_tasks_over());
        Case { text: text.to_owned(), model, style, is_race }
    }
}

/// Whether there is a GIL is a matter of the build that runs a file, not of the file.
fn models() -> impl Iterator<Item = &'static Model> {
    MODELS.into_iter().filter(|model| !model.has_gil())
}

fn awaited(texts: &[String]) -> Vec<Case> {
    texts.iter().flat_map(|text| models().map(|model| Case::new(text, model, Style::Await))).collect()
}

/// Writes a file and runs it; returns what it counted, or what it said instead.
fn run(python: &str, folder: &Path, case: &Case, base: &str) -> Result<Counts, String> {
    let workload = parse(&case.text).map_err(|errors| format!("{errors:?}"))?;
    let listing = listing(&workload, case.model, case.style, overrides(), base);
    let code: Vec<&str> = listing.lines.iter().map(|line| line.text.as_str()).collect();
    // What hangs says where.
    let watched =
        format!("import faulthandler; faulthandler.dump_traceback_later(60, exit=True)\n{}\n", code.join("\n"));
    let file = folder.join(&listing.name);
    fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    fs::write(&file, watched).map_err(|error| error.to_string())?;
    let output =
        Command::new(python).args(["-B", "-W", "error"]).arg(&file).output().map_err(|error| error.to_string())?;
    let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if !output.status.success() || !complained.is_empty() {
        return Err(format!("{} of {}\n{said}{complained}", output.status, file.display()));
    }
    let row = said.lines().skip_while(|line| !line.starts_with("model ")).nth(1).unwrap_or_default();
    let mut numbers: Vec<usize> =
        row.rsplit(' ').filter(|word| !word.is_empty()).map_while(|word| word.parse().ok()).take(5).collect();
    numbers.reverse();
    numbers.try_into().map_err(|_| format!("no table: {said}"))
}

fn assert_all_run(name: &str, cases: Vec<Case>) {
    let reference = Reference::find();
    let base = server::start();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("take-home").join(name);
    let cases: Vec<(usize, Case)> = cases.into_iter().enumerate().collect();
    let (cases, wrong) = (Mutex::new(cases), Mutex::new(BTreeSet::new()));
    let work = || {
        while let Some((number, case)) = { cases.lock().expect("no panic").pop() } {
            let Case { text, model, style, is_race } = &case;
            let (expected, is_stuck) = simulated(text, model);
            if is_stuck && model.needs_processes() {
                // Nobody finds what waits for ever in several of Python's processes.
                continue;
            }
            let found = run(reference.python(), &folder.join(number.to_string()), &case, &base);
            let is_same = |found: &Counts| match is_race {
                true => found.iter().sum::<usize>() == expected.iter().sum::<usize>(),
                false => *found == expected,
            };
            if !found.as_ref().is_ok_and(is_same) {
                let told = format!("{} {style:?}: {found:?}, not {expected:?}\n{text}", model.id);
                wrong.lock().expect("no panic").insert(told.replace("\\n", "\n"));
            }
        }
    };
    thread::scope(|scope| (0..AT_ONCE).for_each(|_| drop(scope.spawn(work))));
    let wrong = wrong.into_inner().expect("no panic");
    assert!(
        wrong.is_empty(),
        "{} are wrong, such as:\n\n{}",
        wrong.len(),
        wrong.into_iter().take(6).collect::<Vec<_>>().join("\n\n")
    );
}

#[test]
fn every_lesson_that_is_taken_home_does_under_every_model_what_it_does_here() {
    let texts: Vec<String> = texts().iter().map(|text| brisk::brisk(text)).collect();
    assert!(texts.len() >= 10);
    // Brisk as they are, how far others have come when one fails is a race under every model.
    let cases = awaited(&texts).into_iter();
    assert_all_run(
        "lessons",
        cases.map(|case| Case { is_race: case.is_race || case.text.contains("join group"), ..case }).collect(),
    );
}

#[test]
fn every_construct_that_is_taken_home_does_under_every_model_what_it_does_here() {
    let texts: Vec<String> = EVERYTHING.iter().map(|text| (*text).to_owned()).collect();
    assert_all_run("constructs", awaited(&texts));
}

#[test]
fn every_construct_in_callback_style_does_on_every_sort_of_loop_what_it_does_here() {
    // Each on a loop alone, and on one of those that have others compute, or are several.
    let (alone, others): (Vec<_>, Vec<_>) =
        models().filter(|model| Style::refusal(model).is_none()).partition(|model| model.id == "event-loop");
    let on_a_loop =
        |text: &&str| alone.iter().map(|model| Case::new(text, model, Style::Callbacks)).collect::<Vec<_>>();
    let everything = EVERYTHING.iter().zip(others.iter().cycle());
    let mut cases: Vec<Case> = everything.map(|(text, model)| Case::new(text, model, Style::Callbacks)).collect();
    cases.extend(EVERYTHING.iter().flat_map(&on_a_loop));
    // Here no time limit is anywhere near what it limits.
    cases.extend(CALLED_BACK.iter().flat_map(&on_a_loop).map(|case| Case { is_race: false, ..case }));
    assert_all_run("callbacks", cases);
}

#[test]
fn every_model_and_style_has_a_file_of_its_own() {
    let workload = parse("a: sleep 1s").expect("a workload");
    let named = |style| MODELS.iter().map(move |model| (*model, style));
    let names: BTreeSet<String> = named(Style::Await)
        .chain(named(Style::Callbacks).filter(|(model, _)| Style::refusal(model).is_none()))
        .map(|(model, style)| listing(&workload, model, style, Overrides::default(), "http://x/").name)
        .collect();
    let with_loop = MODELS.iter().filter(|model| Style::refusal(model).is_none()).count();
    assert_eq!(names.len(), MODELS.len() + with_loop);
    assert!(names.contains("playground_event_loop.py") && names.contains("playground_event_loop_callbacks.py"));
}
