//! The smallest page with threads in WebAssembly: rayon's, over shared memory.
#![cfg(target_family = "wasm")]

use rayon::prelude::*;
use wasm_bindgen::prelude::*;

pub use wasm_bindgen_rayon::init_thread_pool;

/// How many primes there are below `limit`.
#[wasm_bindgen(js_name = countPrimes)]
pub fn count_primes(limit: u32) -> usize {
    (2..limit).into_par_iter().filter(|&n| (2..).take_while(|d| d * d <= n).all(|d| n % d != 0)).count()
}

/// How many threads answer when all are called.
#[wasm_bindgen(js_name = countThreads)]
pub fn count_threads() -> usize {
    rayon::broadcast(|_| ()).len()
}
