//! The loops that a visitor waits for, on the CPU: convolutions and the training step of a head, in SIMD.
//!
//! A crate of its own for two reasons. It is compiled for speed where all else on the web is compiled for
//! size. And it is compiled twice: into the workers with the SIMD that every browser has, and into small
//! programs that embed pictures beside each other, with the fused multiply-add of relaxed SIMD where the
//! browser has that. It knows neither burn nor Headstart; the plain versions that it is tested against are
//! in `headstart::engine::plain`.
//!
//! | module | what is there |
//! |---|---|
//! | [`lanes`] | four numbers at once |
//! | [`map`] | pictures and what layers make of them, in memory |
//! | [`product`] | products of matrices: what a convolution over all channels comes down to |
//! | [`depthwise`] | convolutions of every channel by itself |
//! | [`network`] | a backbone from pixels to embedding |
//! | [`head`] | a training step of a classification head |

pub mod depthwise;
pub mod head;
pub mod lanes;
pub mod map;
pub mod network;
pub mod product;
