//! The map of the examples: where each is, what is to be said of it, and what was asked of the worker.

mod places;
mod reach;
mod view;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::State;
use crate::protocol::map::MOST_GROUPS;
use crate::protocol::project::{Class, Shared};
use crate::protocol::trust::MapPoint;
use crate::protocol::{ClassId, Command, ExampleId, MapPiece, MapPlace, MapWish, RunId};
use places::Frame;
pub use places::{HEIGHT, WIDTH};
pub use reach::{hull, inside, nearest, toward};
pub use view::MapView;

/// What was asked of the map, and what came.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Atlas {
    /// Whether neighbourhoods are shown, and not the principal components.
    pub by_neighbours: bool,
    /// Where neighbourhoods have put the examples so far.
    pub arranged: Option<Arc<Vec<MapPoint>>>,
    /// How much of that is done, 0 to 1, while it is.
    pub going: Option<f32>,
    /// What began it.
    pub seed: u64,
    /// Groups of examples that are alike.
    pub groups: Option<Arc<Vec<Vec<ExampleId>>>>,
    /// How many were asked for; 0 for none.
    pub group_count: usize,
    /// Whether the worker has the map no more.
    pub is_gone: bool,
}

/// An example on the map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dot {
    /// The example.
    pub id: ExampleId,
    /// The class that it is in.
    pub class: ClassId,
    /// Where it is: to the right and down, within [`WIDTH`] and [`HEIGHT`].
    pub place: [f64; 2],
    /// Whether it was kept aside as a test.
    pub held_out: bool,
    /// Whether a head that had not seen it told it wrong.
    pub wrong: bool,
    /// Whether its label is likely wrong.
    pub suspect: bool,
}

/// The map as it is shown.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MapShown {
    /// The examples, in the order of the run; those that are gone are left out.
    pub dots: Vec<Dot>,
    /// Where that is which is tried.
    pub tried: Option<[f64; 2]>,
    /// The share of all differences that is seen, 0 to 1; none of neighbourhoods.
    pub seen: Option<f32>,
}

/// What the map depends on, which is compared quickly: it is shown anew only when that has changed.
#[derive(Debug, Clone, PartialEq)]
pub struct MapKey {
    classes: Vec<Shared<Class>>,
    found: [Option<usize>; 4],
    by_neighbours: bool,
    settled: usize,
    held_out: Option<RunId>,
    tried: Option<MapPlace>,
}

/// A group as it is told of.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Its examples that are there.
    pub examples: Vec<ExampleId>,
    /// The name of the class of which it has most, and how many.
    pub mostly: (String, usize),
}

impl State {
    /// What the map depends on; none while there is none.
    pub fn map_key(&self) -> Option<MapKey> {
        let trust = &self.trust;
        let map = trust.map.as_ref()?;
        let address = |it: &Option<Arc<Vec<MapPoint>>>| it.as_ref().map(|it| it.as_ptr().addr());
        Some(MapKey {
            classes: self.project().classes.clone(),
            found: [
                Some(map.points.as_ptr().addr()),
                address(&trust.atlas.arranged),
                trust.answers.as_ref().map(|it| it.all.as_ptr().addr()),
                trust.suspects.as_ref().map(|it| it.list.as_ptr().addr()),
            ],
            by_neighbours: trust.atlas.by_neighbours,
            settled: self.project().settled.len(),
            held_out: self.training.run.as_ref().map(|run| run.id),
            tried: self.trial.prediction.as_ref().and_then(|it| it.place.clone()),
        })
    }

    /// The map as it is shown.
    pub fn map_shown(&self) -> MapShown {
        let trust = &self.trust;
        let Some(map) = &trust.map else { return MapShown::default() };
        let arranged = trust.atlas.arranged.as_ref().filter(|_| trust.atlas.by_neighbours);
        let points: &[MapPoint] = match arranged {
            Some(points) => points,
            None => &map.points,
        };
        let frame = Frame::around(points);
        let classes = self.project().classes.iter();
        let classes: BTreeMap<ExampleId, ClassId> = classes
            .flat_map(|class| class.examples.iter().map(|example| (example.id, class.id)))
            .collect();
        let held_out: BTreeSet<ExampleId> = self.project().held_out().into_iter().collect();
        let mistakes = trust.answers.iter().flat_map(|answers| &answers.mistakes);
        let mistakes: BTreeSet<ExampleId> = mistakes.copied().collect();
        let (suspects, _) = self.suspicious(usize::MAX);
        let suspects: BTreeSet<ExampleId> = suspects.into_iter().map(|it| it.id).collect();
        let dot = |point: &MapPoint| {
            let id = point.example;
            Some(Dot {
                id,
                class: *classes.get(&id)?,
                place: frame.place([point.x, point.y]),
                held_out: held_out.contains(&id),
                wrong: mistakes.contains(&id),
                suspect: suspects.contains(&id),
            })
        };
        let tried = self.trial.prediction.as_ref().and_then(|it| it.place.as_ref());
        let tried = tried.and_then(|place| match arranged {
            None => Some([place.x, place.y]),
            Some(points) => amid(points, &place.nearest),
        });
        MapShown {
            dots: points.iter().filter_map(dot).collect(),
            tried: tried.map(|place| frame.place(place)),
            seen: arranged.is_none().then(|| map.explained.iter().sum()),
        }
    }

    /// The groups that were found, without examples that are gone.
    pub fn map_groups(&self) -> Vec<Group> {
        let Some(groups) = &self.trust.atlas.groups else { return Vec::new() };
        let classes = self.project().classes.iter().enumerate();
        let classes: BTreeMap<ExampleId, usize> = classes
            .flat_map(|(at, class)| class.examples.iter().map(move |example| (example.id, at)))
            .collect();
        let group = |group: &Vec<ExampleId>| {
            let mut counts = vec![0; self.project().classes.len()];
            let mut examples = Vec::new();
            for id in group {
                if let Some(&class) = classes.get(id) {
                    counts[class] += 1;
                    examples.push(*id);
                }
            }
            // The first of those of which it has as many.
            let most = (0..counts.len()).rev().max_by_key(|&at| counts[at])?;
            let name = self.project().classes[most].name.clone();
            (!examples.is_empty()).then_some(Group { examples, mostly: (name, counts[most]) })
        };
        groups.iter().filter_map(group).collect()
    }

    /// Shows neighbourhoods, or the principal components. The first are found when they are asked for first.
    pub fn show_by_neighbours(&mut self, by_neighbours: bool) -> Vec<Command> {
        let atlas = &mut self.trust.atlas;
        atlas.by_neighbours = by_neighbours;
        let is_asked = atlas.arranged.is_some() || atlas.going.is_some();
        if by_neighbours && !is_asked { self.arrange() } else { Vec::new() }
    }

    /// Arranges the examples once more, from another beginning.
    pub fn arrange_anew(&mut self) -> Vec<Command> {
        self.trust.atlas.seed += 1;
        self.arrange()
    }

    fn arrange(&mut self) -> Vec<Command> {
        self.trust.atlas.going = Some(0.0);
        self.wish(MapWish::Arrange { seed: self.trust.atlas.seed })
    }

    /// Arranges no further.
    pub fn stop_arranging(&mut self) -> Vec<Command> {
        if self.trust.atlas.going.take().is_none() {
            return Vec::new();
        }
        self.wish(MapWish::Stop)
    }

    /// Divides the examples into so many groups; 0 for none.
    pub fn group(&mut self, count: usize) -> Vec<Command> {
        let count = count.min(MOST_GROUPS);
        let atlas = &mut self.trust.atlas;
        if atlas.group_count == count {
            return Vec::new();
        }
        atlas.group_count = count;
        if count == 0 {
            atlas.groups = None;
            return Vec::new();
        }
        self.wish(MapWish::Group { count })
    }

    fn wish(&mut self, wish: MapWish) -> Vec<Command> {
        self.trust.atlas.is_gone = false;
        let run = self.training.run.as_ref().map(|run| run.id);
        run.map(|run| Command::Map { run, wish }).into_iter().collect()
    }

    /// Keeps what came of a wish about the map of the newest run.
    pub(super) fn mapped(&mut self, run: RunId, piece: MapPiece) {
        if self.training.run.as_ref().is_none_or(|newest| newest.id != run) {
            return;
        }
        let atlas = &mut self.trust.atlas;
        match piece {
            MapPiece::Arranged { points, done } => {
                atlas.arranged = Some(points.into());
                atlas.going = (done < 1.0).then_some(done);
            }
            MapPiece::Groups(groups) => {
                atlas.groups = (atlas.group_count > 0).then(|| groups.into());
            }
            MapPiece::Stopped => atlas.going = None,
            MapPiece::Gone => {
                atlas.going = None;
                atlas.group_count = 0;
                atlas.is_gone = true;
            }
        }
    }
}

/// The middle of those of these examples that are on the map.
fn amid(points: &[MapPoint], nearest: &[ExampleId]) -> Option<[f32; 2]> {
    let near: Vec<_> = points.iter().filter(|it| nearest.contains(&it.example)).collect();
    let mean = |of: fn(&MapPoint) -> f32| {
        near.iter().map(|it| of(it)).sum::<f32>() / near.len().max(1) as f32
    };
    (!near.is_empty()).then(|| [mean(|it| it.x), mean(|it| it.y)])
}
