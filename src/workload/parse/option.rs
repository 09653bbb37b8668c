//! Options with their values, wherever they stand.

use super::{Parsed, Parser, Problem, Role, Span};
use crate::workload::role::Used;
use crate::workload::tree::{Setting, Value};
use crate::workload::{Kind, Parameter};

impl Parser<'_, '_> {
    /// Reads the value of the option whose word was just read, and reports one that was there before.
    pub(super) fn setting(
        &mut self,
        option: &'static Parameter,
        word: Span,
        signs: &[char],
        settings: &[Setting],
    ) -> Parsed<Setting> {
        let value = self.value(option, word, signs, || Role::OptionValue(option))?;
        let span = Span::new(word.start, self.cursor.place());
        if settings.iter().any(|other| other.declaration.name == option.name && is_same(&other.value, &value)) {
            let what = match &value {
                Value::Queue { name, .. } => format!("{} {name}", option.name),
                _ => option.name.to_owned(),
            };
            let message = format!("`{what}` is written twice; leave one out.");
            let before = self.text[..span.start].trim_end();
            let start = before.strip_suffix(',').map_or(span.start, |before| before.trim_end().len());
            return Err(self.report(Problem::new(span, message).fix(Span::new(start, span.end), "")));
        }
        Ok(Setting { declaration: option, value, span })
    }
}

/// Says whether of two values of one option one is too many.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Queue { name: one, .. }, Value::Queue { name: other, .. }) => one == other,
        _ => true,
    }
}

/// Finds an option by its word.
pub(super) fn find(options: &[&'static Parameter], word: &str) -> Option<&'static Parameter> {
    options.iter().copied().find(|option| option.name == word)
}

/// Lists the words of options.
pub(super) fn names(options: &[&'static Parameter]) -> impl Iterator<Item = &'static str> {
    options.iter().map(|option| option.name)
}

/// Lists the words of options that are written already and may not be written again.
pub(super) fn used(settings: &[Setting]) -> Used {
    let once = settings.iter().filter(|setting| setting.declaration.kind != Kind::Queue);
    once.map(|setting| setting.declaration.name).collect()
}
