//! Finds where a smooth function is least: L-BFGS (Nocedal and Wright 2006, "Numerical Optimization", algorithm 7.5), a
//! step at a time.

use std::collections::VecDeque;

/// Steps that are remembered.
const REMEMBERED: usize = 8;

/// The most steps.
const MOST: usize = 200;

/// Of what the slope promises, the share that a step must bring.
const ENOUGH: f64 = 1e-4;

/// A search under way.
#[derive(Debug, Clone)]
pub struct Minimiser {
    position: Vec<f64>,
    /// The value there, and the slopes; none before the first step.
    there: Option<(f64, Vec<f64>)>,
    /// Steps and changes of the slopes, the oldest first.
    memory: VecDeque<(Vec<f64>, Vec<f64>)>,
    steps: usize,
}

impl Minimiser {
    /// Begins where so many numbers are 0.
    pub fn new(numbers: usize) -> Self {
        Self { position: vec![0.0; numbers], there: None, memory: VecDeque::new(), steps: 0 }
    }

    /// Where it is.
    pub fn position(&self) -> &[f64] {
        &self.position
    }

    /// Goes on from where it is with another function.
    pub fn go_on(&mut self) {
        self.there = None;
        self.memory.clear();
        self.steps = 0;
    }

    /// Takes a step. Whether it was the last: it brought less than this share of the value, or there was none to take.
    pub fn advance(&mut self, least: f64, function: impl Fn(&[f64]) -> (f64, Vec<f64>)) -> bool {
        let (value, slopes) = match self.there.take() {
            Some(there) => there,
            None => function(&self.position),
        };
        self.steps += 1;
        let mut direction = self.direction(&slopes);
        let mut descent = dot(&direction, &slopes);
        if descent >= 0.0 || !descent.is_finite() {
            self.memory.clear();
            direction = slopes.iter().map(|slope| -slope).collect();
            descent = -dot(&slopes, &slopes);
        }
        // Before anything is remembered nobody knows how far to go.
        let mut length = if self.memory.is_empty() {
            (1.0 / (-descent).sqrt().max(1e-12)).min(1.0)
        } else {
            1.0
        };
        for _ in 0..30 {
            let next: Vec<f64> =
                self.position.iter().zip(&direction).map(|(x, d)| x + length * d).collect();
            let (reached, new_slopes) = function(&next);
            if reached <= value + ENOUGH * length * descent {
                let gained = value - reached;
                let step: Vec<f64> = direction.iter().map(|d| d * length).collect();
                let change: Vec<f64> =
                    new_slopes.iter().zip(&slopes).map(|(new, old)| new - old).collect();
                if dot(&step, &change) > 1e-12 * dot(&change, &change) {
                    self.memory.push_back((step, change));
                }
                if self.memory.len() > REMEMBERED {
                    self.memory.pop_front();
                }
                self.position = next;
                self.there = Some((reached, new_slopes));
                return gained <= least * reached.abs() || self.steps >= MOST;
            }
            length /= 2.0;
        }
        true
    }

    /// Where to go from slopes like these.
    fn direction(&self, slopes: &[f64]) -> Vec<f64> {
        let mut direction: Vec<f64> = slopes.iter().map(|slope| -slope).collect();
        let mut shares = Vec::new();
        for (step, change) in self.memory.iter().rev() {
            let share = dot(step, &direction) / dot(step, change);
            direction.iter_mut().zip(change).for_each(|(d, c)| *d -= share * c);
            shares.push(share);
        }
        if let Some((step, change)) = self.memory.back() {
            let scale = dot(step, change) / dot(change, change);
            direction.iter_mut().for_each(|d| *d *= scale);
        }
        for ((step, change), share) in self.memory.iter().zip(shares.into_iter().rev()) {
            let back = dot(change, &direction) / dot(step, change);
            direction.iter_mut().zip(step).for_each(|(d, s)| *d += (share - back) * s);
        }
        direction
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bottom_of_a_curved_valley_is_found() {
        // Rosenbrock's function, least at (1, 1).
        let valley = |at: &[f64]| {
            let (x, y) = (at[0], at[1]);
            let value = (1.0 - x).powi(2) + 100.0 * (y - x * x).powi(2);
            (value, vec![-2.0 * (1.0 - x) - 400.0 * x * (y - x * x), 200.0 * (y - x * x)])
        };
        let mut minimiser = Minimiser::new(2);
        while !minimiser.advance(1e-12, valley) {}
        let [x, y] = minimiser.position() else { panic!("two numbers") };
        assert!((x - 1.0).abs() < 1e-5 && (y - 1.0).abs() < 1e-5, "{x}, {y}");
        // Where it is least already there is no step to take.
        minimiser.go_on();
        assert!(minimiser.steps == 0 && minimiser.there.is_none());
    }
}
