//! The map of a run's examples, and what is done with it when the page asks: a moment at a time.

use std::rc::Rc;

use super::groups::Groups;
use super::map::{Plane, Projection};
use super::tsne::Tsne;
use crate::engine::heads::directions::Directions;
use crate::protocol::map::MOST_GROUPS;
use crate::protocol::trust::{MapPoint, PointMap};
use crate::protocol::{ExampleId, MapPiece, MapPlace, MapWish};

/// Examples amid which something that is tried is placed.
const AMID: usize = 5;

/// How much is done between two times that the page is told.
const STEP: f32 = 0.05;

/// The map of a run's examples.
#[derive(Debug, Clone)]
pub struct Atlas {
    ids: Vec<ExampleId>,
    directions: Rc<Directions>,
    /// By principal components.
    places: Vec<[f32; 2]>,
    explained: [f32; 2],
    projection: Projection,
    /// What is being done, and which wish it fulfils.
    work: Option<(MapWish, Work)>,
}

/// What is being done.
#[derive(Debug, Clone)]
enum Work {
    /// With how much the page knows to be done.
    Arranging(Box<Tsne>, f32),
    Grouping(Groups),
}

impl Atlas {
    /// Of examples in the order of the run, whose components are found.
    pub fn new(ids: Vec<ExampleId>, directions: Rc<Directions>, plane: &Plane) -> Self {
        Self {
            ids,
            directions,
            places: plane.points(),
            explained: plane.explained().map(|share| share as f32),
            projection: plane.projection(),
            work: None,
        }
    }

    /// What the page is told at first.
    pub fn plane(&self) -> PointMap {
        PointMap { points: self.named(&self.places), explained: self.explained }
    }

    fn named(&self, places: &[[f32; 2]]) -> Vec<MapPoint> {
        let point = |(&example, &[x, y]): (&ExampleId, &[f32; 2])| MapPoint { example, x, y };
        self.ids.iter().zip(places).map(point).collect()
    }

    /// Does the next little for a wish. Gives what the page is told, and whether that was all. A wish that was left goes on
    /// where it stood, unless another was fulfilled meanwhile.
    pub fn advance(&mut self, wish: MapWish) -> (Option<MapPiece>, bool) {
        let begun = self.work.take().filter(|(of, _)| *of == wish).map(|(_, work)| work);
        let work = begun.or_else(|| match wish {
            MapWish::Arrange { seed } => {
                Some(Work::Arranging(Box::new(Tsne::new(&self.places, seed)), 0.0))
            }
            MapWish::Group { count } => {
                Some(Work::Grouping(Groups::new(&self.directions, count.min(MOST_GROUPS))))
            }
            MapWish::Stop => None,
        });
        match work {
            None => (None, true),
            Some(Work::Arranging(mut tsne, told)) => {
                if !tsne.is_over() {
                    tsne.advance(&self.directions);
                }
                let (is_over, done) = (tsne.is_over(), tsne.done());
                let is_told = is_over || done >= told + STEP;
                let piece = is_told.then(|| MapPiece::Arranged {
                    points: self.named(&tsne.points()),
                    done: if is_over { 1.0 } else { done },
                });
                let told = if is_told { done } else { told };
                self.work = (!is_over).then_some((wish, Work::Arranging(tsne, told)));
                (piece, is_over)
            }
            Some(Work::Grouping(mut groups)) => {
                if groups.is_over() {
                    let group = |group: Vec<usize>| group.iter().map(|&at| self.ids[at]).collect();
                    let groups = groups.members().into_iter().map(group).collect();
                    return (Some(MapPiece::Groups(groups)), true);
                }
                groups.advance();
                self.work = Some((wish, Work::Grouping(groups)));
                (None, false)
            }
        }
    }

    /// Where something that is tried is, by its raw embedding.
    pub fn place(&self, embedding: &[f32]) -> MapPlace {
        let [x, y] = self.projection.place(embedding);
        let distances = self.directions.distances_from(embedding);
        let mut order: Vec<usize> = (0..distances.len().min(self.ids.len())).collect();
        order.sort_by(|&a, &b| distances[a].total_cmp(&distances[b]));
        MapPlace { x, y, nearest: order.into_iter().take(AMID).map(|at| self.ids[at]).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn atlas() -> Atlas {
        let rows: Vec<Vec<f32>> = (0..24)
            .map(|at| {
                let angle = if at < 12 { 0.0 } else { 1.5 } + 0.02 * at as f32;
                vec![3.0 * angle.cos(), 3.0 * angle.sin(), 0.5]
            })
            .collect();
        let directions = Rc::new(Directions::of(rows.iter().map(Vec::as_slice)));
        let mut plane = Plane::new(&directions);
        while !plane.is_over() {
            plane.advance();
        }
        Atlas::new((1..=24).map(ExampleId).collect(), directions, &plane)
    }

    fn all(atlas: &mut Atlas, wish: MapWish) -> Vec<MapPiece> {
        let mut pieces = Vec::new();
        loop {
            let (piece, over) = atlas.advance(wish);
            pieces.extend(piece);
            if over {
                return pieces;
            }
        }
    }

    #[test]
    fn wishes_are_fulfilled_a_little_at_a_time() {
        let mut atlas = atlas();
        assert_eq!(atlas.plane().points.len(), 24);
        let arranged = all(&mut atlas, MapWish::Arrange { seed: 1 });
        let done = |piece: &MapPiece| match piece {
            MapPiece::Arranged { points, done } if points.len() == 24 => Some(*done),
            _ => None,
        };
        let done: Vec<f32> = arranged.iter().filter_map(done).collect();
        assert!((10..=25).contains(&done.len()) && done.is_sorted(), "{done:?}");
        assert_eq!(done.last(), Some(&1.0));
        let groups = all(&mut atlas, MapWish::Group { count: 2 });
        let [MapPiece::Groups(groups)] = &groups[..] else { panic!("{groups:?}") };
        assert_eq!(groups.iter().map(Vec::len).collect::<Vec<_>>(), [12, 12]);
        assert_eq!(atlas.advance(MapWish::Stop), (None, true));
        assert_eq!(all(&mut atlas, MapWish::Group { count: 0 }).len(), 1, "one group at least");
    }

    #[test]
    fn what_is_left_goes_on_where_it_stood() {
        let mut atlas = atlas();
        let wish = MapWish::Arrange { seed: 1 };
        let whole = all(&mut atlas, wish);
        let mut parts: Vec<MapPiece> = (0..500).filter_map(|_| atlas.advance(wish).0).collect();
        assert!(!parts.is_empty() && parts.len() < whole.len());
        parts.extend(all(&mut atlas, wish));
        assert_eq!(parts, whole);
    }

    #[test]
    fn what_is_tried_is_where_an_example_like_it_is() {
        let atlas = atlas();
        let place = atlas.place(&[6.0, 0.0, 1.0]);
        let first = atlas.plane().points[0];
        assert!((place.x - first.x).abs() + (place.y - first.y).abs() < 1e-5);
        assert_eq!(place.nearest, (1..=5).map(ExampleId).collect::<Vec<_>>());
    }
}
