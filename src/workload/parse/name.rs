//! Names: of what tasks share, and of files and records.

use super::{Faulty, Parsed, Parser, Problem, Span, quote};
use crate::step::Name;
use crate::workload::Kind;
use crate::workload::tree::Value;

/// The most letters that a name has.
const LONGEST: usize = 40;
/// What stands in the name of a file or a record for the task's number.
const NUMBER: &str = "{i}";

impl Parser<'_, '_> {
    /// Reads the name of a thing that tasks share.
    pub(super) fn shared_name(&mut self, owner: Span, signs: &[char]) -> Parsed<Name> {
        let span = self.cursor.word(signs);
        let name = self.of(span);
        if name.chars().all(is_name_part) && name.chars().count() <= LONGEST {
            return Ok(name.into());
        }
        Err(self.no_name(span, owner))
    }

    fn no_name(&mut self, span: Span, owner: Span) -> Faulty {
        let (owner, name) = (self.of(owner), self.of(span));
        let problem = if name.chars().all(is_name_part) {
            Problem::new(span, format!("The name after `{owner}` has at most {LONGEST} letters; shorten this one."))
        } else {
            let mended: String = name.chars().map(|c| if is_name_part(c) { c } else { '_' }).take(LONGEST).collect();
            let message =
                format!("The name after `{owner}` has letters, digits, `_` and `-` only; {} has others.", quote(name));
            Problem::new(span, message).fix(span, mended)
        };
        self.report(problem)
    }

    /// Reads the name of a file or a record, in which `{i}` stands for the task's number.
    pub(super) fn label(&mut self, owner: Span, signs: &[char]) -> Parsed<String> {
        let span = self.cursor.word(signs);
        let label = self.of(span);
        let begins_badly = label.starts_with('.');
        let has_others = !label.replace(NUMBER, "").chars().all(is_label_part);
        let is_long = label.chars().count() > LONGEST;
        if !begins_badly && !has_others && !is_long {
            return Ok(label.to_owned());
        }
        let owner = self.of(owner);
        let message = if has_others {
            let label = quote(label);
            format!(
                "The name after `{owner}` has letters, digits, `.`, `_`, `-` and `{NUMBER}` only; {label} has others."
            )
        } else if begins_badly {
            format!("The name after `{owner}` does not begin with `.`; remove it.")
        } else {
            format!("The name after `{owner}` has at most {LONGEST} letters; shorten this one.")
        };
        let parts: Vec<String> = label.split(NUMBER).map(|part| part.replace(|c| !is_label_part(c), "_")).collect();
        let mended = parts.join(NUMBER).trim_start_matches('.').to_owned();
        let problem = Problem::new(span, message).fix_if(span, (!is_long && !mended.is_empty()).then_some(mended));
        Err(self.report(problem))
    }

    /// Reads the name of a queue and, if there is one, its bound.
    pub(super) fn queue(&mut self, owner: Span, signs: &[char]) -> Parsed<Value> {
        let name = self.shared_name(owner, signs)?;
        let end = self.cursor.place();
        let bound = if !self.at_end() && self.cursor.peek().is_some_and(|next| next.is_ascii_digit() || next == '-') {
            let span = self.cursor.word(signs);
            Some(self.amount(span, &Kind::BOUND, &format!("`{}` holds", self.of(owner)))?)
        } else {
            self.cursor.go_to(end);
            None
        };
        Ok(Value::Queue { name, bound })
    }
}

fn is_label_part(c: char) -> bool {
    is_name_part(c) || c == '.'
}

/// Says whether a name may have this character.
pub(super) fn is_name_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}
