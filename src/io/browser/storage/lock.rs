//! Locks that the browser keeps between workers and pages: one that its owner has not given back goes with the owner.

use std::pin::pin;

use futures_channel::oneshot;
use futures_util::future::{Either, select};
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, prelude::*};
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    /// The Web Locks API; web-sys has it among what is not stable.
    type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(this: &LockManager, name: &str, options: &JsValue, granted: &JsValue) -> Result<Promise, JsValue>;
}

/// A lock that is held; dropping it gives it back.
#[must_use = "dropping it gives the lock back"]
pub(super) struct Held(Function);

impl Drop for Held {
    fn drop(&mut self) {
        // What a promise's own functions return or throw is nothing.
        let _ = self.0.call0(&JsValue::UNDEFINED);
    }
}

/// Waits for the lock of this name, until nobody else has it; only pages that browsers call secure have locks.
pub(super) async fn hold(name: &str) -> Result<Held, JsValue> {
    request(name, "exclusive").await
}

/// Waits for the lock of this name, until nobody has it alone.
pub(super) async fn share(name: &str) -> Result<Held, JsValue> {
    request(name, "shared").await
}

async fn request(name: &str, mode: &str) -> Result<Held, JsValue> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into())?;
    let locks = Reflect::get(&navigator, &"locks".into())?;
    if locks.is_undefined() {
        return Err(js_sys::Error::new("it has no locks here").into());
    }
    let options = js_sys::Object::new();
    Reflect::set(&options, &"mode".into(), &mode.into())?;
    let (sender, receiver) = oneshot::channel();
    let granted = Closure::once_into_js(move |_: JsValue| {
        let mut sender = Some(sender);
        JsValue::from(Promise::new(&mut |release, _| {
            // If nobody waits any more, the lock is given back at once.
            if let Some(Err(release)) = sender.take().map(|sender| sender.send(Held(release))) {
                drop(release);
            }
        }))
    });
    let request = JsFuture::from(locks.unchecked_ref::<LockManager>().request(name, &options, &granted)?);
    match select(receiver, pin!(request)).await {
        Either::Left((Ok(held), _)) => Ok(held),
        Either::Left((Err(oneshot::Canceled), _)) => Err(js_sys::Error::new("the lock was not granted").into()),
        Either::Right((ended, _)) => Err(ended.err().unwrap_or(JsValue::UNDEFINED)),
    }
}
