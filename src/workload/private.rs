//! Requests to addresses that only this computer, or the network it is in, knows.
//!
//! A browser lets a page ask them; what they answer stays unread unless they allow it, but the request itself is made. So
//! whoever opens a stranger's link is to know before the run.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{
    Kind,
    report::Warning,
    tree::{Argument, Value, Workload, preorder},
    url::host_of,
};

/// Names that end so are never those of the public internet.
const LOCAL_ENDINGS: [&str; 6] = [".localhost", ".local", ".internal", ".lan", ".home", ".home.arpa"];

/// Warns of each URL once whose host is private.
pub(super) fn requests(workload: &Workload) -> Vec<Warning> {
    let mut steps = Vec::new();
    workload.chains().for_each(|chain| preorder(chain, &mut steps));
    let mut warnings: Vec<Warning> = Vec::new();
    let arguments = steps.into_iter().flat_map(|step| step.declaration.parameters.iter().zip(&step.arguments));
    for (parameter, argument) in arguments {
        let (Kind::Url, Some(Argument { value: Value::Text(url), .. })) = (parameter.kind, argument) else { continue };
        let written = url.replace("{i}", "1");
        let Some(host) = host_of(&written).filter(|host| is_private(host)) else { continue };
        if warnings.iter().all(|warning| warning.url != written) {
            let message = format!(
                "`{host}` is this computer or in its own network: run this only if you know what it is asked for there."
            );
            warnings.push(Warning { url: written, message });
        }
    }
    warnings
}

/// Says whether a host, as it is written in a URL, is one that only this computer or its network knows.
fn is_private(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let name = host.trim_end_matches('.');
    match address(name) {
        Some(IpAddr::V4(address)) => is_private_v4(address),
        Some(IpAddr::V6(address)) => is_private_v6(address),
        // A name without a dot is looked up in the network's own domain.
        None => !name.contains('.') || LOCAL_ENDINGS.iter().any(|ending| name.ends_with(ending)),
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
        ];
        for url in public {
            assert!(!warned(url), "{url}");
        }
    }

    #[test]
    fn each_is_said_once_and_texts_are_no_requests() {
        let text = "a: fetch http://127.0.0.1/ -> fetch http://127.0.0.1/\nb: fail \"http://10.0.0.1/\"\nc: crawl http://10.0.0.2/";
        let workload = parse(text).expect("valid");
        let urls: Vec<_> = requests(&workload).into_iter().map(|warning| warning.url).collect();
        assert_eq!(urls, ["http://127.0.0.1/", "http://10.0.0.2/"]);
    }
}
