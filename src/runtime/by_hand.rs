//! A loop whose turns are asked for by hand, in virtual time, for tests.

use std::{rc::Rc, sync::Arc};

use crate::{EventLoop, Host, Time, VirtualClock};

/// A host that does nothing by itself.
pub(crate) struct ByHand;

impl Host for ByHand {
    fn request_turn(&self) {}
    fn request_turn_after_others(&self) {}
    fn set_timer(&self, _: Option<Time>) {}
}

/// Makes such a loop.
pub(crate) fn event_loop() -> Rc<EventLoop> {
    EventLoop::new(Arc::<VirtualClock>::default(), Box::new(ByHand))
}
