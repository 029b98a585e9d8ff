//! What differs between teaching with pictures and with texts.
//!
//! Each is a program of its own, and neither carries what only the other needs: what differs is asked of
//! the [`Kit`], which each names at its start. There is one in `pictures` and one in `texts`.

use std::collections::HashSet;

use leptos::prelude::*;

use crate::protocol::{Brought, ClassId, ExampleId, FileRef, Input, ModelInfo, Seen};
use crate::ui::shell::store::use_store;
use crate::ui::sources::{Give, Sink, Source};
use crate::ui::state::{ClassView, Closely, Place, Reason, Words};

/// What a class is made of.
#[derive(Debug, Clone, Copy)]
pub struct ClassParts {
    /// Names the class in the protocol.
    pub id: ClassId,
    /// The class; none once it is removed.
    pub class: Memo<Option<ClassView>>,
    /// The ids of its examples, in the order they were added.
    pub examples: Memo<Vec<ExampleId>>,
    /// Those of all classes that are held out.
    pub held_out: Memo<HashSet<ExampleId>>,
}

/// What differs between teaching with pictures and with texts.
#[derive(Debug)]
pub struct Kit {
    /// The keys of what is said of its examples.
    pub words: Words,
    /// The page on which one teaches with them.
    pub studio: Place,
    /// The key of the heading of that page.
    pub title: &'static str,
    /// The key of what it starts from, in which `{0}` is the place of the words “pre-trained model”.
    pub pitch: &'static str,
    /// Where examples come from.
    pub sources: &'static [&'static Source],
    /// Offers examples that come with the page, while there are none.
    pub samples: fn() -> AnyView,
    /// The examples of a class, and the ways to add some.
    pub class: fn(ClassParts) -> AnyView,
    /// The ways to try an example.
    pub trial: fn() -> AnyView,
    /// What the model saw of the one that was tried, with a remark.
    pub tried: fn(Seen, Option<Input>, String) -> AnyView,
    /// What the parts of something do for a class.
    pub why: fn(Memo<Option<Reason>>) -> AnyView,
    /// An example that is looked at closely.
    pub large: fn(Memo<Option<Closely>>) -> AnyView,
    /// What a model can show of what it has learnt.
    pub exhibits: fn(&ModelInfo) -> AnyView,
    /// What the gallery of its models says.
    pub gallery: GalleryWords,
}

/// What a gallery says, by its keys. All galleries stand on one page, so their ids and labels differ.
#[derive(Debug)]
pub struct GalleryWords {
    /// The id of its title.
    pub title_id: &'static str,
    /// The heading of the gallery.
    pub title: &'static str,
    /// What the ids of its articles begin with.
    pub article: &'static str,
    /// The id of the file input for weights.
    pub open_id: &'static str,
    /// The label of that input.
    pub open: &'static str,
    /// The ways to bring another model.
    pub own: OwnWords,
}

/// What stands at the ways to bring weights of one's own, by its keys.
#[derive(Debug)]
pub struct OwnWords {
    /// The id of the title.
    pub title_id: &'static str,
    /// The heading above all these ways.
    pub title: &'static str,
    /// Which weights there may be.
    pub lead: &'static str,
    /// Which files to choose.
    pub choose: &'static str,
    /// The id of the box for an address.
    pub address_id: &'static str,
    /// The label of that box.
    pub address: &'static str,
    /// The id of the box for a hash.
    pub hash_id: &'static str,
    /// The label of that box.
    pub hash: &'static str,
    /// The id of what is said about the hash.
    pub hint_id: &'static str,
    /// The button that loads from the address.
    pub load: &'static str,
}

/// The kit of the program in which this runs.
pub fn use_kit() -> &'static Kit {
    expect_context()
}

impl Kit {
    /// What the sources offer for this sink.
    pub fn offered(&'static self, sink: Sink) -> Vec<AnyView> {
        let give = self.giver(sink);
        let offering = self.sources.iter().filter(|source| (source.offers)(sink));
        offering.map(|source| (source.part)(sink, give)).collect()
    }

    /// What the first source that has something for this sink offers.
    pub fn first(&'static self, sink: Sink) -> Option<AnyView> {
        let give = self.giver(sink);
        let source = self.sources.iter().find(|source| (source.offers)(sink));
        source.map(|source| (source.part)(sink, give))
    }

    /// Gives files to this sink.
    pub fn giver(&'static self, sink: Sink) -> Give {
        let store = use_store();
        Callback::new(move |files: Vec<FileRef>| {
            let alone = |file| Brought { file, folder: String::new() };
            let files = files.into_iter().map(alone).collect();
            store.act(|state| state.bring(files, sink));
        })
    }
}
