//! The visitor's examples: which there are, and which are embedded.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use crate::error::Doing;
use crate::protocol::{DeviceKind, ExampleId, Input, NewExample};

/// What is being done when something is read.
pub fn reading(input: &Input) -> Doing {
    match input {
        Input::Picture(file) => Doing::ReadingPicture(file.name.clone()),
        Input::Text(_) => Doing::ReadingText(input.name()),
    }
}

/// The examples and the embeddings of those that have one.
#[derive(Debug)]
pub struct Examples {
    all: BTreeMap<ExampleId, Example>,
    /// Those without an embedding, in the order to make them.
    waiting: VecDeque<ExampleId>,
    /// Those of them that have been read for the model in use, and are embedded next.
    ahead: Vec<ExampleId>,
    /// Those of the waiting of which nobody has asked yet whether an embedding was kept.
    unasked: BTreeSet<ExampleId>,
    /// The pictures of which nobody has asked yet whether a thumbnail was kept, while there is no model to ask for both.
    unsought: BTreeSet<ExampleId>,
    /// The pictures that are embedded while the page has no thumbnail of them, as those that came with a project.
    unseen: BTreeSet<ExampleId>,
    /// What made the embeddings.
    embedded_by: DeviceKind,
}

/// What the worker keeps of an example.
#[derive(Debug)]
struct Example {
    input: Input,
    /// Whether the page has its thumbnail, if it is a picture.
    shown: bool,
    /// Its embedding by the present model.
    embedding: Option<Rc<[f32]>>,
}

impl Example {
    /// Whether the page still has not been told what the model sees of it; from now on it has. Of a text
    /// every model sees something else.
    fn show(&mut self) -> bool {
        let shown = std::mem::replace(&mut self.shown, true);
        !shown || self.input.file().is_none()
    }

    /// Whether it is a picture that the page has no thumbnail of.
    fn is_unseen_picture(&self) -> bool {
        !self.shown && self.input.file().is_some()
    }
}

/// An example to read.
#[derive(Debug, Clone, PartialEq)]
pub struct ToRead {
    /// Which example it is.
    pub id: ExampleId,
    /// What it shows.
    pub input: Input,
    /// Whether the page is to be told what the model sees of it.
    pub show: bool,
    /// Whether it is to be embedded, and not only shown.
    pub embed: bool,
}

impl Default for Examples {
    fn default() -> Self {
        Self {
            all: BTreeMap::new(),
            waiting: VecDeque::new(),
            ahead: Vec::new(),
            unasked: BTreeSet::new(),
            unsought: BTreeSet::new(),
            unseen: BTreeSet::new(),
            embedded_by: DeviceKind::Cpu,
        }
    }
}

impl Examples {
    /// Takes in a new one.
    pub fn add(&mut self, example: NewExample) {
        let NewExample { id, input, seen } = example;
        self.all.insert(id, Example { input, shown: seen, embedding: None });
        self.waiting.push_back(id);
        self.unasked.insert(id);
        self.unsought.insert(id);
    }

    /// Forgets one. Gives what it showed, if it was there.
    pub fn remove(&mut self, id: ExampleId) -> Option<Input> {
        self.waiting.retain(|&waiting| waiting != id);
        self.ahead.retain(|&ahead| ahead != id);
        self.unasked.remove(&id);
        self.unsought.remove(&id);
        self.unseen.remove(&id);
        self.all.remove(&id).map(|example| example.input)
    }

    /// Forgets all of them.
    pub fn forget_all(&mut self) {
        *self = Self { embedded_by: self.embedded_by, ..Self::default() };
    }

    /// Forgets all embeddings, as when the device changes.
    pub fn embed_again(&mut self) {
        self.all.values_mut().for_each(|example| example.embedding = None);
        self.waiting = self.all.keys().copied().collect();
        self.unasked = self.all.keys().copied().collect();
        self.unseen.clear();
    }

    /// Forgets all that was made for the model before: the embeddings, and what was read.
    pub fn start_anew(&mut self) {
        self.ahead.clear();
        self.embed_again();
    }

    /// What made the embeddings that there are.
    pub fn embedded_by(&self) -> DeviceKind {
        self.embedded_by
    }

    /// Notes what makes the embeddings from now on.
    pub fn set_embedded_by(&mut self, device: DeviceKind) {
        self.embedded_by = device;
    }

    /// Takes out those that have been read, to be embedded now.
    pub fn take_ahead(&mut self) -> Vec<ExampleId> {
        std::mem::take(&mut self.ahead)
    }

    /// Notes that one has been read for the model in use.
    pub fn read(&mut self, id: ExampleId) {
        if self.all.contains_key(&id) {
            self.ahead.push(id);
        }
    }

    /// The next ones to read: up to `most` of those to embed that are not among `read`, and then of the pictures the page
    /// has no thumbnail of: while there is no model to embed with, of all of them.
    pub fn next(&mut self, most: usize, read: &[ExampleId], has_model: bool) -> Vec<ToRead> {
        let mut next = Vec::new();
        for &id in self.waiting.iter().filter(|id| !read.contains(id)) {
            if next.len() >= most {
                break;
            }
            let Some(example) = self.all.get_mut(&id) else { continue };
            if has_model || example.is_unseen_picture() {
                let (input, show) = (example.input.clone(), example.show());
                next.push(ToRead { id, input, show, embed: has_model });
            }
        }
        while next.len() < most {
            let Some(id) = self.unseen.pop_first() else { break };
            let Some(example) = self.all.get_mut(&id) else { continue };
            let (input, show) = (example.input.clone(), example.show());
            next.push(ToRead { id, input, show, embed: false });
        }
        next
    }

    /// Those of which an embedding or a thumbnail may have been kept, each once: without a model, of which a thumbnail
    /// may.
    pub fn take_unasked(&mut self, has_model: bool) -> Vec<ToRead> {
        let unsought = std::mem::take(&mut self.unsought);
        let unasked = if has_model { std::mem::take(&mut self.unasked) } else { unsought };
        let all = unasked.into_iter().filter_map(|id| Some((id, self.all.get(&id)?)));
        all.filter(|(_, example)| has_model || example.is_unseen_picture())
            .filter(|(_, example)| example.embedding.is_none())
            .map(|(id, example)| {
                let show = !example.shown || example.input.file().is_none();
                ToRead { id, input: example.input.clone(), show, embed: has_model }
            })
            .collect()
    }

    /// Notes that the page has been told what the model sees of one.
    pub fn shown(&mut self, id: ExampleId) {
        if let Some(example) = self.all.get_mut(&id) {
            example.shown = true;
        }
    }

    /// Keeps an embedding.
    pub fn embedded(&mut self, id: ExampleId, embedding: Vec<f32>) {
        if let Some(example) = self.all.get_mut(&id) {
            example.embedding = Some(embedding.into());
            self.waiting.retain(|&waiting| waiting != id);
            if example.is_unseen_picture() {
                self.unseen.insert(id);
            }
        }
    }

    /// The embedding of one, if it has been made.
    pub fn embedding(&self, id: ExampleId) -> Option<Rc<[f32]>> {
        self.all.get(&id)?.embedding.clone()
    }

    /// What one shows, if it is there.
    pub fn input(&self, id: ExampleId) -> Option<&Input> {
        self.all.get(&id).map(|example| &example.input)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::FileRef;

    fn picture(id: u32) -> NewExample {
        let file = FileRef { name: format!("{id}.jpg"), url: format!("blob:{id}") };
        NewExample { id: ExampleId(id), input: Input::Picture(file), seen: false }
    }

    fn text(id: u32) -> NewExample {
        NewExample { id: ExampleId(id), input: Input::Text(format!("text {id}")), seen: false }
    }

    fn next(examples: &mut Examples, most: usize, has_model: bool) -> Vec<(u32, bool)> {
        let next = examples.next(most, &[], has_model);
        next.into_iter().map(|next| (next.id.0, next.show)).collect()
    }

    #[test]
    fn without_a_model_pictures_are_read_once_for_their_thumbnails_and_texts_wait() {
        let mut examples = Examples::default();
        [picture(1), text(2), picture(3)].into_iter().for_each(|example| examples.add(example));
        assert_eq!(next(&mut examples, 1, false), [(1, true)]);
        assert_eq!(next(&mut examples, 9, false), [(3, true)]);
        assert_eq!(next(&mut examples, 9, false), []);
        assert_eq!(next(&mut examples, 9, true), [(1, false), (2, true), (3, false)]);
        // Every model sees something else of a text.
        assert_eq!(next(&mut examples, 9, true), [(1, false), (2, true), (3, false)]);
    }

    #[test]
    fn a_picture_that_is_embedded_already_is_read_for_its_thumbnail_after_all_others() {
        let mut examples = Examples::default();
        [picture(1), picture(2), text(3)].into_iter().for_each(|example| examples.add(example));
        [1, 3].into_iter().for_each(|id| examples.embedded(ExampleId(id), vec![1.0]));
        let asked = examples.next(9, &[], true);
        let asked: Vec<_> = asked.iter().map(|it| (it.id.0, it.show, it.embed)).collect();
        assert_eq!(asked, [(2, true, true), (1, true, false)]);
        assert_eq!(next(&mut examples, 9, true), [(2, false)], "once");
    }

    #[test]
    fn thumbnails_are_asked_for_while_there_is_no_model_and_embeddings_with_each() {
        let mut examples = Examples::default();
        [picture(1), text(2), picture(3)].into_iter().for_each(|example| examples.add(example));
        let ask = |examples: &mut Examples, has_model| {
            let asked = examples.take_unasked(has_model).into_iter();
            asked.map(|it| (it.id.0, it.show, it.embed)).collect::<Vec<_>>()
        };
        assert_eq!(ask(&mut examples, false), [(1, true, false), (3, true, false)]);
        assert_eq!(ask(&mut examples, false), [], "once");
        examples.shown(ExampleId(1));
        assert_eq!(ask(&mut examples, true), [(1, false, true), (2, true, true), (3, true, true)]);
        assert_eq!(ask(&mut examples, true), []);
        examples.start_anew();
        assert_eq!(ask(&mut examples, false), [], "they were asked for");
        assert_eq!(ask(&mut examples, true).len(), 3);
    }

    #[test]
    fn what_is_removed_is_not_kept_when_its_embedding_comes() {
        let mut examples = Examples::default();
        [picture(1), picture(2)].into_iter().for_each(|example| examples.add(example));
        [1, 2].into_iter().for_each(|id| examples.read(ExampleId(id)));
        assert!(examples.remove(ExampleId(1)).is_some());
        assert_eq!(examples.take_ahead(), [ExampleId(2)]);
        examples.embedded(ExampleId(1), vec![1.0]);
        examples.embedded(ExampleId(2), vec![2.0]);
        assert_eq!(examples.progress(), (1, 1));
        assert_eq!(examples.embedding(ExampleId(1)), None);
        assert_eq!(examples.embedding(ExampleId(2)).as_deref(), Some(&[2.0][..]));
    }

    #[test]
    fn another_model_embeds_all_of_them_and_uses_nothing_read_for_the_one_before() {
        let mut examples = Examples::default();
        [picture(1), picture(2)].into_iter().for_each(|example| examples.add(example));
        examples.embedded(ExampleId(1), vec![1.0]);
        examples.read(ExampleId(2));
        examples.start_anew();
        assert_eq!(examples.progress(), (0, 2));
        assert_eq!(examples.take_ahead(), []);
        assert_eq!(examples.embedding(ExampleId(1)), None);
    }
}
