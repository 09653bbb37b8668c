//! The playground's requests.

use std::rc::Rc;

use concurrency_playground::api::BrowserClock;
use concurrency_playground::io::{Browser, Io};
use concurrency_playground::step::Request;
use wasm_bindgen::prelude::*;

use crate::{Measured, Watch, the_loop};

/// Fetches `url` `count` times at once, each in a task of its own; the sum is the bytes that came.
///
/// `base` is the page's address; `#` in the URL stands for the request's number.
#[wasm_bindgen(js_name = benchFetch)]
pub async fn fetch(base: String, url: String, count: u32) -> Result<Measured, JsValue> {
    let event_loop = the_loop()?;
    let main = {
        let event_loop = event_loop.clone();
        async move {
            let io = Rc::new(Browser::new(&base, BrowserClock::new()));
            io.begin_run(Some(count as usize), 1);
            let watch = Watch::start();
            let fetching = |number: u32| {
                let (io, url) = (io.clone(), url.replace('#', &number.to_string()));
                event_loop.spawn(async move {
                    io.fetch(Request { url, method: "GET", body: None, seed: None }, Box::new(|_| ())).await
                })
            };
            let tasks: Vec<_> = (0..count).map(fetching).collect();
            let mut bytes = 0.0;
            for task in tasks {
                // What failed brings nothing, and the sum does not come out.
                bytes += task.await.map_or(0.0, |body| body.len() as f64);
            }
            watch.stop(bytes)
        }
    };
    Ok(event_loop.spawn(main).await)
}
