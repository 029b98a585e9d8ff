//! A chart as plain data: lines of points, with error bars where there are any.

/// What a line chart shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Graph {
    /// What is drawn: the title.
    pub title: String,
    /// What the horizontal axis shows, with its unit.
    pub x: String,
    /// The end of the vertical axis; of the greatest value, rounded up, where it is not given.
    pub y_most: Option<f64>,
    /// The lines, in the order of the legend.
    pub lines: Vec<Line>,
}

/// A line of a chart.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Line {
    /// What the legend calls it.
    pub name: String,
    /// Which of the colours and dashes it has.
    pub style: usize,
    /// Its points, in the order in which they are joined.
    pub points: Vec<Point>,
}

/// A point of a line.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Point {
    /// Along the horizontal axis.
    pub x: f64,
    /// Along the vertical axis.
    pub y: f64,
    /// How far the error bar reaches to either side; 0 for none.
    pub error: f64,
}

impl Point {
    /// A point without an error bar.
    pub fn new(x: f64, y: f64) -> Self {
        Self { x, y, error: 0.0 }
    }
}

impl Graph {
    /// The greatest value along the horizontal axis.
    pub fn x_most(&self) -> f64 {
        self.points().map(|point| point.x).fold(0.0, f64::max)
    }

    /// The greatest value along the vertical axis.
    pub fn greatest(&self) -> f64 {
        self.points().map(|point| point.y + point.error).fold(0.0, f64::max)
    }

    fn points(&self) -> impl Iterator<Item = &Point> {
        self.lines.iter().flat_map(|line| &line.points)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_reach_as_far_as_the_points_with_their_error_bars() {
        let points = vec![Point { x: 2.0, y: 0.5, error: 0.1 }, Point::new(9.0, 0.25)];
        let graph = Graph { lines: vec![Line { points, ..Line::default() }], ..Graph::default() };
        assert_eq!((graph.x_most(), graph.greatest()), (9.0, 0.6));
        assert_eq!(Graph::default().x_most(), 0.0);
    }
}
