//! How much of a network learns.

use headstart::models::ConvNetConfig;

/// Share of a network's multiplications that its last blocks take at most: of MobileNetV2, block 13 on (27 %).
const LAST_BLOCKS: f64 = 0.28;

/// Share of a network's weights that lies at most below what learns where everything does: of MobileNetV2 at width
/// 0.35, what lies before block 2 (0.5 %), which would take three quarters of the time and of the memory.
const FROZEN: f64 = 0.006;

/// How much learns beside the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rung {
    /// The last blocks: what lies below is three quarters of the work, and is done once a view.
    LastBlocks,
    /// All but the first layers, which see edges and colours whatever the pictures are.
    Everything,
}

impl Rung {
    /// How many layers stay as they are; none if the network can be cut nowhere.
    pub fn frozen(self, config: &ConvNetConfig) -> Option<usize> {
        let cuts = cuts(config);
        match self {
            Self::LastBlocks => {
                let above = |cut: usize| share(&work(config), cut..config.layers.len());
                cuts.iter().copied().find(|&cut| above(cut) <= LAST_BLOCKS)
            }
            Self::Everything => {
                let below = |cut: usize| share(&weights(config), 0..cut);
                cuts.iter()
                    .rev()
                    .copied()
                    .find(|&cut| below(cut) <= FROZEN)
                    .or(cuts.first().copied())
            }
        }
    }
}

/// Where a network can be cut: numbers of layers below of which nothing above takes anything but the last one's
/// output, and that output is no larger than the one before and the one after, so that little is to be kept.
pub fn cuts(config: &ConvNetConfig) -> Vec<usize> {
    let sizes = config.output_sizes();
    // Of the picture, then of each layer's output.
    let outputs = config.layers.iter().zip(&sizes).map(|(layer, size)| layer.outputs * size * size);
    let numbers: Vec<usize> = [3 * config.input_size.pow(2)].into_iter().chain(outputs).collect();
    let is_narrow =
        |cut: usize| numbers[cut] <= numbers[cut - 1] && numbers[cut] <= numbers[cut + 1];
    let is_clean = |cut: usize| {
        (cut..config.layers.len()).all(|at| {
            let layer = &config.layers[at];
            let first = |from: Option<usize>| from.is_none_or(|from| from + 1 >= cut);
            first(layer.source) && first(layer.shortcut)
        })
    };
    (1..config.layers.len()).filter(|&cut| is_clean(cut) && is_narrow(cut)).collect()
}

/// The part of a network below a cut, giving the outputs of its last layer pixel by pixel: what is embedded by it is
/// what [`Upper`](crate::upper::Upper) takes.
pub fn below(config: &ConvNetConfig, frozen: usize) -> ConvNetConfig {
    let layers = config.layers[..frozen].to_vec();
    let grid = frozen.checked_sub(1).map_or(config.input_size, |last| config.output_sizes()[last]);
    ConvNetConfig { layers, grid, ..config.clone() }
}

/// Multiplications of each layer.
fn work(config: &ConvNetConfig) -> Vec<usize> {
    let layers = config.layers.iter().zip(config.output_sizes());
    layers.map(|(layer, size)| layer.multiplications(size)).collect()
}

/// Weights of each layer.
fn weights(config: &ConvNetConfig) -> Vec<usize> {
    let count = |layer: &headstart::models::ConvConfig| {
        layer.kernel_shape().iter().product::<usize>() + layer.outputs
    };
    config.layers.iter().map(count).collect()
}

fn share(of: &[usize], range: std::ops::Range<usize>) -> f64 {
    of[range].iter().sum::<usize>() as f64 / of.iter().sum::<usize>().max(1) as f64
}

#[cfg(test)]
mod tests {
    use headstart::models::mobilenet_v2::MobileNetV2Config;

    use super::*;

    #[test]
    fn mobilenet_is_cut_before_blocks() {
        let config = MobileNetV2Config::new(224).with_width(0.35).layers();
        let next = |rung: Rung| {
            let frozen = rung.frozen(&config).expect("it can be cut");
            config.layers[frozen].name.clone()
        };
        assert_eq!(next(Rung::LastBlocks), "block_13_expand");
        assert_eq!(next(Rung::Everything), "block_2_expand");
    }

    #[test]
    fn nothing_above_a_cut_takes_what_lies_below() {
        let config = MobileNetV2Config::new(224).layers();
        let names: Vec<&str> =
            cuts(&config).iter().map(|&cut| config.layers[cut].name.as_str()).collect();
        assert!(
            names.iter().all(|name| name.ends_with("_expand") || *name == "Conv_1"),
            "{names:?}"
        );
    }
}
