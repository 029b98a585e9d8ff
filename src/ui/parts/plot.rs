//! Where the lines of a chart go.

/// Width of a chart in its own units.
pub const WIDTH: f64 = 340.0;
/// Height of a chart in its own units.
pub const HEIGHT: f64 = 170.0;
/// Left end of the horizontal axis: room for the figures beside the vertical one.
pub const LEFT: f64 = 52.0;
/// Right end of the horizontal axis.
pub const RIGHT: f64 = 330.0;
/// Upper end of the vertical axis.
pub const TOP: f64 = 12.0;
/// Lower end of the vertical axis: room for the figures below the horizontal one.
pub const BOTTOM: f64 = 140.0;

/// How values turn into places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plot {
    /// The greatest value on the horizontal axis, which starts at 0.
    pub x_most: f64,
    /// The greatest value on the vertical axis, which starts at 0.
    pub y_most: f64,
}

impl Plot {
    /// A plot whose axes end at these values, or at 1 where they are not positive numbers.
    pub fn new(x_most: f64, y_most: f64) -> Self {
        let positive = |value: f64| if value.is_finite() && value > 0.0 { value } else { 1.0 };
        Self { x_most: positive(x_most), y_most: positive(y_most) }
    }

    /// The place of a value on the horizontal axis.
    pub fn x(&self, value: f64) -> f64 {
        LEFT + (RIGHT - LEFT) * (value / self.x_most).clamp(0.0, 1.0)
    }

    /// The place of a value on the vertical axis.
    pub fn y(&self, value: f64) -> f64 {
        BOTTOM - (BOTTOM - TOP) * (value / self.y_most).clamp(0.0, 1.0)
    }

    /// The `points` attribute of an SVG polyline; values that are no numbers are left out.
    pub fn points(&self, values: impl IntoIterator<Item = (f64, f64)>) -> String {
        let finite = values.into_iter().filter(|(x, y)| x.is_finite() && y.is_finite());
        let places = finite.map(|(x, y)| format!("{:.1},{:.1}", self.x(x), self.y(y)));
        places.collect::<Vec<_>>().join(" ")
    }
}

/// The least round number, 1, 2 or 5 times a power of ten, that is not below a value.
pub fn round_up(value: f64) -> f64 {
    if !value.is_finite() || value <= 0.0 {
        return 1.0;
    }
    let power = 10f64.powf(value.log10().floor());
    let round = [1.0, 2.0, 5.0, 10.0].map(|digit| digit * power);
    round.into_iter().find(|round| *round >= value).unwrap_or(value)
}

/// At most about `most` of these values, evenly spread, with the first and the last: more than
/// that no eye tells apart.
pub fn thin<T: Copy>(values: &[T], most: usize) -> Vec<T> {
    let step = values.len().div_ceil(most.max(1)).max(1);
    let mut thinned: Vec<T> = values.iter().copied().step_by(step).collect();
    if values.len() % step != 1 && step > 1 {
        thinned.extend(values.last());
    }
    thinned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corners_are_where_they_should_be() {
        let plot = Plot::new(50.0, 1.0);
        assert_eq!(plot.points([(0.0, 0.0), (50.0, 1.0)]), "52.0,140.0 330.0,12.0");
    }

    #[test]
    fn values_beyond_the_axes_and_no_numbers_do_no_harm() {
        let plot = Plot::new(f64::NAN, 0.0);
        assert_eq!(plot.points([(9.0, -1.0), (0.5, f64::NAN)]), "330.0,140.0");
    }

    #[test]
    fn axes_end_at_round_numbers() {
        assert_eq!(round_up(0.7), 1.0);
        assert_eq!(round_up(1.2), 2.0);
        assert_eq!(round_up(2.5), 5.0);
        assert_eq!(round_up(0.011), 0.02);
        assert_eq!(round_up(0.0), 1.0);
        assert_eq!(round_up(f64::INFINITY), 1.0);
    }

    #[test]
    fn many_values_become_few_with_the_first_and_the_last() {
        assert_eq!(thin(&[1, 2, 3], 10), [1, 2, 3]);
        assert_eq!(thin(&[1, 2, 3, 4, 5], 3), [1, 3, 5]);
        assert_eq!(thin(&[1, 2, 3, 4, 5, 6], 3), [1, 3, 5, 6]);
        assert!(thin::<u8>(&[], 3).is_empty());
        assert_eq!(thin(&[1, 2], 0), [1, 2]);
    }
}
