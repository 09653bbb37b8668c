//! Options with their values, wherever they stand.

use super::{Parsed, Parser, Problem, Role, Span};
use crate::workload::Parameter;
use crate::workload::role::Used;
use crate::workload::tree::Setting;

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
        if settings.iter().any(|other| other.declaration.name == option.name) {
            let message = format!("`{}` is written twice; leave one out.", option.name);
            return Err(self.report(Problem::new(span, message).fix(span, "")));
        }
        Ok(Setting { declaration: option, value, span })
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

/// Lists the words of options that are written already.
pub(super) fn used(settings: &[Setting]) -> Used {
    settings.iter().map(|setting| setting.declaration.name).collect()
}
