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

    /// Whether it takes steps, epoch after epoch.
    pub fn has_steps(&self) -> bool {
        matches!(self, Self::Layers(_))
    }

    /// Whether it makes a difference to it that every class counts the same.
    pub fn can_balance(&self) -> bool {
        matches!(self, Self::Layers(_) | Self::Regularised(_))
    }

    /// The kind of head, as one chooses it.
    pub fn head(&self) -> HeadChoice {
        match self {
            Self::Layers(settings) if settings.hidden.is_some() => HeadChoice::Hidden,
            Self::Layers(_) => HeadChoice::Linear,
            Self::Regularised(_) => HeadChoice::Regularised,
            Self::Nearest(_) => HeadChoice::Nearest,
            Self::Means(_) => HeadChoice::Means,
        }
    }

    /// The recipe for this kind of head with the same settings, but for a hidden layer, which is part of the kind.
    pub fn with_head(&self, head: HeadChoice) -> Self {
        let settings = self.settings().clone();
        let hidden = settings.hidden.or(NonZeroU32::new(TrainingSettings::USUAL_HIDDEN));
        match head {
            HeadChoice::Linear => Self::Layers(TrainingSettings { hidden: None, ..settings }),
            HeadChoice::Hidden => Self::Layers(TrainingSettings { hidden, ..settings }),
            HeadChoice::Regularised => Self::Regularised(settings),
            HeadChoice::Nearest => Self::Nearest(settings),
            HeadChoice::Means => Self::Means(settings),
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

/// A kind of head, as one chooses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum HeadChoice {
    /// One layer, trained step by step.
    Linear,
    /// Two layers, trained step by step.
    Hidden,
    /// One layer, fitted to the end with an L2 penalty that cross-validation chooses.
    Regularised,
    /// The nearest examples vote.
    Nearest,
    /// The nearest class mean.
    Means,
}

impl HeadChoice {
    /// All kinds, the usual one first.
    pub const ALL: [Self; 5] =
        [Self::Linear, Self::Hidden, Self::Regularised, Self::Nearest, Self::Means];
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
    /// Whether every class counts the same, however many examples it has. For layers, and one layer that is fitted.
    #[serde(default)]
    pub balanced: bool,
    /// Whether layers are trained no longer once the loss over what is held out falls no more, and those of its least are
    /// kept.
    #[serde(default)]
    pub stops_early: bool,
    /// Whether a picture that is tried is looked at mirrored too. What is held out is measured without.
    #[serde(default)]
    pub mirrors: bool,
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
            balanced: false,
            stops_early: false,
            mirrors: false,
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
    /// Units of a hidden layer of which nobody has said how many.
    pub const USUAL_HIDDEN: u32 = 64;

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
            balanced: self.balanced,
            stops_early: self.stops_early,
            mirrors: self.mirrors,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipe_is_of_the_kind_that_was_chosen() {
        let mut recipe = Recipe::default();
        assert_eq!(recipe.head(), HeadChoice::Linear);
        for head in HeadChoice::ALL {
            recipe = recipe.with_head(head);
            assert_eq!(recipe.head(), head);
            assert_eq!(recipe.has_steps(), head <= HeadChoice::Hidden);
        }
        let hidden = recipe.with_head(HeadChoice::Hidden);
        assert_eq!(hidden.settings().hidden, NonZeroU32::new(TrainingSettings::USUAL_HIDDEN));
        let own = TrainingSettings { hidden: NonZeroU32::new(7), ..Default::default() };
        let again = Recipe::Means(own.clone()).with_head(HeadChoice::Hidden);
        assert_eq!(again, Recipe::Layers(own), "as many as somebody has said");
    }

    #[test]
    fn settings_are_kept_within_bounds() {
        let wild = TrainingSettings {
            seed: u32::MAX,
            epochs: 0,
            batch_size: 0,
            learning_rate: f32::NAN,
            weight_decay: -1.0,
            hidden: Some(NonZeroU32::MAX),
            balanced: true,
            stops_early: true,
            mirrors: true,
        };
        let expected = TrainingSettings {
            seed: u32::MAX,
            epochs: 1,
            batch_size: 1,
            learning_rate: 0.001,
            weight_decay: 0.0,
            hidden: NonZeroU32::new(1024),
            balanced: true,
            stops_early: true,
            mirrors: true,
        };
        assert_eq!(Recipe::Layers(wild).bounded(), Recipe::Layers(expected));
        assert_eq!(TrainingSettings::default().bounded(), TrainingSettings::default());
        let slow = TrainingSettings { learning_rate: 0.0, ..Default::default() };
        assert_eq!(slow.bounded().learning_rate, 1e-6);
    }
}
