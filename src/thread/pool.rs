//! The workers of one run.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use futures_channel::oneshot;

use super::queue::Queue;
use crate::trace::{Arena, Recorder};

/// What a worker does for a task; it records on the worker's own lane.
pub type Job = Box<dyn FnOnce(&Rc<Recorder>) + Send>;

/// `count` threads that take jobs first come, first served.
///
/// Dropping it closes the queue: jobs that wait are dropped, running ones go
/// on to their end. [`Workers::close`] also waits until every worker has left.
pub struct Workers {
    queue: Arc<Queue<Job>>,
    count: usize,
    left: RefCell<Vec<oneshot::Receiver<()>>>,
}

impl Workers {
    /// Starts `count` workers on rayon's global pool, which must have as many idle threads.
    ///
    /// Worker `i` records on lane `i + 1`.
    ///
    /// # Safety
    /// All workers that were started on this arena before have left.
    pub unsafe fn start(count: usize, arena: &Arc<Arena>) -> Self {
        let queue = Arc::new(Queue::<Job>::new());
        let left = (1..=count)
            .map(|lane| {
                let (gone, left) = oneshot::channel();
                let queue = queue.clone();
                // SAFETY: lane `lane` is this worker's alone: earlier workers have left, as the caller promises,
                // and workers of one call have lanes of their own.
                let recorder = unsafe { Recorder::new(arena.clone(), lane) };
                rayon::spawn(move || {
                    let recorder = Rc::new(recorder);
                    while let Some(job) = queue.take() {
                        job(&recorder);
                    }
                    drop(recorder);
                    // The receiver may be gone: then nobody waits.
                    let _ = gone.send(());
                });
                left
            })
            .collect();
        Self { queue, count, left: RefCell::new(left) }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Queues a job.
    pub fn submit(&self, job: Job) {
        self.queue.push(job);
    }

    /// Takes no more jobs, and waits until every worker has left its thread.
    pub async fn close(&self) {
        self.queue.close();
        for left in self.left.take() {
            // An error means that the sender was dropped: that worker has left too.
            let _ = left.await;
        }
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.queue.close();
    }
}
