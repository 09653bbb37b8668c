//! The whole file.

use std::collections::BTreeSet;

use super::body::Body;
use super::flow::{every_step, needs, uses_index};
use super::main::{Main, Tasked};
use super::shared::{Shared, adder};
use super::words::{Uses, differs, function_names, quoted, seconds};
use super::{Line, Listing, Part, Way};
use crate::model::{Computing, Model, Overrides, Settings, Tasks};
use crate::step::Python;
use crate::workload::tree::{Line as TaskLine, Value};
use crate::workload::{Quantity, Workload, options};

/// Declares helpers by their files in `python/`.
macro_rules! helpers {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("python/", $name, ".py")))),*]
    };
}

/// Functions and classes that a file has where its workload uses them, by name; each says on top what it imports and
/// which others it needs. Those in `.async` are for coroutines, those in `.plain` for functions, those in `.care` for
/// functions that may be ended early, those in `.apart` for coroutines in several processes.
pub(super) static HELPERS: &[(&str, &str)] = helpers! {
    "acquire.apart" "acquire.care" "arrivals" "arrive.async" "arrive.plain" "as_bytes" "attempt" "attempt.care" "blur"
    "chance" "crawl.async" "crawl.plain" "database" "drawn" "ending" "ending.care" "failed" "fetch.async" "fetch.plain"
    "fetch_failed" "first.async" "frontier" "get_record" "holding.apart" "holding.care" "in_process.async" "left.care"
    "links" "lock.async" "lock.plain" "mandelbrot" "matmul" "nbody" "pause.care" "primes" "put.apart" "put.care"
    "put_record" "read_file" "retrying.async" "retrying.plain" "scan_records" "sha256" "share" "show" "sort" "spin"
    "splitmix64" "take.apart" "take.care" "timeout.care" "uniform" "weighed" "wordcount" "write_file"
};

/// Helpers that are called while the file is being read.
const EARLY: [&str; 2] = ["lock", "arrivals"];

/// Writes a workload under a model as a file; `base` is what its relative URLs are relative to.
pub fn listing(workload: &Workload, model: &Model, overrides: Overrides, base: &str) -> Listing {
    let settings = Settings::settle(workload, overrides, 1);
    let way = Way::of(model, workload, &settings);
    let mut uses = Uses::default();
    let file = File { workload, model, settings: &settings, way };
    let name = format!("playground_{}.py", model.id.replace('-', "_"));

    let shared = Shared::of(workload, way, &mut uses);
    let names = function_names(workload.lines().map(|line| line.name.as_str()), &file.taken(&shared));
    let mut first = 0;
    let mut tasks = Vec::new();
    let mut functions = Vec::new();
    for (number, (line, function)) in workload.lines().zip(names).enumerate() {
        let task = file.tasked(line, function);
        functions.push(file.task(&task, number, first, &shared, &mut uses));
        first += line.task_count();
        tasks.push(task);
    }
    if tasks.iter().any(|task| task.arrival.as_ref().is_some_and(|arrival| arrival.contains("_arrivals["))) {
        uses.helper("arrivals");
    }
    let then_has_index = workload.then().is_some_and(uses_index);
    if let Some(then) = workload.then().filter(|_| settings.join.name == options::COMPLETED) {
        let mut body = Body::new(&mut uses, way, None, then_has_index, "2**64 - 1, i - 1".to_owned());
        let index = if then_has_index { ", i" } else { "" };
        body.put(&format!("{}def then(value{index}):", if way.is_async() { "async " } else { "" }));
        body.deeper(|body| {
            file.begin_found(body, &every_step(workload));
            body.steps(then, 0, false);
        });
        functions.push(body.lines);
    }
    let things = file.things(&uses);
    let main = Main { way, settings: &settings, tasks: &tasks, shared: &shared, things, then_has_index };
    functions.push(main.lines(&mut uses));
    uses.helper("show");
    uses.import("import time");

    let adders: Vec<String> =
        shared.adders.iter().map(|(counter, how)| adder(counter, how, &mut uses).join("\n")).collect();

    // Only now it is known what is used.
    let guard = file.guard(&mut uses);
    let has_workers = way.needs_threads || way.is_apart() || way.computing == Computing::InProcesses;
    let workers = overrides.workers.or(workload.run_options().workers);
    if has_workers && workers.is_none() {
        uses.import("import os");
    }
    let (early, late) = helpers(&mut uses, way);
    let mut lines = Vec::new();
    let mut frame = |text: &str, part: Part| {
        lines.extend(text.split('\n').map(|text| Line { text: text.to_owned(), part, step: None }));
    };
    frame(&file.heading(&name, uses.helpers.contains("fetch_failed")), Part::Frame);
    for import in &uses.imports {
        frame(import, Part::Frame);
    }
    frame("", Part::Frame);
    frame(&format!("MODEL = {}", quoted(model.name)), Part::Frame);
    for text in file.constants(&uses, base, has_workers.then_some(workers), &shared) {
        frame(&text, Part::Workload);
    }
    for text in early {
        frame(&format!("\n\n{text}"), Part::Frame);
    }
    let mut made: Vec<String> = file.made(&uses, &shared, &tasks);
    if !made.is_empty() {
        made.insert(0, String::new());
        frame(&made.join("\n"), Part::Workload);
    }
    for text in adders {
        frame(&format!("\n\n{text}"), Part::Workload);
    }
    for function in functions {
        frame_all(&mut lines, function);
    }
    let mut frame = |text: &str| {
        lines.extend(text.split('\n').map(|text| Line { text: text.to_owned(), part: Part::Frame, step: None }));
    };
    for text in late {
        frame(&format!("\n\n{text}"));
    }
    frame("\n");
    frame(&guard);
    Listing { name, lines }
}

fn frame_all(lines: &mut Vec<Line>, function: Vec<Line>) {
    for _ in 0..2 {
        lines.push(Line { text: String::new(), part: Part::Workload, step: None });
    }
    lines.extend(function);
}

/// What all of the file's pieces go by.
struct File<'a> {
    workload: &'a Workload,
    model: &'a Model,
    settings: &'a Settings,
    way: Way,
}

impl File<'_> {
    /// Names that functions of tasks cannot have.
    fn taken(&self, shared: &Shared) -> Vec<String> {
        let helpers = HELPERS.iter().flat_map(|(_, text)| names_in(text)).map(str::to_owned);
        helpers.chain(shared.variables.iter().map(|(name, _)| name.clone())).collect()
    }

    fn tasked<'w>(&self, line: &'w TaskLine, function: String) -> Tasked<'w> {
        let is_counted = line.count.is_some();
        let amount = |option: &crate::workload::Parameter| {
            line.options.iter().find(|setting| setting.declaration.name == option.name).map(|setting| &setting.value)
        };
        let arrival = match (amount(&options::EVERY), amount(&options::POISSON)) {
            (Some(Value::Quantity(Quantity::Fixed(micros))), _) => {
                Some(if is_counted { format!("{} * (i - 1)", seconds(*micros)) } else { "0".to_owned() })
            }
            (_, Some(_)) => Some(format!("{function}_arrivals[{}]", if is_counted { "i - 1" } else { "0" })),
            _ => None,
        };
        let varies = uses_index(&line.steps) || line.options.iter().any(|setting| differs(&setting.value));
        Tasked { line, function, has_index: is_counted && (varies || arrival.is_some()), arrival }
    }

    /// Writes the function of a line's tasks; `first` tasks come before them.
    fn task(&self, task: &Tasked, number: usize, first: u64, shared: &Shared, uses: &mut Uses) -> Vec<Line> {
        let key = match (task.has_index, first) {
            (false, _) => first.to_string(),
            (true, 0) => "i - 1".to_owned(),
            (true, 1) => "i".to_owned(),
            (true, _) => format!("i + {}", first - 1),
        };
        let way = self.way;
        let mut body = Body::new(uses, way, Some(number), task.has_index, key);
        let index = if task.has_index { "i" } else { "" };
        body.put(&format!("{}def {}({index}):", if way.is_async() { "async " } else { "" }, task.function));
        body.deeper(|body| {
            if way.tasks == Tasks::InProcesses && way.may_end_early {
                body.uses.helper("left.care");
                body.put("left()  # it may have been cancelled before it came to this process");
            }
            if let Some(arrival) = task.arrival.as_ref().filter(|_| way.is_async()) {
                body.uses.helper("arrive");
                body.put(&format!("await arrive({arrival})"));
            }
            let forgets = shared.forgets_locks.then(|| "try".to_owned());
            let limit = self.settings.limit.is_some() && way.is_async();
            let limit = limit.then(|| {
                if way.is_apart() {
                    body.uses.helper("holding.apart");
                    "async with holding(limit)".to_owned()
                } else {
                    "async with limit".to_owned()
                }
            });
            let timeout = task.line.options.iter().find(|option| option.declaration.name == options::TASK_TIMEOUT.name);
            let timeout = timeout.map(|option| {
                let limit = body.value(&option.value, option.declaration, 0);
                body.time_limit(&limit)
            });
            let opening = match (limit, timeout) {
                (Some(limit), Some(timeout)) => Some(format!("{limit}, {}", timeout.trim_start_matches("async with "))),
                (limit, timeout) => limit.or(timeout),
            };
            body.within(forgets, |body| {
                body.within(opening, |body| {
                    let is_asked = self.settings.join.name == options::COMPLETED
                        && self.workload.then().is_some_and(|then| needs(then, false));
                    self.begin_found(body, &every_step_of(task.line));
                    if needs(&task.line.steps, is_asked) {
                        body.put("value = None");
                    }
                    body.steps(&task.line.steps, 0, is_asked);
                    if is_asked {
                        body.put("return value");
                    }
                });
            });
            if shared.forgets_locks {
                body.put("finally:");
                let locks: Vec<&str> = shared.variables.iter().map(|(name, _)| name.as_str()).collect();
                let locks: Vec<&str> = locks.into_iter().filter(|name| name.starts_with("lock_")).collect();
                body.deeper(|body| body.put(&format!("Lock.release_forgotten([{}])", locks.join(", "))));
            }
        });
        body.lines
    }

    /// Makes room for what was last read of counters.
    fn begin_found(&self, body: &mut Body, steps: &[&crate::workload::tree::Step]) {
        if steps.iter().any(|step| matches!(step.declaration.python, Python::Read | Python::Write)) {
            body.put("found = {}");
        }
    }

    /// Variables that all processes have to know.
    fn things(&self, uses: &Uses) -> Vec<String> {
        let uses = |name: &str| uses.helpers.contains(name);
        let mut things = Vec::new();
        if uses("fetch") || uses("crawl") {
            things.push("BASE".to_owned());
        }
        if STORES.iter().any(|name| uses(name)) {
            things.push("FOLDER".to_owned());
        }
        let has_arrivals = self.workload.has_arrivals() && self.way.is_async();
        if has_arrivals || self.way.waits_with_care() {
            things.push("began".to_owned());
        }
        things
    }

    fn heading(&self, name: &str, fetches: bool) -> String {
        let mut text = format!("# The workload below as Python, for the model “{}”.\n#\n", self.model.name);
        for row in self.workload.to_string().lines() {
            text.push_str(&format!("#     {row}"));
            text.truncate(text.trim_end().len());
            text.push('\n');
        }
        let base = if fetches { " [--base URL]" } else { "" };
        text.push_str(&format!("#\n# Run it with Python 3.11 or later; it needs nothing else: python3 {name}{base}\n"));
        if self.asks_for_delays() {
            text.push_str(
                "# io/delay is answered by the playground's own server (cargo xtask serve): give --base its address, unless it is\n\
                 # the page's own.\n",
            );
        }
        if self.way.needs_threads {
            text.push_str(if self.way.has_gil {
                "# With the GIL, as in the usual build of Python, one thread at a time computes.\n"
            } else {
                "# Threads compute side by side in the free-threaded build alone (python3.14t); in the usual one they take\n\
                 # turns at the GIL.\n"
            });
        }
        text
    }

    /// Whether anything is fetched from `io/` or `net/`, which on the page the service worker and its server answer.
    fn asks_for_delays(&self) -> bool {
        every_step(self.workload).iter().any(|step| {
            let values = step.arguments.iter().flatten().map(|argument| &argument.value);
            let mut texts = values.filter_map(|value| match value {
                Value::Text(text) => Some(text.as_str()),
                _ => None,
            });
            step.declaration.python == Python::Fetch
                && texts.any(|url| url.starts_with("io/") || url.starts_with("net/"))
        })
    }

    fn constants(&self, uses: &Uses, base: &str, workers: Option<Option<u64>>, shared: &Shared) -> Vec<String> {
        let has = |name: &str| uses.helpers.contains(name);
        let mut texts = Vec::new();
        if let Some(workers) = workers {
            let workers = workers.map_or_else(|| "os.cpu_count()".to_owned(), |workers| workers.to_string());
            texts.push(format!("WORKERS = {workers}"));
        }
        if has("drawn") || has("arrivals") {
            texts.push(format!("SEED = {}", self.settings.seed));
        }
        if has("fetch_failed") {
            texts.push(format!("BASE = {}", quoted(base)));
        }
        if let Some(deadline) = self.settings.deadline {
            let micros = u64::try_from(deadline.as_micros()).unwrap_or(u64::MAX);
            texts.push(format!("DEADLINE = {}", seconds(micros)));
        } else if has("left.care") {
            texts.push("DEADLINE = math.inf".to_owned());
        }
        if shared.finds_circles {
            texts.push(if super::flow::has_timeouts(self.workload) {
                "FINDS_CIRCLES = False  # a time limit may yet end a wait".to_owned()
            } else {
                "FINDS_CIRCLES = True".to_owned()
            });
        }
        texts
    }

    /// Writes the variables that tasks share, where they are not in several processes.
    fn made(&self, uses: &Uses, shared: &Shared, tasks: &[Tasked]) -> Vec<String> {
        let mut texts = Vec::new();
        if !self.way.is_apart() {
            texts.extend(shared.variables.iter().map(|(name, made)| format!("{name} = {made}")));
            if let Some(limit) = self.settings.limit.filter(|_| self.way.is_async()) {
                texts.push(format!("limit = asyncio.Semaphore({limit})"));
            }
        }
        if !shared.counters.is_empty() {
            let counters: Vec<String> = shared.counters.iter().map(|name| format!("{}: 0", quoted(name))).collect();
            texts.push(format!("counters = {{{}}}", counters.join(", ")));
        }
        if uses.helpers.contains("arrivals") {
            for task in tasks {
                let rate = task.line.options.iter().find(|option| option.declaration.name == options::POISSON.name);
                if let Some(Value::Quantity(Quantity::Fixed(rate))) = rate.map(|option| &option.value) {
                    let (function, count) = (&task.function, task.line.task_count());
                    texts.push(format!("{function}_arrivals = arrivals({}, {count}, {rate})", quoted(function)));
                }
            }
        }
        texts
    }

    /// Writes what is done when the file is run.
    fn guard(&self, uses: &mut Uses) -> String {
        let mut lines = vec!["if __name__ == '__main__':".to_owned()];
        if uses.helpers.contains("fetch") || uses.helpers.contains("crawl") {
            uses.import("import argparse");
            lines.extend([
                "    options = argparse.ArgumentParser()".to_owned(),
                "    options.add_argument('--base', default=BASE, help='what relative URLs are relative to')"
                    .to_owned(),
                "    BASE = options.parse_args().base".to_owned(),
            ]);
        }
        let mut indent = "    ".to_owned();
        if STORES.iter().any(|name| uses.helpers.contains(name)) {
            uses.import("import tempfile");
            lines.push(format!("{indent}with tempfile.TemporaryDirectory() as FOLDER:"));
            indent.push_str("    ");
        }
        lines.push(format!("{indent}began = time.monotonic()"));
        if self.way.computing == Computing::InProcesses {
            uses.import("from concurrent.futures import ProcessPoolExecutor");
            lines.push(format!("{indent}with ProcessPoolExecutor(WORKERS) as PROCESSES:"));
            indent.push_str("    ");
        }
        let main = if self.way.tasks == Tasks::OnLoop { "asyncio.run(main())" } else { "main()" };
        lines.push(format!("{indent}endings = {main}"));
        lines.push("    show(endings, time.monotonic() - began)".to_owned());
        let counts =
            every_step(self.workload).iter().any(|step| matches!(step.declaration.python, Python::Add | Python::Write));
        if counts {
            lines.push("    print('counters:', counters)".to_owned());
        }
        lines.join("\n")
    }
}

/// Helpers that store.
const STORES: [&str; 5] = ["write_file", "read_file", "put_record", "get_record", "scan_records"];

fn every_step_of(line: &TaskLine) -> Vec<&crate::workload::tree::Step> {
    let mut found = Vec::new();
    crate::workload::tree::preorder(&line.steps, &mut found);
    found
}

/// Finds a helper as the way needs it.
fn find(name: &str, way: Way) -> Option<(&'static str, &'static str)> {
    let named = |name: String| HELPERS.iter().copied().find(|(known, _)| *known == name);
    let careful = if way.waits_with_care() { named(format!("{name}.care")) } else { None };
    let style = if way.is_async() { "async" } else { "plain" };
    careful.or_else(|| named(name.to_owned())).or_else(|| named(format!("{name}.{style}")))
}

/// Collects the texts of the helpers that are used, and of those that they need; first those that are called early.
fn helpers(uses: &mut Uses, way: Way) -> (Vec<String>, Vec<String>) {
    let mut known = BTreeSet::new();
    let mut texts = (Vec::new(), Vec::new());
    let asked: Vec<&str> = uses.helpers.iter().copied().collect();
    for name in asked.iter().filter(|name| EARLY.contains(name)) {
        collect(name, way, uses, &mut known, &mut texts.0);
    }
    for name in asked.iter().filter(|name| **name != "show") {
        collect(name, way, uses, &mut known, &mut texts.1);
    }
    collect("show", way, uses, &mut known, &mut texts.1);
    texts
}

fn collect(name: &str, way: Way, uses: &mut Uses, known: &mut BTreeSet<&'static str>, texts: &mut Vec<String>) {
    let Some((name, text)) = find(name, way) else { return };
    if !known.insert(name) {
        return;
    }
    uses.helper(name);
    let mut text = text;
    while let Some((line, rest)) = text.split_once('\n') {
        if let Some(needed) = line.strip_prefix("# needs: ") {
            for name in needed.split(", ") {
                collect(name, way, uses, known, texts);
            }
        } else if line.starts_with("import ") || line.starts_with("from ") {
            uses.import(line);
        } else if !line.is_empty() {
            break;
        }
        text = rest;
    }
    let text = text.trim_end();
    let is_limited = name == "fetch.plain" && way.waits_with_care();
    if !is_limited {
        return texts.push(text.to_owned());
    }
    // The connection waits no longer than the task may, and then it is the task's time that is over.
    collect("left.care", way, uses, known, texts);
    texts.push(
        text.replace("urlopen(request)", "urlopen(request, timeout=left())")
            .replace("as error:\n        raise FetchFailed", "as error:\n        left()\n        raise FetchFailed"),
    );
}

/// The names that a helper's text defines.
fn names_in(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter_map(|line| {
        let rest = line.strip_prefix("async ").unwrap_or(line);
        let rest = rest.strip_prefix("def ").or_else(|| rest.strip_prefix("class "))?;
        rest.split(['(', ':']).next()
    })
}
