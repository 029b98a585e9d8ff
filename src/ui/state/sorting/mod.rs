//! Many pictures or texts that are told apart and not taught: what the head says of each, the most unsure first, to be
//! looked over, corrected and taken away.
//!
//! They are of the sitting. Nothing of it is in a class unless the visitor puts it there.

mod asking;
mod corrections;
mod saving;

use super::project::Shared;
use super::trust::Trust;
use super::{State, Thumbnail};
use crate::error::Error;
use crate::protocol::{ClassId, ExampleId, Familiarity, Input, QueryId, RunId};

/// The most that stand in the card they were given to; more have the width of the page.
const FEW: usize = 6;

/// The most letters of a text that are shown.
const SHOWN: usize = 200;

/// What is sorted.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sorting {
    /// In the order they were added, which is that of their names.
    items: Vec<Shared<SortedItem>>,
    /// The places of all of them in the order to show them.
    order: Vec<usize>,
    /// How many are still to be answered.
    waiting: usize,
    newest: QueryId,
}

/// One of many.
#[derive(Debug, Clone, PartialEq)]
pub struct SortedItem {
    /// Names it.
    pub id: QueryId,
    /// What it is.
    pub input: Input,
    /// Whether an answer is still to come.
    pub waits: bool,
    /// What the head says, or why it cannot; none before it is asked, or where that was stopped.
    pub answer: Option<Result<Answered, Error>>,
    /// What the model sees of a picture.
    pub thumbnail: Option<Thumbnail>,
    /// What it is, where that is known and the head is tested.
    pub truth: Option<Truth>,
    /// What the visitor says it is, where the head says something else.
    pub correction: Option<ClassId>,
    /// The example that was made of it.
    example: Option<ExampleId>,
}

/// What one is that a head is tested on.
#[derive(Debug, Clone, PartialEq)]
pub struct Truth {
    /// The name of its class, as it came.
    pub label: String,
    /// The class of that name; none if there was none.
    class: Option<ClassId>,
}

/// What a head says of one.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// Every class with its probability, 0 to 1, best first.
    pub classes: Vec<(ClassId, f32)>,
    /// How near it is to what the head knows; none of a head that was not calibrated.
    familiarity: Option<Familiarity>,
    /// The run that has left the head.
    run: RunId,
}

impl Answered {
    /// How much likelier the best class is than the second, 0 to 1.
    fn margin(&self) -> f32 {
        let share = |at: usize| self.classes.get(at).map_or(0.0, |(_, share)| *share);
        share(0) - share(1)
    }
}

impl SortedItem {
    /// What the head takes it for, and how likely that is.
    pub fn best(&self) -> Option<(ClassId, f32)> {
        self.answered()?.classes.first().copied()
    }

    /// What it is called: its file's name, or how it begins.
    pub fn words(&self) -> String {
        match &self.input {
            Input::Picture(file) => file.name.clone(),
            Input::Text(text) => match text.char_indices().nth(SHOWN) {
                Some((end, _)) => format!("{}…", &text[..end]),
                None => text.clone(),
            },
        }
    }

    fn answered(&self) -> Option<&Answered> {
        self.answer.as_ref()?.as_ref().ok()
    }

    /// Whether the head was right, of one that it is tested on and has answered.
    pub fn is_right(&self) -> Option<bool> {
        let (truth, (best, _)) = (self.truth.as_ref()?, self.best()?);
        Some(truth.class == Some(best))
    }

    /// Whether it is like nothing that was taught, as far as anybody has found out.
    fn is_unknown(&self, trust: &Trust) -> bool {
        trust.is_unknown(self.answered().and_then(|answered| answered.familiarity))
    }

    /// Where it stands: one number, as a sort is compiled for each type. What is wrong comes first, then what is like
    /// nothing that was taught, then the most unsure; then what cannot be read, then what was not asked.
    fn rank(&self, trust: &Trust) -> u64 {
        let group = match &self.answer {
            Some(Ok(_)) if self.is_right() == Some(false) => 0,
            Some(Ok(_)) if self.is_unknown(trust) => 1,
            Some(Ok(_)) => 2,
            Some(Err(_)) => 3,
            None => 4,
        };
        let margin = self.answered().map_or(0.0, Answered::margin);
        group << 20 | (margin * 1e6) as u64
    }
}

impl Sorting {
    /// All of them, in the order they were added.
    pub fn items(&self) -> &[Shared<SortedItem>] {
        &self.items
    }

    /// The one of this name.
    pub fn item(&self, id: QueryId) -> Option<&Shared<SortedItem>> {
        self.items.get(self.place(id)?)
    }

    /// The names of the first so many: as they were added while answers come, so that nothing moves under somebody's
    /// finger; then the most unsure first.
    pub fn shown(&self, most: usize) -> Vec<QueryId> {
        let places = self.order.iter().take(most);
        places.filter_map(|&at| self.items.get(at)).map(|item| item.id).collect()
    }

    /// How many are answered, or cannot be, while some are still to be.
    pub fn progress(&self) -> Option<(usize, usize)> {
        let all = self.items.len();
        (self.waiting > 0).then(|| (all - self.waiting, all))
    }

    /// Whether there are so many that they need the width of the page.
    pub fn is_long(&self) -> bool {
        self.items.len() > FEW
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// How many are not answered, though nobody is asked.
    pub fn unanswered(&self) -> usize {
        self.items.iter().filter(|item| item.answer.is_none() && !item.waits).count()
    }

    /// Whether one of them is read from this address.
    pub(super) fn reads(&self, address: &str) -> bool {
        self.items.iter().any(|item| item.input.file().is_some_and(|file| file.url == address))
    }

    fn place(&self, id: QueryId) -> Option<usize> {
        self.items.binary_search_by_key(&id, |item| item.id).ok()
    }

    fn item_mut(&mut self, id: QueryId) -> Option<&mut SortedItem> {
        let at = self.place(id)?;
        self.items.get_mut(at).map(Shared::change)
    }

    /// Puts them in order, if nothing more will come.
    fn settle(&mut self, trust: &Trust) {
        self.order = (0..self.items.len()).collect();
        if self.waiting == 0 {
            let number =
                |(at, item): (usize, &Shared<SortedItem>)| item.rank(trust) << 32 | at as u64;
            let mut numbers: Vec<u64> = self.items.iter().enumerate().map(number).collect();
            numbers.sort_unstable();
            self.order = numbers.into_iter().map(|number| number as u32 as usize).collect();
        }
    }
}

impl State {
    /// Whether one that is sorted is like nothing that was taught, and nobody has said what it is.
    pub fn is_unsorted(&self, item: &SortedItem) -> bool {
        item.correction.is_none() && item.is_unknown(&self.trust)
    }

    /// The class that one is put into: what the visitor says, or else the head, unless it does not know.
    pub fn class_of(&self, item: &SortedItem) -> Option<ClassId> {
        let best = || item.best().filter(|_| !item.is_unknown(&self.trust));
        item.correction.or_else(|| best().map(|(class, _)| class))
    }
}
