//! Runs on real threads, and in processes that are threads which share nothing, in real time.

use std::{
    rc::Rc,
    sync::{Arc, Mutex, Once, PoisonError},
    time::Instant,
};

use futures_channel::mpsc;

use crate::{
    io::Simulated,
    model::{
        Overrides, Run, Settings, Stage, find,
        process::{Channel, Parcel, StartProcess, serve},
    },
    report::Report,
    runtime::{Clock, Time},
    thread::{Parker, Workers},
    trace::{Arena, Kind, Record, Recorder},
    workload::parse,
};

struct Real(Instant);

impl Clock for Real {
    fn now(&self) -> Time {
        Time::default() + self.0.elapsed()
    }
}

/// Runs a workload; returns its report and everything that was recorded.
pub(super) fn really(text: &str, model: &str) -> (Report, Vec<Record>) {
    really_with(text, model, Overrides::default())
}

/// The same, started with something else than what the text says.
pub(super) fn really_with(text: &str, model: &str, overrides: Overrides) -> (Report, Vec<Record>) {
    // The threads of rayon's pool are one run's at a time.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    static POOL: Once = Once::new();
    POOL.call_once(|| {
        // Built before by another test, it has as many threads as the machine has cores: that does, too.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(4).build_global();
    });
    let clock: Arc<dyn Clock> = Arc::new(Real(Instant::now()));
    let records = Arc::<Mutex<Vec<Record>>>::default();
    let parker = Parker::new(clock.clone(), None);
    let arena = Arc::new(Arena::new(1 << 16, 4, 1 << 13));
    let stage = Rc::new(Stage { start_process: Some(processes(&clock, &records)), ..stage(&parker, &arena) });
    let workload = parse(text).expect("a valid workload");
    let settings = Settings::settle(&workload, overrides, 2);
    let model = find(model).expect("a model");
    let workers = model.needs_threads().then(|| {
        // SAFETY: the arena is new.
        unsafe { Workers::start(settings.workers, &arena) }
    });
    let (report, _handle) = Run::new(stage, workload, settings, model, workers).execute();
    let report = parker.block_on(report);
    let mut records = std::mem::take(&mut *records.lock().expect("no process panicked"));
    // SAFETY: nobody else takes records out of this arena.
    records.extend((0..5).flat_map(|lane| unsafe { arena.drain(lane) }));
    (report, records)
}

fn stage(parker: &Parker, arena: &Arc<Arena>) -> Stage {
    let event_loop = parker.event_loop().clone();
    // SAFETY: the arena is new, and this is its lane's only recorder.
    let recorder = Rc::new(unsafe { Recorder::new(arena.clone(), 0) });
    let io = Rc::new(Simulated::new(event_loop.clone(), Arc::default()));
    Stage { event_loop, recorder, control: Arc::default(), io, simulated: false, start_process: None }
}

fn processes(clock: &Arc<dyn Clock>, records: &Arc<Mutex<Vec<Record>>>) -> Rc<StartProcess> {
    let (clock, records) = (clock.clone(), records.clone());
    Rc::new(move |_| {
        let (to_process, from_parent) = mpsc::unbounded();
        let (to_parent, from_process) = mpsc::unbounded();
        let (clock, records) = (clock.clone(), records.clone());
        std::thread::spawn(move || {
            let parker = Parker::new(clock, None);
            let arena = Arc::new(Arena::new(1 << 13, 0, 1));
            let stage = Rc::new(stage(&parker, &arena));
            let line = mpsc_end(to_parent, from_parent);
            let tell = move || {
                // SAFETY: nobody else takes records out of this arena.
                let recorded = unsafe { arena.drain(0) };
                records.lock().expect("no process panicked").extend(recorded);
            };
            parker.block_on(serve(stage, line, tell));
        });
        mpsc_end(to_process, from_process)
    })
}

fn mpsc_end(sender: mpsc::UnboundedSender<Parcel>, receiver: mpsc::UnboundedReceiver<Parcel>) -> Channel {
    let send = move |parcel| {
        // The other end may be gone: then nobody waits for it.
        let _ = sender.unbounded_send(parcel);
    };
    Channel::new(send, receiver)
}

/// On how many threads at once tasks were seen to compute, at most.
pub(super) fn computing(records: &[Record]) -> usize {
    let spans = records.iter().filter(|record| record.kind == Kind::Thread as u8 && record.end > record.start);
    let mut edges: Vec<_> = spans.flat_map(|span| [(span.start, 1_i32), (span.end, -1)]).collect();
    edges.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut inside = 0;
    let most = edges.iter().map(|(_, step)| {
        inside += step;
        inside
    });
    usize::try_from(most.max().unwrap_or(0)).unwrap_or(0)
}
