//! A model and a head as what is taken away: plain data, without this crate's types.

use burn::tensor::Tensor;
use export::bundle::{Dense, Encoder, EncoderLayer, Norm, Patches};
use export::{Answer, Backbone, Head, Known};

use super::cpu;
use super::heads::{self, Classifier, HeadKind, means, nearest};
use crate::models::bert::{self, PretrainedBert};
use crate::models::whitening::Whitening;
use crate::models::{self, Layer, layers};

/// A backbone that reads pictures.
pub fn backbone(backbone: &models::Backbone) -> Backbone {
    match backbone {
        models::Backbone::ConvNet { config, weights } => {
            Backbone::Convolutions(cpu::plan(config, weights))
        }
        models::Backbone::KMeans { config, weights } => Backbone::Patches(Patches {
            side: config.input_size,
            patch: config.patch,
            stride: config.stride,
            grid: config.grid,
            contrast_floor: models::KMeansConfig::CONTRAST_FLOOR,
            filters: weights.filters.clone(),
            mean: weights.mean.clone(),
            centroids: weights.centroids.clone(),
        }),
    }
}

/// An encoder of texts on the CPU, with its `tokenizer.json`, for texts of up to so many tokens.
pub fn encoder(model: &PretrainedBert, tokenizer: String, positions: usize) -> Backbone {
    let embeddings = &model.bert.embeddings;
    let [words, places, segments] = embeddings.tables();
    let (width, places) = (embeddings.width(), places.clone());
    // A text is all of the first segment.
    let places = places + segments.clone().slice([0..1, 0..width]);
    let first = model.bert.layers.first();
    Backbone::Texts(Box::new(Encoder {
        width,
        heads: first.map_or(1, |layer| layer.heads),
        positions,
        epsilon: embeddings.norm().epsilon() as f32,
        words: numbers(words),
        places: numbers(&places.slice([0..positions, 0..width])),
        norm: norm(embeddings.norm()),
        layers: model.bert.layers.iter().map(encoder_layer).collect(),
        whitening: model.whitening.as_ref().map(whitening),
        tokenizer,
    }))
}

/// A head, calibrated: standardiser and temperature are multiplied into it.
pub fn head(classifier: &Classifier) -> Head {
    let factor = classifier.factor();
    match classifier.kind() {
        HeadKind::Layers(layers) => {
            // A head of layers always folds.
            let folded = classifier.folded().unwrap_or_else(|| layers.clone());
            let mut output = dense(&folded.output);
            output.weight.iter_mut().chain(&mut output.bias).for_each(|value| *value *= factor);
            Head::Layers { hidden: folded.hidden.as_ref().map(dense), output }
        }
        HeadKind::Means(means) => Head::Means {
            directions: means.directions().values().to_vec(),
            factor: factor / means::TEMPERATURE,
        },
        HeadKind::Nearest(nearest) => Head::Nearest {
            directions: nearest.directions().values().to_vec(),
            labels: nearest.labels().to_vec(),
            voters: nearest::VOTERS,
            temperature: nearest::TEMPERATURE,
            least: nearest::LEAST,
            factor,
        },
    }
}

/// What a head can tell from anything else.
pub fn known(known: &heads::Known) -> Known {
    Known {
        directions: known.directions.values().to_vec(),
        nth: known.nth,
        threshold: 1.0 - known.threshold,
    }
}

/// What a head says of an embedding as the model gives it.
pub fn answer(classifier: &Classifier, embedding: &[f32]) -> Answer {
    Answer {
        probabilities: classifier.probabilities(embedding),
        similarity: classifier.familiarity(embedding).map(|it| 1.0 - it.distance),
    }
}

fn encoder_layer(layer: &bert::Layer) -> EncoderLayer {
    EncoderLayer {
        query: linear(&layer.query),
        key: linear(&layer.key),
        value: linear(&layer.value),
        attended: linear(&layer.output),
        attended_norm: norm(&layer.attention_norm),
        inner: linear(&layer.inner),
        outer: linear(&layer.outer),
        norm: norm(&layer.norm),
    }
}

fn linear(layer: &layers::Linear) -> Dense {
    Dense { weight: numbers(layer.weight()), bias: numbers(layer.bias()) }
}

fn norm(norm: &layers::LayerNorm) -> Norm {
    Norm { weight: numbers(norm.weight()), bias: numbers(norm.bias()) }
}

/// `(x - mean) matrix` as a layer: its bias is what the matrix makes of the mean, less than nothing.
fn whitening(whitening: &Whitening) -> Dense {
    let (mean, matrix) = whitening.parts();
    let (mean, weight) = (numbers(mean), numbers(matrix));
    let mut bias = vec![0.0; mean.len()];
    for (mean, row) in mean.iter().zip(weight.chunks_exact(bias.len().max(1))) {
        bias.iter_mut().zip(row).for_each(|(bias, x)| *bias -= f64::from(*mean) * f64::from(*x));
    }
    Dense { weight, bias: bias.into_iter().map(|bias| bias as f32).collect() }
}

/// All numbers of a tensor on the CPU, row-major.
fn numbers<const N: usize>(tensor: &Tensor<N>) -> Vec<f32> {
    tensor.to_data().try_into_vec().expect("flex computes in f32, the type asked for")
}

fn dense(layer: &Layer) -> Dense {
    Dense { weight: layer.weight.clone(), bias: layer.bias.clone() }
}
