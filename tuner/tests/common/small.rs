//! A small network with each kind of layer.

use headstart::models::{Activation, ConvConfig, ConvNetConfig, Padding};

pub const CLASSES: usize = 3;
pub const EXAMPLES: usize = 10;

/// Each kind of layer that a network of ours has, and shortcuts from below the cut and from above.
pub fn network(grid: usize) -> ConvNetConfig {
    let layers = vec![
        ConvConfig::new("below", 3, 6, 3).with_stride(2),
        ConvConfig::new("expand", 6, 20, 1),
        ConvConfig::new("depthwise", 20, 20, 3).depthwise(),
        ConvConfig::new("project", 20, 6, 1).linear(Some(0)),
        ConvConfig::new("conv", 6, 12, 3)
            .with_stride(2)
            .with_padding(Padding::Symmetric)
            .with_activation(Activation::Relu),
        ConvConfig::new("inner", 12, 12, 3)
            .with_activation(Activation::Relu)
            .with_shortcut(Some(4)),
        ConvConfig::new("aside", 6, 12, 1).with_stride(2).with_source(3).linear(Some(5)),
        ConvConfig::new("depthwise_2", 12, 12, 3).depthwise().with_stride(2),
        ConvConfig::new("last", 12, 17, 1),
    ];
    ConvNetConfig { grid, ..ConvNetConfig::new(32, layers) }
}
