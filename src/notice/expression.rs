//! Expressions: `wall(sequential) / wall(event-loop)`, read and worked out.
//!
//! ```text
//!  sum     = product { ("+" | "-") product }
//!  product = factor { ("*" | "/") factor }
//!  factor  = number ["ms" | "s"] | "cores" | quantity "(" model ["," line or counter] ")" | "(" sum ")"
//! ```

use super::{
    Lacking, Question, Unreadable,
    quantity::{Of, QUANTITIES, Quantity},
    value::{Unit, Value},
};
use crate::model;

/// An expression.
pub(super) enum Expression {
    Number(Value),
    Cores,
    Of { quantity: &'static Quantity, model: String, name: Option<String> },
    Combined { left: Box<Expression>, sign: char, right: Box<Expression> },
}

impl Expression {
    /// Reads a whole text.
    pub(super) fn read(text: &str) -> Result<Self, Unreadable> {
        let mut reader = Reader { text, rest: text };
        let expression = reader.sum()?;
        if reader.look().is_some() { Err(reader.wrong("nothing more was expected")) } else { Ok(expression) }
    }

    /// Works it out; a result is finite.
    pub(super) fn value(&self, question: &Question) -> Result<Value, Lacking> {
        match self {
            Self::Number(value) => Ok(*value),
            Self::Cores => Ok(Value { number: question.cores as f64, unit: Unit::Count }),
            Self::Of { quantity, model, name } => {
                let run = question.models.get(model).filter(|run| run.error.is_none());
                let run = run.ok_or_else(|| Lacking::Model(model.clone()))?;
                let number = quantity.measure(run, name.as_deref()).ok_or(Lacking::Quantity(quantity.name))?;
                Ok(Value { number, unit: quantity.unit })
            }
            Self::Combined { left, sign, right } => {
                let (left, right) = (left.value(question)?, right.value(question)?);
                let value = match sign {
                    '+' => left.plus(right, 1.0),
                    '-' => left.plus(right, -1.0),
                    '*' => left.times(right),
                    _ => left.over(right),
                };
                if value.number.is_finite() { Ok(value) } else { Err(Lacking::Quantity("a part of nothing")) }
            }
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    rest: &'t str,
}

impl<'t> Reader<'t> {
    fn sum(&mut self) -> Result<Expression, Unreadable> {
        self.combined(['+', '-'], Self::product)
    }

    fn product(&mut self) -> Result<Expression, Unreadable> {
        self.combined(['*', '/'], Self::factor)
    }

    fn combined(
        &mut self,
        signs: [char; 2],
        part: fn(&mut Self) -> Result<Expression, Unreadable>,
    ) -> Result<Expression, Unreadable> {
        let mut left = part(self)?;
        while let Some(sign) = self.look().filter(|sign| signs.contains(sign)) {
            self.skip();
            left = Expression::Combined { left: Box::new(left), sign, right: Box::new(part(self)?) };
        }
        Ok(left)
    }

    fn factor(&mut self) -> Result<Expression, Unreadable> {
        match self.look() {
            Some('(') => {
                self.skip();
                let inner = self.sum()?;
                self.expect(')')?;
                Ok(inner)
            }
            Some(digit) if digit.is_ascii_digit() => self.number(),
            _ => self.named(),
        }
    }

    fn number(&mut self) -> Result<Expression, Unreadable> {
        let number = self.word(|c| c.is_ascii_digit() || c == '.');
        // As JSON has them: the module reads those anyway, and the standard library's own reader brings a table of 10 KB.
        let number: f64 = serde_json::from_str(number).map_err(|_| self.wrong("a number was expected"))?;
        let (number, unit) = match self.word(|c| c.is_ascii_alphabetic()) {
            "" => (number, Unit::Plain),
            "ms" => (number, Unit::Time),
            "s" => (number * 1e3, Unit::Time),
            _ => return Err(self.wrong("a number is plain, in `ms` or in `s`")),
        };
        Ok(Expression::Number(Value { number, unit }))
    }

    fn named(&mut self) -> Result<Expression, Unreadable> {
        let word = self.word(|c| c.is_ascii_alphanumeric() || c == '_');
        if word == "cores" {
            return Ok(Expression::Cores);
        }
        let quantity = QUANTITIES.iter().find(|quantity| quantity.name == word);
        let quantity = quantity.ok_or_else(|| self.wrong(&format!("there is no quantity `{word}`")))?;
        self.expect('(')?;
        let model = self.word(|c| c.is_ascii_alphanumeric() || c == '-').to_owned();
        if model::find(&model).is_none() {
            return Err(self.wrong(&format!("there is no model `{model}`")));
        }
        let name = (self.look() == Some(',')).then(|| {
            self.skip();
            self.look();
            self.word(|c| c != ')' && c != ',').trim().to_owned()
        });
        if name.is_some() && matches!(quantity.of, Of::Run(_)) {
            return Err(self.wrong(&format!("`{}` is of a whole run", quantity.name)));
        }
        self.expect(')')?;
        Ok(Expression::Of { quantity, model, name })
    }

    /// Gives what comes next, after spaces.
    fn look(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        self.rest.chars().next()
    }

    /// Leaves out the sign that was looked at.
    fn skip(&mut self) {
        self.rest = self.rest.get(1..).unwrap_or_default();
    }

    fn expect(&mut self, sign: char) -> Result<(), Unreadable> {
        if self.look() != Some(sign) {
            return Err(self.wrong(&format!("`{sign}` was expected")));
        }
        self.skip();
        Ok(())
    }

    fn word(&mut self, is_part: impl Fn(char) -> bool) -> &'t str {
        let (word, rest) = self.rest.split_at(self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len()));
        self.rest = rest;
        word
    }

    fn wrong(&self, why: &str) -> Unreadable {
        Unreadable { text: self.text.to_owned(), why: format!("{why} before “{}”", self.rest) }
    }
}
