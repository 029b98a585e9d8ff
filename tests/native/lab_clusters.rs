//! The tutorial's experiments that cluster, hide, go on and look into layers, with the models that ship.

use std::collections::BTreeMap;

use crate::common;
use crate::common::lab::{attempt, drawn, shipped, supplies};
use crate::common::photos;
use headstart::data::sample;
use headstart::engine::catalog::Checkpoint;
use headstart::engine::lab::{self, Needs, PictureSet};
use headstart::error::{AbilityError, FileError, Kind, WeightsError};
use headstart::protocol::lab::{Experiment, Finding, MaskedToken, PictureChoice, Source};
use headstart::protocol::{Modality, Pixels};

/// All that an experiment on the sample finds out, and how many steps it took.
fn run(experiment: &Experiment) -> Result<(Vec<Finding>, usize), Kind> {
    attempt(experiment, supplies(experiment, drawn(experiment)))
}

/// Checks that a picture may cross to the page, and gives its pixels of red, green, blue and opacity.
fn sound(pixels: &Pixels) -> &[[u8; 4]] {
    assert!((1..=400).contains(&pixels.width) && (1..=400).contains(&pixels.height));
    assert_eq!(pixels.rgba.len() as u32, 4 * pixels.width * pixels.height);
    pixels.rgba.as_chunks::<4>().0
}

/// Keeps a picture for somebody to look at, where the variable names a folder.
fn keep(name: &str, pixels: &Pixels) {
    let Some(folder) = std::env::var_os("HEADSTART_LOOK") else { return };
    let picture = image::RgbaImage::from_raw(pixels.width, pixels.height, pixels.rgba.clone());
    let path = std::path::Path::new(&folder).join(format!("{name}.png"));
    picture.expect("its size is right").save(path).expect("the folder is there");
}

#[test]
fn filters_emerge_from_patches() {
    let source = Source::Sample { classes: 8, each: 40 };
    let experiment = Experiment::Filters { source, groups: 64, seed: 1 };
    let (findings, steps) = run(&experiment).expect("it can be done");
    assert!(steps == findings.len() && steps > 5, "{steps}");
    let mut before = f32::INFINITY;
    for (at, finding) in findings.iter().enumerate() {
        let Finding::Filters { iteration, distance, filters } = finding else {
            panic!("it only tells of filters")
        };
        assert_eq!(*iteration as usize, at);
        assert!(*distance <= before + 1e-3 && *distance > 0.0, "{distance} after {before}");
        before = *distance;
        assert_eq!((filters.width, filters.height), (71, 71));
        let opaque = sound(filters).iter().filter(|pixel| pixel[3] == 255).count();
        assert_eq!(opaque, 64 * 64);
        keep(&format!("filters-{at}"), filters);
    }
    eprintln!("mean squared distance {before}");
    let again = run(&experiment).expect("it can be done again");
    assert_eq!(again.0, findings);
}

/// What k-means says of so many pictures of each of the first so many classes of the sample: the group of
/// each picture, and the purity.
fn groups(model: &str, classes: u32, each: u32) -> (Vec<u32>, f32) {
    let source = Source::Sample { classes, each };
    let experiment = Experiment::Groups { source, model: model.into(), groups: classes, seed: 1 };
    let (findings, steps) = run(&experiment).expect("it can be done");
    assert_eq!(steps + 1, findings.len());
    let Finding::Pictures { classes: names, labels, small } = &findings[0] else {
        panic!("the pictures come first")
    };
    let pictures = (classes * each) as usize;
    assert_eq!((names.len(), labels.len(), small.len()), (classes as usize, pictures, pictures));
    let mut before = f32::INFINITY;
    for (at, finding) in findings[1..].iter().enumerate() {
        let Finding::Groups { iteration, distance, nearest, purity } = finding else {
            panic!("then it only tells of groups")
        };
        assert_eq!((*iteration as usize, nearest.len()), (at, pictures));
        assert!(*distance <= before + 1e-6 && nearest.iter().all(|&group| group < classes));
        // Of groups that are right by luck: of each class as many in the largest group at least.
        assert!((1.0 / classes as f32..=1.0).contains(purity));
        before = *distance;
    }
    let Some(Finding::Groups { nearest, purity, .. }) = findings.last() else {
        panic!("it only tells of groups")
    };
    eprintln!("{model}, {classes} classes of {each}: purity {purity}");
    (nearest.clone(), *purity)
}

#[test]
fn drawings_of_a_class_are_in_a_group_more_often_than_by_luck() {
    // The drawings differ in everything but their shapes by lot, so groups of drawings are not as pure as
    // those of photos. By luck the purity is 0.42 on average, and in one of a hundred 0.52.
    let (nearest, purity) = groups("small-resnet", 3, 20);
    assert!(purity > 0.51, "{purity}");
    assert_eq!(groups("small-resnet", 3, 20), (nearest, purity));
    let (_, of_strokes) = groups("autoencoder", 3, 20);
    assert!(of_strokes < purity, "{of_strokes}");
}

#[test]
fn photos_find_those_of_their_class() {
    let Some(dataset) = photos::caltech20(&["train"]) else { return };
    let pictures = photos::own(&dataset, &["bonsai", "butterfly", "chandelier"], &[128]);
    let source = Source::Own(Vec::new());
    let experiment =
        Experiment::Groups { source, model: "small-resnet".into(), groups: 3, seed: 1 };
    let (findings, _) =
        attempt(&experiment, supplies(&experiment, pictures)).expect("it can be done");
    let Some(Finding::Groups { purity, .. }) = findings.last() else {
        panic!("it only tells of groups")
    };
    assert!(*purity > 0.75, "{purity}");
}

fn masked(text: &str, seed: u32) -> Result<Vec<MaskedToken>, Kind> {
    let (mut findings, steps) = run(&Experiment::Masking { text: text.into(), seed })?;
    assert_eq!((findings.len(), steps), (1, 1));
    match findings.remove(0) {
        Finding::Masked(tokens) => Ok(tokens),
        other => panic!("it tells of hidden words only: {other:?}"),
    }
}

#[test]
fn hidden_words_are_guessed() {
    let text = "The old man sat down at the table and took a piece of bread.";
    let mut right = 0;
    let mut asked = 0;
    for seed in 0..12 {
        let tokens = masked(text, seed).expect("it is a sentence");
        let joined: Vec<&str> = tokens.iter().map(|token| token.token.as_str()).collect();
        assert!(joined.join(" ").starts_with("the old man sat down at the table"), "{joined:?}");
        let hidden: Vec<_> = tokens.iter().filter_map(|t| Some((t, t.hidden.as_ref()?))).collect();
        assert_eq!(hidden.len(), 2, "15 % of {}", tokens.len());
        for (token, hidden) in hidden {
            let shares: Vec<f32> = hidden.guesses.iter().map(|guess| guess.1).collect();
            assert!(shares.len() == 5 && shares.windows(2).all(|pair| pair[0] >= pair[1]));
            assert!(
                shares.iter().sum::<f32>() <= 1.0 + 1e-5 && (0.0..=1.0).contains(&hidden.truth)
            );
            let is_named = hidden.guesses.iter().find(|guess| guess.0 == token.token);
            if let Some(guess) = is_named {
                assert_eq!(guess.1, hidden.truth);
            }
            eprintln!(
                "{} as {}: {:?}, truth {}",
                token.token, hidden.shown, hidden.guesses, hidden.truth
            );
            right += usize::from(is_named.is_some());
            asked += 1;
        }
        assert_eq!(masked(text, seed).expect("again"), tokens);
    }
    assert!(right * 3 > asked, "{right} of {asked} are among the five best");
}

fn next(text: &str) -> Result<Vec<(String, f32)>, Kind> {
    let (mut findings, steps) = run(&Experiment::NextTokens { text: text.into() })?;
    assert_eq!((findings.len(), steps), (1, 1));
    match findings.remove(0) {
        Finding::NextTokens(tokens) => Ok(tokens),
        other => panic!("it tells of tokens only: {other:?}"),
    }
}

#[test]
fn what_comes_next_is_text_by_its_probability() {
    for text in [
        "Once upon a",
        "",
        "He said that he had",
        "She looked at the man and said.",
        "🦊 é",
        "…",
        "\n",
    ] {
        let tokens = next(text).expect("it can be read");
        assert_eq!(tokens.len(), 10);
        assert!(tokens.windows(2).all(|pair| pair[0].1 >= pair[1].1), "{tokens:?}");
        let all = tokens.iter().map(|token| token.1).sum::<f32>();
        assert!(all <= 1.0 + 1e-5 && all > 0.05, "{text}: {all}");
        assert!(tokens.iter().all(|(piece, _)| !piece.is_empty() && !piece.contains('\u{fffd}')));
        eprintln!("“{text}” {tokens:?}");
        assert_eq!(next(text), Ok(tokens));
    }
    assert_eq!(next("He said that he had").expect("it can be read")[0].0, " been");
    let first = next("").expect("it begins a text");
    assert!(first[0].0 == "\"" && first.iter().any(|token| token.0 == "The"), "{first:?}");
}

#[test]
fn of_a_long_text_the_end_counts() {
    let gpt = common::shipped::model("gpt");
    let end = " and then he went on".repeat(gpt.positions);
    let tokens = next(&end).expect("it is cut");
    assert_eq!(next(&format!("Something else. {end}")), Ok(tokens));
}

#[test]
fn wild_texts_are_answered_or_refused() {
    let long = "a".repeat(100_000);
    let words = "zebra ".repeat(17_000);
    let texts = [
        "",
        " ",
        "\n\t",
        "?!,.;:--()",
        "🦊🎉👩‍👩‍👧",
        "[MASK]",
        "[CLS] [SEP]",
        "\0\u{feff}",
        &long,
        &words,
    ];
    for text in texts {
        let shown: String = text.chars().take(12).collect();
        let tokens = masked(text, 3);
        let refused = matches!(tokens, Err(Kind::Ability(AbilityError::NoWords)));
        assert!(refused || tokens.is_ok_and(|t| t.iter().any(|t| t.hidden.is_some())), "{shown}");
        assert!(next(text).is_ok_and(|tokens| tokens.len() == 10), "{shown}");
    }
    assert_eq!(masked("", 0), Err(Kind::Ability(AbilityError::NoWords)));
    assert!(masked("?!,.;:--()", 0).is_ok());
    let huge = "b".repeat(2 << 20);
    assert!(matches!(masked(&huge, 0), Err(Kind::File(FileError::TooManyBytes { .. }))));
    assert!(matches!(next(&huge), Err(Kind::File(FileError::TooManyBytes { .. }))));
}

#[test]
fn every_layer_shows_its_strongest_maps() {
    let experiment = |model: &str| Experiment::FeatureMaps {
        model: model.into(),
        picture: PictureChoice::Sample { class: 0, index: 3 },
    };
    let (findings, steps) = run(&experiment("small-resnet")).expect("it can be done");
    assert_eq!((findings.len(), steps), (7, 1));
    let Finding::Seen(seen) = &findings[0] else { panic!("the picture comes first") };
    assert_eq!(seen.rgba, sample::draw(0, 3, 128));
    keep("seen", seen);
    let mut sides = Vec::new();
    for (at, finding) in findings[1..].iter().enumerate() {
        let Finding::FeatureMaps { layer, side, channels, maps, shown } = finding else {
            panic!("then come the maps")
        };
        eprintln!("{layer}: {side} pixels, {channels} channels");
        assert_eq!((*shown, *channels >= 16), (16, true));
        assert!(maps.width > 200, "{layer} is large enough to look at: {}", maps.width);
        let pixels = sound(maps);
        let grey = |pixel: &&[u8; 4]| pixel[0] == pixel[1] && pixel[1] == pixel[2];
        assert_eq!(pixels.iter().filter(grey).count(), pixels.len());
        assert!(pixels.contains(&[255; 4]) && pixels.contains(&[0, 0, 0, 255]), "{layer}");
        sides.push(*side);
        keep(&format!("maps-{at}"), maps);
    }
    assert!(sides.windows(2).all(|pair| pair[0] >= pair[1]) && sides[0] == 64 && sides[5] == 8);
    assert_eq!(run(&experiment("small-resnet")).map(|run| run.0), Ok(findings));
    assert_eq!(
        run(&experiment("kmeans")),
        Err(Kind::Weights(WeightsError::UnknownModel("kmeans".into())))
    );
    assert_eq!(
        lab::needs(&experiment("bert")),
        Err(Kind::Ability(AbilityError::Reads(Modality::Texts)))
    );
}

#[test]
fn the_first_map_of_the_last_layer_is_of_the_channel_that_is_largest_in_the_embedding() {
    let Checkpoint::Pictures(model) = shipped("small-resnet") else { panic!("it reads pictures") };
    let embedder = headstart::engine::cpu::Embedder::new(&model.backbone);
    let embedding = embedder.embed_rgba(&sample::draw(2, 5, 128));
    // The embedding has the means of each channel over the picture's quadrants.
    let cells = |channel: usize| [0, 1, 2, 3].map(|cell| embedding[cell * 512 + channel]);
    let sum = |channel: &usize| cells(*channel).iter().sum::<f32>();
    let largest = (0..512).max_by(|a, b| sum(a).total_cmp(&sum(b))).expect("there are many");
    let experiment = Experiment::FeatureMaps {
        model: "small-resnet".into(),
        picture: PictureChoice::Sample { class: 2, index: 5 },
    };
    let (findings, _) = run(&experiment).expect("it can be done");
    let Some(Finding::FeatureMaps { maps, .. }) = findings.last() else { panic!("maps come last") };
    // 8 numbers along a side, each 12 pixels.
    let quadrant = |cell: usize| {
        let (top, left) = (cell / 2 * 48, cell % 2 * 48);
        let pixels = (0..48 * 48).map(|i| (top + i / 48) * maps.width as usize + left + i % 48);
        pixels.map(|pixel| f32::from(maps.rgba[4 * pixel])).sum::<f32>() / (48.0 * 48.0)
    };
    let shown = [0, 1, 2, 3].map(quadrant);
    let expected = cells(largest);
    // The map is stretched: shown = a * expected + b.
    let middle = |values: [f32; 4]| values.map(|value| value - values.iter().sum::<f32>() / 4.0);
    let (shown, expected) = (middle(shown), middle(expected));
    let length = |values: [f32; 4]| values.iter().map(|x| x * x).sum::<f32>().sqrt();
    let alike = shown.iter().zip(&expected).map(|(a, b)| a * b).sum::<f32>()
        / (length(shown) * length(expected));
    assert!(alike > 0.999, "{shown:?} {expected:?}");
}

#[test]
fn a_picture_of_the_visitor_s_is_the_one_in_the_set() {
    let file = headstart::protocol::FileRef { name: "mine.png".into(), url: "blob:mine".into() };
    let experiment =
        Experiment::FeatureMaps { model: "small-resnet".into(), picture: PictureChoice::Own(file) };
    let Needs { models, sizes, .. } = lab::needs(&experiment).expect("it can be done");
    assert_eq!((&models[..], &sizes[..]), (&["small-resnet".to_owned()][..], &[128][..]));
    let rgba = sample::draw(1, 1, 128);
    let given = |pictures| supplies(&experiment, pictures);
    let one = PictureSet::one(BTreeMap::from([(128, rgba.clone())]));
    let mut procedure = lab::start(experiment.clone(), given(one)).expect("it can be done");
    let piece = procedure.advance().expect("it goes on");
    assert!(matches!(&piece.findings[0], Finding::Seen(seen) if seen.rgba == rgba));
    let none = lab::start(experiment.clone(), given(PictureSet::default()));
    assert_eq!(none.err(), Some(Kind::File(FileError::Undecodable)));
}
