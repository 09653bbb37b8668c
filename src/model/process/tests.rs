//! What a parent and a process say to each other: one of them is real, and the test plays the other.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use futures_channel::mpsc;

use super::{
    Channel, Parcel,
    message::{Answer, Packing, ToParent, ToProcess, WireValue},
    serve,
};
use crate::{
    io::Simulated,
    model::{
        Overrides, Run, Settings, Stage, TaskRecord, find,
        findings::Findings,
        shared::{Held, Want},
    },
    report::Report,
    runtime::Time,
    thread::{Parker, parker::tests::parker},
    trace::{Arena, Ending, Recorder},
    workload::parse,
};

fn stage(parker: &Parker) -> Stage {
    let event_loop = parker.event_loop().clone();
    // SAFETY: the arena is new, and this is its lane's only recorder.
    let recorder = Rc::new(unsafe { Recorder::new(Arc::new(Arena::new(1 << 13, 0, 1)), 0) });
    let io = Rc::new(Simulated::new(event_loop.clone(), Arc::default()));
    Stage { event_loop, recorder, control: Arc::default(), io, simulated: false, start_process: None }
}

/// A line to somebody who says these words to each message.
fn line(said: impl Fn(&Parcel) -> Vec<Parcel> + 'static, first: Option<Parcel>) -> Channel {
    let (words, received) = mpsc::unbounded();
    let say = move |parcel: Parcel| drop(words.unbounded_send(parcel));
    first.into_iter().for_each(&say);
    Channel::new(move |parcel| said(&parcel).into_iter().for_each(&say), received)
}

fn ask(question: u32, want: Want<WireValue>) -> Parcel {
    Parcel::of(&ToParent::Ask { question, task: 0, want, may_end: false })
}

/// Runs one task in a process that begins with a question, and goes on as `then` says after each answer, with nothing
/// when it is done; returns the answers, too.
fn asked(first: Want<WireValue>, then: fn(u32) -> Vec<Parcel>) -> (Report, Vec<Answer>) {
    let answers = Rc::<RefCell<Vec<Answer>>>::default();
    let heard = answers.clone();
    let process = move |parcel: &Parcel| match parcel.read() {
        Some(ToProcess::Begin { .. }) => vec![Parcel::of(&ToParent::Ready)],
        Some(ToProcess::Perform { .. }) => vec![ask(0, first.clone())],
        Some(ToProcess::Answer { question, answer }) => {
            heard.borrow_mut().push(answer);
            let words = then(question);
            if !words.is_empty() {
                return words;
            }
            let mut packing = Packing::default();
            let ended = Some((Ending::Done, Time::default()));
            let record = packing.record(TaskRecord { ended, ..TaskRecord::default() });
            vec![packing.parcel(&ToParent::Performed { task: 0, outcome: Ok(WireValue::Nothing), record })]
        }
        Some(ToProcess::End) => vec![Parcel::of(&ToParent::Noticed(Findings::default()))],
        _ => Vec::new(),
    };
    let parker = parker();
    let process = Rc::new(process);
    let start_process = Rc::new(move |_| {
        let process = process.clone();
        line(move |parcel| process(parcel), None)
    });
    let stage = Stage { start_process: Some(start_process), ..stage(&parker) };
    let workload = parse("run: workers 1\nt: sleep 1s").expect("valid");
    let settings = Settings::settle(&workload, Overrides::default(), 1);
    let (report, _handle) =
        Run::new(Rc::new(stage), workload, settings, find("processes").expect("a model"), None).execute();
    let report = parker.block_on(report);
    let answers = answers.take();
    (report, answers)
}

#[test]
fn what_was_taken_for_a_task_that_did_not_see_it_is_the_next_ones() {
    fn put(number: u64) -> Want<WireValue> {
        Want::Put { queue: "Q".into(), value: WireValue::Number(number) }
    }
    let (report, answers) = asked(put(7), |answered| match answered {
        0 => vec![ask(1, put(8))],
        1 => vec![ask(2, Want::Take { queue: "Q".into() })],
        2 => vec![Parcel::of(&ToParent::Withdraw { question: 2 }), ask(3, Want::Take { queue: "Q".into() })],
        _ => Vec::new(),
    });
    assert_eq!(report.counts.done, 1);
    assert!(matches!(answers[2], Answer::Waited(Ok(WireValue::Number(7)))), "{answers:?}");
    assert!(matches!(answers[3], Answer::Waited(Ok(WireValue::Number(7)))), "{answers:?}");
}

#[test]
fn a_parent_forgets_what_it_has_granted_once_that_was_seen() {
    let (_, answers) = asked(Want::Lock { name: "A".into(), owner: None }, |answered| match answered {
        0 => vec![
            Parcel::of(&ToParent::Seen { questions: vec![0] }),
            // Of this it knows nothing any more.
            Parcel::of(&ToParent::Withdraw { question: 0 }),
            Parcel::of(&ToParent::GiveBack { question: 1, held: Held::Lock("A".into()) }),
        ],
        _ => Vec::new(),
    });
    assert!(matches!(answers[1], Answer::GaveBack(Ok(None))), "{answers:?}");
}

#[test]
fn a_process_tells_of_the_answers_that_it_has_seen() {
    let seen = Rc::<RefCell<Vec<u32>>>::default();
    let told = seen.clone();
    let answer = |question, answer| vec![Parcel::of(&ToProcess::Answer { question, answer })];
    let parent = move |parcel: &Parcel| match parcel.read() {
        Some(ToParent::Ready) => vec![Parcel::of(&ToProcess::Perform { task: 0, sent: Time::default() })],
        Some(ToParent::Ask { question, .. }) => answer(question, Answer::Waited(Ok(WireValue::Nothing))),
        Some(ToParent::GiveBack { question, .. }) => answer(question, Answer::GaveBack(Ok(None))),
        Some(ToParent::Seen { questions }) => {
            told.borrow_mut().extend(questions);
            Vec::new()
        }
        Some(ToParent::Performed { .. }) => vec![Parcel::of(&ToProcess::End)],
        _ => Vec::new(),
    };
    let begin = ToProcess::Begin {
        workload: "t: repeat 200 ( with lock A ( sleep 0s ) )".into(),
        model: "processes".into(),
        seed: 0,
        has_deadline: false,
        began: Time::default(),
        calibrations: Vec::new(),
        number: 0,
        processes: 1,
        place: None,
    };
    let parker = parker();
    let stage = Rc::new(stage(&parker));
    parker.block_on(serve(stage, line(parent, Some(Parcel::of(&begin))), || {}));
    // Waits and what is given back are numbered in turn.
    assert_eq!(*seen.borrow(), (0..192).map(|wait| 2 * wait).collect::<Vec<_>>());
}
