//! Requests to addresses that only this computer, or the network it is in, knows.
//!
//! Not every browser asks before a page requests them: what they answer stays unread unless they allow it, but the request
//! itself is made. So whoever opens a stranger's link is to know before the run.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    ops::RangeInclusive,
};

use super::{
    Kind,
    report::Warning,
    tree::{Argument, Value, Workload, preorder},
    url::host_of,
};

/// Names that end so are never those of the public internet.
const LOCAL_ENDINGS: [&str; 6] = [".localhost", ".local", ".internal", ".lan", ".home", ".home.arpa"];

/// What browsers take for ASCII in a host, besides the fullwidth forms: roughly, what NFKC maps so.
const ASCII_FORMS: [RangeInclusive<char>; 16] = [
    '\u{aa}'..='\u{aa}',
    '\u{b2}'..='\u{b3}',
    '\u{b9}'..='\u{ba}',
    '\u{17f}'..='\u{17f}',
    '\u{2b0}'..='\u{2b8}',
    '\u{2e1}'..='\u{2e3}',
    '\u{1d2c}'..='\u{1d65}',
    '\u{2024}'..='\u{2026}',
    '\u{2070}'..='\u{209c}',
    '\u{2100}'..='\u{217f}',
    '\u{2460}'..='\u{24ff}',
    '\u{fb00}'..='\u{fb06}',
    '\u{fe52}'..='\u{fe52}',
    '\u{1d400}'..='\u{1d7ff}',
    '\u{1f100}'..='\u{1f190}',
    '\u{1fbf0}'..='\u{1fbf9}',
];

/// What browsers leave out of a host: soft hyphens, marks without a width, selectors of a form.
const LEFT_OUT: [RangeInclusive<char>; 6] = [
    '\u{ad}'..='\u{ad}',
    '\u{34f}'..='\u{34f}',
    '\u{180b}'..='\u{180f}',
    '\u{200b}'..='\u{200b}',
    '\u{2060}'..='\u{2064}',
    '\u{fe00}'..='\u{fe0f}',
];

/// Of a host with `{i}` in it, so many tasks' are looked at: more than one of the four numbers of an address can be.
const TRIED: u64 = 1_000;

/// Warns of each URL once whose host is private.
pub(super) fn requests(workload: &Workload) -> Vec<Warning> {
    let mut warnings: Vec<Warning> = Vec::new();
    let lines = workload.lines().map(|line| (line.steps.as_slice(), line.task_count()));
    // Each result has a number there, too.
    let then = workload.then().map(|steps| (steps, workload.task_count()));
    for (chain, count) in lines.chain(then) {
        let mut steps = Vec::new();
        preorder(chain, &mut steps);
        let arguments = steps.into_iter().flat_map(|step| step.declaration.parameters.iter().zip(&step.arguments));
        for (parameter, argument) in arguments {
            let (Kind::Url, Some(Argument { value: Value::Text(url), .. })) = (parameter.kind, argument) else {
                continue;
            };
            let Some(written) = private(url, count) else { continue };
            if warnings.iter().all(|warning| warning.url != written) {
                let host = host_of(&written).unwrap_or_default();
                let is = if is_private(host) && !is_veiled(host) { "is" } else { "may be" };
                let message = format!(
                    "`{host}` {is} this computer or in its own network: run this only if you know what it is asked for there."
                );
                warnings.push(Warning { url: written, message });
            }
        }
    }
    warnings
}

/// Returns the first URL with a private host that one of `count` tasks asks for; each has its number in place of `{i}`.
fn private(url: &str, count: u64) -> Option<String> {
    let numbered = |index: u64| url.replace("{i}", &index.to_string());
    let first = numbered(1);
    // That `{i}` is somewhere else is no reason to look again.
    let differs = host_of(&first) != host_of(&numbered(2));
    let tried = if differs { count.min(TRIED) } else { 1 };
    let found = (1..=tried).map(numbered).find(|written| host_of(written).is_some_and(is_private));
    // What is no address with a 1 in it is none with another number.
    let may_be = || differs && count > TRIED && host_of(&first).is_some_and(|host| address(host).is_some());
    found.or_else(|| may_be().then(|| first.clone()))
}

/// Says whether a host, as it is written in a URL, is one that only this computer or its network knows, or may be for all
/// that can be seen.
fn is_private(host: &str) -> bool {
    if is_veiled(host) {
        return true;
    }
    let host: String = host.chars().filter(|sign| !is_in(&LEFT_OUT, *sign)).map(narrow).collect();
    let host = host.to_ascii_lowercase();
    let name = host.trim_end_matches('.');
    match address(name) {
        Some(IpAddr::V4(address)) => is_private_v4(address),
        Some(IpAddr::V6(address)) => is_private_v6(address),
        // A name without a dot is looked up in the network's own domain.
        None => !name.contains('.') || LOCAL_ENDINGS.iter().any(|ending| name.ends_with(ending)),
    }
}

/// Says whether a host is written as nobody needs to write one that is not to be hidden.
fn is_veiled(host: &str) -> bool {
    host.contains(|sign| sign == '%' || is_in(&ASCII_FORMS, sign))
}

fn is_in(ranges: &[RangeInclusive<char>], sign: char) -> bool {
    ranges.iter().any(|range| range.contains(&sign))
}

/// Returns what browsers take a fullwidth form or an ideographic full stop for.
fn narrow(sign: char) -> char {
    match sign {
        // They stand in the order of ASCII.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xff01 + u32::from('!')).unwrap_or(sign),
        '\u{3002}' | '\u{ff61}' => '.',
        _ => sign,
    }
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    // Carriers' networks are 100.64.0.0/10.
    let is_shared = first == 100 && second & 0xc0 == 64;
    first == 0 || is_shared || address.is_private() || address.is_loopback() || address.is_link_local()
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    match address.to_ipv4_mapped() {
        Some(mapped) => is_private_v4(mapped),
        None => {
            address.is_loopback()
                || address.is_unspecified()
                || address.is_unique_local()
                || address.is_unicast_link_local()
        }
    }
}

/// Reads an address as browsers do: in brackets, or one to four numbers, which may be hexadecimal or octal and of which
/// the last fills what is left.
fn address(host: &str) -> Option<IpAddr> {
    if let Some(inner) = host.strip_prefix('[') {
        return inner.strip_suffix(']')?.parse().ok().map(IpAddr::V6);
    }
    let numbers = host.split('.').map(number).collect::<Option<Vec<u64>>>()?;
    let (last, before) = numbers.split_last()?;
    let left = 4_usize.checked_sub(before.len())?;
    if left == 0 || before.iter().any(|number| *number > 255) || *last >= 1 << (8 * left) {
        return None;
    }
    let high = before.iter().fold(0, |high, number| high << 8 | number);
    u32::try_from(high << (8 * left) | last).ok().map(|all| IpAddr::V4(all.into()))
}

fn number(digits: &str) -> Option<u64> {
    let (digits, radix) = match digits.strip_prefix("0x") {
        Some(hexadecimal) => (hexadecimal, 16),
        None if digits.len() > 1 && digits.starts_with('0') => (digits, 8),
        None => (digits, 10),
    };
    u64::from_str_radix(digits, radix).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::parse;

    fn warned(url: &str) -> bool {
        let workload = parse(&format!("a: sleep 1s -> all( fetch {url}, sleep 1s )")).expect(url);
        !requests(&workload).is_empty()
    }

    #[test]
    fn what_only_this_network_knows_is_warned_of_however_it_is_written() {
        let private = [
            "http://localhost:8080/x",
            "http://LOCALHOST./",
            "//router/admin",
            "https://printer.local/",
            "http://a.home.arpa",
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://0/",
            "http://10.0.0.138/",
            "http://172.16.0.1/",
            "http://172.31.255.255/",
            "http://192.168.{i}.1/reboot",
            "http://169.254.169.254/latest/meta-data/",
            "http://100.64.0.1/",
            "http://[::1]:3000/",
            "http://[::]/",
            "http://[fd00::1]/",
            "http://[fe80::1]/",
            "http://[::ffff:192.168.0.1]/",
            "http://%31%30.0.0.1/",
            "http://10%2e0.0.1/",
            "http://１０.0.0.1/",
            "http://10。0．0｡1/",
            "http://①0.0.0.1/",
            "http://𝟙𝟘.0.0.1/",
            "http://127.0\u{ad}.0.1/",
            "http://printer.ｌｏｃａｌ/",
            "http://printer.ⓛocal/",
        ];
        for url in private {
            assert!(warned(url), "{url}");
        }
    }

    #[test]
    fn what_everybody_can_ask_is_not() {
        let public = [
            "io/delay?ms=1",
            "users.json",
            "https://example.com/",
            "http://8.8.8.8/",
            "http://172.32.0.1/",
            "http://100.128.0.1/",
            "http://192.169.0.1/",
            "http://[2606:4700::1111]/",
            "https://localhost.example.com/",
            "https://10.example.com/",
            "http://1.2.3.4.5/",
            "/http://localhost/",
            "http://bücher.example/",
            "http://例え。テスト/",
            "http://i❤️.example/",
            "http://٣.example/",
            "http://s{i}.example.com/",
            "https://example.com/%31?q=①",
        ];
        for url in public {
            assert!(!warned(url), "{url}");
        }
    }

    #[test]
    fn a_host_with_the_number_of_its_task_is_warned_of_if_that_of_any_task_is_private() {
        let warned = |text: &str| {
            let warnings = requests(&parse(text).expect(text));
            warnings.into_iter().map(|warning| warning.url).collect::<Vec<_>>()
        };
        assert_eq!(warned("2 x a: fetch http://19{i}.168.0.1/{i}"), ["http://192.168.0.1/2"]);
        assert_eq!(warned("a: fetch http://19{i}.168.0.1/"), [""; 0]);
        assert_eq!(warned("200 x a: fetch http://19{i}.168.0.1/"), ["http://192.168.0.1/"]);
        assert_eq!(warned("9 x a: fetch http://8.8.8.{i}/"), [""; 0]);
        assert_eq!(
            warned("run: join completed\n2 x a: sleep 1s\nthen: fetch http://19{i}.168.0.1/"),
            ["http://192.168.0.1/"]
        );
        // What a million tasks ask for is not looked at one by one.
        assert_eq!(warned("1M x a: fetch http://11.{i}/"), ["http://11.1/"]);
        assert_eq!(warned("1M x a: fetch http://s{i}.example.com/").len(), 0);
    }

    #[test]
    fn a_warning_claims_no_more_than_is_known() {
        let message = |text: &str| requests(&parse(text).expect(text)).remove(0).message;
        assert!(
            message("a: fetch http://10.0.0.1/").starts_with("`10.0.0.1` is this computer or in its own network: ")
        );
        assert!(message("a: fetch http://%31.1/").starts_with("`%31.1` may be this computer or in its own network: "));
        assert!(message("1M x a: fetch http://11.{i}/").starts_with("`11.1` may be "));
    }

    #[test]
    fn each_is_said_once_and_texts_are_no_requests() {
        let text = "a: fetch http://127.0.0.1/ -> fetch http://127.0.0.1/\nb: fail \"http://10.0.0.1/\"\nc: crawl http://10.0.0.2/";
        let workload = parse(text).expect("valid");
        let urls: Vec<_> = requests(&workload).into_iter().map(|warning| warning.url).collect();
        assert_eq!(urls, ["http://127.0.0.1/", "http://10.0.0.2/"]);
    }
}
