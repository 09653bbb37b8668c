//! The processes of one run, as their parent sees them.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::{Rc, Weak},
};

use futures_channel::oneshot;
use futures_util::future::{FutureExt, Shared as SharedFuture};

use super::{
    Channel, Parcel, StartProcess,
    message::{Answer, Packing, ToParent, ToProcess, Work},
};
use crate::{
    model::{
        Failure, Outcome,
        findings::Findings,
        run::{Common, Run},
        shared::{Held, Want},
        strand::Strand,
    },
    runtime::{EventLoop, Queue, Task},
    step::{Value, calibrations},
    trace::Kind,
    workload::TaskStep,
};

/// Starts a run's processes, deals work to them, and ends them.
pub(crate) struct Crew {
    members: Vec<Rc<Member>>,
    /// Those that have nothing to do, where they do one thing at a time.
    pub(super) idle: Queue<usize>,
    event_loop: Rc<EventLoop>,
    next_job: Cell<u32>,
}

/// One process.
pub(super) struct Member {
    channel: Rc<Channel>,
    /// Resolves once the process can do something.
    pub(super) ready: SharedFuture<oneshot::Receiver<()>>,
    pub(super) is_ready: Rc<Cell<bool>>,
    /// Who waits for the end of which task or job.
    waiting: RefCell<HashMap<u32, oneshot::Sender<(Parcel, ToParent)>>>,
    /// What came of questions, or is to come.
    questions: RefCell<HashMap<u32, Question>>,
    findings: Cell<Option<oneshot::Sender<Findings>>>,
    heard: RefCell<Option<Task<()>>>,
}

/// A wait on behalf of a task in a process.
enum Question {
    /// It goes on; dropping it leaves the line.
    Open { _wait: Task<()> },
    /// The task was told that it has this, and with it a value, and has not said that it saw so.
    Granted(Want, Value),
}

impl Crew {
    /// Starts `count` processes for a run; each tells when it is ready.
    pub(crate) fn start(run: &Rc<Run>, common: &Common, start: &StartProcess, count: usize) -> Rc<Self> {
        let event_loop = run.event_loop().clone();
        let text = common.workload.to_string();
        let idle = Queue::new(None);
        let place = run.io().place();
        let members = (0..count).map(|number| {
            let channel = Rc::new(start(number + 1));
            channel.send(Parcel::of(&ToProcess::Begin {
                workload: text.clone(),
                model: common.model.id.to_owned(),
                seed: common.settings.seed,
                has_deadline: common.settings.deadline.is_some(),
                began: run.began(),
                calibrations: calibrations(),
                number,
                processes: count,
                place: place.clone(),
            }));
            Member::listen(run, channel)
        });
        let members: Vec<_> = members.collect();
        let crew = Rc::new(Self { members, idle, event_loop, next_job: Cell::new(0) });
        (0..count).for_each(|number| crew.release(number));
        crew
    }

    pub(super) fn member(&self, number: usize) -> &Rc<Member> {
        &self.members[number % self.members.len()]
    }

    /// Says that a process has nothing to do.
    pub(super) fn release(&self, number: usize) {
        let idle = self.idle.clone();
        // There is always room: it does not wait.
        self.event_loop.spawn_boxed(async move { idle.put(number).await }).detach();
    }

    /// Has a process do one step of a task that stays here; the copying there and back is seen.
    pub(crate) async fn compute(self: &Rc<Self>, strand: &Strand, step: &TaskStep, carried: &Value) -> Outcome {
        let mut packing = Packing::default();
        let work = Work::Compute {
            step: step.declaration.word.to_owned(),
            arguments: step.arguments.positional.clone(),
            carried: packing.value(carried),
        };
        self.work(strand, step.number, work, packing).await
    }

    /// Has a process block, instead of the loop.
    pub(crate) async fn block(self: &Rc<Self>, strand: &Strand, number: u16, micros: u64) -> Result<(), Failure> {
        self.work(strand, number, Work::Block { micros }, Packing::default()).await.map(drop)
    }

    async fn work(self: &Rc<Self>, strand: &Strand, number: u16, work: Work, packing: Packing) -> Outcome {
        strand.enter_visibly(Kind::Queued, number);
        let place = Taken { crew: self.clone(), number: strand.suspend(self.idle.take()).await? };
        let member = self.member(place.number).clone();
        if !member.is_ready.get() {
            strand.enter_visibly(Kind::Spawn, number);
            // It was not dropped by the process: then the wait would not end at all, but with the run.
            let _ = strand.suspend(member.ready.clone()).await?;
        }
        // Jobs and tasks have numbers of one kind.
        let job = self.next_job.get();
        self.next_job.set(job.wrapping_add(1));
        // The process shows its end; a span that two threads write is not shown while it goes on.
        let sent = strand.enter(Kind::Copy, number);
        let did =
            member.send_work(job, packing.parcel(&ToProcess::Do { job, lane: strand.lane(), number, work, sent }));
        let mut under_way = UnderWay { place: Some(place), member, job, strand, did: Some(did) };
        let answer = match &mut under_way.did {
            Some(did) => strand.suspend(did).await?,
            None => return Err(Failure::Cancelled),
        };
        under_way.did = None;
        let Ok((parcel, ToParent::Did { outcome, ended, .. })) = answer else {
            return Err(Failure::Cancelled);
        };
        strand.returned(number, ended);
        parcel.outcome(outcome)
    }

    /// Ends all processes; tells what they noticed.
    pub(crate) async fn close(&self) -> Findings {
        let mut findings = Findings::default();
        for member in &self.members {
            let (sender, noticed) = oneshot::channel();
            member.findings.set(Some(sender));
            member.channel.send(Parcel::of(&ToProcess::End));
            // A process that never became ready says nothing before it has.
            if let Ok(noticed) = noticed.await {
                findings.merge(noticed);
            }
            member.heard.take();
        }
        findings
    }
}

/// A process that does something; dropping it lets others have it.
pub(super) struct Taken {
    pub(super) crew: Rc<Crew>,
    pub(super) number: usize,
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.crew.release(self.number);
    }
}

/// A job in a process; dropping it before its end asks it to end, and keeps the process until it has.
struct UnderWay<'s> {
    place: Option<Taken>,
    member: Rc<Member>,
    job: u32,
    strand: &'s Strand,
    did: Option<oneshot::Receiver<(Parcel, ToParent)>>,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let (Some(did), Some(place)) = (self.did.take(), self.place.take()) else { return };
        self.member.channel.send(Parcel::of(&ToProcess::Cancel { id: self.job }));
        // The process records its last span.
        self.strand.hand_over();
        let event_loop = place.crew.event_loop.clone();
        let end = async move {
            let _ = did.await;
            drop(place);
        };
        event_loop.spawn_boxed(end).detach();
    }
}

impl Member {
    fn listen(run: &Rc<Run>, channel: Rc<Channel>) -> Rc<Self> {
        let (ready, becomes_ready) = oneshot::channel();
        let member = Rc::new(Self {
            channel: channel.clone(),
            ready: becomes_ready.shared(),
            is_ready: Rc::default(),
            waiting: RefCell::default(),
            questions: RefCell::default(),
            findings: Cell::default(),
            heard: RefCell::default(),
        });
        let (weak, listening_run) = (Rc::downgrade(&member), Rc::downgrade(run));
        let mut ready = Some(ready);
        let heard = async move {
            while let Some(parcel) = channel.receive().await {
                let (Some(member), Some(run)) = (weak.upgrade(), listening_run.upgrade()) else { return };
                match parcel.read() {
                    Some(ToParent::Ready) => {
                        member.is_ready.set(true);
                        run.process_ready();
                        // Nobody may wait for it.
                        let _ = ready.take().map(|ready| ready.send(()));
                    }
                    Some(message) => member.hear(&run, parcel, message),
                    None => {}
                }
            }
        };
        member.heard.replace(Some(run.event_loop().spawn_boxed(heard)));
        member
    }

    fn hear(self: &Rc<Self>, run: &Rc<Run>, parcel: Parcel, message: ToParent) {
        match message {
            ToParent::Performed { task: id, .. } | ToParent::Did { job: id, .. } => {
                let waiting = self.waiting.borrow_mut().remove(&id);
                // Nobody waits for what was cancelled.
                if let Some(waiting) = waiting {
                    let _ = waiting.send((parcel, message));
                }
            }
            ToParent::Ask { question, task, want, may_end } => {
                let want = want.map(|value| parcel.value(value));
                let wait = Self::ask(Rc::downgrade(self), run.clone(), question, task, want, may_end);
                let _wait = run.event_loop().spawn_boxed(wait);
                self.questions.borrow_mut().insert(question, Question::Open { _wait });
            }
            ToParent::Withdraw { question } => {
                // Dropping an open one leaves the line.
                if let Some(Question::Granted(want, value)) = self.questions.borrow_mut().remove(&question) {
                    run.event_loop().spawn_boxed(put_back(run.clone(), want, value)).detach();
                }
            }
            ToParent::Seen { questions } => {
                let mut known = self.questions.borrow_mut();
                questions.iter().for_each(|question| drop(known.remove(question)));
            }
            ToParent::GiveBack { question, held } => {
                let (member, run) = (self.clone(), run.clone());
                let event_loop = run.event_loop().clone();
                let give_back = async move {
                    let answer = Answer::GaveBack(run.shared().release(held).await.map_err(drop));
                    member.answer(question, answer, Packing::default());
                };
                event_loop.spawn_boxed(give_back).detach();
            }
            ToParent::GiveBackOwned { question, lock, task } => {
                let (member, run) = (self.clone(), run.clone());
                let event_loop = run.event_loop().clone();
                let give_back = async move {
                    let answer = Answer::GaveBackOwned(run.shared().release_owned(&lock, task).await);
                    member.answer(question, answer, Packing::default());
                };
                event_loop.spawn_boxed(give_back).detach();
            }
            ToParent::Noticed(findings) => {
                if let Some(sender) = self.findings.take() {
                    // Whoever closes the crew waits for it.
                    let _ = sender.send(findings);
                }
            }
            ToParent::Ready => {}
        }
    }

    /// Waits on behalf of a task for what it wants, and tells it.
    async fn ask(member: Weak<Self>, run: Rc<Run>, question: u32, task: u32, want: Want, may_end: bool) {
        let strand = Strand::on_behalf_of(run.clone(), task, may_end);
        // What will end for another reason is not hopeless, whatever the others do.
        let _hope = may_end.then(|| run.hope());
        let outcome = run.shared().wait(&strand, want.clone()).await;
        let Some(member) = member.upgrade() else { return };
        let granted = match (&outcome, &want) {
            (Ok(value), Want::Lock { .. } | Want::Permit { .. } | Want::Take { .. }) => Some(value.clone()),
            // What was put is there, and a barrier has let the others go.
            _ => None,
        };
        let mut packing = Packing::default();
        let outcome = packing.outcome(outcome);
        // This future itself is among the questions: it is not dropped before it has ended.
        let asked = member.questions.borrow_mut().remove(&question);
        if let Some(value) = granted {
            member.questions.borrow_mut().insert(question, Question::Granted(want, value));
        }
        member.answer(question, Answer::Waited(outcome), packing);
        if let Some(Question::Open { _wait }) = asked {
            _wait.detach();
        }
    }

    fn answer(&self, question: u32, answer: Answer, packing: Packing) {
        self.channel.send(packing.parcel(&ToProcess::Answer { question, answer }));
    }

    /// Sends something to do; resolves with what comes back.
    pub(super) fn send_work(&self, id: u32, parcel: Parcel) -> oneshot::Receiver<(Parcel, ToParent)> {
        let (waiting, done) = oneshot::channel();
        self.waiting.borrow_mut().insert(id, waiting);
        self.channel.send(parcel);
        done
    }

    pub(super) fn cancel(&self, id: u32) {
        self.channel.send(Parcel::of(&ToProcess::Cancel { id }));
    }
}

/// Gives back what was granted and not wanted any more.
async fn put_back(run: Rc<Run>, want: Want, value: Value) {
    match want {
        Want::Lock { name, .. } => drop(run.shared().release(Held::Lock(name)).await),
        Want::Permit { name, .. } => drop(run.shared().release(Held::Permit(name)).await),
        Want::Take { queue } => run.shared().put_back(&queue, value),
        // Nothing of these is kept.
        Want::Put { .. } | Want::Barrier { .. } => {}
    }
}
