//! What is taken away says what the page says: real weights in every format, read back and run.

use std::io::Cursor;

use crate::common;
use export::bundle::{Kernels, Source};
use export::{Bundle, FORMATS, Probe, Refusal, Sample, Taken, check};
use headstart::engine::catalog::{self, Checkpoint};
use headstart::engine::cpu::{self, TextEmbedder};
use headstart::engine::heads::file;
use headstart::engine::heads::{
    ClassLabel, Classifier, HeadKind, Known, Standardiser, directions::Directions, means::Means,
    nearest::Nearest,
};
use headstart::engine::{bundle, mirror, reopen};
use headstart::formats::language;
use headstart::formats::project::{self, Archive};
use headstart::models::language::Language;
use headstart::models::{Head, Pretrained};
use headstart::protocol::project::{ModelRef, Project, Trained};
use headstart::protocol::{ClassExamples, DeviceKind, ExampleId, Modality, Outcome, RunId, Score};
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

const CLASSES: usize = 3;

/// Pictures to learn from and to be asked about: waves of other colours and lengths.
fn picture(side: usize, which: usize) -> Vec<u8> {
    let wave = |x: usize, y: usize, channel: usize| {
        let (x, y) = (x as f32 / side as f32, y as f32 / side as f32);
        let angle = (which as f32 * 1.7 + channel as f32) * x * 3.0 + (which % 5) as f32 * y * 9.0;
        (angle.sin() * 127.0 + 128.0) as u8
    };
    let pixel = |at: usize| {
        let (x, y) = (at % side, at / side);
        [wave(x, y, 0), wave(x, y, 1), wave(x, y, 2), 255]
    };
    (0..side * side).flat_map(pixel).collect()
}

/// A head of each kind on these embeddings, calibrated.
fn heads(embeddings: &[Vec<f32>]) -> Vec<Classifier> {
    let rows: Vec<&[f32]> = embeddings.iter().map(Vec::as_slice).collect();
    let features = rows[0].len();
    let labels: Vec<usize> = (0..rows.len()).map(|row| row % CLASSES).collect();
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let mut layers = |hidden| {
        let mut head = Head::untrained(features, hidden, CLASSES, &mut rng);
        let output = &mut head.output;
        for (at, weight) in output.weight.iter_mut().enumerate() {
            *weight = (at as f32).sin() * (1.0 / output.inputs as f32).sqrt();
        }
        HeadKind::Layers(head)
    };
    let kinds = [
        layers(None),
        layers(Some(20)),
        HeadKind::Means(Means::new(rows.iter().copied().zip(labels.clone()), CLASSES, features)),
        HeadKind::Nearest(Nearest::new(Directions::of(rows.iter().copied()), labels, CLASSES)),
    ];
    let named = ["crab", "lotus", "“Straße”"].map(String::from);
    kinds
        .into_iter()
        .map(|kind| {
            let standardiser = Standardiser::fit(&rows);
            Classifier::new(standardiser, kind, ClassLabel::numbered(named.clone()))
                .calibrated(0.7, Some(Known::new(&rows, 3, 0.2)))
        })
        .collect()
}

/// In every format that holds it, it says what the page says. Gives what those say that do not.
fn prove(name: &str, bundle: &Bundle) -> Vec<(&'static str, Refusal)> {
    let mut refused = Vec::new();
    for format in &FORMATS {
        match (format.write)(bundle) {
            Err(refusal) => refused.push((format.id, refusal)),
            Ok(files) => {
                let proof = check(format, &files, bundle, |_| {}).expect(name);
                let bytes: usize = files.iter().map(|file| file.bytes.len()).sum();
                println!("{name} as {}: {:.1e}, {bytes} bytes", format.id, proof.largest);
                assert!(proof.holds() && proof.samples == bundle.probes.len(), "{name}: {proof:?}");
                opens_again(name, bundle, (format.again)(&files).expect(name));
            }
        }
    }
    refused
}

/// A project without examples, whose run has taught classes of these names.
fn saved(labels: &[String]) -> String {
    let mut project = Project::new(Modality::Pictures);
    let ids: Vec<_> = labels.iter().map(|label| project.class_called(label)).collect();
    let classes = ids.iter().zip(labels).map(|(&class, name)| ClassExamples {
        class,
        name: name.clone(),
        examples: vec![ExampleId(1)],
    });
    let trained = Trained {
        run: RunId(7),
        model: "sha256:1".into(),
        outcome: Outcome {
            epochs: 9,
            stopped: false,
            device: DeviceKind::Cpu,
            training_examples: 9,
            training: Score { loss: 0.1, accuracy: 1.0 },
            held_out: None,
            recipe: project.recipe.clone(),
            seconds: 0.5,
            whole: true,
            kept_epoch: None,
        },
        classes: classes.collect(),
        history: Vec::new(),
    };
    project.trained = Some(trained.into());
    project.without_examples(ModelRef::Offered("small-resnet".into())).write()
}

/// What was taken out of a file is a project's file with the same head.
fn opens_again(name: &str, bundle: &Bundle, taken: Taken) {
    let knows = taken.known.is_some();
    let bytes = reopen::project_file(taken).expect(name);
    let Ok(Archive::Headstart(mut project)) = project::open(Cursor::new(bytes)) else {
        panic!("{name}: it is a project's file")
    };
    let json = project.manifest().project.to_string();
    let read = Project::read(&json).expect(name);
    let names: Vec<_> = read.classes.iter().map(|class| class.name.as_str()).collect();
    assert_eq!(names, bundle.labels.iter().map(String::as_str).collect::<Vec<_>>());
    let head = project.file(project::HEAD).expect(name).expect("a head is in it");
    let classifier = file::read(&head).expect(name);
    let ids: Vec<_> = classifier.classes().iter().map(|class| class.id).collect();
    assert_eq!(ids, read.classes.iter().map(|class| class.id).collect::<Vec<_>>());
    assert_eq!(classifier.mirrors(), bundle.mirrors);
    assert_eq!(classifier.known().is_some(), knows);
    // Numbers of 32 bits lose the last bit when they are multiplied and divided again.
    let embedding: Vec<f32> = (0..bundle.features()).map(|at| (at as f32).cos()).collect();
    let own = bundle::answer(&classifier, &embedding);
    let again = Bundle { head: bundle::head(&classifier), ..bundle.clone() };
    for (a, b) in numbers(&again.head).iter().zip(numbers(&bundle.head)) {
        assert!((a - b).abs() <= b.abs() * 1e-6 + 1e-9, "{name}: {a} is not {b}");
    }
    assert!((own.probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-4, "{name}");
}

fn numbers(head: &export::Head) -> Vec<f32> {
    match head {
        export::Head::Layers { output, .. } => [&output.weight[..], &output.bias].concat(),
        export::Head::Means { directions, factor }
        | export::Head::Nearest { directions, factor, .. } => {
            [&directions[..], &[*factor]].concat()
        }
    }
}

fn whole(backbone: export::Backbone, classifier: &Classifier, probes: Vec<Probe>) -> Bundle {
    // What a program of wasm begins with: it is not run here.
    let code = b"\0asm\x01\0\0\0".to_vec();
    let labels: Vec<_> = classifier.classes().iter().map(|class| class.name.clone()).collect();
    let source = Source { saved: saved(&labels), ..Source::default() };
    Bundle {
        backbone,
        head: bundle::head(classifier),
        labels,
        known: classifier.known().map(bundle::known),
        mirrors: classifier.mirrors(),
        source,
        kernels: Some(Kernels { script: String::new(), code }),
        probes,
    }
}

fn prove_pictures(name: &str, pretrained: &Pretrained) {
    let model = cpu::Embedder::new(&pretrained.backbone);
    let side = pretrained.backbone.input_size();
    let taught: Vec<Vec<f32>> = (0..9).map(|it| model.embed_rgba(&picture(side, it))).collect();
    for (at, classifier) in heads(&taught).into_iter().enumerate() {
        let classifier = classifier.mirroring(at == 2);
        let probe = |which: usize| {
            let rgba = picture(side, which);
            let mut embedding = model.embed_rgba(&rgba);
            if classifier.mirrors() {
                embedding = mirror::mean(&embedding, &model.embed_rgba(&mirror::mirrored(&rgba)));
            }
            let pixels =
                rgba.as_chunks::<4>().0.iter().flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]);
            let answer = bundle::answer(&classifier, &embedding);
            Probe { sample: Sample::Pixels(pixels.collect()), answer }
        };
        let probes = (9..13).map(probe).collect();
        let backbone = bundle::backbone(&pretrained.backbone);
        let refused = prove(&format!("{name}, head {at}"), &whole(backbone, &classifier, probes));
        assert!(refused.iter().all(|(id, _)| *id != "onnx"), "{refused:?}");
    }
}

#[test]
fn what_ships_for_pictures_says_the_same_everywhere() {
    for id in ["small-resnet", "autoencoder", "kmeans"] {
        let file = format!("{id}.safetensors");
        let bytes = std::fs::read(common::shipped::folder().join(&file)).expect("it ships");
        let found = catalog::read([(file, bytes)].into(), Modality::Pictures).expect("it is sound");
        let Checkpoint::Pictures(pretrained) = found else { panic!("it reads pictures") };
        prove_pictures(id, &pretrained);
    }
}

#[test]
fn the_public_models_say_the_same_everywhere() {
    let Some(data) = common::shared_data() else { return };
    for model in
        [common::public::MOBILENET_V1, common::public::MOBILENET_V2, common::public::RESNET_20]
    {
        let read = |name: &&str| {
            let bytes = std::fs::read(data.join(model.folder).join(name));
            (name.to_string(), bytes.expect("shared data is whole"))
        };
        let files = model.files.iter().map(read).collect();
        let found = catalog::read(files, Modality::Pictures).expect("the public weights fit");
        let Checkpoint::Pictures(pretrained) = found else { panic!("it reads pictures") };
        prove_pictures(model.architecture, &pretrained);
    }
}

const TEXTS: [&str; 12] = [
    "Where is my parcel?",
    "The shoes are too small, and I would like to send them back.",
    "Could you tell me when the next train to the city leaves, please?",
    "It does not switch on.",
    "Thank you so much!",
    "I was charged twice for one order.",
    "How do I change my address?",
    "The colour is not the one in the picture.",
    "Do you deliver to Switzerland?",
    "a",
    "My account is locked, and the letter with the code has not come yet although it was sent a week ago.",
    "Ünïcödé wörds, and 123 numbers - with marks!",
];

fn prove_texts(name: &str, model: &TextEmbedder) {
    let Language::Bert(bert) = &model.model else { panic!("it is an encoder") };
    let tokenizer = model.tokenizer.write().expect("it can be written");
    let tokenizer = String::from_utf8(tokenizer).expect("it is JSON");
    let embedded = |texts: &[&str]| model.embed(texts).expect("they have words");
    for (at, classifier) in heads(&embedded(&TEXTS[..9])).into_iter().enumerate() {
        let probe = |text: &str| {
            let (encoded, _) = model.encode(text).expect("it has words");
            let answer = bundle::answer(&classifier, &embedded(&[text])[0]);
            Probe { sample: Sample::Tokens(encoded.ids), answer }
        };
        let probes = TEXTS[8..].iter().map(|text| probe(text)).collect();
        let backbone = bundle::encoder(bert, tokenizer.clone(), model.positions);
        let refused = prove(&format!("{name}, head {at}"), &whole(backbone, &classifier, probes));
        let texts = |id| (id, Refusal::Texts);
        assert_eq!(refused, ["page", "tflite", "tfjs", "safetensors"].map(texts));
    }
}

#[test]
fn the_encoder_that_ships_says_the_same_in_onnx() {
    prove_texts("bert", &common::shipped::model("bert"));
}

#[test]
fn minilm_says_the_same_in_onnx() {
    let Some(folder) = common::minilm() else { return };
    let read =
        |name: &str| (name.to_owned(), std::fs::read(folder.join(name)).expect("it was fetched"));
    let files = ["config.json", "model.safetensors", "tokenizer.json"].map(read).into();
    let model = language::read(files).and_then(TextEmbedder::new).expect("it is sound");
    prove_texts("MiniLM", &model);
}
