//! The wheel: of thirty numbers that follow each other, only eight are multiples of none of 2, 3 and 5.
//!
//! Wheel factorisation is Paul Pritchard's ("A sublinear additive sieve for finding prime numbers", 1981; "Explaining
//! the wheel sieve", 1982). That eight numbers of thirty fit a byte is what primesieve by Kim Walisch builds on, too.

/// What those leave that are divided by thirty: bit `i` of byte `b` of a sieve stands for `30 b + RESIDUES[i]`.
pub const RESIDUES: [usize; 8] = [1, 7, 11, 13, 17, 19, 23, 29];

/// The numbers that a byte covers.
pub const TURN: usize = 30;

/// The primes whose multiples have no bit, nor have they.
pub const LEFT_OUT: [u32; 3] = [2, 3, 5];

/// Returns the place among [`RESIDUES`] of what a number leaves that is no multiple of 2, 3 or 5.
pub const fn class(number: usize) -> usize {
    let mut class = 0;
    while RESIDUES[class] != number % TURN {
        class += 1;
    }
    class
}
