//! What ships is what its list and its cards say, and fits the architecture it claims.

use crate::common;
use crate::common::shipped::folder;
use headstart::engine::cpu::TextEmbedder;
use headstart::formats::card::Card;
use headstart::formats::digest::Digest;
use headstart::formats::{self, language, safetensors};
use headstart::models::Pretrained;
use headstart::pretrain::few_shot::{Benchmark, SHOTS};
use headstart::pretrain::publish::{Manifest, Shipped};
use headstart::pretrain::sentences;
use headstart::protocol::Skill;

/// The most that all image weights may take together, in bytes.
const BUDGET: u64 = 5_000_000;

/// The most that all models of language may take together, tokenizers included, in bytes.
const TEXT_BUDGET: u64 = 8_000_000;

/// The models of language that ship.
const TEXT_MODELS: [&str; 2] = ["bert", "gpt"];

fn manifest() -> Manifest {
    let text = std::fs::read_to_string(folder().join("manifest.json")).expect("the list ships");
    serde_json::from_str(&text).expect("it is a list")
}

fn card(file: &str) -> Card {
    let text = std::fs::read_to_string(folder().join(file)).expect("every model has its card");
    Card::read(&text).expect("it is a card")
}

fn hash(file: &[u8]) -> String {
    let mut digest = Digest::default();
    digest.update(file);
    digest.finish()
}

/// Those that read pictures.
fn picture_models() -> Vec<Shipped> {
    manifest().models.into_iter().filter(|shipped| shipped.tokenizer.is_none()).collect()
}

/// The figure whose name begins so.
fn figure<'a>(card: &'a Card, name: &str) -> &'a Skill {
    let mut figures = card.figures.iter();
    figures.find(|figure| figure.name.starts_with(name)).expect("it was measured")
}

#[test]
fn the_list_names_every_model() {
    let models = manifest().models;
    let ids: Vec<&str> = models.iter().map(|shipped| shipped.id.as_str()).collect();
    assert_eq!(ids, ["autoencoder", "bert", "gpt", "kmeans", "small-resnet"]);
    for Shipped { id, card: card_file, file, bytes, sha256, tokenizer } in models {
        let card = card(&card_file);
        assert_eq!((&card.id, &card.file), (&id, &file));
        assert_eq!((card.bytes, &card.sha256), (bytes, &sha256), "{id}");
        assert_eq!(card.tokenizer.map(|tokenizer| tokenizer.file), tokenizer, "{id}");
        assert_eq!(TEXT_MODELS.contains(&id.as_str()), tokenizer.is_some(), "{id}");
    }
}

#[test]
fn the_list_names_every_file_and_no_other() {
    let mut listed = vec!["manifest.json".to_string()];
    for shipped in manifest().models {
        listed.extend([shipped.card, shipped.file]);
        listed.extend(shipped.tokenizer);
    }
    let mut there: Vec<String> = std::fs::read_dir(folder())
        .expect("it is there")
        .map(|entry| entry.expect("it is readable").file_name().to_string_lossy().into_owned())
        .collect();
    listed.sort();
    there.sort();
    assert_eq!(listed, there);
}

#[test]
fn every_picture_model_has_the_hash_it_claims_and_fits_its_architecture() {
    let mut bytes = 0;
    for shipped in &picture_models() {
        let card = card(&shipped.card);
        let file = std::fs::read(folder().join(&shipped.file)).expect("every model has weights");
        assert_eq!(hash(&file), shipped.sha256, "{}", shipped.id);
        assert_eq!((&card.id, &card.file), (&shipped.id, &shipped.file));
        assert_eq!((card.bytes, &card.sha256), (file.len() as u64, &shipped.sha256));
        assert_eq!(safetensors::metadata(&file).map(|m| m["model"].clone()), Ok(card.id.clone()));

        let weights = formats::read([(shipped.file.clone(), file)].into()).expect("it is read");
        let values: usize = weights.iter().map(|(_, array)| array.values.len()).sum();
        assert_eq!(card.parameters, values);
        let model = Pretrained::recognise(&weights).expect("its architecture is known");
        assert_eq!(model.backbone.input_size(), card.input_size);
        assert_eq!(model.backbone.embedding_size(), card.embedding_size);
        assert_eq!(model.backbone.multiplications() as u64, card.multiplications);
        assert_eq!(model.decoder.is_some(), shipped.id == "autoencoder");
        bytes += card.bytes;
    }
    println!("{bytes} bytes of weights ship, of {BUDGET}");
    assert!(bytes <= BUDGET, "{bytes}");
}

#[test]
fn every_text_model_has_the_hashes_it_claims_and_fits_its_tokenizer() {
    let mut bytes = 0;
    for id in TEXT_MODELS {
        let card = card(&format!("{id}.json"));
        let tokenizer = card.tokenizer.as_ref().expect("it takes texts");
        let read = |file: &str| std::fs::read(folder().join(file)).expect("it is there");
        let (weights, words) = (read(&card.file), read(&tokenizer.file));
        assert_eq!((weights.len() as u64, hash(&weights)), (card.bytes, card.sha256.clone()));
        assert_eq!((words.len() as u64, hash(&words)), (tokenizer.bytes, tokenizer.sha256.clone()));
        assert_eq!(safetensors::metadata(&weights).map(|m| m["model"].clone()), Ok(id.into()));
        bytes += card.bytes + tokenizer.bytes;

        let files = [(card.file.clone(), weights), (tokenizer.file.clone(), words)].into();
        let files = language::read(files).expect("it is read");
        let values: usize = files.weights.iter().map(|(_, array)| array.values.len()).sum();
        let config = files.config.clone();
        assert_eq!(config.to_string(), card.architecture);
        assert_eq!(config.positions(), card.input_size);
        assert_eq!(config.embedding_size(), card.embedding_size);
        assert_eq!(config.multiplications(), card.multiplications);
        assert_eq!(config.vocabulary(), files.tokenizer.vocabulary());
        assert_eq!(card.parameters, values);
        assert_eq!(files.heads(), (id == "bert", id == "bert"));
        let model = TextEmbedder::new(files).expect("its weights fit");
        assert_eq!(model.tokenizer.mask().is_some(), id == "bert");
        let embeddings = model.embed(&["Well, well!"]).expect("it is read");
        assert_eq!(embeddings[0].len(), card.embedding_size);
    }
    println!("{bytes} bytes of models of language ship, of {TEXT_BUDGET}");
    assert!(bytes <= TEXT_BUDGET, "{bytes}");
}

#[test]
fn bert_reaches_its_floors() {
    let card = card("bert.json");
    let follows = figure(&card, "does a passage follow another");
    assert!(follows.value >= 0.70, "{follows:?}");
    let masked = figure(&card, "masked words of held-out books: share guessed right at once");
    let (name, baseline) = &masked.beside[0];
    assert_eq!(name, "always the most frequent word");
    assert!(masked.value >= 3.0 * baseline, "{masked:?}");

    let rows = &card.few_shot.rows;
    let random = rows.iter().find(|row| row.model == "the same network with random weights");
    let random = random.expect("it was measured");
    assert_eq!((&rows[0].model, &card.few_shot.shots[..]), (&card.name, &SHOTS[..]));
    for (shots, floor) in [(1, 0.10), (2, 0.10), (10, 0.05)] {
        let at = SHOTS.iter().position(|&other| other == shots).expect("it is measured");
        let gain = rows[0].mean[at] - random.mean[at];
        println!("bert: {gain} more than random weights at {shots} shots");
        assert!(gain >= floor, "{shots} shots: {gain}");
    }
}

#[test]
fn gpt_reaches_its_floor() {
    let card = card("gpt.json");
    let perplexity = figure(&card, "next tokens of held-out books: perplexity");
    let bigrams = |(name, _): &&(String, f32)| name == "how often each token follows each";
    let (_, bigrams) = perplexity.beside.iter().find(bigrams).expect("it was measured");
    assert!(perplexity.value < *bigrams, "{perplexity:?}");
}

/// The figures on the cards, which `pretrain` measured: the floors that the models must reach.
#[test]
fn the_cards_figures_reach_their_floors() {
    let ten = SHOTS.iter().position(|&shots| shots == 10).expect("it is measured");
    for (id, floor) in [("small-resnet", 0.70), ("kmeans", 0.52), ("autoencoder", 0.0)] {
        let card = card(&format!("{id}.json"));
        let [this, random, mobilenet] = &card.few_shot.rows[..] else {
            panic!("{id}: this model, random weights, MobileNetV2")
        };
        println!("{id}: {:?} beside {:?} and {:?}", this.mean, random.mean, mobilenet.mean);
        assert_eq!(card.few_shot.shots, SHOTS);
        assert!(this.mean[ten] >= floor, "{id}: {:?}", this.mean);
        assert!(this.mean.iter().zip(&random.mean).all(|(this, random)| this > random), "{id}");
        assert!(this.mean[ten] >= random.mean[ten] + 0.05, "{id}");
    }
}

/// The figures on the cards are what the shipped files give.
#[test]
fn the_cards_figures_can_be_measured_again() {
    let Some(data) = common::shared_data() else { return };
    let benchmark = Benchmark::read(&data.join("images/caltech20")).expect("shared data is whole");
    for shipped in picture_models() {
        let file = std::fs::read(folder().join(&shipped.file)).expect("every model has weights");
        let weights = formats::read([(shipped.file.clone(), file)].into()).expect("it is read");
        let model = Pretrained::recognise(&weights).expect("its architecture is known");
        let measured = benchmark.measure(&shipped.id, &model.backbone, 2);
        let card = card(&shipped.card);
        println!("{}: {:?}", shipped.id, measured.mean);
        for (measured, claimed) in measured.mean.iter().zip(&card.few_shot.rows[0].mean) {
            // Other processors round differently: two photos of 400 may fall elsewhere.
            assert!((measured - claimed).abs() <= 0.005, "{}: {measured} {claimed}", shipped.id);
        }
    }
}

/// The same of the model of language whose embeddings are compared.
#[test]
fn bert_s_accuracy_can_be_measured_again() {
    let Some(data) = common::shared_data() else { return };
    let path = data.join("text/clinc150/data_small.json");
    if !path.is_file() {
        common::data::skip(&format!("there is no {}", path.display()));
        return;
    }
    let benchmark = sentences::Benchmark::read(&path).expect("shared data is whole");
    let bert = common::shipped::model("bert");
    let embed = |texts: &[&str]| {
        let batches = texts.chunks(32).map(|texts| bert.embed(texts).expect("they have words"));
        Ok(batches.flatten().collect())
    };
    let measured = benchmark.measure("bert", embed).expect("embedding does not fail");
    let card = card("bert.json");
    assert_eq!(benchmark.task(), card.few_shot.task);
    let five = SHOTS.iter().position(|&shots| shots == 5).expect("it is measured");
    let claimed = &card.few_shot.rows[0].mean;
    println!("bert: {:?}, and {claimed:?} on its card", measured.mean);
    assert!((measured.mean[five] - claimed[five]).abs() <= 0.03);
}
