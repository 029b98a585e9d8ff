//! What of the map is in sight.

use super::{HEIGHT, WIDTH};

/// The most that the map is enlarged.
const CLOSEST: f64 = 40.0;

/// What of the map is in sight: zoom and pan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MapView {
    /// What is in the middle, in units of the map.
    centre: [f64; 2],
    /// 1 where all is in sight.
    zoom: f64,
}

impl Default for MapView {
    fn default() -> Self {
        Self { centre: [WIDTH / 2.0, HEIGHT / 2.0], zoom: 1.0 }
    }
}

impl MapView {
    /// How much is enlarged, from 1.
    pub fn zoom(&self) -> f64 {
        self.zoom
    }

    /// Pixels that a unit of the map takes, on a canvas of this size in pixels.
    fn unit(&self, size: [f64; 2]) -> f64 {
        ((size[0] / WIDTH).min(size[1] / HEIGHT) * self.zoom).max(1e-6)
    }

    /// Where a place is on the canvas, in pixels.
    pub fn to_canvas(&self, place: [f64; 2], size: [f64; 2]) -> [f64; 2] {
        let unit = self.unit(size);
        [0, 1].map(|axis| size[axis] / 2.0 + (place[axis] - self.centre[axis]) * unit)
    }

    /// Which place is at these pixels of the canvas.
    pub fn to_place(&self, at: [f64; 2], size: [f64; 2]) -> [f64; 2] {
        let unit = self.unit(size);
        [0, 1].map(|axis| self.centre[axis] + (at[axis] - size[axis] / 2.0) / unit)
    }

    /// The same by so many pixels, in units of the map.
    pub fn length(&self, pixels: f64, size: [f64; 2]) -> f64 {
        pixels / self.unit(size)
    }

    /// Enlarged so many times, with what is at these pixels staying there.
    #[must_use]
    pub fn zoomed(self, times: f64, at: [f64; 2], size: [f64; 2]) -> Self {
        let held = self.to_place(at, size);
        let zoom = (self.zoom * times).clamp(1.0, CLOSEST);
        let zoom = if zoom.is_finite() { zoom } else { self.zoom };
        let there = Self { zoom, ..self }.to_place(at, size);
        let centre = [0, 1].map(|axis| self.centre[axis] + held[axis] - there[axis]);
        Self { centre, zoom }.within()
    }

    /// Moved with what is dragged by so many pixels.
    #[must_use]
    pub fn moved(self, by: [f64; 2], size: [f64; 2]) -> Self {
        let unit = self.unit(size);
        let centre = [0, 1].map(|axis| self.centre[axis] - by[axis] / unit);
        Self { centre, ..self }.within()
    }

    /// Moved so far that a place is in sight.
    #[must_use]
    pub fn with_in_sight(self, place: [f64; 2], size: [f64; 2]) -> Self {
        let at = self.to_canvas(place, size);
        let is_seen = (0..2).all(|axis| (0.0..=size[axis]).contains(&at[axis]));
        if is_seen { self } else { Self { centre: place, ..self }.within() }
    }

    /// No further than to the edge of the map.
    fn within(self) -> Self {
        let centre = [(self.centre[0], WIDTH), (self.centre[1], HEIGHT)].map(|(centre, whole)| {
            let half = whole / 2.0 / self.zoom;
            if centre.is_finite() { centre.clamp(half, whole - half) } else { whole / 2.0 }
        });
        Self { centre, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: [f64; 2] = [500.0, 300.0];

    fn close(one: [f64; 2], other: [f64; 2]) -> bool {
        (0..2).all(|axis| (one[axis] - other[axis]).abs() < 1e-9)
    }

    #[test]
    fn all_is_in_sight_at_first() {
        let view = MapView::default();
        assert!(close(view.to_canvas([0.0, 0.0], SIZE), [0.0, 0.0]));
        assert!(close(view.to_canvas([WIDTH, HEIGHT], SIZE), SIZE));
        assert!(close(view.to_place([250.0, 150.0], SIZE), [50.0, 30.0]));
        assert_eq!(view.length(5.0, SIZE), 1.0);
        // On a narrow canvas too, with room above and below.
        assert!(close(view.to_canvas([0.0, 0.0], [100.0, 300.0]), [0.0, 120.0]));
    }

    #[test]
    fn what_is_pointed_at_stays_where_it_is() {
        let view = MapView::default();
        let at = [400.0, 60.0];
        let place = view.to_place(at, SIZE);
        let near = view.zoomed(3.0, at, SIZE);
        assert_eq!(near.zoom(), 3.0);
        assert!(close(near.to_canvas(place, SIZE), at));
        assert_eq!(near.zoomed(0.01, at, SIZE), MapView::default());
        assert_eq!(view.zoomed(1e9, at, SIZE).zoom(), CLOSEST);
        assert_eq!(view.zoomed(f64::NAN, at, SIZE), view);
    }

    #[test]
    fn it_moves_with_what_is_dragged_but_not_beyond_the_edge() {
        let near = MapView::default().zoomed(2.0, [250.0, 150.0], SIZE);
        let moved = near.moved([100.0, 0.0], SIZE);
        assert!(close(moved.to_canvas([50.0, 30.0], SIZE), [350.0, 150.0]));
        let corner = near.moved([1e6, 1e6], SIZE);
        assert!(close(corner.to_canvas([0.0, 0.0], SIZE), [0.0, 0.0]));
        assert_eq!(MapView::default().moved([70.0, 70.0], SIZE), MapView::default());
    }

    #[test]
    fn what_is_out_of_sight_comes_into_it() {
        let near = MapView::default().zoomed(10.0, [0.0, 0.0], SIZE);
        assert_eq!(near.with_in_sight([1.0, 1.0], SIZE), near);
        let there = near.with_in_sight([90.0, 50.0], SIZE);
        assert!(close(there.to_canvas([90.0, 50.0], SIZE), [250.0, 150.0]));
        assert!(near.with_in_sight([f64::NAN, 0.0], SIZE).centre[0].is_finite());
    }
}
