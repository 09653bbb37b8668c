//! `net/delay?ms=&jitter=&bytes=&status=&fail=&seed=`: a reply that really takes its time.
//!
//! The service worker (`www/sw.js`) answers `io/delay` with the same parameters and the same draws, so a seed means the same
//! here and there.

use std::fmt::Display;
use std::hash::{BuildHasher, RandomState};
use std::ops::RangeInclusive;
use std::pin::Pin;
use std::str::FromStr;
use std::task::{Context, Poll};
use std::time::Duration;

use http_body_util::BodyExt;
use hyper::body::{Body, Bytes, Frame, SizeHint};
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Response, StatusCode};

use super::reply::{self, Reply};
use super::{HungUp, Never};

/// The longest delay, and the widest jitter.
const LONGEST_MS: u32 = 60_000;

/// The largest body.
const LARGEST: u32 = 64_000_000;

/// What the body is made of, over and over.
static LETTERS: [u8; 26 * 2520] = letters();

/// What was asked for.
#[derive(Debug, PartialEq)]
pub struct Delay {
    /// Milliseconds to wait.
    ms: u32,
    /// Up to so many milliseconds more, drawn evenly.
    jitter: u32,
    /// The body's size.
    bytes: u32,
    status: StatusCode,
    /// Percent of the requests whose connection is closed without a reply.
    fail: u32,
    /// Where the draws start; each time elsewhere without it.
    seed: Option<u32>,
}

impl Delay {
    /// Reads the URL's query; the error is a sentence.
    pub fn parse(query: &str) -> Result<Self, String> {
        Ok(Self {
            ms: number(query, "ms", 0, 0..=LONGEST_MS)?,
            jitter: number(query, "jitter", 0, 0..=LONGEST_MS)?,
            bytes: size(query, "bytes", 0..=LARGEST)?,
            status: StatusCode::from_u16(number(query, "status", 200, 200..=599)?)
                .map_err(|error| error.to_string())?,
            fail: number(query, "fail", 0, 0..=100)?,
            seed: match value(query, "seed") {
                Some(_) => Some(number(query, "seed", 0, 0..=u32::MAX)?),
                None => None,
            },
        })
    }

    /// Waits, then replies or hangs up.
    pub async fn reply(&self) -> Result<Reply, HungUp> {
        let (wait, fails) = self.draw();
        tokio::time::sleep(wait).await;
        if fails {
            return Err(HungUp);
        }
        let mut reply = Response::new(Letters { left: self.length() }.boxed());
        *reply.status_mut() = self.status;
        reply.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
        reply::never_keep(&mut reply);
        Ok(reply)
    }

    /// How many bytes are sent: some statuses have no body.
    fn length(&self) -> usize {
        let has_none =
            matches!(self.status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED);
        if has_none { 0 } else { self.bytes as usize }
    }

    /// How long this request waits, and whether it fails.
    fn draw(&self) -> (Duration, bool) {
        let mut draws = Draws(self.seed.unwrap_or_else(anywhere));
        let extra = (draws.next() * f64::from(self.jitter + 1)).floor();
        let fails = draws.next() * 100.0 < f64::from(self.fail);
        let ms = u64::from(self.ms) + extra as u64;
        (Duration::from_millis(ms), fails)
    }
}

/// The text of a parameter.
fn value<'q>(query: &'q str, name: &str) -> Option<&'q str> {
    query.split('&').find_map(|pair| {
        let (found, value) = pair.split_once('=').unwrap_or((pair, ""));
        (found == name).then_some(value)
    })
}

/// A whole number within `range`, or `default` where the parameter is missing.
fn number<N>(query: &str, name: &str, default: N, range: RangeInclusive<N>) -> Result<N, String>
where
    N: FromStr + PartialOrd + Display,
{
    match value(query, name) {
        Some(text) => digits(text).filter(|number| range.contains(number)).ok_or_else(|| refusal(name, text, &range)),
        None => Ok(default),
    }
}

/// A number of bytes within `range`, with or without `k`, `M`; 0 where the parameter is missing.
fn size(query: &str, name: &str, range: RangeInclusive<u32>) -> Result<u32, String> {
    let Some(text) = value(query, name) else {
        return Ok(0);
    };
    let (number, unit) = match text.as_bytes().last() {
        Some(b'k') => (&text[..text.len() - 1], 1_000),
        Some(b'M') => (&text[..text.len() - 1], 1_000_000),
        _ => (text, 1),
    };
    digits::<u32>(number)
        .and_then(|number| number.checked_mul(unit))
        .filter(|size| range.contains(size))
        .ok_or_else(|| refusal(name, text, &range))
}

/// A number that is written with digits only.
fn digits<N: FromStr>(text: &str) -> Option<N> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_plain)
}

fn refusal<N: Display>(name: &str, text: &str, range: &RangeInclusive<N>) -> String {
    let (least, most) = (range.start(), range.end());
    let text: String = text.chars().take(40).collect();
    format!("net/delay: {name} has to be a whole number from {least} to {most}, not “{text}”.")
}

/// Mulberry32, by Tommy Ettinger: small, and the same few lines in JavaScript.
struct Draws(u32);

impl Draws {
    /// The next number, from 0 up to but without 1.
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x6D2B_79F5);
        let mut t = (self.0 ^ (self.0 >> 15)).wrapping_mul(self.0 | 1);
        t ^= t.wrapping_add((t ^ (t >> 7)).wrapping_mul(t | 61));
        f64::from(t ^ (t >> 14)) / 4_294_967_296.0
    }
}

/// A seed that nobody chose: each `RandomState` has keys of its own.
fn anywhere() -> u32 {
    RandomState::new().hash_one(0) as u32
}

/// The alphabet, over and over.
const fn letters() -> [u8; 26 * 2520] {
    let mut letters = [b'a'; 26 * 2520];
    let mut index = 0;
    while index < letters.len() {
        letters[index] += (index % 26) as u8;
        index += 1;
    }
    letters
}

/// A body of `left` letters that is never in memory as a whole.
struct Letters {
    left: usize,
}

impl Body for Letters {
    type Data = Bytes;
    type Error = Never;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Never>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let size = self.left.min(LETTERS.len());
        self.left -= size;
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&LETTERS[..size])))))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(query: &str) -> Delay {
        Delay::parse(query).unwrap()
    }

    /// What a query asks for, or which parameter of it is refused.
    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Case {
        Answered { query: String, ms: u64, status: u16, bytes: usize, fails: bool },
        Refused { query: String, refused: String },
    }

    #[test]
    fn a_query_is_read_as_the_table_says() {
        let cases: Vec<Case> = serde_json::from_str(include_str!("../../../../tests/delay/table.json")).unwrap();
        for case in cases {
            match case {
                Case::Answered { query, ms, status, bytes, fails } => {
                    let delay = parse(&query);
                    assert_eq!(delay.draw(), (Duration::from_millis(ms), fails), "{query}");
                    assert_eq!((delay.status.as_u16(), delay.length()), (status, bytes), "{query}");
                }
                Case::Refused { query, refused } => {
                    let sentence = Delay::parse(&query).unwrap_err();
                    let start = format!("net/delay: {refused} has to be a whole number from ");
                    assert!(sentence.starts_with(&start), "{query}: {sentence}");
                }
            }
        }
    }

    #[test]
    fn a_bad_parameter_is_refused_with_its_range_and_what_was_written() {
        let sentence = "net/delay: status has to be a whole number from 200 to 599, not “19x”.";
        assert_eq!(Delay::parse("status=19x"), Err(sentence.to_owned()));
    }

    #[test]
    fn draws_are_those_of_mulberry32_in_javascript() {
        let mut draws = Draws(1);
        assert_eq!(draws.next(), 0.627_073_940_588_161_3);
        assert_eq!(draws.next(), 0.002_735_721_180_215_478);
    }

    #[test]
    fn a_seed_repeats_jitter_and_failure() {
        let delay = parse("ms=10&jitter=100&fail=50&seed=7");
        assert_eq!(delay.draw(), delay.draw());
    }

    #[test]
    fn jitter_reaches_both_ends_and_no_further() {
        let waits: Vec<u128> =
            (0..200).map(|seed| parse(&format!("ms=5&jitter=3&seed={seed}")).draw().0.as_millis()).collect();
        assert_eq!(waits.iter().min(), Some(&5));
        assert_eq!(waits.iter().max(), Some(&8));
    }

    #[test]
    fn fail_is_a_share_of_the_requests() {
        let failed = |fail: u32| (0..1000).filter(|seed| parse(&format!("fail={fail}&seed={seed}")).draw().1).count();
        assert_eq!(failed(0), 0);
        assert_eq!(failed(100), 1000);
        assert!((200..400).contains(&failed(30)));
    }
}
