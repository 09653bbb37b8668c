//! The language as plain data, made from its declarations.

use serde::Serialize;

use super::options::{self, MAX_TASKS};
use super::parse::{ELSE, MAX_DEPTH, MAX_STEPS};
use super::{Kind, MAX_BYTES, Parameter, Size};
use crate::step::{Declaration, Group, Parts, STEPS};

/// Describes the language to a page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Description {
    /// Describes the steps, in the order in which they are shown.
    pub steps: Vec<StepDescription>,
    /// Describes the options.
    pub options: OptionDescriptions,
    /// Holds what a workload may not exceed.
    pub limits: Limits,
}

/// Describes a step.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepDescription {
    word: &'static str,
    group: Group,
    signature: String,
    parameters: Vec<ParameterDescription>,
    /// The words of its options.
    options: Vec<&'static str>,
    /// What it needs, as a sentence names it.
    takes: String,
    /// What it hands on, as a sentence names it.
    gives: &'static str,
    summary: &'static str,
    example: &'static str,
    holds_gil: Option<bool>,
}

/// Describes a parameter of a step, or an option.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ParameterDescription {
    name: &'static str,
    /// The same as `name`, under which options are known.
    word: &'static str,
    kind: &'static str,
    required: bool,
    help: &'static str,
    example: &'static str,
    /// The least amount, as it is written.
    min: Option<String>,
    /// The greatest amount, as it is written.
    max: Option<String>,
    choices: &'static [&'static str],
}

/// Describes the options by where they stand.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OptionDescriptions {
    run: Vec<ParameterDescription>,
    task: Vec<ParameterDescription>,
    step: Vec<ParameterDescription>,
}

/// Holds what a workload may not exceed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// The most bytes of text, as UTF-8.
    pub text_bytes: usize,
    /// The most tasks.
    pub tasks: u64,
    /// The most threads of a pool.
    pub workers: u64,
    /// The most times that a run is done.
    pub repeat: u64,
    /// The most steps of a line, those in parts included.
    pub steps: usize,
    /// The most parts within each other.
    pub depth: usize,
}

/// Describes the language.
pub fn describe() -> Description {
    let all = |parameters: &[&'static Parameter]| parameters.iter().copied().map(parameter).collect();
    Description {
        steps: STEPS.iter().copied().map(step).collect(),
        options: OptionDescriptions { run: all(options::RUN), task: all(options::TASK), step: all(&step_options()) },
        limits: Limits {
            text_bytes: MAX_BYTES,
            tasks: MAX_TASKS,
            workers: most(&options::WORKERS),
            repeat: most(&options::REPEAT),
            steps: MAX_STEPS,
            depth: MAX_DEPTH,
        },
    }
}

/// Returns the most that an option may be.
fn most(option: &Parameter) -> u64 {
    match option.kind {
        Kind::Amount { max, .. } => max,
        _ => 0,
    }
}

/// Returns the options of all steps, each once.
fn step_options() -> Vec<&'static Parameter> {
    let mut options: Vec<&'static Parameter> = Vec::new();
    for &option in STEPS.iter().flat_map(|step| step.options) {
        if options.iter().all(|other| other.name != option.name) {
            options.push(option);
        }
    }
    options
}

fn step(step: &'static Declaration) -> StepDescription {
    StepDescription {
        word: step.word,
        group: step.group,
        signature: signature(step),
        parameters: step.parameters.iter().map(parameter).collect(),
        options: step.options.iter().map(|option| option.name).collect(),
        takes: step.takes.to_string(),
        gives: step.gives.word(),
        summary: step.summary,
        example: step.example,
        holds_gil: step.computes.as_ref().map(|computes| computes.holds_gil),
    }
}

fn parameter(parameter: &'static Parameter) -> ParameterDescription {
    let (min, max) = match parameter.kind {
        Kind::Amount { unit, min, max, .. } => (Some(unit.print(min)), Some(unit.print(max))),
        Kind::Size { min, max } => (Some(Size::square(min).to_string()), Some(Size::square(max).to_string())),
        _ => (None, None),
    };
    ParameterDescription {
        name: parameter.name,
        word: parameter.name,
        kind: parameter.kind.word(),
        required: parameter.default.is_none(),
        help: parameter.help,
        example: parameter.example,
        min,
        max,
        choices: match parameter.kind {
            Kind::Choice(words) => words,
            _ => &[],
        },
    }
}

/// Writes how a step is written, with what may be left out in brackets: `each copies ( … ) [timeout duration]`.
pub(super) fn signature(step: &Declaration) -> String {
    let parameters = step.parameters.iter().map(|parameter| match parameter.default {
        None => parameter.name.to_owned(),
        Some(_) => format!("[{}]", parameter.name),
    });
    let options = step.options.iter().map(|option| format!("[{} {}]", option.name, option.kind.word()));
    let mut head = vec![step.word.to_owned()];
    head.extend(parameters);
    let parts = match step.parts {
        Parts::None => String::new(),
        Parts::One => format!("{}( … )", step.gap()),
        Parts::Several => format!("{}( …, … )", step.gap()),
        Parts::TryElse => format!("{}( … ) {ELSE} ( … )", step.gap()),
    };
    let mut words = vec![head.join(" ") + &parts];
    words.extend(options);
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_is_plain_data_of_the_declarations() {
        let data = serde_json::to_value(describe()).expect("plain data");
        let steps = data["steps"].as_array().expect("a list");
        let step = |word: &str| steps.iter().find(|step| step["word"] == word).expect(word);
        let fetch = step("fetch");
        assert_eq!(fetch["group"], "io");
        assert_eq!(
            fetch["signature"],
            "fetch URL [timeout duration] [retry count] [backoff duration] [method choice] [body text]"
        );
        assert_eq!(step("all")["signature"], "all( …, … ) [timeout duration]");
        assert_eq!(step("sha256")["takes"], "bytes or text");
        assert_eq!(step("sha256")["holdsGil"], false);
        assert_eq!(fetch["takes"], "nothing");
        assert_eq!(fetch["gives"], "bytes");
        let time = &step("sleep")["parameters"][0];
        assert_eq!(time["required"], true);
        assert_eq!((&time["min"], &time["max"]), (&"0s".into(), &"3600s".into()));
        let size = &step("blur")["parameters"][0];
        assert_eq!((&size["kind"], &size["min"], &size["max"]), (&"size".into(), &"16x16".into(), &"4096x4096".into()));
        assert_eq!(data["options"]["run"][0]["word"], "join");
        assert_eq!(data["options"]["run"][0]["choices"][0], "collect");
        let step_options = data["options"]["step"].as_array().expect("a list");
        assert_eq!(step_options.len(), 7);
        assert_eq!(data["limits"]["textBytes"], 65_536);
        assert_eq!(data["limits"]["workers"], 64);
        assert_eq!(data["limits"]["repeat"], 100);
    }
}
