//! The line between a parent and a process: a message port.

use std::rc::Rc;

use futures_channel::mpsc;
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, prelude::*};
use web_sys::{MessageEvent, MessagePort};

use super::object;
use crate::model::process::{Channel, Parcel};

const HEAD: &str = "head";
const PAYLOADS: &str = "payloads";

/// Makes this end of the line; dropping it closes the port.
pub(super) fn channel(port: MessagePort) -> Channel {
    let (sender, received) = mpsc::unbounded();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(parcel) = unpack(&event.data()) {
            // Nobody listens any more if the run is over.
            let _ = sender.unbounded_send(parcel);
        }
    });
    // This starts it, too.
    port.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    let end = Rc::new(End { port, _on_message: on_message });
    Channel::new(move |parcel| end.send(&parcel), received)
}

struct End {
    port: MessagePort,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
}

impl End {
    fn send(&self, parcel: &Parcel) {
        let (payloads, buffers) = (Array::new(), Array::new());
        for payload in &parcel.payloads {
            // Copied out of this memory here, and into the other there; in between it is handed over.
            let bytes = Uint8Array::from(&**payload);
            buffers.push(&bytes.buffer());
            payloads.push(&bytes);
        }
        let message = object(&[(HEAD, Uint8Array::from(&*parcel.head).into()), (PAYLOADS, payloads.into())]);
        // Fails only for what cannot be copied, and this can.
        let _ = message.and_then(|message| self.port.post_message_with_transferable(&message, &buffers));
    }
}

impl Drop for End {
    fn drop(&mut self) {
        self.port.set_onmessage(None);
        self.port.close();
    }
}

fn unpack(message: &JsValue) -> Option<Parcel> {
    let message = message.dyn_ref::<Object>()?;
    let head = Reflect::get(message, &HEAD.into()).ok()?.dyn_into::<Uint8Array>().ok()?.to_vec();
    let payloads: Array = Reflect::get(message, &PAYLOADS.into()).ok()?.dyn_into().ok()?;
    let payloads = payloads.iter().filter_map(|bytes| Some(bytes.dyn_into::<Uint8Array>().ok()?.to_vec().into()));
    Some(Parcel { head, payloads: payloads.collect() })
}
