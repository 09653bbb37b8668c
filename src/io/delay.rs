//! What `io/delay?…` answers, worked out from its URL alone; `www/sw.js` does the same for real, and says how it is written.

use std::{borrow::Cow, time::Duration};

use super::FetchError;
use crate::step::Request;

const ENDPOINT: &str = "io/delay";

/// Holds what one request of `io/delay` comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delay {
    /// How long the answer takes.
    pub latency: Duration,
    /// Whether the connection is lost then.
    fails: bool,
    status: u16,
    bytes: u64,
}

impl Delay {
    /// Reads a request; none if it goes elsewhere. One without a seed counts as one of seed 0.
    pub fn of(request: &Request) -> Option<Delay> {
        let has_no_body = |status| matches!(status, 204 | 205 | 304) || request.method == "HEAD";
        Some(match Wanted::read(query(&request.url)?) {
            None => Delay { latency: Duration::ZERO, fails: false, status: 400, bytes: 0 },
            Some(wanted) => {
                let mut draws = Mulberry32(wanted.seed.or(request.seed).unwrap_or_default());
                let late = (draws.next() * (wanted.jitter + 1) as f64) as u64;
                let status = u16::try_from(wanted.status).unwrap_or(u16::MAX);
                Delay {
                    latency: Duration::from_millis(wanted.ms + late),
                    fails: draws.next() * 100.0 < wanted.fail as f64,
                    status,
                    bytes: if has_no_body(status) { 0 } else { wanted.bytes },
                }
            }
        })
    }

    /// Returns the URL to ask: with the request's seed where it leaves something to chance and names none, so that a run
    /// meets the same again, and each model what the others meet.
    pub fn address(request: &Request) -> Cow<'_, str> {
        let wanted = query(&request.url).and_then(Wanted::read);
        let is_open = wanted.is_some_and(|wanted| wanted.seed.is_none() && (wanted.jitter > 0 || wanted.fail > 0));
        match request.seed.filter(|_| is_open) {
            Some(seed) => {
                let url = request.url.split('#').next().unwrap_or_default();
                Cow::Owned(format!("{url}&seed={seed}"))
            }
            None => Cow::Borrowed(&request.url),
        }
    }

    /// Returns how many bytes the answer to a request of `url` has.
    ///
    /// # Errors
    /// Says so if there is no answer, or one that is an error.
    pub fn answer(self, url: &str) -> Result<u64, FetchError> {
        let url = url.to_owned();
        match self.status {
            _ if self.fails => Err(FetchError::Unreachable { url }),
            200..300 => Ok(self.bytes),
            status => Err(FetchError::Status { url, status, hint: "", retry_after: None }),
        }
    }
}

/// The parameters of a URL of the endpoint; none of one that goes elsewhere.
fn query(url: &str) -> Option<&str> {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    (path == ENDPOINT).then(|| query.split('#').next().unwrap_or_default())
}

/// Holds the parameters of a request.
struct Wanted {
    ms: u64,
    jitter: u64,
    bytes: u64,
    status: u64,
    fail: u64,
    seed: Option<u32>,
}

impl Wanted {
    /// Reads a query; nothing if one of the numbers is none, or too large.
    fn read(query: &str) -> Option<Wanted> {
        let written = |name: &str| {
            let mut pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
            pairs.find_map(|(found, text)| (found == name).then_some(text))
        };
        let number = |name: &str, default: u64, least: u64, most: u64| {
            let Some(text) = written(name) else { return Some(default) };
            let (digits, unit) = match text.char_indices().next_back() {
                Some((end, 'k')) if name == "bytes" => (&text[..end], 1_000),
                Some((end, 'M')) if name == "bytes" => (&text[..end], 1_000_000),
                _ => (text, 1),
            };
            let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
            let value = digits.parse::<u64>().ok().filter(|_| is_plain)?.checked_mul(unit);
            value.filter(|value| (least..=most).contains(value))
        };
        let seed = u32::try_from(number("seed", 0, 0, u64::from(u32::MAX))?).ok()?;
        Some(Wanted {
            ms: number("ms", 0, 0, 60_000)?,
            jitter: number("jitter", 0, 0, 60_000)?,
            bytes: number("bytes", 0, 0, 64_000_000)?,
            status: number("status", 200, 200, 599)?,
            fail: number("fail", 0, 0, 100)?,
            seed: written("seed").map(|_| seed),
        })
    }
}

/// Tommy Ettinger's mulberry32, as the service worker has it.
struct Mulberry32(u32);

impl Mulberry32 {
    /// Draws a number from 0 to below 1.
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x6d2b_79f5);
        let mut mixed = (self.0 ^ (self.0 >> 15)).wrapping_mul(self.0 | 1);
        mixed = mixed.wrapping_add((mixed ^ (mixed >> 7)).wrapping_mul(mixed | 61)) ^ mixed;
        f64::from(mixed ^ (mixed >> 14)) / 4_294_967_296.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delay(url: &str) -> Option<Delay> {
        Delay::of(&Request { url: url.to_owned(), method: "GET", body: None, seed: None })
    }

    /// What a query asks for, or which parameter of it is refused.
    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Case {
        Answered { query: String, ms: u64, status: u16, bytes: u64, fails: bool },
        Refused { query: String, refused: String },
    }

    #[test]
    fn a_query_is_read_as_the_table_says() {
        let cases: Vec<Case> = serde_json::from_str(include_str!("../../tests/delay/table.json")).expect("a table");
        for case in cases {
            let (query, expected) = match case {
                Case::Answered { query, ms, status, bytes, fails } => {
                    (query, Delay { latency: Duration::from_millis(ms), fails, status, bytes })
                }
                Case::Refused { query, refused } => {
                    assert!(query.contains(&refused));
                    (query, Delay { latency: Duration::ZERO, fails: false, status: 400, bytes: 0 })
                }
            };
            assert_eq!(delay(&format!("io/delay?{query}")), Some(expected), "{query}");
        }
    }

    #[test]
    fn what_goes_elsewhere_is_not_answered_here() {
        assert_eq!(delay("io/delay"), delay("io/delay?"));
        assert_eq!(delay("users.json"), None);
    }

    #[test]
    fn what_is_left_to_chance_is_asked_for_with_a_seed_that_makes_it_the_same_again() {
        let asked = |url: &str| {
            let request = Request { url: url.to_owned(), method: "GET", body: None, seed: Some(9) };
            let address = Delay::address(&request).into_owned();
            assert_eq!(Delay::of(&request), delay(&address), "the service worker answers the same");
            address
        };
        assert_eq!(asked("io/delay?ms=5&fail=50"), "io/delay?ms=5&fail=50&seed=9");
        assert_eq!(asked("io/delay?jitter=50#a"), "io/delay?jitter=50&seed=9");
        for url in
            ["io/delay?ms=5&fail=50&seed=1", "io/delay?ms=5", "pages/index.html?fail=50", "https://x/io/delay?fail=50"]
        {
            assert_eq!(asked(url), url, "nothing is left to chance, or it is not ours");
        }
    }

    #[test]
    fn errors_that_may_pass_are_told_from_those_that_stay() {
        let may_pass = |url| delay(url).expect(url).answer(url).map_err(|error| error.may_pass());
        assert_eq!(may_pass("io/delay?status=503"), Err(true));
        assert_eq!(may_pass("io/delay?status=429"), Err(true));
        assert_eq!(may_pass("io/delay?fail=100"), Err(true));
        assert_eq!(may_pass("io/delay?status=404"), Err(false));
        assert_eq!(may_pass("io/delay?ms=soon"), Err(false));
        assert_eq!(may_pass("io/delay?fail=0"), Ok(0));
    }

    #[test]
    fn draws_are_those_of_mulberry32_in_javascript() {
        // What mulberry32(1) gives in JavaScript.
        let mut draws = Mulberry32(1);
        let drawn = [draws.next(), draws.next()];
        assert_eq!(drawn, [0.627_073_940_588_161_3, 0.002_735_721_180_215_478]);
    }
}
