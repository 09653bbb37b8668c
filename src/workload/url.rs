//! Which words are URLs that a page can fetch.

use thiserror::Error;

/// The most characters a URL may have.
const LONGEST: usize = 2048;

/// Explains why a word is no URL that can be fetched.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum UrlError {
    /// It has more than 2048 characters.
    #[error("has more than {LONGEST} characters")]
    TooLong,
    /// It has a character that URLs do not have.
    #[error("contains `{0}`, which is not allowed in a URL")]
    Character(char),
    /// It is neither http nor https.
    #[error("begins with `{0}:`, write http, https, or a URL relative to the page")]
    Scheme(String),
    /// The scheme is not followed by `//` and a host.
    #[error("names no host")]
    NoHost,
    /// The host is followed by a port that is none.
    #[error("has no port from 0 to 65535 after its host")]
    Port,
    /// It has a user's name, which `fetch` refuses.
    #[error("has a name before `@`, which browsers refuse to fetch")]
    Credentials,
}

impl UrlError {
    /// Returns what was likely meant by `written`.
    pub fn mended(&self, written: &str) -> Option<String> {
        let candidate = match self {
            // A host with a port looks like a scheme.
            UrlError::Scheme(_) if has_port(written) => format!("http://{written}"),
            UrlError::Character('"') => written.replace('"', ""),
            UrlError::Character('\\') => written.replace('\\', "/"),
            _ => return None,
        };
        check(&candidate).is_ok().then_some(candidate)
    }
}

/// Checks that `written`, with a number in place of each `{i}`, is a URL: http, https, or relative.
///
/// # Errors
/// Says what is wrong with it, as the end of a sentence about it.
pub fn check(written: &str) -> Result<(), UrlError> {
    let url = written.replace("{i}", "1");
    if url.chars().count() > LONGEST {
        return Err(UrlError::TooLong);
    }
    let is_bad = |c: char| c.is_whitespace() || c.is_control() || "\"<>\\^`{|}".contains(c);
    if let Some(bad) = url.chars().find(|&c| is_bad(c)) {
        return Err(UrlError::Character(bad));
    }
    let address = match scheme(&url) {
        Some((scheme, rest)) => {
            if !["http", "https"].contains(&scheme.to_ascii_lowercase().as_str()) {
                return Err(UrlError::Scheme(scheme.to_owned()));
            }
            rest.strip_prefix("//").ok_or(UrlError::NoHost)?
        }
        None => match url.strip_prefix("//") {
            Some(rest) => rest,
            None => return Ok(()),
        },
    };
    let authority = address.split(['/', '?', '#']).next().unwrap_or_default();
    host(authority)
}

/// Returns the host of a URL that [`check`] finds right, where it names one.
pub(super) fn host_of(url: &str) -> Option<&str> {
    let address = scheme(url).map_or(url, |(_, rest)| rest).strip_prefix("//")?;
    let authority = address.split(['/', '?', '#']).next()?;
    let port = authority.rfind(':').filter(|colon| !authority[*colon..].contains(']'));
    Some(&authority[..port.unwrap_or(authority.len())])
}

/// Splits off what stands before a colon, if that comes before all other signs.
fn scheme(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = url.split_once(':')?;
    (!scheme.contains(['/', '?', '#'])).then_some((scheme, rest))
}

fn has_port(written: &str) -> bool {
    let after = written.split_once(':').map(|(_, after)| after);
    after.is_some_and(|after| after.starts_with(|c: char| c.is_ascii_digit()))
}

fn host(authority: &str) -> Result<(), UrlError> {
    if authority.contains('@') {
        return Err(UrlError::Credentials);
    }
    // The colons of an IPv6 address stand in brackets.
    let after_address = authority.rfind(']').map_or(0, |end| end + 1);
    let (host, port) = match authority[after_address..].rfind(':') {
        Some(colon) => authority.split_at(after_address + colon),
        None => (authority, ""),
    };
    if host.is_empty() || host == "[]" {
        return Err(UrlError::NoHost);
    }
    let digits = port.trim_start_matches(':');
    if digits.is_empty() || digits.parse::<u16>().is_ok() { Ok(()) } else { Err(UrlError::Port) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_and_relative_urls_are_taken() {
        let good = [
            "io/delay?ms=300&bytes=20k&i={i}",
            "/",
            "?q=a:b",
            "#top",
            "../a.json",
            "users.json",
            "./a:b",
            "http://localhost:8080/x",
            "HTTPS://example.com",
            "https://example.com?x#y",
            "http://[::1]:8080/",
            "http://s{i}.example.com/",
            "//example.com/x",
            "http://example.com:/",
            "https://en.wikipedia.org/wiki/Foo_(bar),_baz",
            "größe.json",
        ];
        for url in good {
            assert_eq!(check(url), Ok(()), "{url}");
        }
    }

    #[test]
    fn what_cannot_be_fetched_is_told_why() {
        let scheme = |name: &str| UrlError::Scheme(name.to_owned());
        let bad = [
            ("javascript:alert(1)", scheme("javascript")),
            ("data:text/plain,x", scheme("data")),
            ("file:///etc/passwd", scheme("file")),
            ("ftp://x", scheme("ftp")),
            ("localhost:8080/x", scheme("localhost")),
            (":", scheme("")),
            ("://x", scheme("")),
            ("http:", UrlError::NoHost),
            ("http://", UrlError::NoHost),
            ("http:example.com", UrlError::NoHost),
            ("https:///x", UrlError::NoHost),
            ("http://:80/", UrlError::NoHost),
            ("//", UrlError::NoHost),
            ("http://a:99999/", UrlError::Port),
            ("http://a:b/", UrlError::Port),
            ("http://me:secret@example.com/", UrlError::Credentials),
            ("\"a.json\"", UrlError::Character('"')),
            ("a<b", UrlError::Character('<')),
            ("a b", UrlError::Character(' ')),
            ("{n}", UrlError::Character('{')),
        ];
        for (url, error) in bad {
            assert_eq!(check(url), Err(error), "{url}");
        }
        assert_eq!(check(&"a".repeat(2048)), Ok(()));
        assert_eq!(check(&"a".repeat(2049)), Err(UrlError::TooLong));
    }

    #[test]
    fn a_host_without_a_scheme_is_mended() {
        let mended = |written: &str| check(written).err().and_then(|error| error.mended(written));
        assert_eq!(mended("localhost:8080/x").as_deref(), Some("http://localhost:8080/x"));
        assert_eq!(mended("\"a.json\"").as_deref(), Some("a.json"));
        assert_eq!(mended("http://"), None);
        assert_eq!(mended("data:"), None);
        assert_eq!(mended("{i}:é"), None);
    }
}
