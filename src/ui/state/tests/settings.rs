//! Settings, as they are typed.

use std::num::NonZeroU32;

use super::*;

#[test]
fn settings_take_what_is_in_range() {
    let mut state = ready();
    for (field, text) in [
        (Field::Seed, "4294967295"),
        (Field::Epochs, " 7 "),
        (Field::BatchSize, "32"),
        (Field::LearningRate, "1e-2"),
        (Field::WeightDecay, "0"),
        (Field::Hidden, "100"),
    ] {
        assert_eq!(state.set(field, text), Ok(()), "{field:?}");
    }
    let expected = TrainingSettings {
        seed: u32::MAX,
        epochs: 7,
        batch_size: 32,
        learning_rate: 0.01,
        weight_decay: 0.0,
        hidden: NonZeroU32::new(100),
        balanced: false,
        stops_early: false,
        mirrors: false,
    };
    assert_eq!(*state.project().settings(), expected);
    assert_eq!(state.project().settings().bounded(), expected, "the worker takes them as they are");
}

#[test]
fn settings_refuse_what_is_not() {
    let mut state = ready();
    for (field, text) in [
        (Field::Seed, "-1"),
        (Field::Seed, "4294967296"),
        (Field::Epochs, "0"),
        (Field::Epochs, "1.5"),
        (Field::BatchSize, ""),
        (Field::LearningRate, "NaN"),
        (Field::LearningRate, "inf"),
        (Field::WeightDecay, "much"),
        (Field::Hidden, "-1"),
        (Field::Hidden, "1025"),
        (Field::Hidden, "12.5"),
    ] {
        assert!(state.set(field, text).is_err(), "{field:?} {text}");
    }
    assert_eq!(*state.project().settings(), TrainingSettings::default());
    let refused = state.set(Field::Epochs, "0").expect_err("it is too small");
    let sentence = "This must be a whole number from 1 to 10000. The value before stays in use.";
    assert_eq!(refused.to_string(), sentence);
}
