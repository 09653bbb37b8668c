//! `links`: finds the links of an HTML page.

use std::convert::Infallible;
use std::sync::Arc;

use html5gum::emitters::callback::{Callback, CallbackEmitter, CallbackEvent};
use html5gum::{Emitter, Error, ForwardingEmitter, Readable, Reader, Span, Tokenizer};

use super::{Action, Carries, Computes, Declaration, Gives, Group, Kernel, Pace, Parts, Python, Takes, Value};

/// Declares `links`.
pub static STEP: Declaration = Declaration {
    word: "links",
    group: Group::Compute,
    summary: "Finds the links of the HTML page it is given, and gives them as text, one a line, as they are written.",
    example: "fetch pages/index.html -> links",
    parameters: &[],
    options: &[],
    takes: Takes::OneOf(&[Carries::Bytes, Carries::Text]),
    gives: Gives::Kind(Carries::Text),
    computes: Some(Computes {
        holds_gil: true,
        units: |_, value| value.bytes().len() as u64,
        pace: Pace { wasm: 9_600, cpython: 170_000 },
        // Whether a `<` begins a tag depends on all of the page before it.
        parallel: None,
        calibration: None,
    }),
    parts: Parts::None,
    object: None,
    python: Python::Compute("links"),
    begin: |_, value| Action::Compute(Box::new(Links::of(value.bytes()))),
};

/// Bytes of one chunk: half a millisecond, give or take a [`STRETCH`], and some three in the first tier of a wasm engine.
const CHUNK: usize = 64 * 1024;
/// Bytes that are looked over without a pause.
const STRETCH: usize = 16 * 1024;

/// Finds the links of a page, some bytes a chunk.
///
/// Links are what `a` and `area` refer to; those to the page itself, which are empty, are left out. The page is cut into
/// tags by the HTML standard's rules, but no tree is built of them.
pub struct Links {
    tokens: Tokenizer<Page, Paced>,
    size: usize,
    done: usize,
    with_base: bool,
}

impl Links {
    /// Finds the links of `page`.
    pub fn of(page: Arc<[u8]>) -> Links {
        let size = page.len();
        let mut tags = CallbackEmitter::new(Found::default());
        // What scripts and styles hold is no tag.
        tags.naively_switch_states(true);
        let paced = Paced { tags, unpaused: 0, has_ended: false };
        let tokens = Tokenizer::new_with_emitter(Page { bytes: page, next: 0 }, paced);
        Links { tokens, size, done: 0, with_base: false }
    }

    /// Gives one line more, before the others: what the links are relative to, empty if the page does not say.
    pub fn with_base(self) -> Links {
        Links { with_base: true, ..self }
    }
}

impl Kernel for Links {
    fn advance(&mut self) -> Option<Value> {
        match self.tokens.next() {
            Some(Ok(Progress::Chunk)) => {
                self.done = self.size.min(self.done + CHUNK);
                None
            }
            Some(Ok(Progress::End(found))) => {
                self.done = self.size;
                Some(Value::Text(found.print(self.with_base).into()))
            }
            // The end was told.
            None => Some(Value::Text(Arc::default())),
        }
    }

    fn progress(&self) -> f64 {
        if self.size == 0 { 1.0 } else { self.done as f64 / self.size as f64 }
    }
}

/// A page that is read in memory.
struct Page {
    bytes: Arc<[u8]>,
    next: usize,
}

/// What is not short is kept out of line: the tokenizer has a copy of it in each of its states otherwise.
impl Reader for Page {
    type Error = Infallible;

    fn read_byte(&mut self) -> Result<Option<u8>, Infallible> {
        let byte = self.bytes.get(self.next).copied();
        self.next += usize::from(byte.is_some());
        Ok(byte)
    }

    #[inline(never)]
    fn try_read_string(&mut self, text: &[u8], case_sensitive: bool) -> Result<bool, Infallible> {
        let is_there = self.bytes[self.next..].to_reader().try_read_string(text, case_sensitive)?;
        if is_there {
            self.next += text.len();
        }
        Ok(is_there)
    }

    #[inline(never)]
    fn read_until<'b>(&'b mut self, needles: &[u8], buffer: &'b mut [u8; 4]) -> Result<Option<&'b [u8]>, Infallible> {
        let rest = &self.bytes[self.next..];
        let stretch = &rest[..rest.len().min(STRETCH)];
        let mut reader = stretch.to_reader();
        let length = reader.read_until(needles, buffer)?.map_or(0, <[u8]>::len);
        self.next += length;
        Ok((length > 0).then(|| &stretch[..length]))
    }
}

/// How far the page is read.
enum Progress {
    /// One chunk further.
    Chunk,
    /// To its end.
    End(Found),
}

/// Has the tokenizer pause after each chunk, and spares it what is between the tags.
struct Paced {
    tags: CallbackEmitter<Found, Progress>,
    /// Bytes since the last pause.
    unpaused: usize,
    has_ended: bool,
}

impl ForwardingEmitter for Paced {
    type Token = Progress;

    fn inner(&mut self) -> &mut impl Emitter<Token = Progress> {
        &mut self.tags
    }

    fn move_position(&mut self, bytes: isize) {
        self.unpaused = self.unpaused.saturating_add_signed(bytes);
    }

    fn pop_token(&mut self) -> Option<Progress> {
        if std::mem::take(&mut self.has_ended) {
            return Some(Progress::End(std::mem::take(self.tags.callback_mut())));
        }
        (self.unpaused >= CHUNK).then(|| {
            self.unpaused = 0;
            Progress::Chunk
        })
    }

    fn emit_eof(&mut self) {
        self.has_ended = true;
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn emit_error(&mut self, _: Error) {}

    fn emit_string(&mut self, _: &[u8]) {}

    fn push_comment(&mut self, _: &[u8]) {}
}

/// Holds what was found so far, and what tag and attribute is being read.
#[derive(Default)]
struct Found {
    base: Option<String>,
    /// One a line; never one by one, as there is no time at the end to put them together.
    links: String,
    tag: Tag,
    /// What the tag refers to; only its first `href` counts.
    reference: Option<String>,
    in_reference: bool,
}

/// Says what a tag's `href` means.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Tag {
    /// A link.
    Link,
    /// What links are relative to.
    Base,
    /// Nothing that concerns us.
    #[default]
    Other,
}

impl Callback<Progress, ()> for Found {
    fn handle_event(&mut self, event: CallbackEvent<'_>, _: Span<()>) -> Option<Progress> {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = match name {
                    b"a" | b"area" => Tag::Link,
                    b"base" => Tag::Base,
                    _ => Tag::Other,
                };
                self.reference = None;
                self.in_reference = false;
            }
            CallbackEvent::AttributeName { name } => {
                self.in_reference = name == b"href" && self.reference.is_none() && self.tag != Tag::Other;
                if self.in_reference {
                    self.reference = Some(String::new());
                }
            }
            CallbackEvent::AttributeValue { value } if self.in_reference => {
                self.reference = Some(tidied(&String::from_utf8_lossy(value)));
                self.in_reference = false;
            }
            CallbackEvent::CloseStartTag { .. } => self.close(),
            _ => {}
        }
        None
    }
}

impl Found {
    fn close(&mut self) {
        let Some(reference) = self.reference.take() else { return };
        match self.tag {
            Tag::Link if !reference.is_empty() => {
                if !self.links.is_empty() {
                    self.links.push('\n');
                }
                self.links.push_str(&reference);
            }
            Tag::Base => {
                self.base.get_or_insert(reference);
            }
            Tag::Link | Tag::Other => {}
        }
    }

    fn print(self, with_base: bool) -> String {
        match with_base {
            false => self.links,
            true if self.links.is_empty() => self.base.unwrap_or_default(),
            true => self.base.unwrap_or_default() + "\n" + &self.links,
        }
    }
}

/// Takes out of a reference what the URL standard has parsers ignore: spaces around it, tabs and line ends in it.
fn tidied(reference: &str) -> String {
    let trimmed = reference.trim_matches(|c: char| c <= ' ');
    trimmed.replace(['\t', '\n', '\r'], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(mut kernel: Links) -> String {
        match std::iter::repeat_with(|| kernel.advance()).flatten().next() {
            Some(Value::Text(text)) => text.to_string(),
            other => panic!("{other:?}"),
        }
    }

    fn links(page: &str) -> String {
        text(Links::of(page.as_bytes().into()))
    }

    #[test]
    fn links_are_what_a_and_area_refer_to() {
        let found = [
            ("", ""),
            ("no tags & none < here", ""),
            ("<a href=one>1</a><A HREF='two?a&amp;b#c'>2</A><area href = \"three\">", "one\ntwo?a&b#c\nthree"),
            ("<a name=x><a href><a href=''><a href='#top'>", "#top"),
            ("<a href=' \n/a\tb \n'>", "/ab"),
            ("<a href=first href=second>", "first"),
            ("<a data-href=x title='<a href=y>'>", ""),
            ("<link href=style.css><img src=a.png><a\nhref=/b />", "/b"),
            ("<!-- <a href=no> --><script>'<a href=no>'</script><style><a href=no></style><a href=yes>", "yes"),
            ("<title><a href=no></title><textarea><a href=no></textarea></a href=no><a href=yes", ""),
            ("<a href='größe?q=%20'>", "größe?q=%20"),
        ];
        for (page, expected) in found {
            assert_eq!(links(page), expected, "{page}");
        }
    }

    #[test]
    fn what_links_are_relative_to_is_said_first_where_asked_for() {
        let with_base = |page: &str| text(Links::of(page.as_bytes().into()).with_base());
        assert_eq!(with_base("<base target=_top><base href=/x/><base href=/y/><a href=a>"), "/x/\na");
        assert_eq!(with_base("<a href=a><a href=b>"), "\na\nb");
        assert_eq!(with_base("nothing"), "");
    }

    #[test]
    fn a_long_page_is_read_chunk_by_chunk_and_no_link_is_lost() {
        let link = |number: usize| format!("<p>{}<a href=page-{number}>", "text ".repeat(40));
        let page: String = (0..5_000).map(link).collect();
        let long_text = "text ".repeat(200_000);
        let mut kernel = Links::of(format!("{page}{long_text}<a href=last>").into_bytes().into());
        let mut chunks = 0;
        let found = loop {
            chunks += 1;
            if let Some(value) = kernel.advance() {
                break value;
            }
            assert!(kernel.progress() > 0.0 && kernel.progress() <= 1.0);
        };
        let expected: Vec<String> = (0..5_000).map(|number| format!("page-{number}")).chain(["last".into()]).collect();
        assert_eq!(found, Value::Text(expected.join("\n").into()));
        assert!(chunks >= 8, "{chunks}");
    }
}
