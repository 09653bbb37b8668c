//! What may be written at a place of a text.

use serde::Serialize;

use super::describe::signature;
use super::options;
use super::parameter::Shared;
use super::parse::{self, ELSE, MAX_BYTES};
use super::role::{Role, Used};
use super::source::{Source, Span};
use super::tree::Step;
use super::{Kind, Parameter};
use crate::step::{Parts, STEPS};

/// Offers a word to write; places are in UTF-16 units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Completion {
    /// What to write.
    pub text: String,
    /// How the offer is shown.
    pub label: String,
    /// Explains it in one sentence.
    pub help: &'static str,
    /// Where the part to replace begins.
    pub from: usize,
    /// Where it has ended.
    pub to: usize,
}

/// Offers what may be written at an offset in UTF-16 units; of a word that is begun, what it may become.
pub fn complete(text: &str, offset: usize) -> Vec<Completion> {
    if text.len() > MAX_BYTES {
        return Vec::new();
    }
    let source = Source::new(text);
    let byte = source.byte(offset);
    let (place, roles) = parse::roles_at(&source, byte);
    let begun = Span::new(place.start.min(byte), byte).of(text);
    let offers = roles.iter().flat_map(|role| offers(role, begun, &source));
    let from = source.position(place.start).offset;
    let to = source.position(place.end).offset;
    // The language's words are ASCII; what else there is are names, written as they are.
    let lower = begun.to_ascii_lowercase();
    offers
        .filter(|offer| offer.text.to_ascii_lowercase().starts_with(&lower))
        .map(|offer| Completion { text: offer.text, label: offer.label, help: offer.help, from, to })
        .collect()
}

/// Holds an offer that is not yet put in its place.
struct Offer {
    text: String,
    label: String,
    help: &'static str,
}

impl Offer {
    fn new(text: impl Into<String>, help: &'static str) -> Offer {
        let text = text.into();
        Offer { label: text.trim_end().to_owned(), text, help }
    }

    fn labelled(self, label: String) -> Offer {
        Offer { label, ..self }
    }
}

fn offers(role: &Role, begun: &str, source: &Source) -> Vec<Offer> {
    match role {
        Role::Start => starts(source),
        Role::Name => Vec::new(),
        Role::RunOption(used) => settings(options::RUN, used),
        Role::TaskOption(used) => {
            let mut offers = settings(options::TASK, used);
            offers.push(Offer::new(":", "Then what each task does."));
            offers
        }
        Role::Step => STEPS.iter().map(|step| Offer::new(step.word, step.summary).labelled(signature(step))).collect(),
        Role::StepOption { step, used, within } => {
            let mut offers = settings(step.options, used);
            offers.push(Offer::new("->", "Then the next step."));
            if *within == Some(Parts::Several) {
                offers.push(Offer::new(",", "Then the next part."));
            }
            if within.is_some() {
                offers.push(Offer::new(")", "Then no more parts."));
            }
            offers
        }
        Role::Open(step) => vec![Offer::new("( ", step.summary)],
        Role::Else => vec![Offer::new(format!("{ELSE} ( "), "Then what is done when the part before has failed.")],
        Role::Argument(_, parameter) | Role::OptionValue(parameter) => values(parameter, begun, source),
    }
}

fn starts(source: &Source) -> Vec<Offer> {
    let has = |word| source.rows().any(|row| row.of(source.text).trim_start().starts_with(word));
    let mut offers = vec![
        Offer::new("task: ", "One task, and what it does after the colon."),
        Offer::new("3 x task: ", "Several like tasks, and what each does after the colon."),
    ];
    if !has("then:") {
        offers.push(Offer::new("then: ", "What is done with each result, in finishing order; for `join completed`."));
    }
    if !has("run:") {
        offers.push(Offer::new("run: ", "What concerns the whole run."));
    }
    offers
}

fn settings(options: &[&'static Parameter], used: &Used) -> Vec<Offer> {
    options
        .iter()
        .filter(|option| !used.contains(&option.name))
        .map(|option| {
            let label = format!("{} {}", option.name, option.kind.word());
            Offer::new(option.name, option.help).labelled(label)
        })
        .collect()
}

fn values(parameter: &'static Parameter, begun: &str, source: &Source) -> Vec<Offer> {
    let texts: Vec<String> = match parameter.kind {
        Kind::Name(shared) => names(shared, parameter, source),
        Kind::Choice(words) => words.iter().map(|&word| word.to_owned()).collect(),
        Kind::Amount { unit, .. } if !begun.is_empty() => unit.spellings(begun).collect(),
        _ => vec![parameter.example.to_owned()],
    };
    texts.into_iter().map(|text| Offer::new(text, parameter.help)).collect()
}

/// Returns the names that the rows without errors have for things of this sort, or else the example.
fn names(shared: Shared, parameter: &Parameter, source: &Source) -> Vec<String> {
    let (workload, _) = parse::read(source.text);
    let named = workload.all_steps().into_iter().filter_map(Step::shared);
    let mut names: Vec<String> = Vec::new();
    for (_, name) in named.filter(|(other, _)| *other == shared) {
        if names.iter().all(|other| **other != **name) {
            names.push(name.to_string());
        }
    }
    if names.is_empty() {
        names.push(parameter.example.to_owned());
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Completes at the `|` and returns what is offered.
    fn offered(text: &str) -> Vec<String> {
        let offset = text.find('|').expect("a place");
        let completions = complete(&text.replace('|', ""), offset);
        completions.into_iter().map(|offer| offer.text).collect()
    }

    #[test]
    fn every_place_offers_what_may_stand_there() {
        let all: Vec<&str> = STEPS.iter().map(|step| step.word).collect();
        assert_eq!(offered("a: |"), all);
        assert_eq!(offered("a:|"), all);
        assert_eq!(offered("a: sleep 1s -> |"), all);
        assert_eq!(offered("a: sl| # later"), ["sleep"]);
        assert_eq!(offered("a: sl|x 1s"), ["sleep"]);
        assert_eq!(offered("a: F|"), ["fetch", "file write", "file read", "fail", "first"]);
        assert_eq!(offered("a: sleep |"), ["1s"]);
        assert_eq!(offered("a: sleep 15|"), ["15ms", "15s"]);
        assert_eq!(offered("a: primes 2|"), ["2", "2k", "2M"]);
        assert_eq!(offered("a: blur |"), ["640x360"]);
        assert_eq!(offered("a: blur 640x360 |"), ["10", "->"]);
        assert_eq!(offered("a: sleep 1s |"), ["timeout", "->"]);
        assert_eq!(offered("a: sleep 1s timeout 2s |"), ["->"]);
        assert_eq!(offered("a: fail |"), ["30%", "\"no luck\"", "->"]);
        assert_eq!(offered("a: fetch x method P|"), ["POST", "PUT", "PATCH"]);
        assert_eq!(offered("a |: sleep 1s"), ["timeout", "every", "poisson", ":"]);
        assert_eq!(offered("run: |"), ["join", "limit", "workers", "deadline", "seed", "repeat", "queue"]);
        assert_eq!(offered("run: limit 3, |"), ["join", "workers", "deadline", "seed", "repeat", "queue"]);
        assert_eq!(offered("run: join |"), ["collect", "gather", "group", "first", "completed"]);
        assert_eq!(offered("|"), ["task: ", "3 x task: ", "then: ", "run: "]);
        assert_eq!(offered("run: limit 3\n|"), ["task: ", "3 x task: ", "then: "]);
        assert_eq!(offered("r|"), ["run: "]);
        assert_eq!(offered("a: sleep 1s # sl|"), Vec::<String>::new());
    }

    #[test]
    fn parts_are_offered_with_what_opens_parts_and_ends_them() {
        let all: Vec<&str> = STEPS.iter().map(|step| step.word).collect();
        assert_eq!(offered("a: all |"), ["( "]);
        assert_eq!(offered("a: each |"), ["5"]);
        assert_eq!(offered("a: each 5 |"), ["( "]);
        assert_eq!(offered("a: all( |"), all);
        assert_eq!(offered("a: all( sleep 1s, |"), all);
        assert_eq!(offered("a: all( sleep 1s, |)"), all);
        assert_eq!(offered("a: all( slee|, fail )"), ["sleep"]);
        assert_eq!(offered("a: all( sleep 1s |"), ["timeout", "->", ",", ")"]);
        assert_eq!(offered("a: each 5 ( all( fail 1% \"\" ) |"), ["timeout", "->", ")"]);
        assert_eq!(offered("a: try ( fail ) |"), ["else ( "]);
        assert_eq!(offered("a: try ( fail ) else |"), ["( "]);
        assert_eq!(offered("a: try ( fail ) else ( fail ) |"), ["timeout", "->"]);
        assert_eq!(offered("then: sl|"), ["sleep"]);
    }

    #[test]
    fn steps_of_two_words_are_offered_from_the_first_on() {
        assert_eq!(offered("a: wit|"), ["with lock", "with limit"]);
        assert_eq!(offered("a: with |"), ["with lock", "with limit"]);
        assert_eq!(offered("a: with lo|"), ["with lock"]);
        assert_eq!(offered("a: with lo|k A ( fail )"), ["with lock"]);
    }

    #[test]
    fn names_are_offered_that_the_text_has_for_such_things() {
        assert_eq!(offered("a: put |"), ["Q"]);
        let text = "a: put jobs -> with lock A ( put more -> put jobs )\nb: take |";
        assert_eq!(offered(text), ["jobs", "more"]);
        assert_eq!(offered("a: with limit |"), ["DB"]);
        assert_eq!(offered("a: with limit DB |"), ["5"]);
    }

    #[test]
    fn arrivals_and_retries_are_offered_in_their_units() {
        assert_eq!(offered("a poisson 2|: fail"), ["2/s", "2k/s"]);
        assert_eq!(offered("a: fetch x retry 3 |"), ["timeout", "backoff", "method", "body", "->"]);
        assert_eq!(offered("run: queue Q 5, q|"), ["queue"]);
    }

    #[test]
    fn an_offer_replaces_the_word_that_is_begun() {
        let offers = complete("é: slx 1s", 5);
        assert_eq!((offers[0].from, offers[0].to), (3, 6));
        assert_eq!(offers[0].label, "sleep time [timeout duration]");
    }
}
