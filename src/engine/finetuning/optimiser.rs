//! AdamW on the vector of parameters.

use serde::{Deserialize, Serialize};

use super::parameters::Parameters;
use crate::models::AdamW;

/// AdamW's memory (Loshchilov and Hutter 2019, <https://arxiv.org/abs/1711.05101>): running means for every
/// parameter. How many steps it has taken and how far a step goes is kept by who trains.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Optimiser {
    /// Running means of the gradients.
    first: Vec<f32>,
    /// Running means of their squares.
    second: Vec<f32>,
}

impl Optimiser {
    /// No steps taken yet, of so many numbers.
    pub fn new(count: usize) -> Self {
        Self { first: vec![0.0; count], second: vec![0.0; count] }
    }

    /// Takes a step, the first being 1: algorithm 2 of the paper. Gradients longer than 1 are shortened to
    /// 1, so that a rare batch does not undo much work (Pascanu et al. 2013).
    ///
    /// `gradient` is laid out as [`Parameters::values`].
    pub fn update(
        &mut self,
        parameters: &mut Parameters,
        gradient: &[f32],
        step: usize,
        settings: AdamW,
    ) {
        let decays = parameters.decays();
        let squares = gradient.iter().map(|&g| f64::from(g) * f64::from(g));
        let length = squares.sum::<f64>().sqrt() as f32;
        let shorten = if length > 1.0 { 1.0 / length } else { 1.0 };
        let (correction_1, correction_2) = AdamW::corrections(step as u32);
        let AdamW { learning_rate, weight_decay } = settings;
        let moments = self.first.iter_mut().zip(&mut self.second);
        for (((value, gradient), decays), (first, second)) in
            parameters.values.iter_mut().zip(gradient).zip(decays).zip(moments)
        {
            let gradient = gradient * shorten;
            *first = *first * AdamW::BETA_1 + gradient * (1.0 - AdamW::BETA_1);
            *second = *second * AdamW::BETA_2 + gradient * gradient * (1.0 - AdamW::BETA_2);
            let direction =
                (*first / correction_1) / ((*second / correction_2).sqrt() + AdamW::EPSILON);
            if decays {
                *value -= learning_rate * weight_decay * *value;
            }
            *value -= learning_rate * direction;
        }
    }
}

/// How large the steps are over the course of training.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepSizes {
    /// Steps in all.
    pub steps: usize,
    /// Steps at the start during which the step size grows from 0.
    pub warm_up: usize,
    /// The largest; from there it falls to 0 along a cosine (Loshchilov and Hutter 2017,
    /// <https://arxiv.org/abs/1608.03983>).
    pub largest: f32,
}

impl StepSizes {
    /// The size of a step, the first being 0.
    pub fn at(&self, step: usize) -> f32 {
        if step < self.warm_up {
            return self.largest * (step + 1) as f32 / self.warm_up as f32;
        }
        let rest = self.steps.saturating_sub(self.warm_up).max(1) as f32;
        let progress = (step - self.warm_up) as f32 / rest;
        self.largest * 0.5 * (1.0 + (std::f32::consts::PI * progress).cos())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: AdamW = AdamW { learning_rate: 0.1, weight_decay: 0.5 };

    fn parameters() -> Parameters {
        let mut parameters = Parameters::default();
        parameters.push("weight", &[2], true, vec![1.0, -2.0]);
        parameters.push("bias", &[1], false, vec![4.0]);
        parameters
    }

    #[test]
    fn the_first_step_goes_against_the_sign_of_the_gradient() {
        let mut parameters = parameters();
        Optimiser::new(3).update(&mut parameters, &[0.2, -0.1, 0.0], 1, SETTINGS);
        // A twentieth is taken from weights first; a bias without a gradient stays.
        let expected = [1.0 - 0.05 - 0.1, -2.0 + 0.1 + 0.1, 4.0];
        for (value, expected) in parameters.values.iter().zip(expected) {
            assert!((value - expected).abs() < 1e-5, "{value} {expected}");
        }
    }

    #[test]
    fn a_long_gradient_counts_as_one_of_length_1() {
        let after = |gradient: &[f32]| {
            let mut optimiser = Optimiser::new(3);
            optimiser.update(&mut parameters(), gradient, 1, SETTINGS);
            optimiser
        };
        assert_eq!(after(&[300.0, 0.0, -400.0]), after(&[0.6, 0.0, -0.8]));
        assert_ne!(after(&[0.3, 0.0, -0.4]), after(&[0.6, 0.0, -0.8]));
    }

    #[test]
    fn checkpoints_hold_it_as_two_lists() {
        let mut optimiser = Optimiser::new(3);
        optimiser.update(&mut parameters(), &[0.3, 0.0, -0.4], 1, SETTINGS);
        let lists = (&optimiser.first, &optimiser.second);
        let bytes = |kept: Result<Vec<u8>, _>| kept.expect("it is plain data");
        let kept = bytes(postcard::to_allocvec(&optimiser));
        assert_eq!(
            kept,
            bytes(postcard::to_allocvec(&lists)),
            "those of earlier versions are read"
        );
    }

    #[test]
    fn steps_grow_then_shrink() {
        let sizes = StepSizes { steps: 14, warm_up: 4, largest: 0.8 };
        assert_eq!([0, 1, 3, 4].map(|step| sizes.at(step)), [0.2, 0.4, 0.8, 0.8]);
        assert!((sizes.at(9) - 0.4).abs() < 1e-6, "half way down it is half as large");
        assert!(sizes.at(14).abs() < 1e-6);
    }
}
