//! Teaching with pictures.

use leptos::prelude::*;

use crate::protocol::{Exhibit, Modality, ModelInfo};
use crate::ui::gallery::exhibits::drawing::DrawingPart;
use crate::ui::gallery::exhibits::labels::LabelsPart;
use crate::ui::gallery::exhibits::patches::PatchesPart;
use crate::ui::parts::later::later;
use crate::ui::sources::camera::CAMERA;
use crate::ui::sources::clipboard::CLIPBOARD;
use crate::ui::sources::files::PICTURE_FILES;
use crate::ui::sources::folder::FOLDERS;
use crate::ui::sources::pad::PAD;
use crate::ui::sources::samples::sample_pictures;
use crate::ui::state::{Closely, Place, Reason, Words};
use crate::ui::studio::class_pictures::ClassPictures;
use crate::ui::studio::kit::{GalleryWords, Kit, OwnWords};
use crate::ui::studio::large_picture::large_picture;
use crate::ui::studio::prediction::tried_picture;
use crate::ui::studio::try_file::TryFile;
use crate::ui::studio::why::cells::cells;

/// Teaching with pictures.
pub static PICTURES: Kit = Kit {
    words: Words::of(Modality::Pictures),
    studio: Place::Studio,
    title: "studio.title-pictures",
    pitch: "studio.pitch-pictures",
    sources: &[&PICTURE_FILES, &CAMERA, &PAD, &FOLDERS, &CLIPBOARD],
    samples: sample_pictures,
    class: |parts| view! { <ClassPictures parts /> }.into_any(),
    trial: || view! { <TryFile /> }.into_any(),
    tried: tried_picture,
    large,
    exhibits: |info| exhibits(info.clone()),
    why,
    gallery: GalleryWords {
        title_id: "models-title",
        title: "gallery.for-pictures",
        article: "model",
        open_id: "open-weights",
        open: "gallery.open-weights",
        own: OwnWords {
            title_id: "own-title",
            title: "gallery.own-pictures",
            lead: "gallery.own-pictures-lead",
            choose: "gallery.own-pictures-choose",
            address_id: "own-address",
            address: "gallery.address-pictures",
            hash_id: "own-hash",
            hash: "gallery.hash-pictures",
            hint_id: "own-hash-hint",
            load: "gallery.load-pictures",
        },
    },
};

later! {
    /// What a model of pictures shows of what it has learnt.
    fn exhibits(info: ModelInfo) of models {
        let labels = info
            .labels
            .map(|labels| view! { <LabelsPart model=info.id.clone() labels /> }.into_any());
        let exhibits = info.exhibits.iter().filter_map(|exhibit| match exhibit {
            Exhibit::Drawing => Some(view! { <DrawingPart info=info.clone() /> }.into_any()),
            Exhibit::Patches => Some(view! { <PatchesPart model=info.id.clone() /> }.into_any()),
            _ => None,
        });
        labels.into_iter().chain(exhibits).collect::<Vec<_>>()
    }
}

later! {
    /// What each cell of a picture adds.
    fn why(reason: Memo<Option<Reason>>) of why { cells(reason) }
}

later! {
    /// A picture that is looked at closely.
    fn large(closely: Memo<Option<Closely>>) of large { large_picture(closely) }
}
