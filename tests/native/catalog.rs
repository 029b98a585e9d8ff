//! What the catalog says of a model is true of its files, and what is opened is known for what it is.

use std::path::{Path, PathBuf};

use crate::common;
use crate::common::files::zip;
use crate::common::shipped;
use headstart::engine::catalog::{self, Checkpoint};
use headstart::engine::cpu::TextEmbedder;
use headstart::error::{AbilityError, Doing, Error, Kind, WeightsError};
use headstart::formats::digest::Digest;
use headstart::formats::{Files, hf_config, language};
use headstart::protocol::{Exhibit, Modality, ModelInfo, OWN_MODEL, Origin};
use serde_json::{Value, json};

/// Where the files of a model are on this machine; none, said aloud, where there is no shared data.
fn folder(info: &ModelInfo) -> Option<PathBuf> {
    let folder = match info.id.as_str() {
        "mobilenet-v2" => "weights/mobilenet_v2_0.35_224",
        "mobilenet-v1" => "weights/mobilenet_v1_0.25_128",
        "resnet-20" => "weights/resnet20_cifar10",
        "minilm" => return common::minilm(),
        _ => {
            assert_eq!(info.origin, Origin::Shipped, "{}: where is it here?", info.id);
            return Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("www/weights"));
        }
    };
    Some(common::shared_data()?.join(folder))
}

#[test]
fn every_model_is_as_the_catalog_says() {
    for info in catalog::entries() {
        let Some(folder) = folder(info) else { continue };
        let mut files = Files::new();
        for file in &info.files {
            let bytes = std::fs::read(folder.join(file.name())).expect("it is there");
            assert_eq!(bytes.len() as u64, file.bytes, "{}", file.address);
            let mut digest = Digest::default();
            digest.update(&bytes);
            assert_eq!(digest.expect(&file.sha256), Ok(()), "{}", file.address);
            files.insert(file.name().to_owned(), bytes);
        }
        let found = catalog::read(files, info.reads.modality()).expect("it is sound");
        let own = catalog::own(&found, Vec::new(), false);
        let sizes = |info: &ModelInfo| (info.reads, info.embedding_size, info.multiplications);
        assert_eq!(sizes(&own), sizes(info), "{}", info.id);
        assert_eq!((&own.exhibits, own.labels), (&info.exhibits, info.labels), "{}", info.id);
        if info.origin == Origin::Public {
            assert_eq!(own.architecture, info.architecture);
        }
    }
}

/// The files of a shipped model of language with their sizes beside them, as other programs have it.
fn folder_of(id: &str) -> Files {
    let mut files = shipped::files(id);
    let config = language::read(files.clone()).expect("it is sound").config;
    files.insert("config.json".into(), hf_config::write(&config).into_bytes());
    files
}

/// The same in a zip, in a folder of its own, with files beside them that are none of the model's.
fn zipped(files: Files) -> Files {
    let beside = [("README.md", &b"# A model"[..]), ("tokenizer_config.json", b"{}")];
    let beside = beside.map(|(name, content)| (name.to_owned(), content.to_vec()));
    let inside = files.into_iter().chain(beside);
    let inside = inside.map(|(name, content)| (format!("a-model/{name}"), content)).collect();
    Files::from([("a-model.zip".into(), zip(&inside))])
}

/// What is said where a model cannot be opened.
fn refused(files: Files, modality: Modality) -> (Kind, String) {
    let kind = catalog::read(files, modality).expect_err("it cannot be");
    let sentence = Error::new(Doing::ReadingWeights("a model".into()), kind.clone()).to_string();
    assert!(sentence.ends_with('.') && sentence.len() > 40, "{sentence}");
    (kind, sentence)
}

#[test]
fn a_model_of_language_is_opened_loose_or_in_a_zip() {
    for (id, exhibits) in
        [("bert", vec![Exhibit::Blanks, Exhibit::Follows]), ("gpt", vec![Exhibit::Writing])]
    {
        let known = catalog::find(id).expect("it ships");
        for files in
            [folder_of(id), zipped(folder_of(id)), zipped(shipped::files(id)), shipped::files(id)]
        {
            let found = catalog::read(files, Modality::Texts).expect("it is sound");
            let own = catalog::own(&found, Vec::new(), false);
            assert_eq!((own.id.as_str(), own.reads.modality()), (OWN_MODEL, Modality::Texts));
            assert_eq!((own.origin, &own.exhibits), (Origin::Own, &exhibits));
            assert_eq!(own.architecture, known.architecture);
            assert_eq!((own.reads, own.embedding_size), (known.reads, known.embedding_size));
            let Checkpoint::Texts(files) = found else { panic!("it reads texts") };
            TextEmbedder::new(*files).expect("its weights fit");
        }
    }
}

#[test]
fn a_model_of_the_other_kind_is_said_to_be_one() {
    let weights = |id: &str| {
        let name = format!("{id}.safetensors");
        let file = std::fs::read(shipped::folder().join(&name)).expect("it ships");
        Files::from([(name, file)])
    };
    for files in [weights("kmeans"), zipped(weights("small-resnet"))] {
        assert_eq!(
            refused(files.clone(), Modality::Texts).0,
            Kind::Ability(AbilityError::Reads(Modality::Pictures))
        );
        assert!(matches!(catalog::read(files, Modality::Pictures), Ok(Checkpoint::Pictures(_))));
    }
    // The last are without what belongs to them.
    let alone =
        |id: &str| Files::from([("w".into(), shipped::files(id)["model.safetensors"].clone())]);
    for files in [folder_of("bert"), zipped(folder_of("gpt")), zipped(alone("bert"))] {
        assert_eq!(
            refused(files, Modality::Pictures).0,
            Kind::Ability(AbilityError::Reads(Modality::Texts))
        );
    }
}

#[test]
fn what_is_missing_is_named() {
    for id in ["bert", "gpt"] {
        for name in ["tokenizer.json", "model.safetensors"] {
            let mut files = folder_of(id);
            files.remove(name);
            for files in [files.clone(), zipped(files)] {
                let (kind, sentence) = refused(files, Modality::Texts);
                if name == "tokenizer.json" {
                    assert_eq!(kind, Kind::Weights(WeightsError::MissingCompanion(name.into())));
                    assert!(sentence.contains("“tokenizer.json”"), "{sentence}");
                }
            }
        }
        let alone = Files::from([("w".into(), shipped::files(id)["model.safetensors"].clone())]);
        for files in [alone.clone(), zipped(alone)] {
            let kind = refused(files, Modality::Texts).0;
            assert_eq!(
                kind,
                Kind::Weights(WeightsError::MissingCompanion("tokenizer.json".into()))
            );
        }
    }
}

#[test]
fn a_tokenizer_of_another_model_is_refused() {
    let mut files = folder_of("gpt");
    files.extend(shipped::files("bert").into_iter().filter(|(name, _)| name == "tokenizer.json"));
    let (kind, sentence) = refused(zipped(files), Modality::Texts);
    assert_eq!(
        kind,
        Kind::Weights(WeightsError::VocabularyTooLarge { tokens: 8000, embeddings: 4096 })
    );
    assert!(sentence.contains("8,000") && sentence.contains("4,096"), "{sentence}");

    // One that counts texts to a segment which the model does not know.
    let mut files = folder_of("bert");
    let mut tokenizer: Value = serde_json::from_slice(&files["tokenizer.json"]).expect("JSON");
    tokenizer["post_processor"] = json!({
        "type": "TemplateProcessing",
        "single": [{ "Sequence": { "id": "A", "type_id": 2 } }],
        "pair": [{ "Sequence": { "id": "A", "type_id": 0 } }, { "Sequence": { "id": "B", "type_id": 1 } }],
        "special_tokens": {},
    });
    files.insert("tokenizer.json".into(), tokenizer.to_string().into_bytes());
    let (kind, sentence) = refused(files, Modality::Texts);
    assert!(
        matches!(kind, Kind::Weights(WeightsError::Malformed(_))) && sentence.contains("segment 2"),
        "{sentence}"
    );
}

#[test]
fn fields_of_a_configuration_may_be_more_but_not_fewer() {
    let with = |id: &str, field: &str, value: Option<Value>| {
        let mut files = folder_of(id);
        let mut config: Value = serde_json::from_slice(&files["config.json"]).expect("JSON");
        let fields = config.as_object_mut().expect("an object");
        match value {
            Some(value) => fields.insert(field.into(), value),
            None => fields.remove(field),
        };
        files.insert("config.json".into(), config.to_string().into_bytes());
        files
    };
    let more = with("bert", "favourite_colour", Some(json!({ "blue": [1, null] })));
    assert!(catalog::read(zipped(more), Modality::Texts).is_ok());
    for (id, field) in [
        ("bert", "model_type"),
        ("bert", "hidden_size"),
        ("bert", "vocab_size"),
        ("gpt", "n_positions"),
        ("gpt", "n_head"),
    ] {
        let (kind, sentence) = refused(with(id, field, None), Modality::Texts);
        assert!(matches!(kind, Kind::Weights(WeightsError::Malformed(_))), "{kind:?}");
        assert!(sentence.contains(&format!("{field} is missing")), "{sentence}");
    }
    for (id, field, value) in [
        ("bert", "model_type", json!("roberta")),
        ("bert", "hidden_act", json!("relu")),
        ("gpt", "activation_function", json!(7)),
    ] {
        let (kind, _) = refused(with(id, field, Some(value)), Modality::Texts);
        assert!(matches!(kind, Kind::Weights(WeightsError::UnsupportedModel(_))), "{kind:?}");
    }
    // Sizes that are not those of the weights are noticed when these are taken.
    for (id, field, value) in [
        ("bert", "hidden_size", json!(64)),
        ("bert", "num_hidden_layers", json!(1 << 20)),
        ("bert", "intermediate_size", json!(1 << 20)),
        ("bert", "type_vocab_size", json!(3)),
        ("gpt", "n_layer", json!(3)),
        ("gpt", "n_positions", json!(1 << 20)),
    ] {
        let files = with(id, field, Some(value.clone()));
        let found = catalog::read(files, Modality::Texts).expect("each file is sound");
        let Checkpoint::Texts(files) = found else { panic!("it reads texts") };
        let kind = TextEmbedder::new(*files).map(|_| ()).expect_err("they do not fit");
        assert!(
            matches!(
                kind,
                Kind::Weights(WeightsError::WrongShape { .. })
                    | Kind::Weights(WeightsError::MissingTensor(_))
                    | Kind::Weights(WeightsError::LeftOver { .. })
            ),
            "{field} {value}: {kind:?}"
        );
    }
}

/// Where a courier may go is said in a file that the site's policy is made from.
#[test]
fn the_models_on_offer_are_where_a_courier_may_go() {
    let models = catalog::entries().iter();
    let files = models.flat_map(|model| &model.files).map(|file| file.address.as_str());
    let elsewhere = files.filter(|address| address.contains("://"));
    let expected: String = elsewhere.map(|address| format!("{address}\n")).collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/courier/addresses.txt");
    let listed = std::fs::read_to_string(path).expect("the file is there");
    assert_eq!(listed, expected);
}
