//! Why the head says what it says: of what is tried, or of an example that is looked at.

use std::ops::Range;
use std::sync::Arc;

use super::State;
use crate::error::Result;
use crate::protocol::why::{NoSum, Parts, Said, Whole};
use crate::protocol::{ClassId, Command, ExampleId, Input, Pixels, QueryId, WhyPiece};
use crate::words::say_with;

/// What is looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// What is tried.
    Trial,
    /// An example.
    Example(ExampleId),
}

/// What is looked into, and what was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Why {
    /// What it is; nothing before somebody asks.
    pub about: Option<About>,
    /// Whether more is still to come.
    pub busy: bool,
    /// Its parts, and what is said of all of it.
    pub whole: Option<Arc<Whole>>,
    /// The pixels of a picture that the model sees.
    pub seen: Option<Arc<Pixels>>,
    /// What is said without each part, as far as it is known.
    without: Vec<Option<Arc<Said>>>,
    /// The class that the visitor asks about, if it is not the likeliest.
    class: Option<ClassId>,
    /// The part that is left out.
    left_out: Option<usize>,
    newest: QueryId,
}

/// What the parts do for a class.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// The class.
    pub class: ClassId,
    /// What each part adds to its logit: exactly, or by how much the logit falls without it; none where that is still to come.
    pub scores: Vec<Option<f32>>,
    /// What they add up to: of a head whose logits are sums of cells.
    pub sum: Option<Sum>,
    /// Why they do not, of cells that do not.
    pub no_sum: Option<NoSum>,
    /// The logit of the class.
    pub logit: f32,
    /// Its calibrated probability.
    pub probability: f32,
    /// What logits are divided by before they become probabilities.
    pub temperature: f32,
}

/// What a logit is the sum of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sum {
    /// What all cells add together.
    pub cells: f32,
    /// What is there without any picture.
    pub bias: f32,
}

/// What is said without a part.
#[derive(Debug, Clone, PartialEq)]
pub struct LeftOut {
    /// The part, counted from 0.
    pub part: usize,
    /// Each class with its probability before and without it, the likeliest without it first; none while it is to come.
    pub said: Option<Vec<(ClassId, f32, f32)>>,
}

impl Why {
    /// Forgets what was found, of something that is gone or of another head.
    fn forget(&mut self) {
        let Self { about, newest, .. } = *self;
        *self = Self { about, newest, ..Self::default() };
        self.newest.fresh();
    }

    /// The class that is asked about, as a place in what is said.
    fn place(&self) -> Option<usize> {
        let whole = self.whole.as_ref()?;
        let chosen = whole.classes.iter().position(|class| Some(*class) == self.class);
        let shares = whole.said.probabilities.iter().enumerate();
        chosen.or_else(|| shares.max_by(|a, b| a.1.total_cmp(b.1)).map(|(at, _)| at))
    }

    /// Every class with its probability, the likeliest first.
    pub fn classes(&self) -> Vec<(ClassId, f32)> {
        let whole = self.whole.iter();
        let all =
            whole.flat_map(|it| it.classes.iter().copied().zip(it.said.probabilities.clone()));
        let mut all: Vec<_> = all.collect();
        all.sort_by(|a, b| b.1.total_cmp(&a.1));
        all
    }

    /// What the parts do for the class that is asked about.
    pub fn reason(&self) -> Option<Reason> {
        let whole = self.whole.as_ref()?;
        let at = self.place()?;
        let logit = *whole.said.logits.get(at)?;
        let sums = match &whole.parts {
            Parts::Cells { sums, .. } => Some(sums),
            Parts::Words { .. } => None,
        };
        let exact = sums.and_then(|sums| sums.as_ref().ok()?.get(at));
        let fall = |said: &Arc<Said>| Some(logit - said.logits.get(at)?);
        let scores = match exact {
            Some(sum) => sum.cells.iter().copied().map(Some).collect(),
            None => self.without.iter().map(|said| said.as_ref().and_then(fall)).collect(),
        };
        let sum = exact.map(|sum| Sum {
            cells: sum.cells.iter().map(|&cell| f64::from(cell)).sum::<f64>() as f32,
            bias: sum.bias,
        });
        Some(Reason {
            class: *whole.classes.get(at)?,
            scores,
            sum,
            no_sum: sums.and_then(|sums| sums.as_ref().err().copied()),
            logit,
            probability: *whole.said.probabilities.get(at)?,
            temperature: whole.temperature,
        })
    }

    /// What is said without the part that is left out.
    pub fn left_out(&self) -> Option<LeftOut> {
        let (whole, part) = (self.whole.as_ref()?, self.left_out?);
        let said = self.without.get(part)?.as_ref().map(|without| {
            let shares = whole.said.probabilities.iter().zip(&without.probabilities);
            let all = whole.classes.iter().zip(shares);
            let mut all: Vec<_> = all.map(|(id, (before, now))| (*id, *before, *now)).collect();
            all.sort_by(|a, b| b.2.total_cmp(&a.2));
            all
        });
        Some(LeftOut { part, said })
    }

    /// How many parts have been left out, and how many there are, while more is to come.
    pub fn progress(&self) -> Option<(usize, usize)> {
        let known = self.without.iter().filter(|said| said.is_some()).count();
        self.busy.then_some((known, self.without.len()))
    }
}

impl State {
    /// Asks why the head says what it says of something; of what is asked about already, nothing more.
    pub fn ask_why(&mut self, about: About) -> Vec<Command> {
        if self.why.about == Some(about) {
            return self.ask_no_more();
        }
        self.why.forget();
        self.why.about = Some(about);
        self.ask_why_again()
    }

    /// Asks once more: it is another thing, or another head.
    pub(super) fn ask_why_again(&mut self) -> Vec<Command> {
        let Some(about) = self.why.about else { return Vec::new() };
        let input = self.explained(about);
        let Some(input) = input.filter(|_| self.answers() && self.lifeline.ready) else {
            self.why.forget();
            return Vec::new();
        };
        let query = self.why.newest.fresh();
        self.why.busy = true;
        vec![Command::Explain { query, input }]
    }

    /// An example as the worker reads it.
    pub(super) fn input_of(&self, id: ExampleId) -> Option<Input> {
        let (class, index) = self.project().place_of(id)?;
        let example = &class.examples[index];
        match &*example.input {
            Input::Picture(_) => self.readable_file(example).map(Input::Picture),
            text @ Input::Text(_) => Some(text.clone()),
        }
    }

    /// Asks about nothing any more.
    pub fn ask_no_more(&mut self) -> Vec<Command> {
        let was_busy = self.why.busy;
        self.why.about = None;
        self.why.forget();
        if was_busy { vec![Command::StopExplaining] } else { Vec::new() }
    }

    /// Has no more parts left out; what was found stays.
    pub fn stop_explaining(&mut self) -> Vec<Command> {
        self.why.busy = false;
        self.why.newest.fresh();
        vec![Command::StopExplaining]
    }

    /// Asks about this class of those that are said.
    pub fn ask_about_class(&mut self, class: ClassId) {
        self.why.class = Some(class);
    }

    /// Leaves out a part, or none where it is left out already.
    pub fn leave_out_part(&mut self, part: usize) {
        self.why.left_out = Some(part).filter(|part| self.why.left_out != Some(*part));
    }

    /// What it is called that a part is left out.
    pub fn part_title(&self, part: usize) -> String {
        match self.why.whole.as_ref().map(|whole| &whole.parts) {
            Some(Parts::Cells { side, .. }) => {
                let side = (*side).max(1);
                let (row, column) = ((part / side + 1).to_string(), (part % side + 1).to_string());
                say_with("why.covered", &[&row, &column])
            }
            _ => {
                let word = self.explained_words().into_iter().nth(part).unwrap_or_default();
                say_with("why.without-word", &[&word])
            }
        }
    }

    /// The words of the text that is looked into, which are left out one after the other.
    pub fn explained_words(&self) -> Vec<String> {
        let Some(Parts::Words { places, .. }) = self.why.whole.as_ref().map(|it| &it.parts) else {
            return Vec::new();
        };
        let input = self.why.about.and_then(|about| self.explained(about));
        let Some(Input::Text(text)) = input else { return Vec::new() };
        let word = |place: &Range<usize>| text.get(place.clone()).unwrap_or_default().to_owned();
        places.iter().map(word).collect()
    }

    /// What is looked into, as the worker reads it.
    fn explained(&self, about: About) -> Option<Input> {
        match about {
            About::Trial => self.trial.input.clone(),
            About::Example(id) => self.input_of(id),
        }
    }

    /// What was found about what is tried is about something else now.
    pub(super) fn forget_why_tried(&mut self) {
        if self.why.about == Some(About::Trial) {
            self.why.forget();
        }
    }

    /// Nobody answers any more.
    pub(super) fn stop_asking_why(&mut self) {
        self.why.about = None;
        self.why.forget();
    }

    pub(super) fn why_found(&mut self, query: QueryId, piece: Result<WhyPiece>) {
        let why = &mut self.why;
        if query != why.newest || !why.busy {
            return;
        }
        match piece {
            Ok(WhyPiece::Whole(mut whole)) => {
                let parts = match &whole.parts {
                    Parts::Cells { side, .. } => side * side,
                    Parts::Words { places, .. } => places.len(),
                };
                why.without = vec![None; parts];
                why.left_out = why.left_out.filter(|part| *part < parts);
                why.seen = whole.seen.take().map(Arc::new);
                why.whole = Some(whole.into());
            }
            Ok(WhyPiece::Without(some)) => {
                for without in some {
                    if let Some(place) = why.without.get_mut(without.part) {
                        *place = Some(without.said.into());
                    }
                }
            }
            Ok(WhyPiece::Over) => why.busy = false,
            Err(error) => {
                self.stop_asking_why();
                self.warn(error);
            }
        }
    }
}
