//! One number that stands for many.

/// The bits of a number that JavaScript holds exactly.
const EXACT: u64 = (1 << 53) - 1;

/// Sums up numbers, each times its place, the first of which is `first`, modulo 2⁶⁴.
///
/// Sums of parts add up to that of the whole in any order, so threads can share the work; numbers in another order
/// come, in all likelihood, to another sum.
pub fn weighed(first: usize, numbers: impl IntoIterator<Item = u64>) -> u64 {
    let places = first as u64 + 1..;
    places.zip(numbers).fold(0, |sum, (place, number)| sum.wrapping_add(place.wrapping_mul(number)))
}

/// Returns such a sum as what a step comes to.
pub fn number(sum: u64) -> u64 {
    sum & EXACT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_to_the_whole_and_the_order_of_numbers_counts() {
        let numbers = [7, u64::MAX, 0, 5];
        let whole = weighed(0, numbers);
        assert_eq!(whole, 7_u64.wrapping_add(2_u64.wrapping_mul(u64::MAX)).wrapping_add(20));
        assert_eq!(weighed(0, numbers[..2].to_vec()).wrapping_add(weighed(2, numbers[2..].to_vec())), whole);
        assert_ne!(weighed(0, [5, u64::MAX, 0, 7]), whole);
        assert_eq!(number(u64::MAX), 9_007_199_254_740_991);
    }
}
