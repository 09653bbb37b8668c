//! The whole file.

use super::flow::{every_step, uses_index};
use super::helpers::{self, STORES};
use super::main::{Main, Tasked};
use super::shared::{Shared, adder};
use super::words::{Uses, function_names, quoted, seconds};
use super::{Line, Listing, Part, Style, Way};
use crate::model::{Computing, Model, Overrides, Settings, Tasks};
use crate::step::Python;
use crate::workload::tree::Value;
use crate::workload::{Quantity, Workload, options};

/// Writes a workload under a model as a file; `base` is what its relative URLs are relative to.
///
/// Where the model has no callbacks, the listing says why, and the file is as it is without.
pub fn listing(workload: &Workload, model: &Model, style: Style, overrides: Overrides, base: &str) -> Listing {
    let settings = Settings::settle(workload, overrides, 1);
    let no_callbacks = Style::refusal(model);
    let style = if no_callbacks.is_some() { Style::Await } else { style };
    let way = Way::of(model, style, workload, &settings);
    let mut uses = Uses::default();
    let file = File { workload, model, settings: &settings, way };
    let suffix = if way.has_callbacks() { "_callbacks" } else { "" };
    let name = format!("playground_{}{suffix}.py", model.id.replace('-', "_"));

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
    functions.extend(file.then(&mut uses));
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
    let (early, late) = helpers::texts(&mut uses, way);
    let mut lines = Vec::new();
    let mut frame = |text: &str, part: Part| {
        lines.extend(text.split('\n').map(|text| Line { text: text.to_owned(), part, ..Line::default() }));
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
        lines.extend(text.split('\n').map(|text| Line { text: text.to_owned(), ..Line::default() }));
    };
    for text in late {
        frame(&format!("\n\n{text}"));
    }
    frame("\n");
    frame(&guard);
    Listing { name, style, no_callbacks, lines }
}

fn frame_all(lines: &mut Vec<Line>, function: Vec<Line>) {
    for _ in 0..2 {
        lines.push(Line { text: String::new(), part: Part::Workload, ..Line::default() });
    }
    lines.extend(function);
}

/// What all of the file's pieces go by.
pub(super) struct File<'a> {
    pub(super) workload: &'a Workload,
    model: &'a Model,
    pub(super) settings: &'a Settings,
    pub(super) way: Way,
}

impl File<'_> {
    /// Names that functions of tasks cannot have.
    fn taken(&self, shared: &Shared) -> Vec<String> {
        helpers::names().map(str::to_owned).chain(shared.variables.iter().map(|(name, _)| name.clone())).collect()
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
        let style = if self.way.has_callbacks() { ", in callback style" } else { "" };
        let mut text = format!("# The workload below as Python, for the model “{}”{style}.\n#\n", self.model.name);
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
                let sort = if self.way.has_callbacks() { "Permits" } else { "asyncio.Semaphore" };
                texts.push(format!("limit = {sort}({limit})"));
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
        let has_loop = self.way.tasks == Tasks::OnLoop;
        if has_loop && self.way.has_callbacks() {
            uses.import("import asyncio");
            lines.push(format!("{indent}loop = asyncio.new_event_loop()"));
            lines.push(format!("{indent}endings = main()"));
            lines.push(format!("{indent}loop.close()"));
        } else {
            lines.push(format!("{indent}endings = {}", if has_loop { "asyncio.run(main())" } else { "main()" }));
        }
        lines.push("    show(endings, time.monotonic() - began)".to_owned());
        let counts =
            every_step(self.workload).iter().any(|step| matches!(step.declaration.python, Python::Add | Python::Write));
        if counts {
            lines.push("    print('counters:', counters)".to_owned());
        }
        lines.join("\n")
    }
}
