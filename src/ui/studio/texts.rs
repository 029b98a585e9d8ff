//! Teaching with texts.

use leptos::prelude::*;

use crate::protocol::Exhibit;
use crate::ui::gallery::exhibits::blanks::BlanksPart;
use crate::ui::gallery::exhibits::follows::FollowsPart;
use crate::ui::gallery::exhibits::writing::WritingPart;
use crate::ui::sources::samples::SAMPLE_TEXTS;
use crate::ui::sources::table::TEXT_FILES;
use crate::ui::state::{Place, Words};
use crate::ui::studio::class_texts::ClassTexts;
use crate::ui::studio::example_text::large_text;
use crate::ui::studio::kit::{GalleryWords, Kit, OwnWords};
use crate::ui::studio::try_text::{TryText, tried_text};

/// Teaching with texts.
pub static TEXTS: Kit = Kit {
    words: Words { one: "text", many: "texts" },
    studio: Place::Texts,
    title: "Teach this page to tell your texts apart",
    pitch: "It starts from a network that has already read a great many books – a ",
    sources: &[&TEXT_FILES, &SAMPLE_TEXTS],
    class: |parts| view! { <ClassTexts parts /> }.into_any(),
    trial: || view! { <TryText /> }.into_any(),
    tried: tried_text,
    large: large_text,
    pass: "for the longest text",
    exhibits: |info| {
        let exhibits = info.exhibits.iter().filter_map(|exhibit| {
            let model = info.id.clone();
            match exhibit {
                Exhibit::Blanks => Some(view! { <BlanksPart model /> }.into_any()),
                Exhibit::Follows => Some(view! { <FollowsPart model /> }.into_any()),
                Exhibit::Writing => Some(view! { <WritingPart model /> }.into_any()),
                _ => None,
            }
        });
        exhibits.collect()
    },
    gallery: GalleryWords {
        title_id: "text-models-title",
        title: "For text",
        article: "text-model",
        open_id: "open-text-weights",
        open: "Open a text model from disk",
        own: OwnWords {
            title_id: "own-text-title",
            title: "Bring your own text model",
            lead: "Any model of the BERT or GPT-2 family from the Hugging Face hub, or one that this \
                   project's own program has trained.",
            choose: "Choose config.json, model.safetensors and tokenizer.json (or vocab.txt) at once, or a \
                     zip of them. They stay on your device. An address gives one file, so it must be of a zip.",
            address_id: "own-text-address",
            address: "Load a text model from an address",
            hash_id: "own-text-hash",
            hash: "SHA-256 of the text model (optional)",
            hint_id: "own-text-hash-hint",
            load: "Load the text model",
        },
    },
};
