//! How to train, in the words of `headstart.js`.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::protocol::{HeadChoice, Recipe, TrainingSettings};

/// How to train. What is not said is as in the studio, and what is beyond its bounds is brought within them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Settings {
    /// The kind of head: `linear`, `hidden`, `regularised`, `nearest` or `means`.
    pub head: Option<Head>,
    /// See [`TrainingSettings::seed`].
    pub seed: Option<u32>,
    /// See [`TrainingSettings::epochs`].
    pub epochs: Option<u32>,
    /// See [`TrainingSettings::batch_size`].
    pub batch_size: Option<u32>,
    /// See [`TrainingSettings::learning_rate`].
    pub learning_rate: Option<f32>,
    /// See [`TrainingSettings::weight_decay`].
    pub weight_decay: Option<f32>,
    /// Units of the hidden layer, of a head that has one.
    pub hidden: Option<NonZeroU32>,
    /// See [`TrainingSettings::balanced`].
    pub balanced: bool,
    /// See [`TrainingSettings::stops_early`].
    pub stops_early: bool,
    /// See [`TrainingSettings::mirrors`].
    pub mirrors: bool,
}

/// A kind of head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Head {
    /// See [`HeadChoice::Linear`].
    Linear,
    /// See [`HeadChoice::Hidden`].
    Hidden,
    /// See [`HeadChoice::Regularised`].
    Regularised,
    /// See [`HeadChoice::Nearest`].
    Nearest,
    /// See [`HeadChoice::Means`].
    Means,
}

impl Settings {
    /// The recipe that the studio would send.
    pub fn recipe(&self) -> Recipe {
        let usual = TrainingSettings::default();
        let settings = TrainingSettings {
            seed: self.seed.unwrap_or(usual.seed),
            epochs: self.epochs.unwrap_or(usual.epochs),
            batch_size: self.batch_size.unwrap_or(usual.batch_size),
            learning_rate: self.learning_rate.unwrap_or(usual.learning_rate),
            weight_decay: self.weight_decay.unwrap_or(usual.weight_decay),
            hidden: self.hidden,
            balanced: self.balanced,
            stops_early: self.stops_early,
            mirrors: self.mirrors,
        };
        let recipe = Recipe::Layers(settings);
        let recipe = match self.head {
            // Units of a hidden layer alone ask for one.
            None => recipe,
            Some(Head::Linear) => recipe.with_head(HeadChoice::Linear),
            Some(Head::Hidden) => recipe.with_head(HeadChoice::Hidden),
            Some(Head::Regularised) => recipe.with_head(HeadChoice::Regularised),
            Some(Head::Nearest) => recipe.with_head(HeadChoice::Nearest),
            Some(Head::Means) => recipe.with_head(HeadChoice::Means),
        };
        recipe.bounded()
    }

    /// What asks for this recipe.
    pub fn of(recipe: &Recipe) -> Self {
        let settings = recipe.settings();
        Self {
            head: Some(match recipe.head() {
                HeadChoice::Linear => Head::Linear,
                HeadChoice::Hidden => Head::Hidden,
                HeadChoice::Regularised => Head::Regularised,
                HeadChoice::Nearest => Head::Nearest,
                HeadChoice::Means => Head::Means,
            }),
            seed: Some(settings.seed),
            epochs: Some(settings.epochs),
            batch_size: Some(settings.batch_size),
            learning_rate: Some(settings.learning_rate),
            weight_decay: Some(settings.weight_decay),
            hidden: settings.hidden,
            balanced: settings.balanced,
            stops_early: settings.stops_early,
            mirrors: settings.mirrors,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_said_is_as_in_the_studio() {
        assert_eq!(Settings::default().recipe(), Recipe::default());
    }

    #[test]
    fn what_is_said_counts_and_comes_back() {
        let said = r#"{"head":"hidden","seed":7,"batchSize":4,"hidden":9,"stopsEarly":true}"#;
        let settings: Settings = serde_json::from_str(said).expect("settings");
        let recipe = settings.recipe();
        assert_eq!((recipe.head(), recipe.settings().seed), (HeadChoice::Hidden, 7));
        assert_eq!(recipe.settings().hidden.map(NonZeroU32::get), Some(9));
        for head in HeadChoice::ALL {
            let recipe = recipe.with_head(head);
            assert_eq!(Settings::of(&recipe).recipe(), recipe);
        }
        assert!(serde_json::from_str::<Settings>(r#"{"epoch":3}"#).is_err());
    }
}
