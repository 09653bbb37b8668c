//! What each word of a text is, for an editor to colour.

use serde::Serialize;

use super::options;
use super::parse::{self, ELSE, MAX_BYTES};
use super::role::Role;
use super::source::{Source, Span};
use super::{Kind, Parameter};
use crate::order;
use crate::step;

/// Says what a part of a text is; places are in UTF-16 units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Token {
    /// Where the part begins.
    pub start: usize,
    /// Where it has ended.
    pub end: usize,
    /// What it is.
    pub kind: TokenKind,
}

/// Names what a part of a text can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TokenKind {
    /// A word of the language that is neither step nor option: `run`, `then`, `else`.
    Keyword,
    /// The name of a line.
    Name,
    /// The word of a step.
    Step,
    /// The word of an option.
    Option,
    /// A count, a time, a size: whatever has a number in it.
    Amount,
    /// A URL.
    Url,
    /// A text in quotes.
    Text,
    /// One of several words to choose from.
    Choice,
    /// The name of what tasks share.
    Shared,
    /// A remark for people.
    Comment,
}

/// Says what the words of a text are, in order; those that fit nowhere are left out.
pub fn highlight(text: &str) -> Vec<Token> {
    if text.len() > MAX_BYTES {
        return Vec::new();
    }
    let source = Source::new(text);
    let (words, rows) = parse::words(&source);
    let known = words.iter().filter_map(|(span, role)| Some((*span, kind(role, span.of(text))?)));
    let comments = rows.iter().zip(source.rows()).filter_map(|(row, span)| {
        let end = span.start + span.of(text).trim_end().len();
        let comment = row.comment.as_ref()?;
        Some((Span::new(end - comment.len(), end), TokenKind::Comment))
    });
    let mut found: Vec<(Span, TokenKind)> = known.chain(comments).collect();
    // A word that was looked at twice is what it was taken for at last.
    found.reverse();
    order::sort_by_key(&mut found, |(span, _)| span.start);
    found.dedup_by(|next, before| next.0.start < before.0.end);
    found
        .into_iter()
        .map(|(span, kind)| Token {
            start: source.position(span.start).offset,
            end: source.position(span.end).offset,
            kind,
        })
        .collect()
}

/// Says what a word is in this role; nothing if it does not fit.
fn kind(role: &Role, word: &str) -> Option<TokenKind> {
    let option =
        |options: &[&'static Parameter]| options.iter().any(|option| option.name == word).then_some(TokenKind::Option);
    match role {
        Role::Start if matches!(word, "run" | "then") => Some(TokenKind::Keyword),
        Role::Start if word.starts_with(|c: char| c.is_ascii_digit()) => Some(TokenKind::Amount),
        Role::Start | Role::Open(_) => None,
        Role::Name => Some(TokenKind::Name),
        Role::RunOption(_) => option(options::RUN),
        Role::TaskOption(_) => option(options::TASK),
        Role::StepOption { step, .. } => option(step.options),
        Role::Else => (word == ELSE).then_some(TokenKind::Keyword),
        Role::Step => step::find(word).map(|_| TokenKind::Step),
        Role::Argument(_, parameter) | Role::OptionValue(parameter) => Some(match parameter.kind {
            Kind::Amount { .. } | Kind::Size { .. } => TokenKind::Amount,
            Kind::Url => TokenKind::Url,
            Kind::Text | Kind::Label => TokenKind::Text,
            Kind::Choice(_) => TokenKind::Choice,
            Kind::Name(_) | Kind::Queue => TokenKind::Shared,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words with what they are, as a readable list.
    fn seen(text: &str) -> Vec<String> {
        let units: Vec<u16> = text.encode_utf16().collect();
        let word = |token: &Token| String::from_utf16_lossy(&units[token.start..token.end]);
        highlight(text).iter().map(|token| format!("{:?} {}", token.kind, word(token))).collect()
    }

    #[test]
    fn every_word_is_what_it_stands_for() {
        assert_eq!(
            seen(
                "run: join group, limit 8 # é\n3 x pagé timeout 2s: fetch io/delay?ms=[1..2] retry 3 -> sleep [1s 2s]"
            ),
            [
                "Keyword run",
                "Option join",
                "Choice group",
                "Option limit",
                "Amount 8",
                "Comment # é",
                "Amount 3",
                "Name pagé",
                "Option timeout",
                "Amount 2s",
                "Step fetch",
                "Url io/delay?ms=[1..2]",
                "Option retry",
                "Amount 3",
                "Step sleep",
                "Amount [1s 2s]",
            ]
        );
    }

    #[test]
    fn parts_and_what_tasks_share_are_told_apart() {
        assert_eq!(
            seen("a: try ( with limit DB 5 ( fail 30% \"no\" ) ) else ( put Q )\nthen: fail"),
            [
                "Name a",
                "Step try",
                "Step with limit",
                "Shared DB",
                "Amount 5",
                "Step fail",
                "Amount 30%",
                "Text \"no\"",
                "Keyword else",
                "Step put",
                "Shared Q",
                "Keyword then",
                "Step fail",
            ]
        );
    }

    #[test]
    fn what_fits_nowhere_has_no_colour_and_the_rest_keeps_its_own() {
        assert_eq!(seen("a tmeout 2s: sleeep 1s -> sleep"), ["Name a", "Step sleep"]);
        assert_eq!(seen("sleep 1s"), ["Step sleep", "Amount 1s"]);
        assert_eq!(seen("🦀 # crab"), ["Name 🦀", "Comment # crab"]);
        assert_eq!(seen(""), Vec::<String>::new());
    }

    #[test]
    fn tokens_are_in_order_and_never_overlap() {
        for text in
            ["3 x a: sleep 1s..2s sleep -> 4", "run: run: limit limit 8 8", "a: each 2 ( each 3 ( fail ) ) timeout 1s"]
        {
            let tokens = highlight(text);
            assert!(tokens.is_sorted_by(|one, next| one.end <= next.start && one.start < one.end), "{tokens:?}");
        }
    }
}
