//! The visitor's examples: which there are, and which are embedded.

use std::collections::{BTreeMap, VecDeque};

use crate::protocol::{ExampleId, Input, NewExample};

/// The examples and the embeddings of those that have one.
#[derive(Debug, Default)]
pub struct Examples {
    all: BTreeMap<ExampleId, Example>,
    /// Those without an embedding, in the order to make them.
    waiting: VecDeque<ExampleId>,
}

/// One example.
#[derive(Debug)]
struct Example {
    input: Input,
    /// Whether the page has its thumbnail, if it is a picture.
    shown: bool,
    /// Its embedding by the present model.
    embedding: Option<Vec<f32>>,
}

impl Examples {
    /// Takes in a new one.
    pub fn add(&mut self, example: NewExample) {
        let input = example.input;
        self.all.insert(example.id, Example { input, shown: false, embedding: None });
        self.waiting.push_back(example.id);
    }

    /// Forgets one.
    pub fn remove(&mut self, id: ExampleId) {
        self.all.remove(&id);
        self.waiting.retain(|&waiting| waiting != id);
    }

    /// Forgets all embeddings, as when the model changes.
    pub fn embed_again(&mut self) {
        self.all.values_mut().for_each(|example| example.embedding = None);
        self.waiting = self.all.keys().copied().collect();
    }

    /// The next ones to read: up to `most` of those to embed, or of the pictures the page has no
    /// thumbnail of while there is no model to embed with.
    pub fn next(&self, most: usize, has_model: bool) -> Vec<(ExampleId, Input)> {
        let due = self.waiting.iter().filter_map(|id| Some((*id, self.all.get(id)?)));
        let to_show = |example: &Example| !example.shown && example.input.file().is_some();
        due.filter(|(_, example)| has_model || to_show(example))
            .take(most)
            .map(|(id, example)| (id, example.input.clone()))
            .collect()
    }

    /// Whether the page still has not been told what the model sees of it; from now on it has. Of a text
    /// every model sees something else.
    pub fn show(&mut self, id: ExampleId) -> bool {
        let example = self.all.get_mut(&id);
        example.is_some_and(|example| {
            let shown = std::mem::replace(&mut example.shown, true);
            !shown || example.input.file().is_none()
        })
    }

    /// Keeps an embedding.
    pub fn embedded(&mut self, id: ExampleId, embedding: Vec<f32>) {
        if let Some(example) = self.all.get_mut(&id) {
            example.embedding = Some(embedding);
            self.waiting.retain(|&waiting| waiting != id);
        }
    }

    /// The embedding of one, if it has been made.
    pub fn embedding(&self, id: ExampleId) -> Option<&[f32]> {
        self.all.get(&id)?.embedding.as_deref()
    }

    /// Whether it is there, embedded or not.
    pub fn contains(&self, id: ExampleId) -> bool {
        self.all.contains_key(&id)
    }

    /// How many are embedded, and how many there are.
    pub fn progress(&self) -> (usize, usize) {
        (self.all.len() - self.waiting.len(), self.all.len())
    }
}
