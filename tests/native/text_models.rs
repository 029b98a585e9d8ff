//! What the shipped models of language do with texts, sensible or not.

use crate::common;
use crate::common::shipped::{files, model};
use headstart::engine::cpu::{TextEmbedder, batch};
use headstart::engine::writer::Writer;
use headstart::engine::{blanks, follows};
use headstart::error::{AbilityError, FileError, Kind, WeightsError};
use headstart::formats::language;
use headstart::formats::language::LanguageFiles;
use headstart::models::Array;
use headstart::models::language::{Language, LanguageConfig};
use headstart::protocol::{Exhibit, WritingSettings};

/// The words for each blank of a text, best first.
fn words(bert: &TextEmbedder, text: &str) -> Vec<Vec<String>> {
    let blanks = blanks::fill(bert, text).expect("it has blanks");
    let words = blanks.into_iter().map(|blank| {
        let shares: Vec<f32> = blank.words.iter().map(|&(_, share)| share).collect();
        assert_eq!(shares.len(), 5, "{text}");
        assert!(shares.is_sorted_by(|a, b| a >= b), "{text}: {shares:?}");
        assert!(shares[4] > 0.0 && shares.iter().sum::<f32>() <= 1.0 + 1e-5, "{text}: {shares:?}");
        blank.words.into_iter().map(|(word, _)| word).collect()
    });
    words.collect()
}

#[test]
fn bert_finds_words_that_fit() {
    let bert = model("bert");
    for (text, expected) in [
        ("He shook his ___ .", "head"),
        ("He ___ his head.", "shook"),
        ("I do ___ know.", "not"),
        ("She opened the ___ and went into the room.", "door"),
        ("___ was a beautiful day.", "it"),
    ] {
        let words = words(&bert, text);
        assert_eq!(words.len(), 1, "{text}");
        assert!(words[0].contains(&expected.to_owned()), "{text}: {words:?}");
    }
    let both = words(&bert, "She looked at ___ with tears in her ___.");
    assert!(both[0].contains(&"him".into()) && both[1].contains(&"eyes".into()), "{both:?}");
}

#[test]
fn only_words_are_found_for_blanks_wherever_they_are() {
    let bert = model("bert");
    for (text, blanks) in [
        ("___", 1),
        ("___ ___", 2),
        ("The king sat upon his ___", 1),
        ("__a__", 2),
        ("🦊 ___ 🦊", 1),
        ("\u{202e}שלום ___ עולם", 1),
        ("\0 ___ \u{301}\u{fffd}", 1),
    ] {
        let found = words(&bert, text);
        assert_eq!(found.len(), blanks, "{text}");
        for word in found.concat() {
            assert!(word.chars().all(char::is_alphanumeric), "{text}: {word}");
        }
    }
}

#[test]
fn what_cannot_be_filled_says_why() {
    let bert = model("bert");
    for text in ["", " \n", "No blank.", "snake_case", "🦊"] {
        assert_eq!(blanks::fill(&bert, text), Err(Kind::Ability(AbilityError::NoBlank)), "{text}");
    }
    let fits = format!("___{}", " the".repeat(93));
    assert_eq!(words(&bert, &fits).len(), 1);
    let long = Err(Kind::Ability(AbilityError::TooLong { tokens: 97, limit: 96 }));
    assert_eq!(blanks::fill(&bert, &format!("{fits} the")), long);
    let huge = blanks::fill(&bert, &"___ ".repeat(1 << 19));
    assert!(matches!(huge, Err(Kind::File(FileError::TooManyBytes { .. }))), "{huge:?}");
    assert_eq!(
        blanks::fill(&model("gpt"), "___"),
        Err(Kind::Ability(AbilityError::Cannot(Exhibit::Blanks)))
    );
}

#[test]
fn bert_tells_what_follows() {
    let bert = model("bert");
    let first = "He opened the door.";
    let follows = |second| follows::probability(&bert, first, second).expect("both are short");
    let (next, other) = (
        follows("There was nobody in the room."),
        follows("The price of wheat has risen by four per cent."),
    );
    assert!((0.5..=1.0).contains(&next) && (0.0..0.5).contains(&other), "{next} {other}");
    for second in ["🦊", "שלום \u{202e}", "\0", "[SEP] [CLS]"] {
        assert!((0.0..=1.0).contains(&follows(second)), "{second}");
    }
}

#[test]
fn what_cannot_follow_says_why() {
    let bert = model("bert");
    for (first, second) in [("", "One."), ("One.", " \n\t"), ("", "")] {
        assert_eq!(
            follows::probability(&bert, first, second),
            Err(Kind::Ability(AbilityError::NoWords))
        );
    }
    // Three tokens mark the start, the middle and the end.
    let the = |times: usize| "the ".repeat(times);
    assert!(follows::probability(&bert, &the(40), &the(53)).is_ok());
    let long = follows::probability(&bert, &the(40), &the(54));
    assert_eq!(long, Err(Kind::Ability(AbilityError::TooLong { tokens: 97, limit: 96 })));
    let gpt = follows::probability(&model("gpt"), "One.", "Two.");
    assert_eq!(gpt, Err(Kind::Ability(AbilityError::Cannot(Exhibit::Follows))));
}

/// A BERT whose table of segments has only the first.
fn with_one_segment() -> LanguageFiles {
    let mut files = language::read(files("bert")).expect("it is sound");
    let LanguageConfig::Bert(config) = &mut files.config else { panic!("it is a BERT") };
    config.segments = 1;
    let width = config.width;
    let cut = |(name, array): (&str, &Array)| {
        let mut array = array.clone();
        if name == "bert.embeddings.token_type_embeddings.weight" {
            array.shape[0] = 1;
            array.values.truncate(width);
        }
        (name.to_owned(), array)
    };
    files.weights = files.weights.iter().map(cut).collect();
    files
}

#[test]
fn a_bert_that_knows_one_text_at_a_time_is_asked_for_no_second() {
    let bert = TextEmbedder::new(with_one_segment()).expect("it fits");
    assert_eq!(
        follows::probability(&bert, "One.", "Two."),
        Err(Kind::Ability(AbilityError::Cannot(Exhibit::Follows)))
    );
    assert_eq!(words(&bert, "A ___.").len(), 1);
}

/// What GPT writes on from a prompt, and how many tokens it took.
fn written(gpt: &TextEmbedder, prompt: &str, settings: &WritingSettings) -> (String, u32) {
    let mut writer = Writer::new(gpt, prompt, settings).expect("it writes");
    let (mut text, mut tokens) = (String::new(), 0);
    while !writer.is_over() {
        text.push_str(&writer.write(gpt).expect("it writes on"));
        tokens += 1;
        assert!(tokens <= settings.tokens, "it does not stop");
    }
    (text, tokens)
}

#[test]
fn the_same_seed_writes_the_same_and_the_coldest_needs_none() {
    let gpt = model("gpt");
    let write = |seed, temperature| {
        let settings = WritingSettings { seed, temperature, tokens: 60, ..Default::default() };
        written(&gpt, "Once upon a time", &settings).0
    };
    assert_eq!(write(1, 0.8), write(1, 0.8));
    assert_ne!(write(1, 0.8), write(2, 0.8));
    assert_eq!(write(1, 0.0), write(2, 0.0));
    // With one to choose from, luck does not matter either.
    let settings = WritingSettings { top_k: 1, tokens: 60, ..Default::default() };
    assert_eq!(written(&gpt, "Once upon a time", &settings).0, write(1, 0.0));
}

#[test]
fn gpt_writes_on_past_its_view_and_stops_where_it_is_to() {
    let gpt = model("gpt");
    assert_eq!(gpt.positions, 96);
    for (prompt, tokens) in [
        ("Once upon a time", 300),
        ("", 20),
        (" ", 1),
        ("🦊 שלום \u{202e}\0", 20),
        // Longer than the view.
        (&"the king said that ".repeat(100), 60),
    ] {
        let settings = WritingSettings { tokens, ..Default::default() };
        let (text, took) = written(&gpt, prompt, &settings);
        assert!(took >= 1 && took <= tokens);
        assert!(tokens < 300 || text.len() > 100, "{text}");
    }
    let settings = WritingSettings::default();
    let huge = Writer::new(&gpt, &"a ".repeat(1 << 20), &settings).map(|_| ());
    assert!(matches!(huge, Err(Kind::File(FileError::TooManyBytes { .. }))), "{huge:?}");
    assert_eq!(
        Writer::new(&model("bert"), "Once", &settings).map(|_| ()),
        Err(Kind::Ability(AbilityError::Cannot(Exhibit::Writing)))
    );
}

#[test]
fn a_long_text_is_cut_where_the_rest_is_not_read() {
    for id in ["bert", "gpt"] {
        let model = model(id);
        for word in ["the ", "café naïveté, ", "unbelievably ", "שלום ", "🦊 ", "狐", "e\u{301} "]
        {
            let text = word.repeat(200);
            let (encoded, cut) = model.encode(&text).expect("it has words");
            assert_eq!(encoded.ids.len(), model.positions, "{id} {word}");
            assert!(encoded.tokens > model.positions);
            let cut = cut.expect("it is too long");
            assert!(cut > 0 && cut < text.len() && text.is_char_boundary(cut), "{id} {word} {cut}");
            // The words before the last one that is read are read as if there were no more.
            let last = text[..cut].trim_end().rfind(' ');
            let whole = last.unwrap_or(cut);
            let alone = model.tokenizer.encode(&text[..whole], None).expect("it is short").ids;
            let mark = usize::from(id == "bert");
            let alone = &alone[..alone.len() - mark];
            assert_eq!(alone, &encoded.ids[..alone.len()], "{id} {word}");
            assert!(alone.len() > model.positions / 2, "{id} {word}: {}", alone.len());
        }
    }
}

#[test]
fn a_text_that_just_fits_is_not_cut() {
    let bert = model("bert");
    let (encoded, cut) = bert.encode(&"the ".repeat(94)).expect("it has words");
    assert_eq!((encoded.ids.len(), cut), (96, None));
    let (longer, cut) = bert.encode(&"the ".repeat(95)).expect("it has words");
    // The last token still marks the end; the word in its place is not read.
    assert_eq!((longer.ids, longer.tokens, cut), (encoded.ids, 97, Some(4 * 94 - 1)));
    for text in ["", " \n\t", "\u{a0}"] {
        assert_eq!(bert.encode(text), Err(Kind::Ability(AbilityError::NoWords)), "{text:?}");
    }
}

#[test]
fn embeddings_are_of_length_1_however_they_are_computed() {
    let bert = model("bert");
    let Language::Bert(network) = &bert.model else { panic!("it is a BERT") };
    assert!(network.whitening.is_some());
    let texts =
        ["He shook his head.", "🦊", "The price of wheat has risen by four per cent.", "שלום"];
    let together = bert.embed(&texts).expect("they have words");
    for (text, embedding) in texts.iter().zip(&together) {
        assert_eq!(embedding.len(), 256);
        let length = embedding.iter().map(|x| x * x).sum::<f32>().sqrt();
        assert!((length - 1.0).abs() < 1e-5, "{text}: {length}");
        // What others are filled up with changes nothing.
        let alone = bert.embed(&[text]).expect("it has words");
        assert!(common::relative_distance(&alone[0], embedding) < 1e-4, "{text}");
    }
    // As the GPU has it: the means of the last states come from elsewhere.
    let encoded: Vec<_> =
        texts.iter().map(|text| bert.encode(text).expect("it has words").0).collect();
    let batch = batch(&encoded);
    let last = batch.mean(network.bert.forward(&batch));
    let width = last.dims()[1];
    let last: Vec<f32> = last.into_data().try_into_vec().expect("flex computes in f32");
    let pooled = bert.pool(&batch, last.chunks_exact(width).map(<[f32]>::to_vec).collect());
    for (pooled, embedding) in pooled.iter().zip(&together) {
        assert!(common::relative_distance(pooled, embedding) < 1e-6);
    }
    assert_eq!(bert.embed(&[]), Ok(Vec::new()));
}

/// A tokenizer marks start and end by numbers of its own, which need not be in its vocabulary.
#[test]
fn tokens_that_the_model_does_not_know_are_refused() {
    let mut files = files("bert");
    let tokenizer = files.get_mut("tokenizer.json").expect("it is there");
    let text = String::from_utf8(std::mem::take(tokenizer)).expect("it is JSON");
    let changed = text.replace(r#""cls":["[CLS]",2]"#, r#""cls":["[CLS]",9000]"#);
    assert_ne!(changed, text);
    *tokenizer = changed.into_bytes();
    let bert = language::read(files).and_then(TextEmbedder::new).expect("its vocabulary fits");
    let refused = |kind: Option<Kind>| {
        assert!(matches!(kind, Some(Kind::Weights(WeightsError::Malformed(_)))), "{kind:?}")
    };
    refused(bert.embed(&["a text"]).err());
    refused(blanks::fill(&bert, "a ___").err());
    refused(follows::probability(&bert, "a", "b").err());
}
