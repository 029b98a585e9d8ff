//! Networks that are put together in ways that the usual samples are not.

mod support;

use export::{Backbone, Bundle, FORMATS, Probe, Refusal, Sample, check};
use kernels::network::{Network, Plan, UNLIMITED};

/// The formats that are tested here.
const IDS: [&str; 2] = ["tfjs", "safetensors"];

/// The sample of this name with another plan, and what the page says then.
fn with(name: &str, change: impl Fn(&mut Plan)) -> Bundle {
    let mut bundles = support::pictures().into_iter();
    let (_, mut bundle) = bundles.find(|(other, _)| other == name).expect("there is one");
    let Backbone::Convolutions(plan) = &mut bundle.backbone else { panic!("it has a plan") };
    change(plan);
    let network = Network::new(plan);
    let side = plan.side;
    let mut chance = support::Chance(5);
    bundle.probes = (0..3)
        .map(|_| {
            let rgb = chance.bytes(side * side * 3);
            let rgba: Vec<u8> =
                rgb.chunks_exact(3).flat_map(|it| [it[0], it[1], it[2], 255]).collect();
            let embedding = network.embed_rgba(&rgba, &mut network.workspace());
            let answer = support::answer(&bundle.head, bundle.known.as_ref(), &embedding);
            Probe { sample: Sample::Pixels(rgb), answer }
        })
        .collect();
    bundle
}

fn holds(name: &str, change: impl Fn(&mut Plan)) {
    let bundle = with(name, change);
    for format in FORMATS.iter().filter(|format| IDS.contains(&format.id)) {
        let files = (format.write)(&bundle).expect("it is written");
        let proof = check(format, &files, &bundle, |_| {}).expect("it is read");
        assert!(proof.holds() && proof.samples == 3, "{}: {proof:?}", format.id);
    }
}

#[test]
fn zeros_on_other_sides_than_tensorflow_puts_them() {
    // As PyTorch puts them, and before the first alone.
    holds("linear-24-2-false-0", |plan| plan.layers[0].zeros = [1, 1]);
    holds("linear-24-2-false-1", |plan| plan.layers[6].zeros = [1, 0]);
}

#[test]
fn colours_that_are_left_as_they_are() {
    holds("hidden-17-1-false-0", |plan| (plan.scale, plan.shift) = ([1.0; 3], [0.0; 3]));
}

#[test]
fn cells_of_different_sizes() {
    // 5 pixels in 2 cells.
    for name in ["linear-24-2-false-0", "means-24-2-false-1"] {
        holds(name, |plan| *plan = support::plan(17, 2, 3));
    }
}

#[test]
fn layers_whose_limits_are_none_of_a_relu() {
    let bundle = with("linear-17-1-false-0", |plan| plan.layers[3].limits = [-1.0, 1.0]);
    for format in FORMATS.iter().filter(|format| IDS.contains(&format.id)) {
        match (format.write)(&bundle) {
            Ok(files) => {
                let proof = check(format, &files, &bundle, |_| {}).expect("it is read");
                assert!(proof.holds(), "{}: {proof:?}", format.id);
            }
            Err(refusal) => assert_eq!((format.id, refusal), ("tfjs", Refusal::Limits)),
        }
    }
    holds("linear-17-1-false-0", |plan| plan.layers[3].limits = UNLIMITED);
    holds("linear-17-1-false-0", |plan| plan.layers[3].limits = [0.0, 1.5]);
}

#[test]
fn what_a_layers_model_cannot_hold_is_refused() {
    let format = FORMATS.iter().find(|format| format.id == "tfjs").expect("there is one");
    for (name, bundle) in support::pictures() {
        let expected = match name.as_str() {
            _ if bundle.mirrors => Some(Refusal::Mirrors),
            _ if name.starts_with("nearest") => Some(Refusal::Nearest),
            _ => None,
        };
        assert_eq!((format.write)(&bundle).err(), expected, "{name}");
    }
}
