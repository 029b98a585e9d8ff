//! A whole pre-trained model: the backbone, and what else its file holds.

use super::autoencoder::{self, Decoder};
use super::{
    Backbone, Head, Weights, kmeans, mobilenet_v1, mobilenet_v2, resnet_cifar, small_resnet,
};
use crate::error::WeightsError;

/// A pre-trained model in the host's memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Pretrained {
    /// What it is, in a few words: "MobileNetV2, width 0.35".
    pub architecture: String,
    /// Pictures to embeddings.
    pub backbone: Backbone,
    /// What it was trained to tell apart, where the file still holds that head. Its embeddings are
    /// not standardised.
    pub classifier: Option<Head>,
    /// Embeddings to pictures, where the file holds that.
    pub decoder: Option<Decoder>,
}

/// A network whose weights can be read.
struct Architecture {
    /// Tensors that together no other architecture has.
    signature: &'static [&'static str],
    read: fn(&Weights) -> Result<Pretrained, WeightsError>,
}

/// All of them. Where a file has the signatures of several, it is read as the first, and the tensors
/// of the others are complained about.
const ARCHITECTURES: [Architecture; 7] = [
    Architecture {
        signature: &["Conv1/kernel", "expanded_conv_project/kernel"],
        read: mobilenet_v2::read,
    },
    Architecture { signature: &["MobilenetV1/Conv2d_0/weights"], read: mobilenet_v1::read },
    // Those for ImageNet call their classifier `fc`.
    Architecture {
        signature: &["module.layer3.0.conv1.weight", "module.linear.weight"],
        read: resnet_cifar::read,
    },
    Architecture {
        signature: &["layer3.0.conv1.weight", "linear.weight"],
        read: resnet_cifar::read,
    },
    Architecture { signature: &["stage_0.down.kernel"], read: small_resnet::read },
    Architecture { signature: &["encoder.code.kernel"], read: autoencoder::read },
    Architecture { signature: &["filters", "centroids"], read: kmeans::read },
];

impl Pretrained {
    /// How many tensors of an unknown network are named.
    const NAMED: usize = 3;

    /// Recognises the architecture by the names and shapes of the tensors, and takes them.
    ///
    /// # Errors
    /// [`WeightsError::UnknownArchitecture`], or [`WeightsError::NoTensors`] if there is none; where the architecture
    /// is known but the tensors do not fit it, [`WeightsError::MissingTensor`], [`WeightsError::WrongShape`],
    /// [`WeightsError::LeftOver`], [`WeightsError::UnsupportedNumbers`] or [`WeightsError::NotFinite`].
    pub fn recognise(weights: &Weights) -> Result<Self, WeightsError> {
        let known = ARCHITECTURES.iter().find(|architecture| {
            architecture.signature.iter().all(|tensor| weights.mentions(tensor))
        });
        match known {
            Some(architecture) => (architecture.read)(weights),
            None if weights.is_empty() => Err(WeightsError::NoTensors),
            None => {
                let mut names: Vec<&str> =
                    weights.iter().map(|(name, _)| name).take(Self::NAMED).collect();
                if weights.len() > Self::NAMED {
                    names.push("…");
                }
                Err(WeightsError::UnknownArchitecture(names.join(", ")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Array;
    use super::*;

    fn weights(names: &[&str]) -> Weights {
        let array = Array { shape: vec![1], values: vec![1.0] };
        names.iter().map(|name| (name.to_string(), array.clone())).collect()
    }

    #[test]
    fn what_is_not_recognised_is_described() {
        let unknown = |names: &[&str]| Pretrained::recognise(&weights(names));
        assert_eq!(
            unknown(&["d", "b", "a", "c"]),
            Err(WeightsError::UnknownArchitecture("a, b, c, …".into()))
        );
        // A network for ImageNet.
        let names = ["conv1.weight", "fc.weight", "layer3.0.conv1.weight"];
        assert_eq!(unknown(&names), Err(WeightsError::UnknownArchitecture(names.join(", "))));
        assert_eq!(unknown(&[]), Err(WeightsError::NoTensors));
    }

    #[test]
    fn what_is_recognised_but_does_not_fit_says_why() {
        let read = |names: &[&str]| Pretrained::recognise(&weights(names));
        assert_eq!(
            read(&["MobilenetV1/Conv2d_0/weights"]),
            Err(WeightsError::MissingTensor("MobilenetV1/Conv2d_13_pointwise/weights".into()))
        );
        let shape = read(&["stage_0.down.kernel"]);
        assert!(
            matches!(shape, Err(WeightsError::WrongShape { tensor, .. }) if tensor == "stage_0.down.kernel")
        );
        let mut quantised = weights(&["x"]);
        quantised.pass_over("encoder.code.kernel", "I8");
        let missing = Err(WeightsError::MissingTensor("encoder.0.kernel".into()));
        assert_eq!(Pretrained::recognise(&quantised), missing);
    }
}
