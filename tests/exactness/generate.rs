//! Random workloads: small, full of ties in time, and of every construct that asyncio has too.

use std::fmt::Write;

use concurrency_playground::workload::parse;

/// Draws a workload; the same seed draws the same.
pub fn workload(seed: u64) -> String {
    let mut generator = Generator { state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5bf0_3635, queues: Vec::new() };
    loop {
        generator.queues.clear();
        let text = generator.workload();
        // A queue that holds values of two kinds is refused: then another is drawn.
        if parse(&text).is_ok() {
            return text;
        }
    }
}

struct Generator {
    state: u64,
    /// Queues that are named somewhere.
    queues: Vec<&'static str>,
}

const LOCKS: [&str; 2] = ["A", "B"];
const QUEUES: [&str; 2] = ["Q", "R"];

impl Generator {
    /// Draws a number from 0 to below `end` (xorshift*, Vigna 2016).
    fn below(&mut self, end: u64) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        (self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % end
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn pick<'w>(&mut self, words: &[&'w str]) -> &'w str {
        let at = self.below(words.len() as u64);
        words[at as usize]
    }

    /// Few different times, so that many are equal.
    fn time(&mut self) -> &'static str {
        self.pick(&["5ms", "10ms", "10ms", "15ms", "20ms", "30ms"])
    }

    fn workload(&mut self) -> String {
        let join = self.pick(&["collect", "gather", "group", "first", "completed"]);
        let lines: Vec<String> = (0..1 + self.below(4)).map(|number| self.line(number)).collect();
        let mut run = format!("run: join {join}");
        if self.chance(30) {
            let _ = write!(run, ", limit {}", 1 + self.below(3));
        }
        if self.chance(20) {
            let _ = write!(run, ", deadline {}", self.pick(&["10ms", "20ms", "25ms", "40ms"]));
        }
        for queue in self.queues.clone() {
            if self.chance(50) {
                let _ = write!(run, ", queue {queue} {}", 1 + self.below(2));
            }
        }
        let mut text = run + "\n" + &lines.join("\n");
        if join == "completed" && self.chance(70) {
            // No draws: a plan holds what is done with the first result, and these would differ from one to the next.
            let then = self.pick(&["sleep 5ms", "sleep 10ms -> sleep 5ms", "fail", "block 5ms", "sleep 0s"]);
            let _ = write!(text, "\nthen: {then}");
        }
        text
    }

    fn line(&mut self, number: u64) -> String {
        let count = 1 + self.below(3);
        let mut line = format!("{count} x t{number}");
        if self.chance(20) {
            let _ = write!(line, " timeout {}", self.pick(&["10ms", "15ms", "20ms", "35ms"]));
        }
        if self.chance(15) {
            let _ = write!(line, " every {}", self.pick(&["5ms", "10ms"]));
        }
        line.push_str(": ");
        let steps = self.steps(3, 3);
        line + &steps
    }

    /// Draws up to `longest` steps, with parts at most `depth` deep.
    fn steps(&mut self, longest: u64, depth: u64) -> String {
        let steps: Vec<String> = (0..1 + self.below(longest)).map(|_| self.step(depth)).collect();
        steps.join(" -> ")
    }

    fn step(&mut self, depth: u64) -> String {
        let kinds = if depth == 0 { 12 } else { 19 };
        match self.below(kinds) {
            0..=3 => {
                let time = self.time();
                let timeout = if self.chance(25) { format!(" timeout {}", self.time()) } else { String::new() };
                format!("sleep {time}{timeout}")
            }
            4 => "sleep 0s".to_owned(),
            5 => format!("block {}", self.pick(&["0ms", "5ms", "10ms"])),
            6 => format!("fail {}%", self.pick(&["30", "50", "100"])),
            7 => self.fetch(),
            8 => format!("barrier {} {}", self.pick(&["X"]), 2),
            9 => self.through_queue(),
            10 => {
                let lock = self.pick(&LOCKS);
                format!("lock {lock} -> sleep {} -> unlock {lock}", self.time())
            }
            11 => self.counter(),
            12 => format!("all( {} )", self.parts(depth)),
            13 => format!("first( {} )", self.parts(depth)),
            14 => format!("each {} ( {} )", 1 + self.below(3), self.steps(2, depth - 1)),
            15 => format!("repeat {} ( {} )", 1 + self.below(3), self.steps(2, depth - 1)),
            16 => format!("try ( {} ) else ( {} )", self.steps(2, depth - 1), self.steps(2, depth - 1)),
            17 => {
                let timeout = if self.chance(30) { format!(" timeout {}", self.time()) } else { String::new() };
                format!("with lock {} ( {} ){timeout}", self.pick(&LOCKS), self.steps(2, depth - 1))
            }
            _ => format!("with limit DB 2 ( {} )", self.steps(2, depth - 1)),
        }
    }

    fn counter(&mut self) -> String {
        match self.below(4) {
            0 => format!("add C {} {}", self.pick(&["1", "100"]), self.pick(&["racy", "locked", "atomic"])),
            1 => "read C -> write C".to_owned(),
            _ => format!("read C -> sleep {} -> write C", self.time()),
        }
    }

    fn parts(&mut self, depth: u64) -> String {
        let parts: Vec<String> = (0..1 + self.below(3)).map(|_| self.steps(2, depth - 1)).collect();
        parts.join(", ")
    }

    fn fetch(&mut self) -> String {
        let answer = self.pick(&["", "&status=503", "&status=404", "&fail=100"]);
        let ms = self.pick(&["0", "5", "10", "15"]);
        let retry = match self.below(3) {
            0 => format!(" retry {} backoff 10ms", 1 + self.below(2)),
            _ => String::new(),
        };
        let timeout = if self.chance(25) { format!(" timeout {}", self.time()) } else { String::new() };
        format!("fetch io/delay?ms={ms}{answer}{timeout}{retry}")
    }

    /// What is taken has to be put somewhere, so who takes puts first or after.
    fn through_queue(&mut self) -> String {
        let queue = self.pick(&QUEUES);
        if !self.queues.contains(&queue) {
            self.queues.push(queue);
        }
        match self.below(3) {
            0 => format!("put {queue}"),
            1 => format!("put {queue} -> take {queue}"),
            _ => format!("sleep 5ms -> put {queue} -> sleep 5ms -> take {queue}"),
        }
    }
}
