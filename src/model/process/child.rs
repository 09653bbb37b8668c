//! What a process does: it is told what the run is, and then does what it is asked to, on its own event loop.

use std::{cell::RefCell, collections::HashMap, rc::Rc, sync::Arc, time::Duration};

use super::{
    Channel, Parcel,
    asking::Asking,
    message::{Packing, ToParent, ToProcess, Work},
};
use crate::{
    model::{
        Failure, Outcome,
        executor::EndRequest,
        find,
        run::{Common, Run, Stage},
        strand::Strand,
    },
    runtime::{Cancellation, Stop, Time, yield_now},
    step::{Action, Add, Arguments, Kernel, Value, calibrate, find as find_step},
    trace::Kind,
    workload::parse,
};

/// Serves a parent until it says that the run is over, or is gone; `before_last_word` is called when all is recorded.
pub async fn serve(stage: Rc<Stage>, channel: Channel, before_last_word: impl FnOnce()) {
    let channel = Rc::new(channel);
    let Some(first) = channel.receive().await else { return };
    let Some(process) = Process::begin(stage, channel.clone(), &first) else { return };
    let process = Rc::new(process);
    channel.send(Parcel::of(&ToParent::Ready));
    while let Some(parcel) = channel.receive().await {
        match parcel.read() {
            Some(ToProcess::End) | None => break,
            Some(message) => process.clone().hear(parcel, message),
        }
    }
    process.run.io().end_run().await;
    before_last_word();
    channel.send(Parcel::of(&ToParent::Noticed(process.run.take_findings())));
}

struct Process {
    run: Rc<Run>,
    channel: Rc<Channel>,
    asking: Rc<Asking>,
    /// How the tasks and jobs that are under way are asked to end.
    under_way: RefCell<HashMap<u32, Arc<EndRequest>>>,
}

impl Process {
    fn begin(stage: Rc<Stage>, channel: Rc<Channel>, first: &Parcel) -> Option<Self> {
        let Some(ToProcess::Begin {
            workload,
            model,
            seed,
            has_deadline,
            began,
            calibrations,
            number,
            processes,
            place,
        }) = first.read()
        else {
            return None;
        };
        calibrate(&calibrations);
        stage.io.begin_run(None, processes);
        if let Some(place) = place {
            stage.io.store_in(place);
        }
        let workload = parse(&workload).ok()?;
        let common =
            Arc::new(Common::in_process(workload, find(&model)?, seed, has_deadline, began, (number, processes)));
        let asking = Rc::new(Asking::new(channel.clone()));
        let run = Rc::new(Run::in_process(stage, common, asking.clone()));
        Some(Self { run, channel, asking, under_way: RefCell::default() })
    }

    fn hear(self: Rc<Self>, parcel: Parcel, message: ToProcess) {
        match message {
            ToProcess::Perform { task, sent } => {
                self.run.event_loop().clock().catch_up(sent);
                self.start(task, |process| process.perform(task, sent));
            }
            ToProcess::Do { job, lane, number, work, sent } => {
                self.run.event_loop().clock().catch_up(sent);
                let request = Arc::<EndRequest>::default();
                self.under_way.borrow_mut().insert(job, request.clone());
                let event_loop = self.run.event_loop().clone();
                event_loop.spawn_boxed(self.do_step(job, lane, number, work, parcel, sent, request)).detach();
            }
            ToProcess::Cancel { id } => {
                if let Some(request) = self.under_way.borrow().get(&id) {
                    request.make();
                }
            }
            ToProcess::Answer { question, answer } => self.asking.answer(question, parcel, answer),
            ToProcess::Begin { .. } | ToProcess::End => {}
        }
    }

    fn start<F: Future<Output = ()> + 'static>(self: Rc<Self>, id: u32, work: impl FnOnce(Rc<Self>) -> F) {
        self.under_way.borrow_mut().insert(id, Arc::default());
        let event_loop = self.run.event_loop().clone();
        event_loop.spawn_boxed(work(self)).detach();
    }

    /// Does a whole task.
    async fn perform(self: Rc<Self>, id: u32, sent: Time) {
        let run = &self.run;
        let cancellation = Rc::<Cancellation>::default();
        let request = self.under_way.borrow().get(&id).cloned().unwrap_or_default();
        let asked = {
            let cancellation = cancellation.clone();
            run.event_loop().spawn_boxed(async move {
                request.made().await;
                cancellation.request();
            })
        };
        let Some(task) = run.workload().task(run.settings().seed, u64::from(id)) else { return };
        run.expect(id);
        let strand = Strand::taken_over(run.clone(), id, cancellation, Kind::Copy, sent);
        let outcome = run.clone().perform_here(strand, task).await;
        drop(asked);
        self.under_way.borrow_mut().remove(&id);
        let mut packing = Packing::default();
        let record = packing.record(run.take_record(id));
        let outcome = packing.outcome(outcome);
        self.channel.send(packing.parcel(&ToParent::Performed { task: id, outcome, record }));
    }

    /// Does one step of a task that is elsewhere.
    #[expect(clippy::too_many_arguments, reason = "they are the fields of one message")]
    async fn do_step(
        self: Rc<Self>,
        job: u32,
        lane: Option<u32>,
        number: u16,
        work: Work,
        parcel: Parcel,
        sent: Time,
        request: Arc<EndRequest>,
    ) {
        let (event_loop, recorder) = (self.run.event_loop(), self.run.recorder());
        let began = event_loop.now();
        if let Some(lane) = lane {
            recorder.close(lane, number, Kind::Copy, sent, began);
            recorder.open(lane, number, Kind::Thread, began);
        }
        let outcome = self.work(work, &parcel, &request).await;
        let ended = event_loop.now();
        if let Some(lane) = lane {
            recorder.close(lane, number, Kind::Thread, began, ended);
        }
        self.under_way.borrow_mut().remove(&job);
        let mut packing = Packing::default();
        let outcome = packing.outcome(outcome);
        self.channel.send(packing.parcel(&ToParent::Did { job, outcome, ended }));
    }

    async fn work(&self, work: Work, parcel: &Parcel, request: &EndRequest) -> Outcome {
        let event_loop = self.run.event_loop();
        match work {
            Work::Block { micros } => {
                let sleep = std::pin::pin!(event_loop.sleep(Duration::from_micros(micros)));
                let asked = std::pin::pin!(request.made());
                futures_util::future::select(sleep, asked).await;
                if request.is_made() { Err(Failure::Cancelled) } else { Ok(Value::Nothing) }
            }
            Work::Compute { step, arguments, carried } => {
                let carried = parcel.value(carried);
                let declared = find_step(&step);
                let arguments = Arguments { positional: arguments, options: Vec::new() };
                let begun = declared.map(|declared| (declared.begin)(&arguments, &carried));
                let kernel: Option<Box<dyn Kernel>> = match begun {
                    Some(Action::Compute(kernel)) => Some(kernel),
                    // The parent counts what was meant to be added; here it is to nothing that anybody sees.
                    Some(Action::Add { times, how, .. }) => Some(Box::new(Add::to(Arc::default(), times, how))),
                    _ => None,
                };
                let Some(mut kernel) = kernel else {
                    return Err(Failure::failed(format!(
                        "a process cannot do `{step}`; this is a fault of the playground"
                    )));
                };
                let stop = Stop::new(self.run.control().clone());
                loop {
                    if let Some(value) = kernel.advance() {
                        return Ok(value);
                    }
                    stop.checkpoint()?;
                    // Messages get in: one may say that this is not wanted any more.
                    yield_now().await;
                    if request.is_made() {
                        return Err(Failure::Cancelled);
                    }
                }
            }
        }
    }
}
