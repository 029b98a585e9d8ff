//! Teaching with texts.

use leptos::prelude::*;

use crate::protocol::{Exhibit, Modality, ModelInfo};
use crate::ui::gallery::exhibits::blanks::BlanksPart;
use crate::ui::gallery::exhibits::follows::FollowsPart;
use crate::ui::gallery::exhibits::writing::WritingPart;
use crate::ui::parts::later::later;
use crate::ui::sources::samples::sample_texts;
use crate::ui::sources::table::TEXT_FILES;
use crate::ui::state::{Place, Reason, Words};
use crate::ui::studio::class_texts::ClassTexts;
use crate::ui::studio::example_text::large_text;
use crate::ui::studio::kit::{GalleryWords, Kit, OwnWords};
use crate::ui::studio::try_text::{TryText, tried_text};
use crate::ui::studio::why::words::words;

/// Teaching with texts.
pub static TEXTS: Kit = Kit {
    words: Words::of(Modality::Texts),
    studio: Place::Texts,
    title: "studio.title-texts",
    pitch: "studio.pitch-texts",
    sources: &[&TEXT_FILES],
    samples: sample_texts,
    class: |parts| view! { <ClassTexts parts /> }.into_any(),
    trial: || view! { <TryText /> }.into_any(),
    tried: tried_text,
    why,
    large: large_text,
    exhibits: |info| exhibits(info.clone()),
    gallery: GalleryWords {
        title_id: "text-models-title",
        title: "gallery.for-texts",
        article: "text-model",
        open_id: "open-text-weights",
        open: "gallery.open-texts",
        own: OwnWords {
            title_id: "own-text-title",
            title: "gallery.own-texts",
            lead: "gallery.own-texts-lead",
            choose: "gallery.own-texts-choose",
            address_id: "own-text-address",
            address: "gallery.address-texts",
            hash_id: "own-text-hash",
            hash: "gallery.hash-texts",
            hint_id: "own-text-hash-hint",
            load: "gallery.load-texts",
        },
    },
};

later! {
    /// What each word of a text adds.
    fn why(reason: Memo<Option<Reason>>) of why { words(reason) }
}

later! {
    /// What a model of texts shows of what it has learnt.
    fn exhibits(info: ModelInfo) of models {
        let exhibits = info.exhibits.iter().filter_map(|exhibit| {
            let model = info.id.clone();
            match exhibit {
                Exhibit::Blanks => Some(view! { <BlanksPart model /> }.into_any()),
                Exhibit::Follows => Some(view! { <FollowsPart model /> }.into_any()),
                Exhibit::Writing => Some(view! { <WritingPart model /> }.into_any()),
                _ => None,
            }
        });
        exhibits.collect::<Vec<_>>()
    }
}
