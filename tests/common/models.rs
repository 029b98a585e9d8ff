//! Whole models: the public ones, and this project's own with made-up weights.

use headstart::formats;
use headstart::models::autoencoder::{self, Decoder};
use headstart::models::{
    ConvConfig, ConvWeights, KMeansConfig, KMeansWeights, Weights, kmeans, small_resnet,
};

use super::public::{MOBILENET_V1, MOBILENET_V2, RESNET_20};

/// Small whole numbers, which 16-bit files hold exactly.
fn numbers(count: usize) -> Vec<f32> {
    (0..count).map(|i| (i % 13) as f32 - 6.0).collect()
}

fn made_up(layers: &[ConvConfig]) -> Vec<ConvWeights> {
    let weights = layers.iter().map(|layer| ConvWeights {
        kernel: numbers(layer.kernel_shape().iter().product()),
        bias: numbers(layer.outputs),
    });
    weights.collect()
}

/// This project's own models.
pub fn own() -> Vec<(&'static str, Weights)> {
    let decoder = Decoder { weights: made_up(&autoencoder::decoder()) };
    let config = KMeansConfig {
        input_size: 64,
        patch: 6,
        stride: 2,
        components: 20,
        centroids: 50,
        grid: 2,
    };
    let bank = KMeansWeights {
        filters: numbers(config.components * config.patch_values()),
        mean: numbers(config.components),
        centroids: numbers(config.centroids * config.components),
    };
    let layers = small_resnet::config().layers;
    vec![
        ("Headstart ResNet", small_resnet::to_weights(&made_up(&layers))),
        (
            "Headstart autoencoder",
            autoencoder::to_weights(&made_up(&autoencoder::encoder().layers), &decoder),
        ),
        ("Headstart filter bank", kmeans::to_weights(&config, &bank)),
    ]
}

/// The public models; none where there is no shared data.
pub fn public() -> Vec<(&'static str, Weights)> {
    let Some(data) = super::data::shared_data() else { return Vec::new() };
    let models = [MOBILENET_V1, MOBILENET_V2, RESNET_20].map(|model| {
        let read = |name: &str| {
            std::fs::read(data.join(model.folder).join(name)).expect("shared data is whole")
        };
        let files = model.files.iter().map(|name| (name.to_string(), read(name))).collect();
        (model.architecture, formats::read(files).expect("the public weights are sound"))
    });
    models.to_vec()
}
