//! Sizes of images, and lists of them.

use super::{Parsed, Parser, Problem, Span, quote};
use crate::workload::{Kind, Parameter, Size};

impl Parser<'_, '_> {
    /// Reads a size, or a list of them.
    pub(super) fn sizes(&mut self, parameter: &Parameter, owner: Span, signs: &[char]) -> Parsed<Vec<Size>> {
        if let Some(open) = self.cursor.eat("[") {
            return self.list(open, parameter, |parser, item| parser.size(item, &parameter.kind, owner));
        }
        let span = self.cursor.word(signs);
        self.size(span, &parameter.kind, owner).map(|size| vec![size])
    }

    /// Reads one size, which is all of `span`.
    fn size(&mut self, span: Span, kind: &Kind, owner: Span) -> Parsed<Size> {
        let (min, max) = match kind {
            Kind::Size { min, max } => (*min, *max),
            _ => (0, u32::MAX),
        };
        let word = self.of(span);
        let (why, mended) = match Size::parse(word) {
            Ok(size) => match size.clamp(min, max) {
                clamped if clamped == size => return Ok(size),
                clamped => (outside(size, min, max), Some(clamped)),
            },
            Err(error) => (error.to_string(), Size::mended(word).map(|size| size.clamp(min, max))),
        };
        let problem = Problem::new(span, format!("`{}` needs {kind}; {} {why}.", self.of(owner), quote(word)));
        Err(self.report(problem.fix_if(span, mended.map(|size| size.to_string()))))
    }
}

/// Says which side is not from `min` to `max`.
fn outside(size: Size, min: u32, max: u32) -> String {
    let side = |length: u32, name: &str| match length {
        _ if length < min => Some(format!("is less than {min} {name}")),
        _ if length > max => Some(format!("is more than {max} {name}")),
        _ => None,
    };
    side(size.width, "wide").or_else(|| side(size.height, "high")).unwrap_or_default()
}
