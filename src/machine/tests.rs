use std::{cell::RefCell, pin::Pin};

use super::*;

const GIL: Turns = Turns { interval: Some(Duration::from_millis(5)) };
const LOOP: Turns = Turns { interval: None };

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Work that is under way, and how it went.
type UnderWay = (Option<Pin<Box<Computing>>>, Option<Computed>);

/// A machine whose cores work `all_busy` times as slowly while all do, and its clock.
fn machine(cores: usize, all_busy: f64) -> (Arc<VirtualClock>, Rc<Machine>) {
    let clock = Arc::<VirtualClock>::default();
    (clock.clone(), Rc::new(Machine::new(clock, cores, all_busy, [])))
}

#[test]
fn cores_that_slow_each_other_do_so_in_proportion_to_how_many_work() {
    let took = |cores, count| {
        let (clock, machine) = machine(cores, 1.5);
        let begun: Vec<_> = (1..count).map(|_| machine.compute(ms(30), None).begun()).collect();
        machine.block(ms(30));
        drop(begun);
        clock.now().as_millis()
    };
    assert_eq!([took(2, 1), took(2, 2)].map(f64::round), [30.0, 45.0]);
    assert_eq!(took(2, 4).round(), 90.0, "four halves of two slow cores");
    assert_eq!([took(3, 2), took(3, 3)].map(|ms| (ms * 10.0).round() / 10.0), [37.5, 45.0]);
}

#[test]
fn what_blocks_a_loop_shares_the_cores_with_others_until_they_are_gone() {
    let (clock, machine) = machine(1, 1.0);
    machine.occupy(2, Time::default() + ms(30));
    // A third of the core for 30 ms, and then all of it.
    machine.block(ms(25));
    assert_eq!(clock.now().as_millis(), 45.0);
    machine.block(ms(5));
    assert_eq!(clock.now().as_millis(), 50.0);
}

/// Starts work on a machine, each at its time, and returns when each was done, in milliseconds, and its waits.
fn ends(cores: usize, turns: &[Turns], work: &[(u64, Duration, Option<usize>)]) -> Vec<(f64, usize)> {
    let clock = Arc::<VirtualClock>::default();
    let machine = Rc::new(Machine::new(clock.clone(), cores, 1.0, turns.iter().copied()));
    let context = &mut Context::from_waker(Waker::noop());
    let mut all: Vec<UnderWay> = work.iter().map(|_| (None, None)).collect();
    loop {
        for ((at, work, turns), (computing, done)) in work.iter().zip(&mut all) {
            if Time::default() + ms(*at) > clock.now() || done.is_some() {
                continue;
            }
            let computing = computing.get_or_insert_with(|| Box::pin(machine.compute(*work, *turns)));
            if let Poll::Ready(computed) = computing.as_mut().poll(context) {
                *done = Some(computed);
            }
        }
        let starts = work.iter().map(|(at, ..)| Time::default() + ms(*at)).filter(|at| *at > clock.now());
        let Some(next) = starts.chain(machine.next()).min() else { break };
        clock.advance_to(next);
        machine.advance(next);
    }
    let told = |done: Option<Computed>| done.map(|done| (done.ended.as_millis(), done.waits.len()));
    all.into_iter().map(|(_, done)| told(done).expect("all work is done")).collect()
}

fn at_once(cores: usize, turns: &[Turns], work: &[Duration], by: Option<usize>) -> Vec<f64> {
    let work: Vec<_> = work.iter().map(|work| (0, *work, by)).collect();
    ends(cores, turns, &work).into_iter().map(|(end, _)| end).collect()
}

#[test]
fn who_has_a_core_each_is_not_held_up() {
    assert_eq!(at_once(2, &[], &[ms(10), ms(30)], None), [10.0, 30.0]);
}

#[test]
fn more_than_there_are_cores_share_them_evenly() {
    assert_eq!(at_once(2, &[], &[ms(20); 3], None), [30.0; 3]);
    // Three on two cores until the short one is done, at two thirds each; then a core each.
    assert_eq!(at_once(2, &[], &[ms(10), ms(20), ms(20)], None), [15.0, 25.0, 25.0]);
    assert_eq!(at_once(1, &[], &[ms(10); 64], None), [640.0; 64]);
}

#[test]
fn who_comes_later_takes_its_share_from_then_on() {
    // One alone for 10 ms; then two share one core until the first has done its 10 ms that are left.
    let done = ends(1, &[], &[(0, ms(20), None), (10, ms(20), None)]);
    assert_eq!(done, [(30.0, 0), (40.0, 0)]);
}

#[test]
fn no_work_is_lost_to_rounding() {
    let thirds = [Duration::from_nanos(1_000_001); 7];
    let done = at_once(3, &[], &thirds, None);
    // 7 × 1 000 001 ns on three cores, to the nanosecond above.
    assert_eq!(done, [2.333_336; 7]);
}

#[test]
fn under_a_gil_two_take_turns_of_an_interval_and_a_chunk() {
    // One asks 5 ms after it began to wait, and the other hands over at the end of its chunk, at 6 ms; and so on.
    let done = ends(2, &[GIL], &[(0, ms(20), Some(0)), (0, ms(20), Some(0))]);
    assert_eq!(done, [(38.0, 3), (40.0, 4)]);
}

#[test]
fn a_gil_holds_up_only_who_needs_it() {
    let done = ends(2, &[GIL], &[(0, ms(20), Some(0)), (0, ms(20), None)]);
    assert_eq!(done, [(20.0, 0), (20.0, 0)]);
}

#[test]
fn who_wants_a_moment_under_a_gil_waits_an_interval_and_up_to_a_chunk_for_it() {
    let done = ends(2, &[GIL], &[(0, ms(100), Some(0)), (10, Duration::ZERO, Some(0))]);
    // The other has it back at once.
    assert_eq!(done, [(100.0, 0), (16.0, 1)]);
}

#[test]
fn a_loop_that_is_held_goes_on_to_the_end_of_the_work() {
    let done = ends(2, &[LOOP], &[(0, ms(100), Some(0)), (10, Duration::ZERO, Some(0)), (20, ms(5), Some(0))]);
    assert_eq!(done, [(100.0, 0), (100.0, 1), (105.0, 1)]);
}

#[test]
fn two_loops_hold_nobody_of_each_other_up_but_share_a_core() {
    assert_eq!(ends(2, &[LOOP, LOOP], &[(0, ms(50), Some(0)), (0, ms(50), Some(1))]), [(50.0, 0), (50.0, 0)]);
    assert_eq!(ends(1, &[LOOP, LOOP], &[(0, ms(50), Some(0)), (0, ms(50), Some(1))]), [(100.0, 0), (100.0, 0)]);
}

#[test]
fn what_is_given_up_leaves_its_share_and_its_turn_to_the_others() {
    let clock = Arc::<VirtualClock>::default();
    let machine = Rc::new(Machine::new(clock.clone(), 1, 1.0, [GIL]));
    let ended = Rc::new(RefCell::new(Vec::new()));
    let context = &mut Context::from_waker(Waker::noop());
    let mut first = Box::pin(machine.compute(ms(100), Some(0)));
    let mut second = Box::pin(machine.compute(ms(10), Some(0)));
    assert!(first.as_mut().poll(context).is_pending());
    assert!(second.as_mut().poll(context).is_pending());
    clock.advance_to(Time::from_millis(3.0));
    drop(first);
    while let Some(next) = machine.next() {
        clock.advance_to(next);
        if let Poll::Ready(Computed { ended: at, .. }) = second.as_mut().poll(context) {
            ended.borrow_mut().push(at.as_millis());
        }
    }
    assert_eq!(*ended.borrow(), [13.0]);
}

#[test]
fn however_many_have_nothing_to_do_in_their_turn_they_all_end() {
    let turns = [Turns { interval: None }];
    let ended = at_once(1, &turns, &vec![Duration::ZERO; 100_000], Some(0));
    assert!(ended.len() == 100_000 && ended.iter().all(|&end| end == 0.0));
}
