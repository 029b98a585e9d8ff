//! Outlines and lines, as lists of points.

/// Across from left to right and down from top to bottom, both from -1 to 1 on the picture.
pub type Point = [f32; 2];

/// A rectangle from its top left to its bottom right corner.
pub fn rectangle([left, top]: Point, [right, bottom]: Point) -> Vec<Point> {
    vec![[left, top], [right, top], [right, bottom], [left, bottom]]
}

/// An ellipse around a middle, so far to either side and so far up and down, as an outline of 40 points.
pub fn ellipse([x, y]: Point, [across, down]: Point) -> Vec<Point> {
    const STEPS: usize = 10;
    // A quarter of the circle by quotients, which every machine rounds the same, in place of sine and cosine.
    let quarter = (0..STEPS).map(|step| {
        let t = step as f32 / STEPS as f32;
        [(1.0 - t * t) / (1.0 + t * t), 2.0 * t / (1.0 + t * t)]
    });
    let turned = |[c, s]: Point, turn: u32| match turn {
        0 => [c, s],
        1 => [-s, c],
        2 => [-c, -s],
        _ => [s, -c],
    };
    (0..4)
        .flat_map(|turn| quarter.clone().map(move |point| turned(point, turn)))
        .map(|[c, s]| [x + across * c, y + down * s])
        .collect()
}

/// An outline without corners, drawn to the corners of this one: they are cut again and again (Chaikin 1974,
/// <https://doi.org/10.1016/0146-664X(74)90028-8>).
pub fn smooth(corners: &[Point]) -> Vec<Point> {
    let mut points = corners.to_vec();
    for _ in 0..3 {
        let next = points.iter().cycle().skip(1);
        points = points.iter().zip(next).flat_map(|(&a, &b)| cut(a, b)).collect();
    }
    points
}

/// As [`smooth`], of a line with two ends, which stay where they are.
pub fn curve(corners: &[Point]) -> Vec<Point> {
    let mut points = corners.to_vec();
    for _ in 0..3 {
        let (Some(&first), Some(&last)) = (points.first(), points.last()) else { return points };
        let cuts = points.windows(2).flat_map(|pair| cut(pair[0], pair[1]));
        let mut finer: Vec<Point> = cuts.collect();
        if let [start, .., end] = &mut finer[..] {
            (*start, *end) = (first, last);
        }
        points = finer;
    }
    points
}

/// The points at a quarter and at three quarters of the way.
fn cut(a: Point, b: Point) -> [Point; 2] {
    [0.25, 0.75].map(|part| between(a, b, part))
}

/// The point so far along the way from one to another.
pub fn between(a: Point, b: Point, part: f32) -> Point {
    [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part]
}

/// The outlines of a line of this width with round ends.
pub fn stroke(points: &[Point], width: f32) -> Vec<Vec<Point>> {
    let (Some(&first), Some(&last)) = (points.first(), points.last()) else { return Vec::new() };
    let radius = [width / 2.0, width / 2.0];
    let [mut along, back] = sides(points, width, false);
    along.extend(back.into_iter().rev());
    // The band turns one way, whichever way the line goes; the ends must turn with it, or they cut holes.
    let end = |point| ellipse(point, radius).into_iter().rev().collect();
    vec![along, end(first), end(last)]
}

/// The outlines of a line of this width around an outline.
pub fn contour(points: &[Point], width: f32) -> Vec<Vec<Point>> {
    let [outer, mut inner] = sides(points, width, true);
    inner.reverse();
    vec![outer, inner]
}

/// The two sides of a line.
fn sides(points: &[Point], width: f32, closed: bool) -> [Vec<Point>; 2] {
    // The longest that a corner's tip gets, in half widths.
    const MITRE: f32 = 2.0;
    let count = points.len();
    let normal = |from: usize, to: usize| {
        let [dx, dy] = [points[to][0] - points[from][0], points[to][1] - points[from][1]];
        let length = (dx * dx + dy * dy).sqrt().max(1e-6);
        [-dy / length, dx / length]
    };
    let offset = |at: usize| {
        let is_first = at == 0 && !closed;
        let is_last = at == count - 1 && !closed;
        let before = if is_first { at } else { (at + count - 1) % count };
        let after = if is_last { at } else { (at + 1) % count };
        let a = if is_first { normal(at, after) } else { normal(before, at) };
        let b = if is_last { a } else { normal(at, after) };
        let sum = [a[0] + b[0], a[1] + b[1]];
        // The tip where both sides meet: the sum over 1 + cos of the turn, as far as it is not too far.
        let square = (sum[0] * sum[0] + sum[1] * sum[1]).max(1e-6);
        let scale = (2.0 / square).min(MITRE / square.sqrt()) * width / 2.0;
        [sum[0] * scale, sum[1] * scale]
    };
    [1.0, -1.0].map(|side| {
        let moved = |at: usize| {
            let [dx, dy] = offset(at);
            [points[at][0] + side * dx, points[at][1] + side * dy]
        };
        (0..count).map(moved).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Twice the area within an outline; negative if it turns the other way.
    fn double_area(outline: &[Point]) -> f32 {
        let next = outline.iter().cycle().skip(1);
        outline.iter().zip(next).map(|(a, b)| a[0] * b[1] - a[1] * b[0]).sum()
    }

    #[test]
    fn an_ellipse_is_round() {
        for [x, y] in ellipse([0.5, -0.25], [2.0, 0.5]) {
            let (x, y) = ((x - 0.5) / 2.0, (y + 0.25) / 0.5);
            assert!((x * x + y * y - 1.0).abs() < 1e-5, "{x} {y}");
        }
        let area = double_area(&ellipse([0.0, 0.0], [1.0, 1.0])) / 2.0;
        assert!((3.12..std::f32::consts::PI).contains(&area), "{area}");
    }

    #[test]
    fn a_curve_keeps_its_ends_and_stays_within_its_corners() {
        let corners = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]];
        let curve = curve(&corners);
        assert_eq!((curve.first(), curve.last()), (corners.first(), corners.last()));
        assert!(curve.iter().flatten().all(|at| (0.0..=1.0).contains(at)));
        assert!(curve.iter().all(|&[x, y]| x - y < 0.8), "the corner is cut");
        let smooth = smooth(&rectangle([-1.0, -1.0], [1.0, 1.0]));
        let farthest = smooth.iter().map(|[x, y]| x * x + y * y).fold(0.0, f32::max);
        assert!(farthest < 1.3, "{farthest}");
    }

    #[test]
    fn all_outlines_of_a_line_turn_the_same_way() {
        let corners = [[0.0, 0.0], [0.5, 0.1], [0.2, 0.7], [-0.4, -0.2]];
        for points in [corners.to_vec(), corners.into_iter().rev().collect(), curve(&corners)] {
            let turns =
                stroke(&points, 0.1).iter().map(|line| double_area(line) < 0.0).collect::<Vec<_>>();
            assert_eq!(turns, [turns[0]; 3]);
        }
    }

    #[test]
    fn a_line_is_as_wide_as_it_is_told() {
        let [band, start, end] = &stroke(&[[-1.0, 0.5], [1.0, 0.5]], 0.2)[..] else {
            panic!("a band and two ends")
        };
        assert!((double_area(band).abs() / 2.0 - 0.4).abs() < 1e-5);
        assert!(start.iter().all(|&[x, _]| x < -0.89) && end.iter().all(|&[x, _]| x > 0.89));
        let around = contour(&rectangle([-1.0, -1.0], [1.0, 1.0]), 0.2);
        let area: f32 = around.iter().map(|outline| double_area(outline)).sum();
        // Between squares of 1.8 and 2.2, corners and all.
        assert!((area.abs() / 2.0 - (2.2 * 2.2 - 1.8 * 1.8)).abs() < 1e-4, "{area}");
    }
}
