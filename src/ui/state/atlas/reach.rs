//! Which examples of the map are reached: by the pointer, round which a line is drawn, by the arrow keys.

use super::Dot;
use crate::protocol::ExampleId;

/// The example that is nearest to a place, if it is within a distance.
pub fn nearest(dots: &[Dot], place: [f64; 2], within: f64) -> Option<ExampleId> {
    let near = dots.iter().map(|dot| (distance(dot.place, place), dot.id));
    let near = near.filter(|(distance, _)| *distance <= within);
    near.min_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, id)| id)
}

/// The examples inside a line that was drawn round them, whose end is joined with its beginning.
pub fn inside(dots: &[Dot], line: &[[f64; 2]]) -> Vec<ExampleId> {
    let is_inside = |dot: &&Dot| {
        let [x, y] = dot.place;
        // A ray to the right crosses the line an odd number of times.
        let next = line.iter().cycle().skip(1);
        let crossed = line.iter().zip(next).filter(|([x1, y1], [x2, y2])| {
            (*y1 > y) != (*y2 > y) && x < x1 + (y - y1) / (y2 - y1) * (x2 - x1)
        });
        crossed.count() % 2 == 1
    };
    dots.iter().filter(is_inside).map(|dot| dot.id).collect()
}

/// The next example from one on in a direction, right and down; from the first one where none was reached yet. None where
/// there is none on that side.
pub fn toward(dots: &[Dot], from: Option<ExampleId>, direction: [f64; 2]) -> Option<ExampleId> {
    let start = from.and_then(|id| dots.iter().find(|dot| dot.id == id));
    let Some(start) = start else { return dots.first().map(|dot| dot.id) };
    let far = |dot: &Dot| {
        let apart = [0, 1].map(|axis| dot.place[axis] - start.place[axis]);
        let along = apart[0] * direction[0] + apart[1] * direction[1];
        let across = (apart[0] * direction[1] - apart[1] * direction[0]).abs();
        // Within a right angle about the direction. What lies off it counts as farther.
        (along > 0.0 && across <= along).then_some((along + 2.0 * across, dot.id))
    };
    let others = dots.iter().filter(|dot| dot.id != start.id).filter_map(far);
    others.min_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, id)| id)
}

/// The corners of the smallest shape without a dent around places (Andrew 1979).
pub fn hull(mut places: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    places.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    places.dedup();
    if places.len() < 3 {
        return places;
    }
    let half = |places: &mut dyn Iterator<Item = &[f64; 2]>| {
        let mut corners: Vec<[f64; 2]> = Vec::new();
        for &place in places {
            while let [.., a, b] = corners[..]
                && (b[0] - a[0]) * (place[1] - a[1]) - (b[1] - a[1]) * (place[0] - a[0]) <= 0.0
            {
                corners.pop();
            }
            corners.push(place);
        }
        // The last is the first of the other half.
        corners.pop();
        corners
    };
    let mut corners = half(&mut places.iter());
    corners.extend(half(&mut places.iter().rev()));
    corners
}

fn distance(one: [f64; 2], other: [f64; 2]) -> f64 {
    (one[0] - other[0]).hypot(one[1] - other[1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::ClassId;

    fn dots(places: &[[f64; 2]]) -> Vec<Dot> {
        let dot = |(at, &place): (usize, &[f64; 2])| Dot {
            id: ExampleId(at as u32),
            class: ClassId(1),
            place,
            held_out: false,
            wrong: false,
            suspect: false,
        };
        places.iter().enumerate().map(dot).collect()
    }

    /// Three in each of three rows: 0 1 2 above 3 4 5 above 6 7 8.
    fn grid() -> Vec<Dot> {
        let place = |at: usize| [10.0 * (at % 3) as f64, 10.0 * (at / 3) as f64];
        dots(&(0..9).map(place).collect::<Vec<_>>())
    }

    #[test]
    fn the_pointer_reaches_the_nearest() {
        assert_eq!(nearest(&grid(), [11.0, 9.0], 5.0), Some(ExampleId(4)));
        assert_eq!(nearest(&grid(), [15.0, 15.0], 5.0), None);
        assert_eq!(nearest(&[], [0.0, 0.0], 5.0), None);
    }

    #[test]
    fn what_a_line_goes_round_is_inside() {
        let line = [[-5.0, -5.0], [15.0, -5.0], [15.0, 5.0], [5.0, 5.0], [5.0, 15.0], [-5.0, 15.0]];
        let ids: Vec<u32> = inside(&grid(), &line).into_iter().map(|id| id.0).collect();
        assert_eq!(ids, [0, 1, 3], "it has a dent");
        assert!(inside(&grid(), &line[..2]).is_empty() && inside(&grid(), &[]).is_empty());
    }

    #[test]
    fn arrows_go_to_the_next_in_their_direction() {
        let go =
            |from: u32, direction| toward(&grid(), Some(ExampleId(from)), direction).map(|id| id.0);
        let [right, down, left, up] = [[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]];
        assert_eq!([go(4, right), go(4, down), go(4, left), go(4, up)], [5, 7, 3, 1].map(Some));
        assert_eq!([go(2, right), go(8, down)], [None, None]);
        assert_eq!(toward(&grid(), None, right), Some(ExampleId(0)));
        assert_eq!(toward(&grid(), Some(ExampleId(77)), right), Some(ExampleId(0)), "it is gone");
        assert_eq!(toward(&[], None, right), None);
    }

    #[test]
    fn a_hull_has_the_corners_alone() {
        let places = grid().iter().map(|dot| dot.place).collect();
        assert_eq!(hull(places), [[0.0, 0.0], [20.0, 0.0], [20.0, 20.0], [0.0, 20.0]]);
        assert_eq!(hull(vec![[1.0, 1.0]; 5]), [[1.0, 1.0]]);
        assert!(hull(Vec::new()).is_empty());
    }
}
