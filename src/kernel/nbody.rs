//! `nbody N STEPS`: lets bodies fall towards each other, as games and simulations do.

use rayon::prelude::*;
use wide::f64x4;

use super::Computation;
use super::digest::{number, weighed};
use super::random::splitmix64;

/// Begins the sequence of numbers that say where the bodies are at first.
const SEED: u64 = 0x6e62_6f64;
/// How much time one step moves on.
const STEP_OF_TIME: f64 = 0.001;
/// Added to the square of each distance, so that bodies that meet do not fly off.
const SOFTENING: f64 = 0.000_1;
/// Pairs of one chunk: a third of a millisecond, and not much more in the first tier of a wasm engine.
const PAIRS_A_CHUNK: usize = 100_000;
/// Bodies whose pulls are summed up side by side, in the lanes of vectors: of its own the compiler, as it optimises
/// the whole module at once, makes vectors of half of them.
const ABREAST: usize = 4;

/// Three coordinates of so many bodies, each for itself.
type Coordinates = [Vec<f64>; 3];

/// Moves bodies, the pulls on some of them a chunk.
///
/// Each body sums up the pulls of all bodies in their order, itself included, whose pull is nothing: the sum of one
/// body is the same whichever thread makes it. Only sums, differences, products, quotients and square roots are used,
/// which IEEE 754 rounds correctly, and which Rust never fuses; so positions are the same to the last bit everywhere.
pub struct Nbody {
    bodies: Bodies,
    /// Where all pulls of this step of time go.
    pulls: Coordinates,
    /// Bodies whose pulls are known.
    pulled: usize,
    step: u64,
    steps: u64,
}

/// All bodies have the same mass, and together the mass 1.
struct Bodies {
    mass: f64,
    place: Coordinates,
    speed: Coordinates,
}

impl Nbody {
    /// Prepares to move `bodies` bodies so many `steps`.
    pub fn of(bodies: usize, steps: u64) -> Nbody {
        let pulls = [const { Vec::new() }; 3];
        Nbody { bodies: Bodies::new(bodies), pulls, pulled: 0, step: 0, steps }
    }
}

impl Computation for Nbody {
    type Outcome = u64;

    fn advance(&mut self) -> Option<u64> {
        let count = self.bodies.count();
        let mut left = PAIRS_A_CHUNK;
        while left > 0 {
            if self.step == self.steps {
                return Some(self.bodies.number());
            }
            let pulls = self.bodies.pulls_on(self.pulled);
            let fresh = ABREAST.min(count - self.pulled);
            for (all, few) in self.pulls.iter_mut().zip(pulls) {
                all.extend_from_slice(&few[..fresh]);
            }
            self.pulled += fresh;
            left = left.saturating_sub(ABREAST * count);
            if self.pulled == count {
                self.bodies.move_by(&self.pulls);
                self.pulls.iter_mut().for_each(Vec::clear);
                (self.pulled, self.step) = (0, self.step + 1);
            }
        }
        None
    }

    fn progress(&self) -> f64 {
        (self.step as f64 + self.pulled as f64 / self.bodies.count() as f64) / self.steps as f64
    }
}

impl Bodies {
    fn new(count: usize) -> Bodies {
        let coordinate = |axis: usize| -> Vec<f64> {
            // From -1 to 1, in steps of which a number has room for every one.
            let made_up =
                |body: usize| (splitmix64(SEED, (3 * body + axis) as u64) >> 11) as f64 / (1_u64 << 52) as f64;
            (0..count).map(|body| made_up(body) - 1.0).collect()
        };
        let place = [0, 1, 2].map(coordinate);
        Bodies { mass: 1.0 / count as f64, speed: [0, 1, 2].map(|_| vec![0.0; count]), place }
    }

    fn count(&self) -> usize {
        self.place[0].len()
    }

    /// Sums up the pulls of all bodies on those from `first` on; beyond the last body, on the last once more.
    fn pulls_on(&self, first: usize) -> [[f64; ABREAST]; 3] {
        let [xs, ys, zs] = &self.place;
        let last = self.count() - 1;
        let here = |axis: &Vec<f64>| -> [f64; ABREAST] { std::array::from_fn(|lane| axis[last.min(first + lane)]) };
        let own = [xs, ys, zs].map(|axis| f64x4::new(here(axis)));
        let mass = f64x4::splat(self.mass);
        let mut pulls = [f64x4::ZERO; 3];
        for ((&other_x, &other_y), &other_z) in xs.iter().zip(ys).zip(zs) {
            let others = [other_x, other_y, other_z].map(f64x4::splat);
            let [dx, dy, dz] = std::array::from_fn(|axis| others[axis] - own[axis]);
            let square = dx * dx + dy * dy + dz * dz + f64x4::splat(SOFTENING);
            let pull = mass / (square * square.sqrt());
            for (sum, distance) in pulls.iter_mut().zip([dx, dy, dz]) {
                *sum += distance * pull;
            }
        }
        pulls.map(f64x4::to_array)
    }

    /// Moves on by one step of time.
    fn move_by(&mut self, pulls: &Coordinates) {
        for ((place, speed), pulls) in self.place.iter_mut().zip(&mut self.speed).zip(pulls) {
            for ((place, speed), pull) in place.iter_mut().zip(speed).zip(pulls) {
                *speed += pull * STEP_OF_TIME;
                *place += *speed * STEP_OF_TIME;
            }
        }
    }

    fn number(&self) -> u64 {
        number(weighed(0, self.place.iter().flatten().map(|coordinate| coordinate.to_bits())))
    }
}

/// Moves `bodies` bodies so many `steps` on all threads of the rayon pool.
pub fn parallel(bodies: usize, steps: u64) -> u64 {
    let mut bodies = Bodies::new(bodies);
    let groups = bodies.count().div_ceil(ABREAST);
    for _ in 0..steps {
        let pulls: Vec<_> =
            (0..groups).into_par_iter().with_max_len(8).map(|group| bodies.pulls_on(group * ABREAST)).collect();
        let pulls = [0, 1, 2].map(|axis| pulls.iter().flat_map(|few| few[axis]).collect());
        bodies.move_by(&pulls);
    }
    bodies.number()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(count: usize, steps: usize) -> Bodies {
        let mut bodies = Bodies::new(count);
        for _ in 0..steps {
            let pulls: Vec<_> = (0..count).map(|body| bodies.pulls_on(body)).collect();
            bodies.move_by(&[0, 1, 2].map(|axis| pulls.iter().map(|few| few[axis][0]).collect()));
        }
        bodies
    }

    #[test]
    fn two_bodies_fall_towards_each_other_and_their_middle_stays() {
        let distance = |bodies: &Bodies| -> f64 { bodies.place.iter().map(|axis| (axis[0] - axis[1]).powi(2)).sum() };
        let (before, after) = (moved(2, 0), moved(2, 500));
        assert!(distance(&after) < distance(&before));
        for axis in 0..3 {
            let middle = |bodies: &Bodies| bodies.place[axis][0] + bodies.place[axis][1];
            assert!((middle(&before) - middle(&after)).abs() < 1e-12);
        }
    }

    #[test]
    fn what_a_body_feels_does_not_depend_on_its_neighbours_in_the_lanes() {
        let mut kernel = Nbody::of(3 * ABREAST + 1, 20);
        let chunks = std::iter::repeat_with(|| kernel.advance()).flatten().next();
        assert_eq!(chunks, Some(moved(3 * ABREAST + 1, 20).number()));
    }
}
