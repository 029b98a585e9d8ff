//! What `model.json` says, as far as it is read. Fields are called as Keras calls them.

use serde::Deserialize;
use serde::de::IgnoredAny;

/// The whole file.
#[derive(Debug, Deserialize)]
pub struct Model {
    #[serde(rename = "modelTopology")]
    pub topology: Topology,
    #[serde(rename = "weightsManifest")]
    pub manifest: Vec<Group>,
}

/// Files of weights, and what is in them one after the other.
#[derive(Debug, Deserialize)]
pub struct Group {
    pub paths: Vec<String>,
    pub weights: Vec<Entry>,
}

/// A tensor in the files.
#[derive(Debug, Deserialize)]
pub struct Entry {
    pub name: String,
    pub shape: Vec<usize>,
    pub dtype: String,
    pub quantization: Option<IgnoredAny>,
}

#[derive(Debug, Deserialize)]
pub struct Topology {
    pub model_config: ModelConfig,
}

#[derive(Debug, Deserialize)]
pub struct ModelConfig {
    pub config: Graph,
}

/// A functional model.
#[derive(Debug, Deserialize)]
pub struct Graph {
    pub layers: Vec<Layer>,
    pub input_layers: [Outlet; 1],
    pub output_layers: [Outlet; 1],
}

/// A layer's name, which of its uses, and which of its outputs: of layers that are used once, the first of one.
#[derive(Debug, Deserialize)]
pub struct Outlet(pub String, pub usize, pub usize);

/// The same as an input of another layer, with arguments.
#[derive(Debug, Deserialize)]
pub struct Inlet(pub String, pub usize, pub usize, pub IgnoredAny);

/// A layer among others.
#[derive(Debug, Deserialize)]
pub struct Layer {
    pub name: String,
    #[serde(flatten)]
    pub class: Class,
    /// Its inputs at each of its uses.
    pub inbound_nodes: Vec<Vec<Inlet>>,
}

/// The layers that are known, with what is set of them.
#[derive(Debug, Deserialize)]
#[serde(tag = "class_name", content = "config")]
pub enum Class {
    InputLayer {
        batch_input_shape: [Option<usize>; 4],
    },
    ZeroPadding2D {
        padding: Edges,
        #[serde(default)]
        data_format: Order,
    },
    Cropping2D {
        cropping: Edges,
        #[serde(default)]
        data_format: Order,
    },
    Conv2D(Window),
    DepthwiseConv2D(Window),
    ReLU {
        max_value: Option<f32>,
    },
    Add {},
    AveragePooling2D(Pool),
    GlobalAveragePooling2D {
        #[serde(default)]
        data_format: Order,
    },
    Flatten {},
    Reshape {
        target_shape: Vec<usize>,
    },
    Concatenate {
        axis: isize,
    },
    LayerNormalization {
        axis: isize,
        epsilon: f32,
        center: bool,
        scale: bool,
    },
    Dense {
        units: usize,
        activation: Activation,
        use_bias: bool,
    },
}

impl Class {
    /// The order of the axes of the maps that it takes and gives.
    pub fn order(&self) -> Order {
        match self {
            Self::ZeroPadding2D { data_format, .. }
            | Self::Cropping2D { data_format, .. }
            | Self::GlobalAveragePooling2D { data_format } => *data_format,
            Self::Conv2D(window) | Self::DepthwiseConv2D(window) => window.data_format,
            Self::AveragePooling2D(pool) => pool.data_format,
            _ => Order::ChannelsLast,
        }
    }
}

/// Above and below, to the left and to the right.
pub type Edges = [[usize; 2]; 2];

/// A convolution, of all channels or of each by itself.
#[derive(Debug, Deserialize)]
pub struct Window {
    pub filters: Option<usize>,
    pub depth_multiplier: Option<usize>,
    pub kernel_size: [usize; 2],
    pub strides: [usize; 2],
    pub padding: Padding,
    pub dilation_rate: Option<[usize; 2]>,
    #[serde(default)]
    pub data_format: Order,
    pub activation: Activation,
    pub use_bias: bool,
}

/// Means of windows.
#[derive(Debug, Deserialize)]
pub struct Pool {
    pub pool_size: [usize; 2],
    pub strides: [usize; 2],
    pub padding: Padding,
    #[serde(default)]
    pub data_format: Order,
}

/// Which zeros are put around a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Padding {
    /// As many as give an output at each stride.
    Same,
    /// None.
    Valid,
}

/// The order of a map's axes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum Order {
    /// Channels, rows, columns.
    #[serde(rename = "channels_first")]
    ChannelsFirst,
    /// Rows, columns, channels: what it is where it is not said.
    #[default]
    #[serde(rename = "channels_last")]
    ChannelsLast,
}

/// What the outputs of a layer go through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Activation {
    Linear,
    Relu,
    Softmax,
}
