//! The settings of training, as typed into boxes.

use std::fmt;
use std::num::NonZeroU32;
use std::ops::RangeInclusive;

use super::State;
use crate::protocol::{Recipe, TrainingSettings};
use crate::words::{say, say_with};

/// One of the settings of training.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// What chance starts from.
    Seed,
    /// Passes over the training examples.
    Epochs,
    /// Examples a step.
    BatchSize,
    /// AdamW's step size.
    LearningRate,
    /// AdamW's decoupled weight decay.
    WeightDecay,
    /// Units of the head's hidden layer.
    Hidden,
}

/// A text that is no value of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutOfBounds(Field);

impl fmt::Display for OutOfBounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = if self.0.is_whole() { "setting.not-whole" } else { "setting.no-number" };
        let (least, most) = self.0.bounds();
        // As they are typed.
        f.write_str(&say_with(key, &[&least.to_string(), &most.to_string()]))
    }
}

impl Field {
    /// All settings, in the order to show them.
    pub const ALL: [Self; 6] = [
        Self::Seed,
        Self::Epochs,
        Self::BatchSize,
        Self::LearningRate,
        Self::WeightDecay,
        Self::Hidden,
    ];

    /// Those that count for a recipe.
    pub fn of(recipe: &Recipe) -> impl Iterator<Item = Self> + use<> {
        let has_steps = recipe.has_steps();
        Self::ALL.into_iter().filter(move |field| has_steps || *field == Self::Seed)
    }

    /// The name to show.
    pub fn label(self) -> &'static str {
        say(match self {
            Self::Seed => "setting.seed",
            Self::Epochs => "setting.epochs",
            Self::BatchSize => "setting.batch-size",
            Self::LearningRate => "setting.learning-rate",
            Self::WeightDecay => "setting.weight-decay",
            Self::Hidden => "setting.hidden",
        })
    }

    /// What it does, in plain words.
    pub fn hint(self) -> &'static str {
        say(match self {
            Self::Seed => "setting.seed-hint",
            Self::Epochs => "setting.epochs-hint",
            Self::BatchSize => "setting.batch-size-hint",
            Self::LearningRate => "setting.learning-rate-hint",
            Self::WeightDecay => "setting.weight-decay-hint",
            Self::Hidden => "setting.hidden-hint",
        })
    }

    /// Whether it takes whole numbers only.
    pub fn is_whole(self) -> bool {
        matches!(self, Self::Seed | Self::Epochs | Self::BatchSize | Self::Hidden)
    }

    /// The least and the greatest value.
    pub fn bounds(self) -> (f64, f64) {
        let whole =
            |bounds: RangeInclusive<u32>| (f64::from(*bounds.start()), f64::from(*bounds.end()));
        match self {
            Self::Seed => whole(0..=u32::MAX),
            Self::Epochs => whole(TrainingSettings::EPOCHS),
            Self::BatchSize => whole(TrainingSettings::BATCH_SIZE),
            Self::LearningRate => TrainingSettings::LEARNING_RATE.into_inner(),
            Self::WeightDecay => TrainingSettings::WEIGHT_DECAY.into_inner(),
            // In its box, 0 is no hidden layer.
            Self::Hidden => whole(0..=TrainingSettings::MOST_HIDDEN),
        }
    }

    /// Its value as text.
    pub fn text(self, settings: &TrainingSettings) -> String {
        match self {
            Self::Seed => settings.seed.to_string(),
            Self::Epochs => settings.epochs.to_string(),
            Self::BatchSize => settings.batch_size.to_string(),
            Self::LearningRate => settings.learning_rate.to_string(),
            Self::WeightDecay => settings.weight_decay.to_string(),
            Self::Hidden => settings.hidden.map_or(0, NonZeroU32::get).to_string(),
        }
    }
}

impl State {
    /// Sets one setting of the next run from text.
    ///
    /// # Errors
    /// [`OutOfBounds`]; the value before stays.
    pub fn set(&mut self, field: Field, text: &str) -> Result<(), OutOfBounds> {
        let (least, most) = field.bounds();
        let value: f64 = text.trim().parse().map_err(|_| OutOfBounds(field))?;
        // Also refuses NaN, which is in no range.
        if !(least..=most).contains(&value) || (field.is_whole() && value.fract() != 0.0) {
            return Err(OutOfBounds(field));
        }
        let mut settings = self.project().settings().clone();
        match field {
            Field::Seed => settings.seed = value as u32,
            Field::Epochs => settings.epochs = value as u32,
            Field::BatchSize => settings.batch_size = value as u32,
            Field::LearningRate => settings.learning_rate = value as f32,
            Field::WeightDecay => settings.weight_decay = value as f32,
            Field::Hidden => settings.hidden = NonZeroU32::new(value as u32),
        }
        self.edit(|project| project.recipe = project.recipe.with(settings));
        Ok(())
    }
}
