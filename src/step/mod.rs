//! The steps a task is made of: one file a step, each with the one declaration that the parser, the help, the completion and the models read.
//!
//! A new step is a new file with a `pub static STEP: Declaration` and one line in [`STEPS`].

mod action;
mod add;
mod all;
mod arguments;
mod barrier;
mod block;
pub mod blur;
mod carries;
mod computes;
mod content;
mod counter;
pub mod crawl;
pub mod db_get;
pub mod db_put;
pub mod db_scan;
mod declaration;
mod each;
mod fail;
pub mod fetch;
pub mod file_read;
pub mod file_write;
mod first;
mod kernel;
pub mod links;
pub mod lock;
pub mod mandelbrot;
pub mod matmul;
pub mod nbody;
pub mod primes;
pub mod put;
mod python;
pub mod read;
mod repeat;
mod sha256;
mod sleep;
pub mod sort;
pub mod spin;
pub mod take;
mod to_thread;
mod try_else;
pub mod unlock;
mod value;
pub mod with_limit;
mod with_lock;
mod wordcount;
pub mod write;

pub use action::{Action, Name, Request};
pub(crate) use add::Add;
pub use arguments::{Arguments, Resolved};
pub use carries::{Carries, Gives, Takes};
pub use computes::{Calibration, Computes, PYTHON_TURN, Pace, nominal};
pub use content::Content;
pub use counter::{Adding, Counter};
pub use crawl::Crawl;
pub use declaration::{Declaration, Group, Objection, Parts};
pub use kernel::Kernel;
pub use python::Python;
pub use value::Value;

/// Lists every step of the language, in the order in which help and completion show them.
pub static STEPS: &[&Declaration] = &[
    &sleep::STEP,
    &fetch::STEP,
    &crawl::STEP,
    &file_write::STEP,
    &file_read::STEP,
    &db_put::STEP,
    &db_get::STEP,
    &db_scan::STEP,
    &block::STEP,
    &fail::STEP,
    &primes::STEP,
    &mandelbrot::STEP,
    &matmul::STEP,
    &sort::STEP,
    &sha256::STEP,
    &wordcount::STEP,
    &links::STEP,
    &nbody::STEP,
    &blur::STEP,
    &spin::STEP,
    &all::STEP,
    &first::STEP,
    &each::STEP,
    &repeat::STEP,
    &try_else::STEP,
    &to_thread::STEP,
    &with_lock::STEP,
    &with_limit::STEP,
    &lock::STEP,
    &unlock::STEP,
    &put::STEP,
    &take::STEP,
    &barrier::STEP,
    &add::STEP,
    &read::STEP,
    &write::STEP,
];

/// Finds the step that is written `word`.
pub fn find(word: &str) -> Option<&'static Declaration> {
    STEPS.iter().copied().find(|step| step.word.split(' ').eq(word.split_whitespace()))
}

/// Returns what was measured of the steps that need that, by their words.
pub fn calibrations() -> Vec<(String, f64)> {
    let measured = STEPS.iter().filter_map(|step| Some((step.word.to_owned(), (step.computes?.calibration?.get)())));
    measured.collect()
}

/// Takes over what was measured in another process.
pub fn calibrate(measured: &[(String, f64)]) {
    for (word, chunks) in measured {
        if let Some(calibration) = find(word).and_then(|step| step.computes?.calibration) {
            (calibration.set)(*chunks);
        }
    }
}

/// Says whether `word` is the first of the two words of a step.
pub fn begins_with(word: &str) -> bool {
    STEPS.iter().filter_map(|step| step.word.split_once(' ')).any(|(first, _)| first == word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::{Parameter, TaskStep, check, parse};

    fn flat(steps: Vec<TaskStep>) -> Vec<TaskStep> {
        let with_parts = |step: TaskStep| {
            let inner: Vec<TaskStep> = step.parts.iter().flat_map(|part| flat(part.copy(0))).collect();
            std::iter::once(step).chain(inner)
        };
        steps.into_iter().flat_map(with_parts).collect()
    }

    /// Begins the step that is written `word` in a chain of steps.
    fn begin(word: &str, chain: &str) -> Action {
        let text = format!("a: {chain}");
        let workload = parse(&text).map_err(|errors| format!("{text}: {errors:?}")).expect("a workload");
        let task = workload.tasks(0).next().expect("a task");
        let step = flat(task.steps).into_iter().find(|step| step.declaration.word == word).expect("the step");
        step.begin(&Value::Nothing)
    }

    /// Returns the example of a step with `written` in place of the step itself.
    fn instead(step: &Declaration, written: &str) -> String {
        let text = format!("a: {}", step.example);
        let report = check(&text);
        let mut steps = report.lines[0].steps.iter();
        let own = steps.find(|outline| outline.text.starts_with(step.word)).expect("the step");
        format!("{}{written}{}", &text[3..own.start], &text[own.end..])
    }

    #[test]
    fn every_step_is_found_by_its_word_alone() {
        for step in STEPS {
            assert!(std::ptr::eq(find(step.word).expect(step.word), *step));
        }
    }

    #[test]
    fn every_step_begins_as_its_example_says() {
        for step in STEPS {
            let action = begin(step.word, step.example);
            assert_eq!(matches!(action, Action::Compute(_)), step.group == Group::Compute, "{}", step.word);
            let computes = matches!(action, Action::Compute(_) | Action::Add { .. });
            assert_eq!(computes, step.computes.is_some(), "{}", step.word);
        }
    }

    #[test]
    fn every_parameter_and_option_takes_its_own_example() {
        let example = |parameter: &Parameter| format!(" {}", parameter.example);
        for step in STEPS {
            let values: String = step.parameters.iter().map(example).collect();
            let parts = match step.parts {
                Parts::None => "",
                Parts::One | Parts::Several => "( sleep 1s )",
                Parts::TryElse => "( sleep 1s ) else ( sleep 2s )",
            };
            let written = format!("{}{values} {parts}", step.word);
            begin(step.word, &instead(step, &written));
            for option in step.options {
                let needed = if option.name == "backoff" { "retry 1" } else { "" };
                let written = format!("{written} {needed} {} {}", option.name, option.example);
                begin(step.word, &instead(step, &written));
            }
        }
    }

    #[test]
    fn every_sentence_ends() {
        for step in STEPS {
            let helps = step.parameters.iter().map(|parameter| parameter.help);
            for sentence in helps.chain([step.summary]) {
                assert!(sentence.ends_with('.'), "{sentence}");
            }
        }
    }

    #[test]
    fn a_step_left_bare_does_as_its_declaration_says() {
        assert!(matches!(begin("fail", "fail"), Action::Fail(message) if message == "failed on purpose"));
        assert!(matches!(begin("fail", "fail 0% \"x\""), Action::Pass));
        assert!(matches!(begin("fail", "fail \"x\""), Action::Fail(message) if message == "x"));
    }

    #[test]
    fn what_tasks_share_is_named_as_written() {
        assert!(matches!(begin("with lock", "with lock A ( sleep 1s )"), Action::WithLock(name) if &*name == "A"));
        assert!(matches!(
            begin("with limit", "with limit DB 5 ( sleep 1s )"),
            Action::WithLimit { name, permits: 5 } if &*name == "DB"
        ));
        assert!(matches!(
            begin("barrier", "barrier B 2k"),
            Action::Barrier { name, parties: 2_000 } if &*name == "B"
        ));
        assert!(matches!(begin("take", "put Q -> take Q"), Action::Take { queue } if &*queue == "Q"));
        assert!(matches!(
            begin("add", "add C 2k locked"),
            Action::Add { counter, times: 2_000, how: Adding::Locked } if &*counter == "C"
        ));
    }

    #[test]
    fn a_request_has_the_method_its_body_needs() {
        let request = |step: &str| match begin("fetch", step) {
            Action::Fetch(request) => (request.url, request.method, request.body),
            other => panic!("{other:?}"),
        };
        let url = || "x?i=1".to_owned();
        assert_eq!(request("fetch x?i={i}"), (url(), "GET", None));
        let body = Some("1 é".to_owned());
        assert_eq!(request("fetch x?i={i} body \"{i} é\""), (url(), "POST", body.clone()));
        assert_eq!(request("fetch x?i={i} body \"1 é\" method PUT"), (url(), "PUT", body));
    }
}
