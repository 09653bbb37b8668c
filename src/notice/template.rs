//! Sentences with expressions in them, and conditions.

use super::{Lacking, Question, Unreadable, expression::Expression};

/// A sentence: text and, between its pieces, expressions.
pub(super) struct Template {
    first: String,
    rest: Vec<(Expression, String)>,
}

/// Whether a comparison of two numbers holds.
type Holds = fn(f64, f64) -> bool;

impl Template {
    /// Reads a sentence; what stands in braces is an expression.
    pub(super) fn read(text: &str) -> Result<Self, Unreadable> {
        let mut pieces = text.split('{');
        let first = pieces.next().unwrap_or_default().to_owned();
        let rest = pieces.map(|piece| {
            let (expression, after) = piece
                .split_once('}')
                .ok_or_else(|| Unreadable { text: text.to_owned(), why: "a brace is not closed".to_owned() })?;
            Ok((Expression::read(expression)?, after.to_owned()))
        });
        Ok(Self { first, rest: rest.collect::<Result<_, Unreadable>>()? })
    }

    /// Tells it of a run.
    pub(super) fn told(&self, question: &Question) -> Result<String, Lacking> {
        let mut sentence = self.first.clone();
        for (expression, after) in &self.rest {
            sentence.push_str(&expression.value(question)?.told());
            sentence.push_str(after);
        }
        Ok(sentence)
    }
}

/// Two expressions, compared.
pub(super) struct Condition {
    left: Expression,
    compare: Holds,
    right: Expression,
}

impl Condition {
    /// Reads one with `<` or `>`.
    pub(super) fn read(text: &str) -> Result<Self, Unreadable> {
        let signs: [(char, Holds); 2] = [('<', |a, b| a < b), ('>', |a, b| a > b)];
        let found = signs.into_iter().find_map(|(sign, compare)| Some((text.split_once(sign)?, compare)));
        let ((left, right), compare) = found
            .ok_or_else(|| Unreadable { text: text.to_owned(), why: "a condition has a `<` or a `>`".to_owned() })?;
        Ok(Self { left: Expression::read(left)?, compare, right: Expression::read(right)? })
    }

    /// Says whether it holds in a run.
    pub(super) fn holds(&self, question: &Question) -> Result<bool, Lacking> {
        Ok((self.compare)(self.left.value(question)?.number, self.right.value(question)?.number))
    }
}
