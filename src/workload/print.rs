//! A workload written back as text: one space between words, amounts in their shortest spelling, comments as they were.

use std::fmt::{self, Display, Formatter};

use super::amount::Unit;
use super::parameter::{Kind, Parameter};
use super::tree::{Content, Line, Row, Setting, Step, Value, Workload};
use crate::step::Parts;

const ARROW: &str = " -> ";

impl Display for Workload {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        separated(f, "\n", &self.rows)
    }
}

impl Display for Row {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let space = match &self.content {
            Content::Blank => "",
            Content::Run(settings) => {
                f.write_str("run: ")?;
                separated(f, ", ", settings)?;
                " "
            }
            Content::Line(line) => {
                line.fmt(f)?;
                " "
            }
            Content::Then(then) => {
                f.write_str("then: ")?;
                separated(f, ARROW, &then.steps)?;
                " "
            }
        };
        match &self.comment {
            Some(comment) => write!(f, "{space}{comment}"),
            None => Ok(()),
        }
    }
}

impl Display for Line {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(count) = self.count {
            write!(f, "{} x ", Unit::One.print(count))?;
        }
        f.write_str(&self.name)?;
        for option in &self.options {
            write!(f, " {option}")?;
        }
        f.write_str(": ")?;
        separated(f, ARROW, &self.steps)
    }
}

impl Display for Step {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.declaration.word)?;
        for (parameter, value) in self.declaration.parameters.iter().zip(&self.arguments) {
            if let Some(argument) = value {
                f.write_str(" ")?;
                write_value(f, parameter, &argument.value)?;
            }
        }
        self.write_parts(f)?;
        for option in &self.options {
            write!(f, " {option}")?;
        }
        Ok(())
    }
}

impl Step {
    fn write_parts(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (number, part) in self.parts.iter().enumerate() {
            f.write_str(match (number, self.declaration.parts) {
                (0, _) => self.declaration.gap(),
                (_, Parts::TryElse) => " ) else ",
                _ => ", ",
            })?;
            if number == 0 || self.declaration.parts == Parts::TryElse {
                f.write_str("( ")?;
            }
            separated(f, ARROW, part)?;
        }
        if self.parts.is_empty() { Ok(()) } else { f.write_str(" )") }
    }
}

impl Display for Setting {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.declaration.name)?;
        write_value(f, self.declaration, &self.value)
    }
}

/// Writes a text in double quotes.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn write_value(f: &mut Formatter<'_>, parameter: &Parameter, value: &Value) -> fmt::Result {
    match (value, parameter.kind) {
        (Value::Quantity(quantity), Kind::Amount { unit, .. }) => f.write_str(&quantity.print(unit)),
        (Value::Sizes(sizes), _) => match sizes.as_slice() {
            [size] => size.fmt(f),
            sizes => {
                f.write_str("[")?;
                separated(f, " ", sizes)?;
                f.write_str("]")
            }
        },
        (Value::Text(text), Kind::Text) => f.write_str(&quoted(text)),
        (Value::Text(text), _) => f.write_str(text),
        (Value::Choice(word), _) => f.write_str(word),
        (Value::Name(name) | Value::Queue { name, bound: None }, _) => f.write_str(name),
        (Value::Queue { name, bound: Some(bound) }, _) => write!(f, "{name} {}", Unit::One.print(*bound)),
        (Value::Quantity(_), _) => Err(fmt::Error),
    }
}

fn separated<T: Display>(f: &mut Formatter<'_>, separator: &str, items: &[T]) -> fmt::Result {
    for (number, item) in items.iter().enumerate() {
        if number > 0 {
            f.write_str(separator)?;
        }
        item.fmt(f)?;
    }
    Ok(())
}
