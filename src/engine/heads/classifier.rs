//! What training leaves: all that it takes to classify with a head.

use serde::{Deserialize, Serialize};

use super::known::Known;
use super::means::Means;
use super::metrics::{self, Report};
use super::nearest::Nearest;
use super::standardise::Standardiser;
use crate::models::{Head, Layer, softmax};
use crate::protocol::{ClassId, Familiarity};

/// A class that a classifier knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassLabel {
    /// Tells it from others, whatever they are called.
    pub id: ClassId,
    /// What it is called; two that are called the same have different ids.
    pub name: String,
}

impl ClassLabel {
    /// Classes of these names, with ids from 0 up.
    pub fn numbered(names: impl IntoIterator<Item = String>) -> Vec<Self> {
        (0..).zip(names).map(|(id, name)| Self { id: ClassId(id), name }).collect()
    }
}

/// What tells classes apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum HeadKind {
    /// Fully connected layers on standardised embeddings.
    Layers(Head),
    /// The nearest examples vote, by raw embeddings.
    Nearest(Nearest),
    /// The nearest class mean, by raw embeddings.
    Means(Means),
}

/// A trained head with all it takes to use it on embeddings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Classifier {
    standardiser: Standardiser,
    kind: HeadKind,
    /// In the order of the head's probabilities.
    classes: Vec<ClassLabel>,
    /// What the logits are multiplied by before they become probabilities: one over the temperature; 1 until it was found.
    factor: f32,
    /// What it can tell from anything else; none until that was found.
    known: Option<Known>,
    /// Whether a picture is to be looked at mirrored too.
    #[serde(default)]
    mirrors: bool,
}

impl Classifier {
    /// Of a head that was trained on embeddings after this standardiser, with its classes in their order.
    pub fn new(standardiser: Standardiser, kind: HeadKind, classes: Vec<ClassLabel>) -> Self {
        Self { standardiser, kind, classes, factor: 1.0, known: None, mirrors: false }
    }

    /// The same for pictures that are looked at mirrored too, or as they are alone.
    pub fn mirroring(self, mirrors: bool) -> Self {
        Self { mirrors, ..self }
    }

    /// Whether it is to be given the mean of what the model makes of a picture and of its mirror image.
    pub fn mirrors(&self) -> bool {
        self.mirrors
    }

    /// The same with probabilities that mean something: what its logits are multiplied by first, and what it knows.
    pub fn calibrated(self, factor: f32, known: Option<Known>) -> Self {
        Self { factor, known, ..self }
    }

    /// What its logits are multiplied by before they become probabilities: 1 before it was calibrated.
    pub fn factor(&self) -> f32 {
        self.factor
    }

    /// What it can tell from anything else, once that was found.
    pub fn known(&self) -> Option<&Known> {
        self.known.as_ref()
    }

    /// How near an embedding, as the model gives it, is to what it knows; none before it was calibrated.
    pub fn familiarity(&self, embedding: &[f32]) -> Option<Familiarity> {
        let known = self.known.as_ref()?;
        let distance = known.distance(embedding);
        Some(Familiarity { distance, threshold: known.threshold })
    }

    /// What embeddings go through first.
    pub fn standardiser(&self) -> &Standardiser {
        &self.standardiser
    }

    /// What tells the classes apart.
    pub fn kind(&self) -> &HeadKind {
        &self.kind
    }

    /// The classes, in the order of [`probabilities`](Self::probabilities).
    pub fn classes(&self) -> &[ClassLabel] {
        &self.classes
    }

    /// The probability of each class for an embedding `[features]` as the model gives it.
    pub fn probabilities(&self, embedding: &[f32]) -> Vec<f32> {
        let mut values = self.logits(embedding);
        values.iter_mut().for_each(|value| *value *= self.factor);
        softmax(&mut values);
        values
    }

    /// The logit of each class for such an embedding, before it is calibrated.
    pub fn logits(&self, embedding: &[f32]) -> Vec<f32> {
        match &self.kind {
            HeadKind::Layers(head) => head.logits(&self.standardiser.apply(embedding)),
            HeadKind::Nearest(nearest) => nearest.logits(embedding),
            HeadKind::Means(means) => means.logits(embedding),
        }
    }

    /// Every class with its probability for an embedding as the model gives it, best first.
    pub fn ranked(&self, embedding: &[f32]) -> Vec<(ClassId, f32)> {
        let ids = self.classes.iter().map(|class| class.id);
        let mut classes: Vec<_> = ids.zip(self.probabilities(embedding)).collect();
        classes.sort_by(|a, b| b.1.total_cmp(&a.1));
        classes
    }

    /// How it does on examples that it has not seen: embeddings as the model gives them, each with its class.
    pub fn report<'a>(&self, examples: impl Iterator<Item = (&'a [f32], usize)>) -> Report {
        metrics::report(|row| self.probabilities(row), self.classes.len(), examples)
    }

    /// Share of such examples that it gets right, 0 to 1; 0 of none.
    pub fn accuracy<'a>(&self, examples: impl Iterator<Item = (&'a [f32], usize)>) -> f32 {
        self.report(examples).score.map_or(0.0, |score| score.accuracy)
    }

    /// The head that takes embeddings as the model gives them: the standardiser is multiplied into its first
    /// layer, `W' = diag(scale) W` and `b' = b - mean W'`. None of a kind that has no layers.
    pub fn folded(&self) -> Option<Head> {
        let HeadKind::Layers(head) = &self.kind else { return None };
        let fold = |layer: &Layer| fold(&self.standardiser, layer);
        Some(match &head.hidden {
            Some(hidden) => Head { hidden: Some(fold(hidden)), output: head.output.clone() },
            None => Head::linear(fold(&head.output)),
        })
    }
}

/// The layer that does to an embedding what this one does to it standardised.
fn fold(standardiser: &Standardiser, layer: &Layer) -> Layer {
    let mut folded = layer.clone();
    // Sums of many products, which are rounded once.
    let mut bias: Vec<f64> = layer.bias.iter().map(|&bias| f64::from(bias)).collect();
    let rows = folded.weight.chunks_exact_mut(layer.outputs.max(1));
    let moments = standardiser.mean().iter().zip(standardiser.scale());
    for (row, (&mean, &scale)) in rows.zip(moments) {
        for (weight, bias) in row.iter_mut().zip(&mut bias) {
            *weight *= scale;
            *bias -= f64::from(mean) * f64::from(*weight);
        }
    }
    folded.bias = bias.into_iter().map(|bias| bias as f32).collect();
    folded
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use rand::rngs::ChaCha8Rng;
    use rand::{RngExt, SeedableRng};

    use super::*;
    use crate::formats::safetensors::{self, Precision};
    use crate::models::{Array, Weights};

    const FEATURES: usize = 40;

    fn random_layer(inputs: usize, outputs: usize, rng: &mut ChaCha8Rng) -> Layer {
        let mut layer = Layer::random(inputs, outputs, rng);
        layer.bias.fill_with(|| rng.random_range(-1.0..1.0));
        layer
    }

    fn rows(count: usize, rng: &mut ChaCha8Rng) -> Vec<Vec<f32>> {
        let mut row = || (0..FEATURES).map(|_| rng.random_range(-2.0..3.0)).collect();
        (0..count).map(|_| row()).collect()
    }

    /// A classifier of random weights on embeddings of random moments, and some of those.
    fn classifier(hidden: Option<usize>, seed: u64) -> (Classifier, Vec<Vec<f32>>) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let rows = rows(20, &mut rng);
        let slices: Vec<&[f32]> = rows.iter().map(Vec::as_slice).collect();
        let head = Head {
            hidden: hidden.map(|units| random_layer(FEATURES, units, &mut rng)),
            output: random_layer(hidden.unwrap_or(FEATURES), 5, &mut rng),
        };
        let names = ["a", "b", "c", "d", "e"].map(String::from);
        let classes = ClassLabel::numbered(names);
        let standardiser = Standardiser::fit(&slices);
        (Classifier::new(standardiser, HeadKind::Layers(head), classes), rows)
    }

    #[test]
    fn a_folded_head_is_standardising_and_then_the_head() {
        for seed in 0..20 {
            for hidden in [None, Some(1), Some(7), Some(33)] {
                let (classifier, rows) = classifier(hidden, seed);
                let folded = classifier.folded().expect("it has layers");
                for row in &rows {
                    let pairs = classifier.probabilities(row).into_iter();
                    for (expected, actual) in pairs.zip(folded.probabilities(row)) {
                        assert!((expected - actual).abs() <= 1e-6, "{expected}, {actual}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_likeliest_class_comes_first() {
        let output = Layer { inputs: 1, outputs: 2, weight: vec![-1.0, 1.0], bias: vec![0.0; 2] };
        let classes = [(7, "left"), (3, "right")]
            .map(|(id, name)| ClassLabel { id: ClassId(id), name: name.into() });
        let standardiser = Standardiser::fit(&[&[1.0], &[3.0]]);
        let kind = HeadKind::Layers(Head::linear(output));
        let classifier = Classifier::new(standardiser, kind, classes.into());
        let ids = |embedding| {
            let ranked = classifier.ranked(&[embedding]);
            assert!(ranked[0].1 > ranked[1].1);
            ranked.into_iter().map(|(id, _)| id.0).collect::<Vec<_>>()
        };
        assert_eq!((ids(2.5), ids(1.5)), (vec![3, 7], vec![7, 3]));
        let tests = [(&[2.5f32][..], 1), (&[3.0], 1), (&[0.0], 0), (&[2.1], 0)];
        assert_eq!(classifier.accuracy(tests.into_iter()), 0.75);
        assert_eq!(classifier.accuracy(std::iter::empty()), 0.0);
    }

    /// All numbers of a classifier as they are kept, by name.
    fn tensors(classifier: &Classifier) -> Weights {
        let HeadKind::Layers(head) = classifier.kind() else { panic!("it has layers") };
        let standardiser = classifier.standardiser();
        let mut tensors = Weights::default();
        let mut insert = |name: &str, shape: &[usize], values: &[f32]| {
            let array = Array { shape: shape.to_vec(), values: values.to_vec() };
            tensors.insert(name, array).expect("no name is there twice");
        };
        insert("mean", &[FEATURES], standardiser.mean());
        insert("scale", &[FEATURES], standardiser.scale());
        for (at, layer) in head.layers().enumerate() {
            insert(&format!("{at}.weight"), &[layer.inputs, layer.outputs], &layer.weight);
            insert(&format!("{at}.bias"), &[layer.outputs], &layer.bias);
        }
        tensors
    }

    fn bits(tensors: &Weights) -> Vec<(String, Vec<u32>)> {
        let bits = |values: &[f32]| values.iter().map(|value| value.to_bits()).collect();
        tensors.iter().map(|(name, array)| (name.to_owned(), bits(&array.values))).collect()
    }

    /// With numbers that are easily lost.
    fn awkward(hidden: Option<usize>) -> Classifier {
        let mut classifier = classifier(hidden, 3).0;
        let HeadKind::Layers(head) = &mut classifier.kind else { panic!("it has layers") };
        head.output.weight[..4].copy_from_slice(&[-0.0, 1e-45, f32::MIN_POSITIVE / 3.0, f32::MAX]);
        classifier
    }

    #[test]
    fn written_and_read_again_it_is_the_same_to_the_bit() {
        for hidden in [None, Some(7)] {
            let classifier = awkward(hidden);
            let before = tensors(&classifier);
            let file = safetensors::write(&before, &BTreeMap::new(), Precision::Full);
            let after = safetensors::read(&file).expect("it is sound");
            assert_eq!(bits(&after), bits(&before));
        }
    }

    #[test]
    fn serialised_and_back_it_is_the_same_to_the_bit() {
        for hidden in [None, Some(7)] {
            let classifier = awkward(hidden);
            let bytes = postcard::to_allocvec(&classifier).expect("it is plain data");
            let binary: Classifier = postcard::from_bytes(&bytes).expect("it was just written");
            let json = serde_json::to_string(&classifier).expect("it is plain data");
            let text: Classifier = serde_json::from_str(&json).expect("it was just written");
            for again in [binary, text] {
                assert_eq!(bits(&tensors(&again)), bits(&tensors(&classifier)));
                assert_eq!(again.classes(), classifier.classes());
            }
        }
    }
}
