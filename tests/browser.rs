//! What holds in a real browser: the pool starts and computes on memory that its threads share, and kernels come to
//! what they come to everywhere.
#![cfg(all(target_family = "wasm", target_feature = "atomics"))]

#[path = "kernels/mod.rs"]
mod kernels;

use std::cell::Cell;

use rayon::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

thread_local! {
    /// The pool is started once, by whichever test comes first.
    static STARTED: Cell<bool> = const { Cell::new(false) };
}

async fn start_pool_of_two() {
    if !STARTED.replace(true) {
        JsFuture::from(wasm_bindgen_rayon::init_thread_pool(2)).await.expect("the pool starts");
    }
    assert_eq!(rayon::current_num_threads(), 2);
}

#[wasm_bindgen_test]
async fn a_pool_of_two_computes_in_parallel() {
    start_pool_of_two().await;
    let sum: u64 = (0..1_000_000_u64).into_par_iter().sum();
    assert_eq!(sum, 499_999_500_000);
}

#[wasm_bindgen_test]
async fn every_kernel_comes_to_what_the_table_says_on_one_thread_and_on_two() {
    start_pool_of_two().await;
    for case in kernels::table() {
        assert_eq!(case.in_chunks(), case.checksum, "{} in chunks", case.step);
        if let Some(checksum) = case.in_parallel() {
            assert_eq!(checksum, case.checksum, "{} in parallel", case.step);
        }
    }
}
