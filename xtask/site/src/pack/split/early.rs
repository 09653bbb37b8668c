//! Which functions are early, and what of them.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What has run when a page's first task has ended, a line for the functions of a name: behind that the shapes of those,
/// and which of their stretches have run, a bit each.
const EARLY: &str = include_str!("early.txt");

/// Each name with what is behind it.
static NAMES: LazyLock<HashMap<&str, &str>> =
    LazyLock::new(|| EARLY.lines().map(|line| line.split_once('\t').unwrap_or((line, ""))).collect());

/// Whether a function of this name is needed until a page's first task has ended.
pub fn is_early(name: &str) -> bool {
    !name.starts_with(COLD) && (NAMES.contains_key(&*plain(name)) || is_hot(name))
}

/// What begins the name of a function that was a part of another, which had not run.
pub const COLD: &str = "cold: ";

/// What is early whatever has run: what calls across the parts more often than is free, which is what is measured of the
/// event loop, with its peers there, and with the loop itself and all that is made of it for one sort of task or another, as
/// in the product, where what runs tasks is early. And what writes numbers down, which goes one way or the other by the
/// number, and what a verdict looks for, by what was measured.
fn is_hot(name: &str) -> bool {
    const HOT: &[&str] = &["bench_browser", "runtime[", "async_task[", "dragon", "bignum", "__ashlti3", "::LINT::"];
    HOT.iter().any(|part| name.contains(part))
}

/// Whose functions are taken apart: the project's own, what reads and writes JSON for it, what walks and drops what is
/// its own, and what is exported, whose names have no crate. Not verdicts, which go by what was measured, nor those of
/// other libraries, which go by lengths and numbers, and not hot ones.
fn is_taken_apart(name: &str) -> bool {
    const OWN: &str = "concurrency_playground[";
    let start = name.trim_start_matches(['<', '&']).trim_start_matches("mut ");
    let is_own = [OWN, "serde_json["].iter().any(|own| start.starts_with(own)) || !name.contains("::");
    let is_apart = is_own || (start.starts_with("core[") && name.contains(OWN));
    is_apart && !is_hot(name) && !name.contains("verdict")
}

/// Which stretches of a function have run.
pub struct Seen(pub(super) &'static str);

impl Seen {
    /// Returns it if functions of this name are taken apart, and one of this shape has run.
    pub fn of(name: &str, shape: u32) -> Option<Self> {
        let known = is_taken_apart(name).then(|| NAMES.get(&*plain(name)))??;
        let stretches = known.split('\t').find_map(|known| known.strip_prefix(&format!("{shape:08x}:")))?;
        Some(Self(stretches))
    }

    /// Whether the stretch of this number has run.
    pub fn has_run(&self, stretch: usize) -> bool {
        let digit = self.0.as_bytes().get(stretch / 4).and_then(|digit| char::from(*digit).to_digit(16));
        digit.unwrap_or(0) >> (stretch % 4) & 1 == 1
    }
}

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
    fn a_stretch_is_a_bit_and_what_is_not_told_of_has_not_run() {
        let run: Vec<usize> = (0..12).filter(|stretch| Seen("91").has_run(*stretch)).collect();
        assert_eq!(run, [0, 3, 4]);
    }

    #[test]
    fn the_list_holds_plain_names_in_their_order() {
        let names: Vec<&str> = EARLY.lines().map(|line| line.split('\t').next().unwrap_or_default()).collect();
        assert!(names.is_sorted());
        assert!(names.iter().all(|name| plain(name) == **name));
    }
}
