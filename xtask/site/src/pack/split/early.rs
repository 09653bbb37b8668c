//! Which functions are early.

use std::collections::HashSet;
use std::sync::LazyLock;

/// The names of the functions that have run when a page's first task has ended, one a line.
const NAMES: &str = include_str!("early.txt");

/// Whether a function of this name is needed until a page's first task has ended.
pub fn is_early(name: &str) -> bool {
    static EARLY: LazyLock<HashSet<&str>> = LazyLock::new(|| NAMES.lines().collect());
    EARLY.contains(&*plain(name)) || HOT.iter().any(|hot| name.contains(hot))
}

/// What is early whatever has run. What calls across the parts more often than is free: what is measured of the event
/// loop, with the loop itself, as in the product, where what runs tasks is early. And what writes numbers down, which
/// goes one way or the other by the number.
const HOT: [&str; 5] = ["bench_browser", "runtime[", "flt2dec", "bignum", "__ashlti3"];

/// What wasm-bindgen numbers the functions by that JavaScript calls back.
const SHIM: &str = "shim_idx: ";

/// A function's name without what differs from one build to the next: the numbers of crates, of those functions that have
/// the name of another, and of shims.
pub fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('[') {
        plain.push_str(before);
        match after.split_once(']') {
            Some((number, after)) if is_number(number) => rest = after,
            _ => {
                plain.push('[');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    if let Some((name, number)) = plain.rsplit_once('.')
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
    {
        plain.truncate(name.len());
    }
    if let Some(at) = plain.find(SHIM).map(|at| at + SHIM.len()) {
        let digits = plain[at..].bytes().take_while(u8::is_ascii_digit).count();
        plain.replace_range(at..at + digits, "");
    }
    plain
}

/// A function's name without the hash of its package that wasm-bindgen puts behind what is exported, and takes off again.
pub fn without_hash(name: &str) -> &str {
    match name.rsplit_once('_') {
        Some((name, hash)) if hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => name,
        _ => name,
    }
}

/// Whether that is in brackets behind a crate's name, or a function's.
fn is_number(text: &str) -> bool {
    (text.len() > 8 && text.bytes().all(|byte| byte.is_ascii_hexdigit()))
        || (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_and_types_stay() {
        let name = "<alloc[3b22a0cee210e075]::vec::Vec<[u8; 4]> as core[132a09007f6e6bcf]::ops::Drop>::drop[1]";
        assert_eq!(plain(name), "<alloc::vec::Vec<[u8; 4]> as core::ops::Drop>::drop");
        assert_eq!(plain("sum::<[f64]>"), "sum::<[f64]>");
        assert_eq!(plain("<alloc::Global>::alloc_impl_runtime.1342"), "<alloc::Global>::alloc_impl_runtime");
        assert_eq!(plain("Function { shim_idx: 257, ret: Unit }"), "Function { shim_idx: , ret: Unit }");
    }

    #[test]
    fn a_hash_goes_and_a_name_stays() {
        assert_eq!(without_hash("verdict_54c48c81479e033f"), "verdict");
        assert_eq!(without_hash("write_code"), "write_code");
    }

    #[test]
    fn the_list_holds_plain_names_in_their_order() {
        let names: Vec<&str> = NAMES.lines().collect();
        assert!(names.is_sorted());
        assert!(names.iter().all(|name| plain(name) == **name));
    }
}
