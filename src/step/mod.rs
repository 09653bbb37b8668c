//! The steps a task is made of: one file a step, each with the one declaration that the parser, the help, the completion and the models read.
//!
//! A new step is a new file with a `pub static STEP: Declaration` and one line in [`STEPS`].

mod action;
mod arguments;
mod block;
mod declaration;
mod fail;
pub mod fetch;
mod kernel;
pub mod mandelbrot;
pub mod primes;
mod sleep;
mod value;

pub use action::{Action, Name, Request};
pub use arguments::{Arguments, Resolved};
pub use declaration::{Carries, Declaration, Group, Objection, Parts};
pub use kernel::Kernel;
pub use value::Value;

/// Lists every step of the language, in the order in which help and completion show them.
pub static STEPS: &[&Declaration] =
    &[&sleep::STEP, &fetch::STEP, &block::STEP, &fail::STEP, &primes::STEP, &mandelbrot::STEP];

/// Finds the step that is written `word`.
pub fn find(word: &str) -> Option<&'static Declaration> {
    STEPS.iter().copied().find(|step| step.word == word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::{Parameter, parse};

    fn begin(step: &str) -> Action {
        let text = format!("a: {step}");
        let workload = parse(&text).expect(&text);
        let task = workload.tasks(0).next().expect("a task");
        task.steps[0].begin(&Value::Nothing)
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
            assert!(step.example.starts_with(step.word));
            let computes = matches!(begin(step.example), Action::Compute(_));
            assert_eq!(computes, step.group == Group::Compute, "{}", step.word);
            assert_eq!(computes, step.holds_gil.is_some(), "{}", step.word);
        }
    }

    #[test]
    fn every_parameter_and_option_takes_its_own_example() {
        let example = |parameter: &Parameter| parameter.example;
        for step in STEPS {
            let values: Vec<&str> = step.parameters.iter().map(example).collect();
            let written = format!("{} {}", step.word, values.join(" "));
            begin(&written);
            for option in step.options {
                begin(&format!("{written} {} {}", option.name, option.example));
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
        assert!(matches!(begin("fail"), Action::Fail(message) if message == "failed on purpose"));
        assert!(matches!(begin("fail 0% \"x\""), Action::Pass));
        assert!(matches!(begin("fail \"x\""), Action::Fail(message) if message == "x"));
    }

    #[test]
    fn a_request_has_the_method_its_body_needs() {
        let request = |step: &str| match begin(step) {
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
