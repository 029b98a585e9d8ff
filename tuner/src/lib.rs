//! Trains more of a network than its head: the upper part of a convolutional backbone together with a head that
//! was trained before, on burn.
//!
//! What lies below a [`rung`] is frozen, so its output is computed once a view of a picture and kept: that is the
//! business of who has the fast kernels, and what comes in here are those outputs. Parameters, gradients and the
//! optimiser's memory stay on the device; what is read from it is the loss, now and then, and the weights at the end.
//!
//! | floor | module | what is there |
//! |---|---|---|
//! | 0 | [`rung`] | how much learns: where a network is cut |
//! | 0 | [`recipe`] | how it learns: epochs, step sizes, what is mixed and smoothed |
//! | 0 | [`optimiser`] | AdamW on the device |
//! | 1 | [`upper`] | the network above a cut, and the head on it |
//! | 1 | [`course`] | which views come in which batch, and what they are mixed with |
//! | 2 | [`cpu`] | a step by our own kernels |
//! | 2 | [`device`] | a step by burn: on a GPU, or as the plain version of the other |
//! | 3 | [`tuning`] | the training |

pub mod course;
pub mod cpu;
pub mod device;
pub mod optimiser;
pub mod recipe;
pub mod rung;
pub mod tuning;
pub mod upper;
