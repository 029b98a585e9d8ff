//! Tests of the tuner on this machine.

#[path = "../../../tests/common"]
mod common {
    pub mod data;
}

mod figures;
mod parity;
mod pytorch;
