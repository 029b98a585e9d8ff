//! Where the public models are.

/// Where a public model is among the shared data.
#[derive(Debug, Clone, Copy)]
pub struct PublicModel {
    pub folder: &'static str,
    /// Its weights; the numbers are in `golden_sin_input.json` beside them.
    pub files: &'static [&'static str],
    pub architecture: &'static str,
}

pub const MOBILENET_V1: PublicModel = PublicModel {
    folder: "weights/mobilenet_v1_0.25_128",
    files: &["weights_manifest.json", "group1-shard1of1"],
    architecture: "MobileNetV1, width 0.25",
};

pub const MOBILENET_V2: PublicModel = PublicModel {
    folder: "weights/mobilenet_v2_0.35_224",
    files: &["image-model.zip"],
    architecture: "MobileNetV2, width 0.35",
};

pub const RESNET_20: PublicModel = PublicModel {
    folder: "weights/resnet20_cifar10",
    files: &["resnet20-12fca82f.th"],
    architecture: "ResNet-20 for CIFAR-10",
};
