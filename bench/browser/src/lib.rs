//! What `cargo xtask bench` measures inside the browser.
//!
//! The playground is linked in as a library, so its event loop, its threads and its I/O are measured as they are
//! shipped: same flags, same profile, same host. Nothing of this is in the product. Each function does one
//! measurement and resolves to [`Measured`]; who calls it checks the sum before the time counts.

#[cfg(target_family = "wasm")]
mod atomic_task;
#[cfg(target_family = "wasm")]
mod compute;
#[cfg(target_family = "wasm")]
mod dispatch;
#[cfg(target_family = "wasm")]
mod event_loop;
#[cfg(target_family = "wasm")]
mod io;
pub mod kernel;
#[cfg(target_family = "wasm")]
mod measure;
#[cfg(target_family = "wasm")]
mod record;
#[cfg(target_family = "wasm")]
mod spawn_local;

#[cfg(target_family = "wasm")]
use measure::{Measured, Watch, performance_now, the_loop};
