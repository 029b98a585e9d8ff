//! The map of the examples: what the page asks of it beyond what comes by itself
//! ([`TrustPiece::Map`](super::TrustPiece::Map)), and what it is told.

use serde::{Deserialize, Serialize};

use super::ids::ExampleId;
use super::trust::MapPoint;

/// What the page wants of the map of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MapWish {
    /// Arrange the examples by neighbourhoods alone (t-SNE). Answered by [`MapPiece::Arranged`] now and then, the last of
    /// which is done.
    Arrange {
        /// The same seed arranges the same examples in the same way.
        seed: u64,
    },
    /// Divide the examples into so many groups of those that are alike (k-means). Answered by [`MapPiece::Groups`].
    Group {
        /// How many, at most [`MOST_GROUPS`].
        count: usize,
    },
    /// Arrange no further. Answered by [`MapPiece::Stopped`] if it was under way.
    Stop,
}

/// The most groups.
pub const MOST_GROUPS: usize = 50;

/// What comes of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum MapPiece {
    /// The examples are arranged, or on the way there.
    Arranged {
        /// A point each, in the order of the run. Only which are near each other means something.
        points: Vec<MapPoint>,
        /// How much is done, 0 to 1.
        done: f32,
    },
    /// The examples in groups, none of which is empty, the largest first.
    Groups(Vec<Vec<ExampleId>>),
    /// It was left where it stood.
    Stopped,
    /// What it would be made of is gone, as after the page was loaded again: it comes with the next run.
    Gone,
}

/// Where something that is tried is on the map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MapPlace {
    /// How far to the right, by the principal components of the examples.
    pub x: f32,
    /// How far up, by these.
    pub y: f32,
    /// The examples that it is most like, the nearest first: where only neighbourhoods are kept, it is amid them.
    pub nearest: Vec<ExampleId>,
}
