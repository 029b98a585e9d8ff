//! Lloyd's iterations (Lloyd 1982, <https://doi.org/10.1109/TIT.1982.1056489>): every row to its nearest
//! centroid, every centroid to the mean of its rows.

use burn::tensor::{Device, Tensor, TensorData};

/// Rows of up to so many columns are compared number by number, which rounds alike on every machine; a
/// product of matrices pays from there on.
const NARROW: usize = 8;

/// Rows worked on at once.
const PART: usize = 2048;

/// What an iteration learns about the clusters.
#[derive(Debug, Clone, PartialEq)]
pub struct Assigned {
    /// `[rows]`: the nearest centroid of each; of those alike, the first.
    pub nearest: Vec<u32>,
    /// `[rows]`: the squared distance to it.
    pub distances: Vec<f32>,
    /// `[centroids, columns]`: sums over the rows nearest to each.
    pub sums: Vec<f64>,
    /// `[centroids]`: how many those are.
    pub counts: Vec<usize>,
    /// The squared distances, added up.
    pub distance: f64,
}

impl Assigned {
    fn nothing(centroids: usize, columns: usize) -> Self {
        Self {
            nearest: Vec::new(),
            distances: Vec::new(),
            sums: vec![0.0; centroids * columns],
            counts: vec![0; centroids],
            distance: 0.0,
        }
    }

    /// The mean squared distance of a row to its centroid; 0 where there are no rows.
    pub fn mean_distance(&self) -> f32 {
        (self.distance / self.nearest.len().max(1) as f64) as f32
    }

    fn add(&mut self, part: Self) {
        self.nearest.extend(part.nearest);
        self.distances.extend(part.distances);
        self.sums.iter_mut().zip(&part.sums).for_each(|(all, part)| *all += part);
        self.counts.iter_mut().zip(&part.counts).for_each(|(all, part)| *all += part);
        self.distance += part.distance;
    }
}

/// Finds the nearest centroid of every row, and adds up the rows of each.
///
/// # Shapes
/// - `rows`: `[rows, columns]`
/// - `centroids`: `[centroids, columns]`
pub fn assign(rows: &[f32], centroids: &[f32], columns: usize, threads: usize) -> Assigned {
    let count = centroids.len() / columns.max(1);
    let near = Nearness::new(centroids, columns);
    let parts = in_parts(rows, columns, threads, |part| {
        let mut assigned = Assigned::nothing(count, columns);
        for (row, (nearest, distance)) in part.chunks_exact(columns).zip(near.nearest(part)) {
            assigned.nearest.push(nearest as u32);
            assigned.distances.push(distance);
            assigned.counts[nearest] += 1;
            assigned.distance += f64::from(distance);
            let sum = &mut assigned.sums[nearest * columns..][..columns];
            sum.iter_mut().zip(row).for_each(|(sum, &x)| *sum += f64::from(x));
        }
        assigned
    });
    let mut all = Assigned::nothing(count, columns);
    parts.into_iter().for_each(|part| all.add(part));
    all
}

/// Moves every centroid to the mean of its rows, and one that nothing is nearest to to where `anew` says.
pub fn renew<'a>(
    centroids: &mut [f32],
    assigned: &Assigned,
    columns: usize,
    mut anew: impl FnMut() -> &'a [f32],
) {
    let sums = assigned.sums.chunks_exact(columns.max(1));
    let centroids = centroids.chunks_exact_mut(columns.max(1));
    for ((centroid, sum), &count) in centroids.zip(sums).zip(&assigned.counts) {
        match count {
            0 => centroid.copy_from_slice(anew()),
            _ => centroid.iter_mut().zip(sum).for_each(|(c, s)| *c = (s / count as f64) as f32),
        }
    }
}

/// Centroids to find the nearest of.
enum Nearness<'a> {
    /// Of a few columns.
    Narrow { centroids: &'a [f32], columns: usize },
    /// Of many columns: `|x - c|^2 = |x|^2 - 2 c.x + |c|^2`.
    Wide { matrix: Box<Tensor<2>>, squares: Vec<f32>, columns: usize },
}

impl<'a> Nearness<'a> {
    fn new(centroids: &'a [f32], columns: usize) -> Self {
        if columns <= NARROW || centroids.is_empty() {
            return Self::Narrow { centroids, columns: columns.max(1) };
        }
        let squares: Vec<f32> =
            centroids.chunks_exact(columns).map(|c| c.iter().map(|x| x * x).sum()).collect();
        let data = TensorData::new(centroids.to_vec(), [squares.len(), columns]);
        let matrix = Tensor::<2>::from_data(data, &Device::flex()).transpose(); // [columns, centroids]
        Self::Wide { matrix: Box::new(matrix), squares, columns }
    }

    /// The nearest centroid of every row, and the squared distance to it.
    fn nearest(&self, rows: &[f32]) -> Vec<(usize, f32)> {
        match self {
            Self::Narrow { centroids, columns } => {
                let of = |row: &[f32]| {
                    least(centroids.chunks_exact(*columns).map(|c| squared_distance(row, c)))
                };
                rows.chunks_exact(*columns).map(of).collect()
            }
            Self::Wide { matrix, squares, columns } => {
                let data = TensorData::new(rows.to_vec(), [rows.len() / columns, *columns]);
                let all = Tensor::<2>::from_data(data, &Device::flex());
                let products: Vec<f32> = all
                    .matmul(Tensor::clone(matrix)) // [rows, centroids]
                    .into_data()
                    .try_into_vec()
                    .expect("everything is computed in f32");
                let of = |(row, products): (&[f32], &[f32])| {
                    let scores = products
                        .iter()
                        .zip(squares)
                        .map(|(product, square)| square - 2.0 * product);
                    let (nearest, least) = least(scores);
                    let length: f32 = row.iter().map(|x| x * x).sum();
                    (nearest, (least + length).max(0.0))
                };
                let products = products.chunks_exact(squares.len());
                rows.chunks_exact(*columns).zip(products).map(of).collect()
            }
        }
    }
}

/// The place of the least number, and the number; of those alike, the first.
fn least(numbers: impl Iterator<Item = f32>) -> (usize, f32) {
    let mut least = (0, f32::INFINITY);
    for (place, number) in numbers.enumerate() {
        if number < least.1 {
            least = (place, number);
        }
    }
    least
}

/// The squared distance of two rows.
pub fn squared_distance(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// Works on the rows of a matrix in parts of a fixed size, by threads; what comes out is in the order
/// of the parts, so that sums over it do not depend on the number of threads.
pub fn in_parts<T: Send>(
    values: &[f32],
    columns: usize,
    threads: usize,
    work: impl Fn(&[f32]) -> T + Sync,
) -> Vec<T> {
    let parts = values.chunks(PART * columns.max(1));
    if threads <= 1 {
        // A browser has no threads to start.
        return parts.map(work).collect();
    }
    let parts: Vec<&[f32]> = parts.collect();
    let share = parts.len().div_ceil(threads).max(1);
    let work = &work;
    std::thread::scope(|scope| {
        let workers: Vec<_> = parts
            .chunks(share)
            .map(|parts| scope.spawn(move || parts.iter().map(|part| work(part)).collect()))
            .collect();
        let results = workers
            .into_iter()
            .map(|worker| -> Vec<T> { worker.join().expect("the work does not panic") });
        results.flatten().collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of so many columns, no two alike.
    fn rows(count: usize, columns: usize) -> Vec<f32> {
        (0..count * columns).map(|i| ((i * i) as f32 * 0.37).sin()).collect()
    }

    #[test]
    fn every_row_is_nearest_to_the_nearest_whatever_its_width() {
        for columns in [1, 2, NARROW, NARROW + 1, 40] {
            let (rows, centroids) = (rows(300, columns), rows(7, columns));
            let assigned = assign(&rows, &centroids, columns, 1);
            for (at, row) in rows.chunks_exact(columns).enumerate() {
                let distances: Vec<f32> =
                    centroids.chunks_exact(columns).map(|c| squared_distance(row, c)).collect();
                let nearest = distances[assigned.nearest[at] as usize];
                assert!(distances.iter().all(|&other| nearest <= other + 1e-4), "{columns}");
                assert!((assigned.distances[at] - nearest).abs() < 1e-4, "{columns}");
            }
            assert_eq!(assigned.counts.iter().sum::<usize>(), 300);
            let mean = assigned.distances.iter().sum::<f32>() / 300.0;
            assert!((assigned.mean_distance() - mean).abs() < 1e-4 * mean.max(1.0));
        }
    }

    #[test]
    fn threads_change_nothing() {
        let (rows, centroids) = (rows(5000, 9), rows(5, 9));
        assert_eq!(assign(&rows, &centroids, 9, 1), assign(&rows, &centroids, 9, 3));
    }

    #[test]
    fn centroids_move_to_means_and_an_idle_one_starts_anew() {
        let rows = [0.0, 2.0, 10.0];
        let mut centroids = [1.5, 9.0, 100.0];
        let assigned = assign(&rows, &centroids, 1, 1);
        assert_eq!((&assigned.nearest[..], &assigned.counts[..]), (&[0, 0, 1][..], &[2, 1, 0][..]));
        renew(&mut centroids, &assigned, 1, || &[7.0]);
        assert_eq!(centroids, [1.0, 10.0, 7.0]);
    }

    #[test]
    fn nothing_is_nearest_to_anything_where_there_are_no_rows() {
        let assigned = assign(&[], &[], 2, 1);
        assert_eq!((assigned.mean_distance(), assigned.nearest.len()), (0.0, 0));
    }
}
