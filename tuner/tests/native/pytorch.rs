//! Ten steps beside PyTorch's, from the same start and with the same batches.

use burn::tensor::Device;
use headstart::engine::now::now;
use tuner::{cpu, device};

use crate::common::steps::{Beginning, Expected, steps};

#[test]
fn ten_steps_of_each_rung_come_to_what_pytorch_comes_to() {
    for expected in &Expected::all() {
        let Beginning { upper, weights, head, kept, recipe } = Beginning::of(expected.frozen);
        let parameters = upper.parameters(&weights, &head);
        let mut own = cpu::Engine::new(&upper, &weights, &parameters, kept.clone(), &recipe);
        let mut losses = Vec::new();
        for (batch, size) in steps() {
            own.step(&batch, size);
            losses.push(own.loss());
        }
        println!("{}", expected.check("our kernels", &losses, own.values()));
        let mut plain = device::Engine::new(upper, parameters, &kept, &recipe, Device::flex());
        let mut losses = Vec::new();
        for (batch, size) in steps() {
            plain.step(&batch, size).expect("they fit");
            losses.push(now(plain.loss()).expect("the CPU stays"));
        }
        let values = now(plain.values()).expect("the CPU stays");
        println!("{}", expected.check("burn", &losses, &values));
    }
}
