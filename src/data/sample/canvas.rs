//! Pixels, and how shapes come to cover them.

use super::colour::{Colour, mix};
use super::dice::Dice;
use super::path::Point;

/// A square picture being painted.
#[derive(Debug)]
pub struct Canvas {
    size: usize,
    pixels: Vec<Colour>,
    /// By pixel, how much more of it is covered than of its left neighbour; two columns more than the picture
    /// has, for what lies to its right. All zeros between two shapes.
    steps: Vec<f32>,
}

impl Canvas {
    /// A black one, `size` pixels along a side.
    pub fn new(size: usize) -> Self {
        let pixels = vec![[0.0; 3]; size * size];
        Self { size, pixels, steps: vec![0.0; (size + 2) * size] }
    }

    /// Repaints every pixel: `paint` takes its centre, from -1 to 1, and the colour it had.
    pub fn paint(&mut self, paint: impl Fn(Point, Colour) -> Colour) {
        let at = |pixel: usize| (2 * pixel + 1) as f32 / self.size as f32 - 1.0;
        for (row, pixels) in self.pixels.chunks_exact_mut(self.size.max(1)).enumerate() {
            let y = at(row);
            for (column, pixel) in pixels.iter_mut().enumerate() {
                *pixel = paint([at(column), y], *pixel);
            }
        }
    }

    /// Covers what lies within the outlines, each a closed polygon. Where two overlap, those that turn the same
    /// way add up to one shape, and one that turns the other way cuts a hole.
    ///
    /// Edges are as smooth as can be: a pixel takes the colour by the share of its area that is covered, which
    /// is summed up along the outlines (as in font renderers, after
    /// <https://medium.com/@raphlinus/inside-the-fastest-font-renderer-in-the-world-75ae5270c445>).
    pub fn cover(&mut self, outlines: &[Vec<Point>], colour: Colour, opacity: f32) {
        let half = self.size as f32 / 2.0;
        let pixels = |[x, y]: Point| [(x + 1.0) * half, (y + 1.0) * half];
        let (mut top, mut bottom) = (self.size, 0);
        let (mut left, mut right) = (self.size as f32, 0.0f32);
        for outline in outlines {
            let Some(&last) = outline.last() else { continue };
            let mut from = pixels(last);
            for &point in outline {
                let to = pixels(point);
                let (first, end) = self.edge(from, to);
                (top, bottom) = (top.min(first), bottom.max(end));
                (left, right) = (left.min(to[0]), right.max(to[0]));
                from = to;
            }
        }
        let end = right.ceil().clamp(0.0, self.size as f32) as usize;
        let columns = (left.max(0.0) as usize).min(end)..end;
        for y in top..bottom {
            let steps = &mut self.steps[y * (self.size + 2)..][..self.size + 2];
            let pixels = &mut self.pixels[y * self.size..][columns.clone()];
            let mut covered = 0.0;
            for (pixel, step) in pixels.iter_mut().zip(&steps[columns.clone()]) {
                covered += step;
                let share = f32::abs(covered).min(1.0) * opacity;
                if share > 0.0 {
                    *pixel = mix(*pixel, colour, share);
                }
            }
            steps.fill(0.0);
        }
    }

    /// Notes an edge of an outline in `steps`, in pixels. Returns the rows that it touches.
    fn edge(&mut self, from: Point, to: Point) -> (usize, usize) {
        let (sign, [x0, y0], [x1, y1]) =
            if from[1] < to[1] { (1.0, from, to) } else { (-1.0, to, from) };
        let size = self.size as f32;
        let (first, end) = (y0.clamp(0.0, size) as usize, y1.clamp(0.0, size).ceil() as usize);
        if y0 == y1 {
            return (self.size, 0);
        }
        let slope = (x1 - x0) / (y1 - y0);
        for row in first..end {
            let (above, below) = (y0.max(row as f32), y1.min((row + 1) as f32));
            let height = sign * (below - above);
            // What passes the picture on its left covers the whole row, on its right none of it.
            let [a, b] = [above, below].map(|y| (x0 + (y - y0) * slope).clamp(0.0, size));
            let (left, right) = if a < b { (a, b) } else { (b, a) };
            let steps = &mut self.steps[row * (self.size + 2)..][..self.size + 2];
            let column = left as usize;
            if right <= (column + 1) as f32 {
                // Within one pixel: the area to the right of the edge, and what is left of it for the next.
                let area = height * ((column + 1) as f32 - (left + right) / 2.0);
                steps[column] += area;
                steps[column + 1] += height - area;
                continue;
            }
            // Over several: the part of the edge in each.
            let per_pixel = height / (right - left);
            let mut x = left;
            for column in column..right.ceil() as usize {
                let next = right.min((column + 1) as f32);
                let height = per_pixel * (next - x);
                let area = height * ((column + 1) as f32 - (x + next) / 2.0);
                steps[column] += area;
                steps[column + 1] += height - area;
                x = next;
            }
        }
        (first, end)
    }

    /// Lays grain over all, as of paper, up to `strength` of the way from black to white. As coarse in every
    /// size of the picture.
    pub fn grain(&mut self, strength: f32, dice: &mut Dice) {
        const CELLS: usize = 64;
        const COLUMNS: usize = CELLS + 1;
        let mut corners = [0.0; COLUMNS * COLUMNS];
        corners.fill_with(|| dice.between(-strength, strength));
        self.paint(|[x, y], colour| {
            let [x, y] = [x, y].map(|at| (at + 1.0) * (CELLS / 2) as f32);
            let (column, row) = (x as usize, y as usize);
            let (right, down) = (x - column as f32, y - row as f32);
            let along = |row: usize| {
                let left = row * COLUMNS + column;
                corners[left] + (corners[left + 1] - corners[left]) * right
            };
            let above = along(row);
            let grain = above + (along(row + 1) - above) * down;
            colour.map(|channel| channel + grain)
        });
    }

    /// Red, green, blue and opacity of every pixel, row by row.
    pub fn to_rgba(&self) -> Vec<u8> {
        let byte = |channel: f32| (channel.clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
        self.pixels.iter().flat_map(|&[r, g, b]| [byte(r), byte(g), byte(b), 255]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covered(outlines: &[Vec<Point>]) -> Vec<u8> {
        let mut canvas = Canvas::new(4);
        canvas.cover(outlines, [1.0; 3], 1.0);
        canvas.to_rgba().iter().step_by(4).copied().collect()
    }

    #[test]
    fn a_pixel_is_covered_by_the_share_of_its_area() {
        let square = vec![[-0.5, -0.5], [0.25, -0.5], [0.25, 0.5], [-0.5, 0.5]];
        let expected = [[0; 4], [0, 255, 128, 0], [0, 255, 128, 0], [0; 4]].concat();
        assert_eq!(covered(std::slice::from_ref(&square)), expected);
        // Drawn the other way round, it is the same; drawn twice, it covers no more than once, but two sheets
        // of half a pixel fill it; drawn both ways, it is its own hole.
        let reversed: Vec<Point> = square.iter().rev().copied().collect();
        assert_eq!(covered(std::slice::from_ref(&reversed)), expected);
        let twice = [[0; 4], [0, 255, 255, 0], [0, 255, 255, 0], [0; 4]].concat();
        assert_eq!(covered(&[square.clone(), square.clone()]), twice);
        assert_eq!(covered(&[square, reversed]), [0; 16]);
    }

    #[test]
    fn slanted_edges_cover_half_of_what_they_cross() {
        let triangle = vec![[-1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]];
        let expected = [[128, 0, 0, 0], [255, 128, 0, 0], [255, 255, 128, 0], [255, 255, 255, 128]];
        assert_eq!(covered(&[triangle]), expected.concat());
    }

    #[test]
    fn what_lies_outside_is_cut_off() {
        let all = vec![[-3.0, -2.0], [2.0, -5.0], [9.0, 9.0], [-3.0, 7.0]];
        assert_eq!(covered(&[all]), [255; 16]);
        for [x, y] in [[-5.0, 0.0], [5.0, 0.0], [0.0, -5.0], [0.0, 5.0]] {
            let beside = vec![[x - 1.0, y - 1.0], [x + 1.0, y - 1.0], [x, y + 1.0]];
            assert_eq!(covered(&[beside]), [0; 16]);
        }
        let wide = vec![[-9.0, -0.5], [9.0, -0.5], [9.0, 0.5], [-9.0, 0.5]];
        assert_eq!(covered(&[wide]), [[0; 4], [255; 4], [255; 4], [0; 4]].concat());
    }
}
