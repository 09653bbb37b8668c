//! What holds in a real browser: the pool starts and computes on memory that its threads share.
#![cfg(all(target_family = "wasm", target_feature = "atomics"))]

use rayon::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
async fn a_pool_of_two_computes_in_parallel() {
    JsFuture::from(wasm_bindgen_rayon::init_thread_pool(2)).await.expect("the pool starts");
    assert_eq!(rayon::current_num_threads(), 2);
    let sum: u64 = (0..1_000_000_u64).into_par_iter().sum();
    assert_eq!(sum, 499_999_500_000);
}
