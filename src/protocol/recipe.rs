//! How to train.

use std::num::NonZeroU32;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

/// How to make a classifier of examples: which kind of head, and its settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Recipe {
    /// Fully connected layers, trained step by step.
    Layers(TrainingSettings),
    /// One layer, fitted to the end with an L2 penalty that is chosen by cross-validation. Of the settings of this and the
    /// kinds below only the seed counts; the others are kept for when layers are trained again.
    Regularised(TrainingSettings),
    /// The nearest examples vote; nothing is trained.
    Nearest(TrainingSettings),
    /// The nearest class mean, or prototype; nothing is trained.
    Means(TrainingSettings),
}

impl Default for Recipe {
    fn default() -> Self {
        Self::Layers(TrainingSettings::default())
    }
}

impl Recipe {
    /// The same within the bounds that training can bear, whatever was typed.
    pub fn bounded(&self) -> Self {
        self.with(self.settings().bounded())
    }

    /// Its settings, of which those of steps count for layers alone.
    pub fn settings(&self) -> &TrainingSettings {
        match self {
            Self::Layers(settings)
            | Self::Regularised(settings)
            | Self::Nearest(settings)
            | Self::Means(settings) => settings,
        }
    }

    /// The same kind of head with other settings.
    pub fn with(&self, settings: TrainingSettings) -> Self {
        match self {
            Self::Layers(_) => Self::Layers(settings),
            Self::Regularised(_) => Self::Regularised(settings),
            Self::Nearest(_) => Self::Nearest(settings),
            Self::Means(_) => Self::Means(settings),
        }
    }
}

/// How to train fully connected layers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainingSettings {
    /// Seeds the split, the order of the batches and the start of a hidden layer.
    pub seed: u32,
    /// Passes over the training examples.
    pub epochs: u32,
    /// Examples a step.
    pub batch_size: u32,
    /// AdamW's step size.
    pub learning_rate: f32,
    /// AdamW's decoupled weight decay.
    pub weight_decay: f32,
    /// Units of a hidden layer between embedding and classes; none in a linear head.
    pub hidden: Option<NonZeroU32>,
}

impl Default for TrainingSettings {
    fn default() -> Self {
        Self {
            seed: 42,
            epochs: 50,
            batch_size: 16,
            learning_rate: 0.001,
            weight_decay: 0.01,
            hidden: None,
        }
    }
}

impl TrainingSettings {
    /// Bounds of [`epochs`](Self::epochs).
    pub const EPOCHS: RangeInclusive<u32> = 1..=10_000;
    /// Bounds of [`batch_size`](Self::batch_size).
    pub const BATCH_SIZE: RangeInclusive<u32> = 1..=1024;
    /// Bounds of [`learning_rate`](Self::learning_rate).
    pub const LEARNING_RATE: RangeInclusive<f64> = 1e-6..=1.0;
    /// Bounds of [`weight_decay`](Self::weight_decay).
    pub const WEIGHT_DECAY: RangeInclusive<f64> = 0.0..=10.0;
    /// Most units of a [`hidden`](Self::hidden) layer.
    pub const MOST_HIDDEN: u32 = 1024;

    /// The same within the bounds that training can bear, whatever was typed.
    pub fn bounded(&self) -> Self {
        let whole =
            |value: u32, bounds: RangeInclusive<u32>| value.clamp(*bounds.start(), *bounds.end());
        let real = |value: f32, bounds: RangeInclusive<f64>, default: f32| {
            let (least, most) = (*bounds.start() as f32, *bounds.end() as f32);
            if value.is_finite() { value.clamp(least, most) } else { default }
        };
        let default = Self::default();
        Self {
            seed: self.seed,
            epochs: whole(self.epochs, Self::EPOCHS),
            batch_size: whole(self.batch_size, Self::BATCH_SIZE),
            learning_rate: real(self.learning_rate, Self::LEARNING_RATE, default.learning_rate),
            weight_decay: real(self.weight_decay, Self::WEIGHT_DECAY, default.weight_decay),
            hidden: self
                .hidden
                .map(|units| units.get().min(Self::MOST_HIDDEN))
                .and_then(NonZeroU32::new),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_kept_within_bounds() {
        let wild = TrainingSettings {
            seed: u32::MAX,
            epochs: 0,
            batch_size: 0,
            learning_rate: f32::NAN,
            weight_decay: -1.0,
            hidden: Some(NonZeroU32::MAX),
        };
        let expected = TrainingSettings {
            seed: u32::MAX,
            epochs: 1,
            batch_size: 1,
            learning_rate: 0.001,
            weight_decay: 0.0,
            hidden: NonZeroU32::new(1024),
        };
        assert_eq!(Recipe::Layers(wild).bounded(), Recipe::Layers(expected));
        assert_eq!(TrainingSettings::default().bounded(), TrainingSettings::default());
        let slow = TrainingSettings { learning_rate: 0.0, ..Default::default() };
        assert_eq!(slow.bounded().learning_rate, 1e-6);
    }
}
