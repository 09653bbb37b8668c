//! A place in one row that moves on over words, spaces and signs.

use super::source::Span;

/// Reads one row from left to right.
#[derive(Clone, Debug)]
pub(super) struct Cursor<'t> {
    text: &'t str,
    start: usize,
    at: usize,
    end: usize,
}

impl<'t> Cursor<'t> {
    /// Stands at the beginning of `row`.
    pub(super) fn new(text: &'t str, row: Span) -> Cursor<'t> {
        Cursor { text, start: row.start, at: row.start, end: row.end }
    }

    /// Returns where the cursor stands, in bytes of the text.
    pub(super) fn place(&self) -> usize {
        self.at
    }

    /// Moves to a place between two characters of the row.
    pub(super) fn go_to(&mut self, place: usize) {
        self.at = place;
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..self.end]
    }

    /// Returns the next character without moving.
    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Moves over spaces; what follows is a word, a sign, a comment or the end.
    pub(super) fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Says whether nothing but a comment is left; call it after [`Self::skip_space`].
    pub(super) fn at_end(&self) -> bool {
        self.rest().is_empty() || self.comment().is_some()
    }

    /// Returns the comment that begins here: `#` at the start of a row or after a space.
    pub(super) fn comment(&self) -> Option<&'t str> {
        let before = self.text[self.start..self.at].chars().next_back();
        let may_begin = before.is_none_or(char::is_whitespace);
        (may_begin && self.rest().starts_with('#')).then(|| self.rest().trim_end())
    }

    /// Moves over `sign` if it is next.
    pub(super) fn eat(&mut self, sign: &str) -> Option<Span> {
        self.rest().starts_with(sign).then(|| self.forward(sign.len()))
    }

    /// Moves over all up to a space, an arrow, or one of `signs`.
    pub(super) fn word(&mut self, signs: &[char]) -> Span {
        let rest = self.rest();
        let ends =
            |(place, c): (usize, char)| c.is_whitespace() || signs.contains(&c) || rest[place..].starts_with("->");
        let length = rest.char_indices().find(|&at| ends(at)).map_or(rest.len(), |(place, _)| place);
        self.forward(length)
    }

    /// Moves over a text in double quotes and returns what it says; nothing, and over all of the row, if it is not closed.
    pub(super) fn quoted(&mut self) -> (Span, Option<String>) {
        let rest = self.rest();
        let mut said = String::new();
        let mut characters = rest.char_indices().skip(1);
        while let Some((place, c)) = characters.next() {
            match c {
                '"' => return (self.forward(place + 1), Some(said)),
                '\\' => match characters.next() {
                    Some((_, escaped @ ('"' | '\\'))) => said.push(escaped),
                    Some((_, other)) => said.extend(['\\', other]),
                    None => break,
                },
                _ => said.push(c),
            }
        }
        (self.forward(rest.len()), None)
    }

    /// Moves on to the next of `stops` that is not in quotes, or to the end, and returns what was passed over without the spaces around it.
    pub(super) fn skip_to(&mut self, stops: &[&str]) -> Span {
        self.skip_space();
        let mut passed = Span::at(self.at);
        while !self.at_end() && !stops.iter().any(|stop| self.rest().starts_with(stop)) {
            match self.peek() {
                Some('"') => passed.end = self.quoted().0.end,
                Some(c) if c.is_whitespace() => self.skip_space(),
                Some(c) => passed.end = self.forward(c.len_utf8()).end,
                None => {}
            }
        }
        passed
    }

    /// Does as [`Self::skip_to`], but passes over what is in parentheses, if they are all closed.
    pub(super) fn skip_over_parts_to(&mut self, stops: &[&str]) -> Span {
        let start = self.at;
        self.skip_space();
        let mut passed = Span::at(self.at);
        let mut open = 0_usize;
        let is_stop = |cursor: &Self| stops.iter().any(|stop| cursor.rest().starts_with(stop));
        while !self.at_end() && (open > 0 || !is_stop(self)) {
            match self.peek() {
                Some('"') => passed.end = self.quoted().0.end,
                Some(c) if c.is_whitespace() => self.skip_space(),
                Some(c) => {
                    open = match c {
                        '(' => open + 1,
                        ')' => open.saturating_sub(1),
                        _ => open,
                    };
                    passed.end = self.forward(c.len_utf8()).end;
                }
                None => {}
            }
        }
        if open == 0 {
            return passed;
        }
        self.go_to(start);
        self.skip_to(stops)
    }

    fn forward(&mut self, bytes: usize) -> Span {
        let start = self.at;
        self.at += bytes;
        Span::new(start, self.at)
    }
}
