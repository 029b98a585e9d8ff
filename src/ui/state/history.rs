//! The steps that lead to a project as it is, and those that were taken back.

use std::collections::{BTreeSet, VecDeque};

use super::Removed;
use super::difference::{Content, Subject, beside};
use super::project::{Class, Example, Shared};
use crate::protocol::ExampleId;
use crate::ui::state::one_by_one::set;

/// How many steps can be taken back.
const STEPS: usize = 100;

/// The steps that lead to a project as it is, and those that were taken back. Classes that a step left as they were
/// are shared, so a step holds what it has changed.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct History {
    /// The steps that can be taken back, at most [`STEPS`], oldest first.
    done: VecDeque<Step>,
    /// What there was before each step back, the newest last.
    undone: Vec<Content>,
    /// Whether the newest step goes on, should the next edit be of the same.
    open: bool,
}

/// A step that can be taken back.
#[derive(Debug, Clone, PartialEq)]
struct Step {
    /// What there was before it.
    before: Content,
    /// The one thing that it changed.
    subject: Option<Subject>,
    /// What it removed, while the page offers to bring that back.
    offer: Option<Removed>,
}

/// What nothing refers to any more.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Lost {
    pub examples: BTreeSet<ExampleId>,
    pub addresses: Vec<String>,
}

impl History {
    /// Notes an edit from `before` to `now`. Gives what is lost with the steps that were taken back, and with the
    /// oldest where there are too many; the `rejected` examples were lost before.
    pub fn note(
        &mut self,
        before: Content,
        now: &Content,
        subject: Option<Subject>,
        rejected: &BTreeSet<ExampleId>,
    ) -> Lost {
        let newest = self.done.back();
        let same = newest.is_some_and(|step| subject.is_some() && step.subject == subject);
        if self.open && same {
            // Where it leads back to where it began there was no step.
            if newest.is_some_and(|step| step.before == *now) {
                self.done.pop_back();
                self.open = false;
            }
            return Lost::default();
        }
        let undone = std::mem::take(&mut self.undone);
        self.done.push_back(Step { before, subject, offer: None });
        self.open = true;
        let too_many = self.done.len() > STEPS;
        let oldest = if too_many { self.done.pop_front() } else { None };
        let mut gone = Vec::new();
        let mut near = self.done.back().map(|step| &step.before);
        for content in undone.iter().rev() {
            gone.extend(near.iter().flat_map(|near| beside(&content.classes, &near.classes)));
            near = Some(content);
        }
        if let (Some(oldest), Some(next)) = (&oldest, self.done.front()) {
            gone.extend(beside(&oldest.before.classes, &next.before.classes));
        }
        gone.retain(|example| !rejected.contains(&example.id));
        self.lost(&gone, &now.classes)
    }

    /// Whether the newest step goes on, should the next edit be of the same.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// What there was before each step that can be taken back, and after each that can be taken again, as they follow
    /// each other in time.
    pub fn contents(&self) -> (Vec<Content>, Vec<Content>) {
        let back = self.done.iter().map(|step| step.before.clone());
        (back.collect(), self.undone.iter().rev().cloned().collect())
    }

    /// Ends the newest step: the next edit is another, whatever it is about.
    pub fn end_step(&mut self) {
        self.open = false;
    }

    /// What there was before the newest step, which is taken back.
    pub fn undo(&mut self, now: Content) -> Option<Content> {
        let Step { before, .. } = self.done.pop_back()?;
        self.undone.push(now);
        self.open = false;
        Some(before)
    }

    /// What there was before the last step back, which is taken again.
    pub fn redo(&mut self, now: Content) -> Option<Content> {
        let after = self.undone.pop()?;
        self.done.push_back(Step { before: now, subject: None, offer: None });
        self.open = false;
        Some(after)
    }

    /// Whether there is a step to take back.
    pub fn can_undo(&self) -> bool {
        !self.done.is_empty()
    }

    /// Whether there is a step to take again.
    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    /// Offers to bring back what the newest step removed.
    pub fn offer(&mut self, removed: Removed) {
        if let Some(step) = self.done.back_mut() {
            step.offer = Some(removed);
        }
    }

    /// What was removed and can be brought back, the newest last.
    pub fn offers(&self) -> impl DoubleEndedIterator<Item = &Removed> {
        self.done.iter().filter_map(|step| step.offer.as_ref())
    }

    /// Takes the newest offer, unless it is of the newest step: then it is enough to take that back.
    pub fn take_older_offer(&mut self) -> Option<Removed> {
        let index = self.done.iter().rposition(|step| step.offer.is_some())?;
        if index + 1 == self.done.len() {
            return None;
        }
        self.done[index].offer.take()
    }

    /// Offers nothing any more. The steps can still be taken back.
    pub fn end_offers(&mut self) {
        self.done.iter_mut().for_each(|step| step.offer = None);
    }

    /// Every example there is now, or was before any step; some come more than once.
    pub fn all_examples<'a>(
        &'a self,
        now: &'a [Shared<Class>],
    ) -> impl Iterator<Item = &'a Example> {
        let classes = |content: &'a Content| content.classes.as_slice();
        let back = self.done.iter().rev().map(move |step| classes(&step.before));
        let forth = self.undone.iter().rev().map(classes);
        // Each beside the one that is nearer to now.
        let along = |mut near: &'a [Shared<Class>]| {
            move |classes: &'a [Shared<Class>]| {
                beside(classes, std::mem::replace(&mut near, classes))
            }
        };
        let present = now.iter().flat_map(|class| &class.examples);
        present.chain(back.flat_map(along(now))).chain(forth.flat_map(along(now)))
    }

    /// What is lost of examples that are gone from one place: those that are in no other, and the addresses of their
    /// files that no example has.
    fn lost(&self, gone: &[&Example], now: &[Shared<Class>]) -> Lost {
        let mut examples = set(gone.iter().map(|example| example.id));
        let files = gone.iter().filter_map(|example| example.file());
        let mut addresses = set(files.map(|file| file.url.as_str()));
        if !examples.is_empty() {
            for example in self.all_examples(now) {
                examples.remove(&example.id);
                if let Some(file) = example.file() {
                    addresses.remove(file.url.as_str());
                }
            }
        }
        Lost { examples, addresses: addresses.into_iter().map(str::to_owned).collect() }
    }
}
