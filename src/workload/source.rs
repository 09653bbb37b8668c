//! Places in a text: bytes inside, UTF-16 units, lines and columns towards the page.

/// Holds a part of the text, in bytes from `start` to before `end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Where it begins.
    pub start: usize,
    /// Where it has ended.
    pub end: usize,
}

impl Span {
    /// Makes the span from `start` to before `end`.
    pub const fn new(start: usize, end: usize) -> Span {
        Span { start, end }
    }

    /// Makes the empty span at `place`.
    pub const fn at(place: usize) -> Span {
        Span::new(place, place)
    }

    /// Returns the text of this span.
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }
}

/// Holds a text and where its rows and UTF-16 units are.
#[derive(Debug)]
pub struct Source<'t> {
    /// The text itself.
    pub text: &'t str,
    /// For each byte, and for the end, the UTF-16 units before it. At most [`super::MAX_BYTES`] are ever indexed.
    units: Vec<usize>,
    rows: Vec<Span>,
}

/// Holds where a span is, as editors count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in UTF-16 units.
    pub column: usize,
    /// The UTF-16 units before it.
    pub offset: usize,
}

impl<'t> Source<'t> {
    /// Indexes a text.
    pub fn new(text: &'t str) -> Source<'t> {
        let mut units = Vec::with_capacity(text.len() + 1);
        let mut before = 0;
        for character in text.chars() {
            units.extend(std::iter::repeat_n(before, character.len_utf8()));
            before += character.len_utf16();
        }
        units.push(before);
        let mut start = 0;
        let rows = text
            .split('\n')
            .map(|row| {
                let span = Span::new(start, start + row.len());
                start = span.end + 1;
                span
            })
            .collect();
        Source { text, units, rows }
    }

    /// Returns the rows without their line ends; there is always at least one.
    pub fn rows(&self) -> impl Iterator<Item = Span> {
        self.rows.iter().enumerate().map(|(number, row)| {
            let ends_in_crlf = number + 1 < self.rows.len() && row.of(self.text).ends_with('\r');
            Span::new(row.start, row.end - usize::from(ends_in_crlf))
        })
    }

    /// Returns where a byte is, as editors count.
    pub fn position(&self, byte: usize) -> Position {
        let row = self.rows.partition_point(|row| row.start <= byte) - 1;
        let offset = self.units[byte];
        Position { line: row + 1, column: offset - self.units[self.rows[row].start] + 1, offset }
    }

    /// Returns the byte at a UTF-16 offset; inside a character the one it begins with, past the end the end.
    pub fn byte(&self, offset: usize) -> usize {
        let after = self.units.partition_point(|&before| before <= offset);
        let unit = self.units[after - 1];
        self.units.partition_point(|&before| before < unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_in_utf16_units() {
        let source = Source::new("a\n🦀é: x");
        let crab = source.position(2);
        assert_eq!((crab.line, crab.column, crab.offset), (2, 1, 2));
        let colon = source.position("a\n🦀é".len());
        assert_eq!((colon.line, colon.column, colon.offset), (2, 4, 5));
        assert_eq!(source.byte(2), 2);
        assert_eq!(source.byte(3), 2);
        assert_eq!(source.byte(4), "a\n🦀".len());
        assert_eq!(source.byte(999), source.text.len());
    }

    #[test]
    fn rows_leave_out_both_kinds_of_line_end() {
        let text = "a\r\nb\n\rc\r";
        let source = Source::new(text);
        let rows: Vec<&str> = source.rows().map(|row| row.of(text)).collect();
        assert_eq!(rows, ["a", "b", "\rc\r"]);
        assert_eq!(Source::new("").rows().count(), 1);
    }
}
