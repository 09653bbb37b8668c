//! Sorting where nobody waits for it, with one copy of the algorithm for all types.
//!
//! The standard library's stable sort is some five thousand bytes of wasm for each type and order. Here it sorts places,
//! and asks by a pointer how two of them compare: half as fast, and a few hundred bytes. Where much is sorted while a
//! run waits, or with one order that is the type's own, the standard one is right.

use std::cmp::Ordering;

/// Sorts `items` stably, as [`slice::sort_by`] does.
pub(crate) fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let order = sorted(items.len(), &|one, other| compare(&items[one], &items[other]));
    arrange(order, &mut |one, other| items.swap(one, other));
}

/// Sorts `items` stably by a key of each, as [`slice::sort_by_key`] does.
pub(crate) fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |one, other| key(one).cmp(&key(other)));
}

/// The places of so many items, in the order of the items.
fn sorted(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|one, other| compare(*one, *other));
    order
}

/// Brings what is at place `order[n]` to place `n`, for each `n`, by swapping.
fn arrange(mut order: Vec<usize>, swap: &mut dyn FnMut(usize, usize)) {
    // The order is made of circles; a place that is dealt with is pointed at itself.
    for start in 0..order.len() {
        let mut at = start;
        loop {
            let from = std::mem::replace(&mut order[at], at);
            if from == start {
                break;
            }
            swap(at, from);
            at = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;

    use super::*;

    #[test]
    fn what_is_equal_stays_in_its_order() {
        for count in [0_u32, 1, 2, 3, 50, 1_000] {
            let items: Vec<(u32, u32)> = (0..count).map(|place| (place * 7_919 % 13, place)).collect();
            let mut expected = items.clone();
            expected.sort_by_key(|item| item.0);
            let mut by_key = items.clone();
            sort_by_key(&mut by_key, |item| item.0);
            assert_eq!(by_key, expected);
            expected.sort_by_key(|item| Reverse(item.0));
            sort_by(&mut by_key, |one, other| other.0.cmp(&one.0));
            assert_eq!(by_key, expected);
        }
    }
}
