//! Speed-up: the same tasks on more and more threads, and what Amdahl's law makes of that.
//!
//! The plan says which number of workers runs when; whoever carries it out brings the wall times back; the fit says
//! which part of the work stays serial, as far as the cores reach.

mod fit;
mod plan;

pub use fit::{Amdahl, Method, Point, Runs, Scaling, Timed, fit};
pub use plan::{ScalePlan, ScaleRequest, plan};
