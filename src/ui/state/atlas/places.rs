//! Where points go on the map.

use crate::protocol::trust::MapPoint;

/// Width of the map in units of its own.
pub const WIDTH: f64 = 100.0;

/// Height of the map in these.
pub const HEIGHT: f64 = 60.0;

/// How far points stay from the edge.
const MARGIN: f64 = 3.0;

/// How the units of points become those of the map: both axes by the same measure.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    middle: [f64; 2],
    scale: f64,
}

impl Frame {
    /// The one in which all of these have room.
    pub fn around(points: &[MapPoint]) -> Self {
        let range = |of: fn(&MapPoint) -> f32| {
            let all = points.iter().map(|it| f64::from(of(it))).filter(|it| it.is_finite());
            all.fold((f64::MAX, f64::MIN), |(low, high), it| (low.min(it), high.max(it)))
        };
        let ((left, right), (bottom, top)) = (range(|it| it.x), range(|it| it.y));
        if left > right || bottom > top {
            return Self { middle: [0.0; 2], scale: 1.0 };
        }
        let (across, upwards) = (WIDTH - 2.0 * MARGIN, HEIGHT - 2.0 * MARGIN);
        let scale = (across / (right - left).max(1e-9)).min(upwards / (top - bottom).max(1e-9));
        Self { middle: [(left + right) / 2.0, (bottom + top) / 2.0], scale }
    }

    /// Where a point is: to the right and down.
    pub fn place(&self, [x, y]: [f32; 2]) -> [f64; 2] {
        let [middle_x, middle_y] = self.middle;
        let place = [
            WIDTH / 2.0 + (f64::from(x) - middle_x) * self.scale,
            HEIGHT / 2.0 - (f64::from(y) - middle_y) * self.scale,
        ];
        // What is tried may be far from all examples: then it is at the edge.
        [place[0].clamp(0.0, WIDTH), place[1].clamp(0.0, HEIGHT)]
    }
}
