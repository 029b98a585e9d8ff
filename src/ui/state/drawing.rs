//! What an autoencoder keeps of pictures: what it draws from its embedding of one, and on the way
//! from that to the embedding of another.
//!
//! A slider moves faster than pictures are drawn. So only one question is ever under way: where the
//! slider stands when its answer comes is asked next, and where it was meanwhile never.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::inquiry::Pending;
use super::{Inquiry, State};
use crate::protocol::{Command, Drawing, FileRef, Look, ModelInfo};
use crate::ui::state::one_by_one::set;
use crate::words::{decimal, number, say_with};

/// What an autoencoder is asked to draw.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Walks {
    /// What the visitor wants to see.
    pub wish: Option<Walk>,
    /// What the worker was asked last.
    asked: Option<Walk>,
}

/// A picture or, with a second, a place on the way between two.
#[derive(Debug, Clone, PartialEq)]
pub struct Walk {
    /// The picture, or the one that the way starts at.
    pub first: FileRef,
    /// The one that the way ends at.
    pub second: Option<FileRef>,
    /// The place on the way, 0 to 1.
    pub share: f32,
}

/// What was drawn last.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The question that it answers.
    pub walk: Walk,
    /// What the model saw, and what it has drawn.
    pub drawing: Arc<Drawing>,
}

/// Where the slider stands when there is a second picture: in the middle, to be moved either way.
const HALF_WAY: f32 = 0.5;

impl Walk {
    fn question(&self) -> Look {
        let Self { first, second, share } = self.clone();
        Look::Drawing { first, second, share }
    }

    fn files(&self) -> impl Iterator<Item = &FileRef> {
        std::iter::once(&self.first).chain(&self.second)
    }
}

impl Inquiry<Walks, Shown> {
    /// The addresses of the files that may be read again.
    fn files(&self) -> BTreeSet<String> {
        let shown = self.answer.as_ref().map(|shown| &shown.walk);
        let walks = [self.about.wish.as_ref(), self.about.asked.as_ref(), shown];
        let files = walks.into_iter().flatten().flat_map(Walk::files);
        set(files.map(|file| file.url.clone()))
    }
}

impl State {
    /// Has an autoencoder draw a picture, in place of the first one before. Another model than before
    /// starts anew.
    pub fn draw(&mut self, model: String, file: FileRef) -> Vec<Command> {
        let same = self.drawing.is_of(&model);
        let before = self.drawing.about.wish.take().filter(|_| same);
        let walk = match before {
            Some(before) => Walk { first: file, ..before },
            None => Walk { first: file, second: None, share: 0.0 },
        };
        self.change_drawing(|drawing| {
            drawing.about.wish = Some(walk);
            drawing.answer.take_if(|_| !same);
        });
        self.ask_for_wish(model)
    }

    /// Gives it a second picture, to walk to from the first.
    pub fn draw_second(&mut self, file: FileRef) -> Vec<Command> {
        let Inquiry { model: Some(model), about: Walks { wish: Some(before), .. }, .. } =
            &self.drawing
        else {
            self.released.push(file.url);
            return Vec::new();
        };
        let share = if before.second.is_some() { before.share } else { HALF_WAY };
        let walk = Walk { first: before.first.clone(), second: Some(file), share };
        let model = model.clone();
        self.change_drawing(|drawing| drawing.about.wish = Some(walk));
        self.ask_for_wish(model)
    }

    /// Moves to a place on the way between the two pictures, 0 to 1.
    pub fn walk(&mut self, share: f32) -> Vec<Command> {
        let Some(wish) = &mut self.drawing.about.wish else { return Vec::new() };
        wish.share = share.clamp(0.0, 1.0);
        self.ask_for_what_has_changed()
    }

    /// The worker has drawn what it was asked for; the slider may have moved since.
    pub(super) fn drawn(&mut self, drawn: Drawing) -> Vec<Command> {
        self.change_drawing(|drawing| {
            if let Some(walk) = drawing.about.asked.clone() {
                drawing.answer = Some(Shown { walk, drawing: Arc::new(drawn) });
            }
        });
        self.ask_for_what_has_changed()
    }

    /// Goes back to what is shown: what was wished for cannot be drawn.
    pub(super) fn forget_wish(&mut self) {
        self.change_drawing(|drawing| {
            drawing.end();
            drawing.about.wish = drawing.answer.as_ref().map(|shown| shown.walk.clone());
            drawing.about.asked = drawing.about.wish.clone();
        });
    }

    fn ask_for_what_has_changed(&mut self) -> Vec<Command> {
        let Inquiry { model, busy, about: Walks { wish, asked }, .. } = &self.drawing;
        match model {
            Some(model) if !busy && wish != asked => self.ask_for_wish(model.clone()),
            _ => Vec::new(),
        }
    }

    fn ask_for_wish(&mut self, model: String) -> Vec<Command> {
        let Some(wish) = self.drawing.about.wish.clone() else { return Vec::new() };
        let commands = self.inquire(|state| &mut state.drawing, model, wish.question());
        self.change_drawing(|drawing| drawing.about.asked = Some(wish));
        if !self.drawing.busy {
            self.forget_wish();
        }
        commands
    }

    /// Changes what is wished for, asked or shown, and gives back the files that nothing needs any
    /// more.
    fn change_drawing(&mut self, change: impl FnOnce(&mut Inquiry<Walks, Shown>)) {
        let before = self.drawing.files();
        change(&mut self.drawing);
        let after = self.drawing.files();
        self.released.extend(before.difference(&after).cloned());
    }
}

/// How far an autoencoder squeezes a picture, in plain words.
pub fn squeezed(info: &ModelInfo) -> String {
    // No model of texts draws.
    let Some(side) = info.reads.side() else { return String::new() };
    let numbers = side * side * 3;
    let code = info.embedding_size;
    let fewer = decimal(numbers as f64 / code.max(1) as f64, 0);
    say_with(
        "drawing.squeezed",
        &[&side.to_string(), &number(numbers as u64), &number(code as u64), &fewer],
    )
}
