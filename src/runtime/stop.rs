//! The few words of memory through which the page and all threads of an engine speak while code runs.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering},
};

use serde::Serialize;

/// Bytes kept of a panic's message.
const MESSAGE_BYTES: usize = 512;

/// Values of the stop word.
const GO_ON: u32 = 0;
const STOP: u32 = 1;
const PANIC: u32 = 2;

/// What the page may write and read at any time, whatever the engine is doing.
pub struct Control {
    /// [`GO_ON`]; or all that computes is to [`STOP`], or to [`PANIC`] at its next chunk. Written by the page.
    stop: AtomicU32,
    /// Counts finished chunks of computing, on all threads; stands still when nothing computes.
    beats: AtomicU32,
    /// Bytes of `message`; not 0 once a thread has panicked.
    message_length: AtomicU32,
    message: [AtomicU8; MESSAGE_BYTES],
}

/// Where the page finds the control words; byte addresses.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ControlLayout {
    /// `u32`: 0 go on, 1 stop, 2 panic at the next chunk (to see what the page makes of it).
    pub stop: usize,
    /// `u32` count of finished chunks.
    pub beats: usize,
    /// `u32` length of the panic message in bytes; 0: no panic.
    pub message_length: usize,
    /// UTF-8 bytes of the panic message.
    pub message: usize,
}

impl Default for Control {
    fn default() -> Self {
        Self {
            stop: AtomicU32::new(0),
            beats: AtomicU32::new(0),
            message_length: AtomicU32::new(0),
            message: [const { AtomicU8::new(0) }; MESSAGE_BYTES],
        }
    }
}

impl Control {
    /// Asks everything to stop.
    pub fn request_stop(&self) {
        self.stop.store(STOP, Ordering::Release);
    }

    /// Whether everything is to stop.
    pub fn stop_requested(&self) -> bool {
        self.stop.load(Ordering::Acquire) == STOP
    }

    /// Counts a finished chunk of computing.
    pub fn beat(&self) {
        self.beats.fetch_add(1, Ordering::Relaxed);
    }

    /// Keeps a panic's message for the page; the first one stays.
    pub fn report_panic(&self, message: &str) {
        let end = message.floor_char_boundary(MESSAGE_BYTES);
        let bytes = &message.as_bytes()[..end];
        if bytes.is_empty() || self.message_length.load(Ordering::Acquire) != 0 {
            return;
        }
        for (cell, byte) in self.message.iter().zip(bytes) {
            cell.store(*byte, Ordering::Relaxed);
        }
        self.message_length.store(bytes.len() as u32, Ordering::Release);
    }

    /// States where everything lies.
    pub fn layout(&self) -> ControlLayout {
        ControlLayout {
            stop: self.stop.as_ptr() as usize,
            beats: self.beats.as_ptr() as usize,
            message_length: self.message_length.as_ptr() as usize,
            message: self.message.as_ptr() as usize,
        }
    }
}

/// Tells one piece of computing when to stop: because all shall, or because it alone shall.
#[derive(Clone)]
pub struct Stop {
    control: Arc<Control>,
    own: Arc<AtomicBool>,
}

/// Computing was stopped before it was finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped;

impl Stop {
    /// Makes a stop signal that also follows `control`.
    pub fn new(control: Arc<Control>) -> Self {
        Self { control, own: Arc::default() }
    }

    /// Asks this piece of computing to stop.
    pub fn request(&self) {
        self.own.store(true, Ordering::Release);
    }

    /// Counts a finished chunk, then says whether the next may begin.
    pub fn checkpoint(&self) -> Result<(), Stopped> {
        self.control.beat();
        match self.control.stop.load(Ordering::Acquire) {
            GO_ON if self.own.load(Ordering::Acquire) => Err(Stopped),
            GO_ON => Ok(()),
            PANIC => panic!("a panic on purpose, inside a kernel"),
            _ => Err(Stopped),
        }
    }
}
