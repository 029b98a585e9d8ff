//! Weights that almost fit an architecture, thousands of them: recognising them neither panics nor
//! takes more memory than the weights do, and what is recognised can be run.
//!
//! `PROPTEST_CASES` sets how many each model gets, `PROPTEST_RNG_SEED` which.

use std::cell::Cell;
use std::collections::BTreeMap;

use crate::common::models;
use crate::{MEMORY, alone, damage};
use headstart::models::{Array, Backbone, Pretrained, Weights};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{TestCaseError, TestRunner};

/// How many variations each model gets, unless the environment says otherwise.
const CASES: u32 = 1000;

/// Tensors are resized to no more values than this.
const MOST_VALUES: usize = 1 << 20;

/// One change to a model.
#[derive(Debug, Clone)]
enum Change {
    Remove,
    /// As if it were stored as a kind of number that is not read.
    PassOver,
    Rename(String),
    Prefix(&'static str),
    /// Gives it the shape and values of another tensor.
    Copy(Index),
    ReverseAxes,
    Flatten,
    AddAxis,
    Resize {
        axis: Index,
        length: usize,
    },
    Fill(f32),
    Set {
        at: Index,
        value: f32,
    },
}

fn change() -> impl Strategy<Value = Change> {
    let value =
        || select(vec![f32::NAN, f32::INFINITY, f32::MAX, f32::MIN, f32::MIN_POSITIVE, 0.0, -1.0]);
    let length = prop_oneof![
        select(vec![0, 1, 2, 3, 1 << 16, 1 << 20, 1 << 32, usize::MAX / 2, usize::MAX]),
        0..100_usize,
    ];
    let names = select(vec![
        "x",
        "",
        "layer1.99999999999999999999.conv1.weight",
        "layer1.18446744073709551615.conv1.weight",
        "module.layer2.1000000.bn1.weight",
        "linear.weight",
        "module.linear.weight",
        "layer3.0.conv1.weight",
        "Conv1/kernel",
        "expanded_conv_project/kernel",
        "block_16_project/kernel",
        "predictions/kernel",
        "MobilenetV1/Conv2d_0/weights",
        "MobilenetV1/Conv2d_13_pointwise/weights",
        "stage_0.down.kernel",
        "encoder.code.kernel",
        "filters",
        "centroids",
    ]);
    prop_oneof![
        Just(Change::Remove),
        Just(Change::PassOver),
        names.prop_map(|name| Change::Rename(name.into())),
        select(vec!["module.", "ema.", "optimizer.", "dense"]).prop_map(Change::Prefix),
        any::<Index>().prop_map(Change::Copy),
        Just(Change::ReverseAxes),
        Just(Change::Flatten),
        Just(Change::AddAxis),
        (any::<Index>(), length).prop_map(|(axis, length)| Change::Resize { axis, length }),
        value().prop_map(Change::Fill),
        (any::<Index>(), value()).prop_map(|(at, value)| Change::Set { at, value }),
    ]
}

/// A shape with another axis, of which an array can be made: where it has too many values, another
/// axis is 0.
fn resize(array: &mut Array, axis: usize, length: usize) {
    array.shape[axis] = length;
    let count =
        |shape: &[usize]| shape.iter().try_fold(1usize, |count, &axis| count.checked_mul(axis));
    if count(&array.shape).is_none_or(|count| count > MOST_VALUES) {
        match array.shape.len() {
            1 => array.shape[0] = MOST_VALUES,
            axes => array.shape[(axis + 1) % axes] = 0,
        }
    }
    // A product that has a 0 late may still overflow before it.
    let zero = array.shape.contains(&0);
    let values = if zero { 0 } else { count(&array.shape).unwrap_or(0) };
    array.values.resize(values, 1.0);
}

fn apply(weights: &Weights, changes: &[(Index, Change)]) -> Weights {
    let mut arrays: BTreeMap<String, Array> =
        weights.iter().map(|(name, array)| (name.to_string(), array.clone())).collect();
    let mut unread = Vec::new();
    for (which, change) in changes {
        let names: Vec<String> = arrays.keys().cloned().collect();
        let Some(name) = names.get(which.index(names.len().max(1))).cloned() else { break };
        let Some(mut array) = arrays.remove(&name) else { continue };
        let mut to = name.clone();
        match change {
            Change::Remove => continue,
            Change::PassOver => {
                unread.push(name);
                continue;
            }
            Change::Rename(name) => to = name.clone(),
            Change::Prefix(prefix) => to = format!("{prefix}{name}"),
            Change::Copy(other) => {
                if let Some(other) = arrays.get(other.get(&names)) {
                    array = other.clone();
                }
            }
            Change::ReverseAxes => array.shape.reverse(),
            Change::Flatten => array.shape = vec![array.values.len()],
            Change::AddAxis => array.shape.push(1),
            Change::Resize { axis, length } => {
                if !array.shape.is_empty() {
                    let axis = axis.index(array.shape.len());
                    resize(&mut array, axis, *length);
                }
            }
            Change::Fill(value) => array.values.fill(*value),
            Change::Set { at, value } => {
                if !array.values.is_empty() {
                    let at = at.index(array.values.len());
                    array.values[at] = *value;
                }
            }
        }
        arrays.insert(to, array);
    }
    let mut weights: Weights = arrays.into_iter().collect();
    unread.iter().for_each(|name| weights.pass_over(name, "I8"));
    weights
}

/// Recognises the weights; whether they are a model.
fn check(weights: &Weights) -> Result<bool, String> {
    let values: usize = weights.iter().map(|(_, array)| array.values.len()).sum();
    // What is taken is copied, and lists of layers and names take a little.
    let allowed = values * size_of::<f32>() + (1 << 20);
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let result = Pretrained::recognise(weights);
    let taken = MEMORY.peak_usage().saturating_sub(before);
    if taken > allowed {
        return Err(format!("{taken} bytes were taken where {allowed} are allowed"));
    }
    match result {
        Ok(pretrained) => check_model(&pretrained).map(|()| true),
        // Every error must be a sentence.
        Err(kind) if kind.to_string().ends_with('.') => Ok(false),
        Err(kind) => Err(format!("{kind:?} is no sentence")),
    }
}

/// Whether the numbers are as many as the configuration says, and finite, and not too many to run.
fn check_model(pretrained: &Pretrained) -> Result<(), String> {
    let hold = |what: &str, values: &[f32], count: usize| {
        if values.len() != count || count == 0 {
            return Err(format!("{what} has {} values, not {count}", values.len()));
        }
        match values.iter().all(|value| value.is_finite()) {
            true => Ok(()),
            false => Err(format!("{what} is not finite")),
        }
    };
    let layers = match &pretrained.backbone {
        Backbone::ConvNet { config, weights } => config.layers.iter().zip(weights).collect(),
        Backbone::KMeans { config, weights } => {
            hold("filters", &weights.filters, config.components * config.patch_values())?;
            hold("mean", &weights.mean, config.components)?;
            hold("centroids", &weights.centroids, config.centroids * config.components)?;
            let pictures = weights.pictures(config);
            if pictures.len() != config.centroids {
                return Err("a centroid has no picture".into());
            }
            Vec::new()
        }
    };
    for (layer, weights) in layers {
        hold(&layer.name, &weights.kernel, layer.kernel_shape().iter().product())?;
        hold(&layer.name, &weights.bias, layer.outputs)?;
    }
    let features = pretrained.backbone.embedding_size();
    let work = pretrained.backbone.multiplications();
    if !(1..=1 << 16).contains(&features) || work > 1 << 36 {
        return Err(format!("{features} features from {work} multiplications"));
    }
    match &pretrained.classifier {
        Some(head) if head.features() != features => Err("the head takes other features".into()),
        Some(head) => {
            hold("head", &head.output.weight, features * head.classes())?;
            hold("head", &head.output.bias, head.classes())
        }
        None => Ok(()),
    }
}

#[test]
fn no_weights_upset_the_architectures() {
    let _alone = alone();
    let config = damage(CASES);
    for (architecture, weights) in models::own().into_iter().chain(models::public()) {
        let (runs, sound) = (Cell::new(0), Cell::new(0));
        let start = std::time::Instant::now();
        let changes = prop::collection::vec((any::<Index>(), change()), 1..4);
        let result = TestRunner::new(config.clone()).run(&changes, |changes| {
            let is_sound = check(&apply(&weights, &changes)).map_err(TestCaseError::fail)?;
            runs.set(runs.get() + 1);
            sound.set(sound.get() + u32::from(is_sound));
            Ok(())
        });
        if let Err(error) = result {
            panic!("{architecture}: {error}");
        }
        println!(
            "{architecture}: {} variations, {} still recognised, {:.1} s",
            runs.get(),
            sound.get(),
            start.elapsed().as_secs_f32()
        );
    }
}
