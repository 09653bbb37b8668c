//! Numbers that are made up, the same everywhere.

/// The distance between two states of the generator.
pub const STRIDE: u64 = 0x9e37_79b9_7f4a_7c15;

/// Returns the number at `place`, counted from 0, of the sequence that `seed` begins; any place costs the same.
pub fn splitmix64(seed: u64, place: u64) -> u64 {
    let mut mixed = seed.wrapping_add(STRIDE.wrapping_mul(place.wrapping_add(1)));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
