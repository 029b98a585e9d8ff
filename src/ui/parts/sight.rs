//! Of many tiles in a box that scrolls, only those in sight are made, and a few around them: ten thousand take no longer
//! than a hundred.

use std::ops::Range;

/// So few are all made.
const FEW: usize = 96;

/// Rows that are made above and below those in sight, so that scrolling and Tab find them there.
const AROUND: usize = 3;

/// What of a box of tiles is in sight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sight {
    /// Tiles in a row.
    columns: usize,
    /// Pixels from the top of a row to that of the next.
    row: f64,
    /// The first row in sight.
    first: usize,
    /// Rows in sight.
    rows: usize,
}

impl Default for Sight {
    fn default() -> Self {
        Self { columns: 6, row: 72.0, first: 0, rows: 4 }
    }
}

impl Sight {
    /// What is in sight of a box that is `height` pixels high and was scrolled by `top`; `tracks` are the widths of
    /// its columns as the browser says them, `64px 64px`, and `gap` pixels lie between the tiles, which are squares.
    pub fn of(tracks: &str, gap: f64, top: f64, height: f64) -> Option<Self> {
        let side: f64 = tracks.split_whitespace().next()?.strip_suffix("px")?.parse().ok()?;
        let row = side + gap;
        if !(row.is_finite() && row >= 1.0) {
            return None;
        }
        let columns = tracks.split_whitespace().count();
        Some(Self { columns, row, first: (top / row) as usize, rows: (height / row) as usize + 2 })
    }

    /// The tiles to make, of so many.
    pub fn range(self, count: usize) -> Range<usize> {
        if count <= FEW {
            return 0..count;
        }
        let last = self.first + self.rows + AROUND;
        let end = (last * self.columns).min(count);
        // Should the box have been scrolled further than it reaches now.
        let start = self.first.saturating_sub(AROUND) * self.columns;
        start.min(end.saturating_sub(self.columns))..end
    }

    /// The height of the rows that are not made, in pixels, where these tiles are: above, and below.
    pub fn space(self, count: usize, range: Range<usize>) -> (f64, f64) {
        let rows = |tiles: usize| tiles.div_ceil(self.columns) as f64 * self.row;
        let below = if range.end >= count { 0.0 } else { rows(count) - rows(range.end) };
        (rows(range.start), below)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_are_all_made() {
        let sight = Sight::of("70px 70px 70px", 6.0, 400.0, 224.0).expect("they are widths");
        assert_eq!(sight.range(96), 0..96);
        assert_eq!(sight.space(96, 0..96), (0.0, 0.0));
        assert_eq!(sight.range(0), 0..0);
    }

    #[test]
    fn of_many_those_in_sight_are_made_and_the_others_keep_their_place() {
        let sight = Sight::of("70px 70px 70px", 6.0, 760.0, 224.0).expect("they are widths");
        // Ten rows of 76 pixels are above, and less than five are in sight.
        assert_eq!(sight.range(10_000), 21..51);
        let (above, below) = sight.space(10_000, 21..51);
        assert_eq!(above, 7.0 * 76.0);
        assert_eq!(below, (10_000f64 / 3.0).ceil() * 76.0 - 17.0 * 76.0);
    }

    #[test]
    fn the_end_is_made_when_the_box_was_scrolled_beyond_it() {
        let sight = Sight::of("70px 70px", 6.0, 1e9, 224.0).expect("they are widths");
        let range = sight.range(100);
        assert!(range.end == 100 && !range.is_empty(), "{range:?}");
    }

    #[test]
    fn what_is_no_width_is_no_sight() {
        for tracks in ["", "none", "px", "-4px", "NaNpx", "0px 0px"] {
            assert_eq!(Sight::of(tracks, 0.0, 0.0, 100.0), None, "{tracks}");
        }
    }
}
