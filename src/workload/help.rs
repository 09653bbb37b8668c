//! What stands at a place of a text, explained.

use serde::Serialize;

use super::describe::signature;
use super::parse::{self, ELSE, MAX_BYTES};
use super::role::Role;
use super::source::Source;
use super::{Kind, Parameter};
use crate::step;

/// Explains a part of a text; places are in UTF-16 units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Help {
    /// Shows how it is written.
    pub title: String,
    /// Explains it.
    pub text: String,
    /// Where the part begins.
    pub start: usize,
    /// Where it has ended.
    pub end: usize,
}

/// Explains the word at an offset in UTF-16 units; nothing where no word is.
pub fn help_at(text: &str, offset: usize) -> Option<Help> {
    if text.len() > MAX_BYTES {
        return None;
    }
    let source = Source::new(text);
    let (place, roles) = parse::roles_at(&source, source.byte(offset));
    let word = place.of(text);
    if word.is_empty() {
        return None;
    }
    let (title, text) = roles.iter().find_map(|role| explain(role, word))?;
    Some(Help { title, text, start: source.position(place.start).offset, end: source.position(place.end).offset })
}

fn explain(role: &Role, word: &str) -> Option<(String, String)> {
    match role {
        Role::Start if word == "run" => Some(both("run: option, option", "Says what concerns the whole run.")),
        Role::Start if word == "then" => Some(both(
            "then: step -> step",
            "Says what is done with each result, in finishing order; the join is `completed`.",
        )),
        Role::Start if word.starts_with(|c: char| c.is_ascii_digit()) => {
            Some(both("count x name", "Says how many like tasks the line makes."))
        }
        Role::Start | Role::Name => Some(both(
            "name: step -> step",
            "Names the line; of several tasks, each is called by the name and its number, counted from 1.",
        )),
        Role::RunOption(_) => named(super::options::RUN, word),
        Role::TaskOption(_) => named(super::options::TASK, word),
        Role::StepOption { step, .. } => named(step.options, word),
        Role::Open(_) => None,
        Role::Else => (word == ELSE).then(|| both("else ( … )", "Says what is done when the part before has failed.")),
        Role::Step => {
            let step = step::find(word)?;
            Some((signature(step), format!("{} Example: {}", step.summary, step.example)))
        }
        Role::Argument(step, parameter) => {
            let title = format!("{} of {}: {}", parameter.name, step.word, parameter.kind);
            Some((title, with_variety(parameter)))
        }
        Role::OptionValue(parameter) => {
            let title = format!("{}: {}", parameter.name, parameter.kind);
            Some((title, parameter.help.to_owned()))
        }
    }
}

fn both(title: &str, text: &str) -> (String, String) {
    (title.to_owned(), text.to_owned())
}

fn named(options: &[&'static Parameter], word: &str) -> Option<(String, String)> {
    let option = options.iter().find(|option| option.name == word)?;
    let title = format!("{} {}", option.name, option.kind.word());
    Some((title, format!("{} Example: {} {}", option.help, option.name, option.example)))
}

/// Adds to the help of an amount or a size how tasks can have different ones.
fn with_variety(parameter: &Parameter) -> String {
    match parameter.kind {
        Kind::Amount { varies: true, .. } => format!(
            "{} A range `a..b` is drawn from for each task; of a list `[a b c]` the tasks take the values in turn.",
            parameter.help
        ),
        Kind::Size { .. } => {
            format!("{} Of a list `[a b c]` the tasks take the sizes in turn.", parameter.help)
        }
        _ => parameter.help.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "run: limit 8\n3 x page timeout 2s: sleep 1s..2s timeout 3s -> fail # why";

    fn title_at(word: &str) -> Option<String> {
        let offset = TEXT.find(word).expect(word);
        help_at(TEXT, offset + 1).map(|help| help.title)
    }

    #[test]
    fn every_word_of_a_workload_is_explained() {
        let explained = [
            ("run", "run: option, option"),
            ("limit", "limit count"),
            ("8", "limit: a whole number from 1 to 1M"),
            ("3", "count x name"),
            ("page", "name: step -> step"),
            ("timeout 2s", "timeout duration"),
            ("2s:", "timeout: a duration from 1ms to 3600s"),
            ("sleep", "sleep time [timeout duration]"),
            ("1s..", "time of sleep: a duration from 0s to 3600s"),
            ("timeout 3s", "timeout duration"),
            ("fail", "fail [chance] [message]"),
        ];
        for (word, title) in explained {
            assert_eq!(title_at(word).as_deref(), Some(title), "{word}");
        }
        assert_eq!(title_at("why"), None);
        assert_eq!(title_at("-> fail"), None);
    }

    #[test]
    fn parts_and_what_tasks_share_are_explained() {
        let sizes = help_at("a: blur 640x360", 10).expect("help");
        assert_eq!(sizes.title, "size of blur: a size from 16x16 to 4096x4096");
        assert!(sizes.text.ends_with("take the sizes in turn."), "{}", sizes.text);
        let text = "a poisson 5/s: try ( with limit DB 5 ( fail ) ) else ( sleep 1s )\nthen: fail";
        let explained = [
            ("poisson", Some("poisson rate")),
            ("5/s", Some("poisson: a rate from 1/s to 10k/s")),
            ("try", Some("try ( … ) else ( … ) [timeout duration]")),
            ("with", Some("with limit name permits ( … ) [timeout duration]")),
            ("limit", Some("with limit name permits ( … ) [timeout duration]")),
            ("DB", Some("name of with limit: the name of a limit")),
            ("5 (", Some("permits of with limit: a whole number from 1 to 1M")),
            ("fail", Some("fail [chance] [message]")),
            ("( fail", None),
            ("else", Some("else ( … )")),
            ("then", Some("then: step -> step")),
        ];
        for (word, title) in explained {
            let offset = text.find(word).expect(word);
            assert_eq!(help_at(text, offset).map(|help| help.title).as_deref(), title, "{word}");
        }
    }

    #[test]
    fn help_says_which_part_it_explains() {
        let help = help_at("é: sleep 1s", 5).expect("help");
        assert_eq!((help.start, help.end), (3, 8));
        assert!(help.text.ends_with("Example: sleep 1s"));
    }
}
