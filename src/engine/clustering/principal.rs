//! Principal components: what patches of pictures and embeddings of texts are whitened by.

use burn::tensor::{Device, Tensor, TensorData};

/// The covariance of rows of so many values, which have this mean: `[values, values]`.
pub fn covariance(all: &[f32], mean: &[f64], values: usize) -> Vec<f64> {
    let device = Device::flex();
    let rows = all.len() / values;
    let centred: Vec<f32> = all
        .chunks_exact(values)
        .flat_map(|row| row.iter().zip(mean).map(|(&x, mean)| (f64::from(x) - mean) as f32))
        .collect();
    let mut sum = vec![0.0f64; values * values];
    // In parts, so that no sum in f32 becomes long.
    for part in centred.chunks(4096 * values) {
        let part = TensorData::new(part.to_vec(), [part.len() / values, values]);
        let part = Tensor::<2>::from_data(part, &device);
        let product: Vec<f32> = part
            .clone()
            .transpose()
            .matmul(part)
            .into_data()
            .try_into_vec()
            .expect("everything is computed in f32");
        sum.iter_mut().zip(&product).for_each(|(sum, &x)| *sum += f64::from(x) / rows as f64);
    }
    sum
}

/// Eigenvalues of a symmetric matrix, and its eigenvectors as columns.
pub fn eigen(matrix: Vec<f64>, size: usize) -> (Vec<f64>, Vec<f64>) {
    let mut jacobi = Jacobi::new(matrix, size);
    while !jacobi.is_over() {
        jacobi.advance();
    }
    jacobi.finish()
}

/// Eigenvalues and eigenvectors of a symmetric matrix as they are found, by cyclic Jacobi rotations
/// (Golub and Van Loan 2013, "Matrix Computations", algorithm 8.5.3): in pieces, because a browser that
/// looks for those of patches wants to look at its messages meanwhile.
#[derive(Debug, Clone)]
pub struct Jacobi {
    matrix: Vec<f64>,
    vectors: Vec<f64>,
    size: usize,
    sweep: usize,
    /// The row whose elements are rotated away next.
    row: usize,
    over: bool,
}

impl Jacobi {
    /// Sweeps after which it ends anyhow; some ten are enough for a hundred rows.
    const SWEEPS: usize = 30;

    /// Begins with a matrix of so many rows and columns.
    pub fn new(matrix: Vec<f64>, size: usize) -> Self {
        let mut vectors = vec![0.0; size * size];
        (0..size).for_each(|i| vectors[i * size + i] = 1.0);
        Self { matrix, vectors, size, sweep: 0, row: 0, over: size == 0 }
    }

    /// Whether nothing is left to rotate away.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// How much of it is done, 0 to 1, about: the sweeps that it takes are not known before.
    pub fn done(&self) -> f32 {
        const USUAL: f32 = 10.0;
        let rows = self.row as f32 / self.size.max(1) as f32;
        if self.over { 1.0 } else { ((self.sweep as f32 + rows) / USUAL).min(1.0) }
    }

    /// Rotates the elements right of the diagonal in the next row away, one after the other.
    pub fn advance(&mut self) {
        if self.row == 0 && (self.sweep == Self::SWEEPS || self.off_diagonal() < 1e-18) {
            self.over = true;
        }
        if self.over {
            return;
        }
        (self.row + 1..self.size).for_each(|column| self.rotate(self.row, column));
        self.row += 1;
        if self.row == self.size {
            (self.row, self.sweep) = (0, self.sweep + 1);
        }
    }

    /// The eigenvalues, and the eigenvectors as columns.
    pub fn finish(self) -> (Vec<f64>, Vec<f64>) {
        ((0..self.size).map(|i| self.matrix[i * self.size + i]).collect(), self.vectors)
    }

    /// The sum of squares below the diagonal.
    fn off_diagonal(&self) -> f64 {
        (0..self.size)
            .flat_map(|row| &self.matrix[row * self.size..][..row])
            .map(|value| value.powi(2))
            .sum()
    }

    /// Turns the axes `p` and `q` until the element between them is zero.
    fn rotate(&mut self, p: usize, q: usize) {
        let Self { matrix, vectors, size, .. } = self;
        let at = |row: usize, column: usize| row * *size + column;
        if matrix[at(p, q)].abs() < 1e-15 {
            return;
        }
        let theta = (matrix[at(q, q)] - matrix[at(p, p)]) / (2.0 * matrix[at(p, q)]);
        let tangent = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
        let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
        let sine = tangent * cosine;
        for k in 0..*size {
            let (a, b) = (matrix[at(k, p)], matrix[at(k, q)]);
            matrix[at(k, p)] = cosine * a - sine * b;
            matrix[at(k, q)] = sine * a + cosine * b;
        }
        for k in 0..*size {
            let (a, b) = (matrix[at(p, k)], matrix[at(q, k)]);
            matrix[at(p, k)] = cosine * a - sine * b;
            matrix[at(q, k)] = sine * a + cosine * b;
            let (a, b) = (vectors[at(k, p)], vectors[at(k, q)]);
            vectors[at(k, p)] = cosine * a - sine * b;
            vectors[at(k, q)] = sine * a + cosine * b;
        }
    }
}

/// The mean of rows of so many values.
pub fn mean(all: &[f32], values: usize) -> Vec<f64> {
    let count = (all.len() / values).max(1) as f64;
    let mut mean = vec![0.0f64; values];
    for row in all.chunks_exact(values) {
        mean.iter_mut().zip(row).for_each(|(mean, &x)| *mean += f64::from(x) / count);
    }
    mean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eigenvectors_are_what_they_are_called() {
        let matrix = vec![2.0, 1.0, 0.0, 1.0, 3.0, 1.0, 0.0, 1.0, 4.0];
        let (values, vectors) = eigen(matrix.clone(), 3);
        for (component, value) in values.iter().enumerate() {
            for row in 0..3 {
                let product: f64 =
                    (0..3).map(|k| matrix[row * 3 + k] * vectors[k * 3 + component]).sum();
                assert!((product - value * vectors[row * 3 + component]).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn pieces_are_small_and_come_to_an_end() {
        let size = 12;
        let value = |row: usize, column: usize| ((row * column) as f64).cos();
        let matrix = (0..size * size).map(|at| value(at / size, at % size)).collect::<Vec<f64>>();
        let mut jacobi = Jacobi::new(matrix.clone(), size);
        let mut pieces = 0;
        while !jacobi.is_over() {
            assert!(jacobi.done() < 1.0);
            jacobi.advance();
            pieces += 1;
        }
        assert!((2 * size..10 * size).contains(&pieces), "{pieces}");
        assert_eq!(jacobi.finish(), eigen(matrix, size));
        assert_eq!(eigen(Vec::new(), 0), (Vec::new(), Vec::new()));
    }
}
