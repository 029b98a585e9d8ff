//! What a network is trained on: the CPU, or a graphics card through wgpu.
//!
//! wgpu for burn is compiled only with the feature `gpu`: its shader compiler takes longer to build than
//! all the rest, and only who trains anew has use for it.

use anyhow::{Result, bail};
use burn::tensor::Device;
use clap::ValueEnum;

/// The wish for a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Choice {
    /// A graphics card where there is one and the program was built with the feature `gpu`; the CPU
    /// otherwise.
    Auto,
    /// The CPU. The same seed gives the same weights, to the bit.
    Cpu,
    /// A graphics card. It rounds in an order of its own, so its weights differ in their last digits.
    Gpu,
}

/// What trains, and how many of its shards at once.
#[derive(Debug)]
pub struct Chosen {
    /// The device of every thread.
    pub device: Device,
    /// Threads that take shards: as many as asked for on the CPU; one on a graphics card, which is
    /// busy with one shard already.
    pub threads: usize,
}

/// Takes the device that is wished for, and says which it is.
///
/// # Errors
/// If a graphics card is insisted on and there is none.
pub fn choose(choice: Choice, threads: usize) -> Result<Chosen> {
    let graphics_card = match choice {
        Choice::Cpu => None,
        // A program that stands in for a graphics card is slower than the CPU without it.
        Choice::Auto => graphics_card().ok().filter(|card| !card.is_software),
        Choice::Gpu => Some(graphics_card()?),
    };
    Ok(match graphics_card {
        Some(card) => {
            eprintln!("training on {}", card.name);
            Chosen { device: card.device, threads: 1 }
        }
        None => {
            eprintln!("training on the CPU, {threads} threads");
            Chosen { device: Device::flex(), threads }
        }
    })
}

/// A graphics card that can be computed on.
#[derive(Debug)]
struct GraphicsCard {
    device: Device,
    name: String,
    is_software: bool,
}

#[cfg(feature = "gpu")]
fn graphics_card() -> Result<GraphicsCard> {
    use burn::tensor::wgpu::wgpu::DeviceType;

    match Device::wgpu_options().init_with_setup() {
        Ok((device, setup)) => {
            let info = setup.adapter.get_info();
            let is_software = info.device_type == DeviceType::Cpu;
            Ok(GraphicsCard { device, name: info.name, is_software })
        }
        Err(error) => bail!("no graphics card can be used: {error}"),
    }
}

#[cfg(not(feature = "gpu"))]
fn graphics_card() -> Result<GraphicsCard> {
    bail!("this program was built without the feature `gpu`: cargo build --release --features gpu")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cpu_is_always_there() {
        let chosen = choose(Choice::Cpu, 3).expect("it is there");
        assert_eq!((chosen.device, chosen.threads), (Device::flex(), 3));
    }

    #[cfg(not(feature = "gpu"))]
    #[test]
    fn without_the_feature_there_is_no_graphics_card() {
        assert_eq!(choose(Choice::Auto, 2).expect("the CPU stands in").threads, 2);
        let error = choose(Choice::Gpu, 2).expect_err("it was insisted on");
        assert!(error.to_string().contains("--features gpu"), "{error}");
    }
}
