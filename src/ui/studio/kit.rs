//! What differs between teaching with pictures and with texts.
//!
//! Each is a program of its own, and neither carries what only the other needs: what differs is asked of
//! the [`Kit`], which each names at its start.

use std::collections::HashSet;

use leptos::prelude::*;

use crate::protocol::{ClassId, Command, ExampleId, Exhibit, FileRef, Input, ModelInfo, Seen};
use crate::ui::gallery::exhibits::blanks::BlanksPart;
use crate::ui::gallery::exhibits::drawing::DrawingPart;
use crate::ui::gallery::exhibits::follows::FollowsPart;
use crate::ui::gallery::exhibits::labels::LabelsPart;
use crate::ui::gallery::exhibits::patches::PatchesPart;
use crate::ui::gallery::exhibits::writing::WritingPart;
use crate::ui::state::{Class, State, Words};
use crate::ui::studio::class_pictures::ClassPictures;
use crate::ui::studio::class_texts::ClassTexts;
use crate::ui::studio::import_part::ImportPart;
use crate::ui::studio::prediction::tried_picture;
use crate::ui::studio::try_file::TryFile;
use crate::ui::studio::try_text::{TryText, tried_text};

/// What a class is made of.
#[derive(Debug, Clone, Copy)]
pub struct ClassParts {
    /// Names it.
    pub id: ClassId,
    /// The class; none once it is removed.
    pub class: Memo<Option<Class>>,
    /// Its examples.
    pub examples: Memo<Vec<ExampleId>>,
    /// Those of all classes that are held out.
    pub held_out: Memo<HashSet<ExampleId>>,
}

/// What differs between teaching with pictures and with texts.
#[derive(Debug)]
pub struct Kit {
    /// What its examples are called.
    pub words: Words,
    /// The examples of a class, and the ways to add some.
    pub class: fn(ClassParts) -> AnyView,
    /// Adds files to a class, or to those that they name.
    pub add_files: fn(&mut State, Vec<FileRef>, Option<ClassId>) -> Vec<Command>,
    /// What stands below the classes.
    pub below_classes: fn() -> AnyView,
    /// The ways to try an example.
    pub trial: fn() -> AnyView,
    /// What the model saw of the one that was tried, with a remark.
    pub tried: fn(Seen, Option<Input>, String) -> AnyView,
    /// What a model can show of what it has learnt.
    pub exhibits: fn(&ModelInfo) -> Vec<AnyView>,
}

/// The kit of the program in which this runs.
pub fn use_kit() -> &'static Kit {
    expect_context()
}

/// Teaching with pictures.
pub static PICTURES: Kit = Kit {
    words: Words { one: "picture", many: "pictures" },
    class: |parts| view! { <ClassPictures parts /> }.into_any(),
    add_files: |state, files, class| match class {
        Some(class) => state.add_files(class, files),
        // A picture belongs to the class that it was dropped on.
        None => state.give_back(files),
    },
    below_classes: || ().into_any(),
    trial: || view! { <TryFile /> }.into_any(),
    tried: tried_picture,
    exhibits: |info| {
        let labels = info
            .labels
            .map(|labels| view! { <LabelsPart model=info.id.clone() labels /> }.into_any());
        let exhibits = info.exhibits.iter().filter_map(|exhibit| match exhibit {
            Exhibit::Drawing => Some(view! { <DrawingPart info=info.clone() /> }.into_any()),
            Exhibit::Patches => Some(view! { <PatchesPart model=info.id.clone() /> }.into_any()),
            _ => None,
        });
        labels.into_iter().chain(exhibits).collect()
    },
};

/// Teaching with texts.
pub static TEXTS: Kit = Kit {
    words: Words { one: "text", many: "texts" },
    class: |parts| view! { <ClassTexts parts /> }.into_any(),
    add_files: State::import,
    below_classes: || view! { <ImportPart /> }.into_any(),
    trial: || view! { <TryText /> }.into_any(),
    tried: tried_text,
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
};
