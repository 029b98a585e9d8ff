//! Tests of the tuner on this machine.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../../../tests/common"]
mod shared {
    pub mod data;
}

#[path = "../common"]
mod common {
    pub mod small;
    pub mod steps;
}

mod figures;
mod parity;
mod pytorch;
