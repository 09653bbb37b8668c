//! A task: a future on its event loop, the handle that awaits its output, and its wakers.
//!
//! ```text
//!   Task ────┐
//!   queue ───┼──▶ header │ future, then output        each has a reference; the last to go frees the task
//!   Waker … ─┘
//!     ╎ elsewhere
//!     └╌ letter ╌▶ the loop's mail ╌▶ done there
//! ```
//!
//! A task belongs to the thread of its loop, and nobody else reads or writes anything of it that changes: whoever clones,
//! wakes or drops a waker on another thread writes a letter, and the loop does that in its place. So no count and no state
//! of a task is atomic, which is most of what a short one costs elsewhere, and no order of threads has to be argued but that
//! of the mail.

#[cfg(all(test, not(loom)))]
mod tests;

use std::{
    alloc::{Layout, dealloc},
    cell::Cell,
    marker::PhantomData,
    mem::{ManuallyDrop, offset_of},
    pin::Pin,
    ptr::NonNull,
    task::{Context, Poll, RawWaker, RawWakerVTable, Waker},
};

use super::ready::{Era, Letter, Ready};

/// Where a task stands, and so what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// For somebody to wake it.
    Waits,
    /// In the queue.
    Queued,
    /// Its future is being polled.
    Runs,
    /// That, and it was woken meanwhile.
    RunsAgain,
    /// It holds its output.
    Ended,
    /// It holds nothing any more.
    Empty,
}

/// What is to become of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    /// Somebody has its handle.
    Output,
    /// It goes on by itself.
    End,
    /// Its handle was dropped.
    Cancel,
}

/// What all tasks begin with, whatever their futures are.
///
/// A million tasks have a million of them.
struct Header {
    kind: &'static Kind,
    ready: &'static Ready,
    /// Who awaits the output.
    awaiter: Cell<Option<Waker>>,
    references: Cell<u32>,
    era: Era,
    stage: Cell<Stage>,
    wish: Cell<Wish>,
}

#[cfg(target_pointer_width = "32")]
const _: () = assert!(size_of::<Header>() == 24);

/// A task whose future is an `F`.
#[repr(C)]
struct Whole<F: Future> {
    header: Header,
    content: Content<F>,
}

/// Which one it is, the stage says; both are where it begins.
#[repr(C)]
union Content<F: Future> {
    future: ManuallyDrop<F>,
    output: ManuallyDrop<F::Output>,
}

/// How tasks of one sort of future are handled by those who know only that they are tasks.
struct Kind {
    layout: Layout,
    /// Where the content is, counted from the header.
    content: usize,
    /// Polls the future at this place.
    ///
    /// If it is ready it is dropped, and its output put there; [`Stage::Empty`] while it is dropped.
    poll: unsafe fn(*mut (), &Cell<Stage>, &mut Context<'_>) -> Poll<()>,
    drop_future: unsafe fn(*mut ()),
    drop_output: unsafe fn(*mut ()),
}

impl Kind {
    /// That of an `F`.
    const fn of<F: Future>() -> &'static Self {
        struct Of<F>(PhantomData<F>);
        impl<F: Future> Of<F> {
            const KIND: Kind = Kind {
                layout: Layout::new::<Whole<F>>(),
                content: offset_of!(Whole<F>, content),
                poll: poll::<F>,
                drop_future: drop_at::<F>,
                drop_output: drop_at::<F::Output>,
            };
        }
        &Of::<F>::KIND
    }
}

/// # Safety
/// There is an `F` at `place`, which stays there until it is dropped.
unsafe fn poll<F: Future>(place: *mut (), stage: &Cell<Stage>, context: &mut Context<'_>) -> Poll<()> {
    // SAFETY: the caller says that it is there and stays.
    let future = unsafe { Pin::new_unchecked(&mut *place.cast::<F>()) };
    let Poll::Ready(output) = future.poll(context) else { return Poll::Pending };
    stage.set(Stage::Empty);
    // SAFETY: the place holds the future, and from then on nothing; it is that of a union with room for either.
    unsafe {
        place.cast::<F>().drop_in_place();
        place.cast::<F::Output>().write(output);
    }
    Poll::Ready(())
}

/// # Safety
/// There is a `T` at `place`, and nobody uses it any more.
unsafe fn drop_at<T>(place: *mut ()) {
    // SAFETY: as the caller says.
    unsafe { place.cast::<T>().drop_in_place() }
}

/// A reference to a task, counted by whoever makes or drops one.
#[derive(Clone, Copy, Debug)]
pub(super) struct TaskRef(NonNull<Header>);

impl TaskRef {
    /// Makes a task with two references: its queue's and its handle's.
    fn new<F: Future>(ready: &'static Ready, era: Era, future: F) -> Self {
        let header = Header {
            kind: Kind::of::<F>(),
            ready,
            awaiter: Cell::new(None),
            references: Cell::new(2),
            era,
            stage: Cell::new(Stage::Queued),
            wish: Cell::new(Wish::Output),
        };
        let content = Content { future: ManuallyDrop::new(future) };
        let whole = NonNull::from(Box::leak(Box::new(Whole { header, content })));
        Self(whole.cast())
    }

    /// On the owner's thread, but for what never changes.
    fn header(&self) -> &Header {
        // SAFETY: whoever has a reference has counted it, so the task is there; it begins with its header.
        unsafe { self.0.as_ref() }
    }

    fn content(self) -> *mut () {
        // SAFETY: both are in one allocation, and the pointer was made of the whole of it.
        unsafe { self.0.byte_add(self.header().kind.content).cast().as_ptr() }
    }

    /// The queue that it belongs to; on any thread.
    pub(super) fn ready(&self) -> &'static Ready {
        self.header().ready
    }

    /// Counts one more reference.
    pub(super) fn hold(self) {
        let references = &self.header().references;
        references.set(references.get().checked_add(1).expect("a task has fewer than 2³² wakers"));
    }

    /// Gives up a reference; the last one only after all letters, as one of them may be about the task, by somebody who had
    /// a reference when it was written.
    fn release(self) {
        let header = self.header();
        if header.references.get() == 1 && header.ready.has_mail() {
            header.ready.write(Letter::Dropped(self));
        } else {
            self.give_up();
        }
    }

    /// Gives up a reference where no letter is about the task that is not counted. A task that nobody can wake any more is
    /// queued once more, to be dropped in its turn: whoever lets go of a waker need not expect that futures are dropped
    /// then and there.
    pub(super) fn give_up(self) {
        let header = self.header();
        let left = header.references.get() - 1;
        if left > 0 {
            return header.references.set(left);
        }
        if header.stage.get() == Stage::Waits {
            header.wish.set(Wish::Cancel);
            header.stage.set(Stage::Queued);
            return header.ready.push(Runnable(self));
        }
        let awaiter = header.awaiter.take();
        debug_assert!(awaiter.is_none(), "who awaits a task is told of its end");
        let layout = header.kind.layout;
        // SAFETY: it was made in a box of this layout, its content has been dropped or taken, and nobody has a reference.
        unsafe { dealloc(self.0.as_ptr().cast(), layout) }
    }

    /// Takes note of a wake-up, and queues the task if it waits.
    pub(super) fn wake(self) {
        let header = self.header();
        match header.stage.get() {
            Stage::Waits => {
                self.hold();
                header.stage.set(Stage::Queued);
                header.ready.push(Runnable(self));
            }
            Stage::Runs => header.stage.set(Stage::RunsAgain),
            Stage::Queued | Stage::RunsAgain | Stage::Ended | Stage::Empty => {}
        }
    }

    /// Drops the future if it is there still.
    fn drop_future(self) {
        let header = self.header();
        if !matches!(header.stage.get(), Stage::Ended | Stage::Empty) {
            header.stage.set(Stage::Empty);
            // SAFETY: it is there as long as the task has neither ended nor been emptied, and it does not run.
            unsafe { (header.kind.drop_future)(self.content()) }
        }
    }

    /// Drops the output if it is there.
    fn drop_output(self) {
        let header = self.header();
        if header.stage.get() == Stage::Ended {
            header.stage.set(Stage::Empty);
            // SAFETY: it was there.
            unsafe { (header.kind.drop_output)(self.content()) }
        }
    }

    /// A waker of this task, which has a reference.
    fn raw_waker(self) -> RawWaker {
        RawWaker::new(self.0.as_ptr().cast_const().cast(), &WAKER)
    }

    /// Does something with the task here, or has the owner's thread do it.
    fn here_or(self, here: impl FnOnce(Self), letter: fn(Self) -> Letter) {
        let ready = self.ready();
        if ready.is_of_this_thread() {
            here(self);
        } else {
            ready.write(letter(self));
        }
    }
}

/// Makes a task that is ready, and its handle.
pub(super) fn spawn<F: Future + 'static>(ready: &'static Ready, era: Era, future: F) -> (Runnable, Task<F::Output>) {
    let task = TaskRef::new(ready, era, future);
    (Runnable(task), Task { task, output: PhantomData })
}

/// The queue's reference to a task that is ready. Dropping it drops the future unfinished.
pub(super) struct Runnable(TaskRef);

impl Runnable {
    /// The loop, of those that its thread has one after another, that it is of.
    pub(super) fn era(&self) -> Era {
        self.0.header().era
    }

    /// Polls the future, or drops it if the task was cancelled; on the owner's thread.
    pub(super) fn run(self) {
        let task = self.0;
        let header = task.header();
        if header.wish.get() == Wish::Cancel {
            return;
        }
        header.stage.set(Stage::Runs);
        // SAFETY: `self` has a reference for as long as the waker is lent.
        let waker = ManuallyDrop::new(unsafe { Waker::from_raw(task.raw_waker()) });
        let mut context = Context::from_waker(&waker);
        // SAFETY: a task that was queued holds its future, which nobody else touches now. Where that panics, `self` drops it.
        let polled = unsafe { (header.kind.poll)(task.content(), &header.stage, &mut context) };
        if polled.is_ready() {
            header.stage.set(Stage::Ended);
            if header.wish.get() != Wish::Output {
                task.drop_output();
            }
        } else if header.stage.get() == Stage::RunsAgain {
            header.stage.set(Stage::Queued);
            header.ready.push_in_turn(self);
        } else {
            header.stage.set(Stage::Waits);
            ManuallyDrop::new(self).0.release();
        }
    }
}

impl Drop for Runnable {
    fn drop(&mut self) {
        // Also where the future's destructor panics.
        let _end = End(self.0);
        self.0.drop_future();
    }
}

/// What comes when a task has ended, however that was.
struct End(TaskRef);

impl Drop for End {
    fn drop(&mut self) {
        if let Some(awaiter) = self.0.header().awaiter.take() {
            awaiter.wake();
        }
        self.0.release();
    }
}

/// A spawned task's handle: its output can be awaited.
///
/// Dropping it cancels the task: its future is dropped at the loop's next turn.
#[must_use = "dropping a task cancels it"]
pub struct Task<T> {
    task: TaskRef,
    /// It may not leave its thread.
    output: PhantomData<(T, *const ())>,
}

impl<T> Task<T> {
    /// Lets the task go on by itself.
    pub fn detach(self) {
        ManuallyDrop::new(self).let_go(Wish::End);
    }

    /// Takes the output if the task has ended; never waits.
    ///
    /// # Panics
    /// If there will be none: it was taken before, the future panicked, or the loop is gone. And while the future of a task
    /// that has ended is being dropped.
    pub fn try_take(&mut self) -> Option<T> {
        let stage = &self.task.header().stage;
        assert_ne!(stage.get(), Stage::Empty, "a task's output is there once, and only as long as its loop");
        (stage.get() == Stage::Ended).then(|| {
            stage.set(Stage::Empty);
            // SAFETY: the output was there, and counts as taken now.
            unsafe { self.task.content().cast::<T>().read() }
        })
    }

    fn let_go(&self, wish: Wish) {
        /// Also where the output's destructor panics.
        struct Release(TaskRef);
        impl Drop for Release {
            fn drop(&mut self) {
                self.0.release();
            }
        }
        let _release = Release(self.task);
        self.task.header().wish.set(wish);
        self.task.drop_output();
        if wish == Wish::Cancel {
            self.task.wake();
        }
    }
}

impl<T> Future for Task<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        if let Some(output) = self.try_take() {
            return Poll::Ready(output);
        }
        let awaiter = &self.task.header().awaiter;
        let known = awaiter.take().filter(|known| known.will_wake(context.waker()));
        awaiter.set(Some(known.unwrap_or_else(|| context.waker().clone())));
        Poll::Pending
    }
}

impl<T> Unpin for Task<T> {}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.let_go(Wish::Cancel);
    }
}

/// What a waker of any task does; its data is the task.
static WAKER: RawWakerVTable = RawWakerVTable::new(
    |data| {
        let task = of_waker(data);
        task.here_or(TaskRef::hold, Letter::Cloned);
        task.raw_waker()
    },
    |data| {
        of_waker(data).here_or(
            |task| {
                task.wake();
                task.release();
            },
            Letter::Woken,
        );
    },
    |data| of_waker(data).here_or(TaskRef::wake, Letter::WokenByReference),
    |data| of_waker(data).here_or(TaskRef::release, Letter::Dropped),
);

fn of_waker(data: *const ()) -> TaskRef {
    // Only `raw_waker` makes such wakers, of what is not null.
    TaskRef(NonNull::new(data.cast_mut().cast()).expect("a task's waker"))
}
