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

/// Eigenvalues of a symmetric matrix, and its eigenvectors as columns, by cyclic Jacobi rotations
/// (Golub and Van Loan 2013, "Matrix Computations", algorithm 8.5.3).
pub fn eigen(mut matrix: Vec<f64>, size: usize) -> (Vec<f64>, Vec<f64>) {
    let mut vectors = vec![0.0; size * size];
    (0..size).for_each(|i| vectors[i * size + i] = 1.0);
    let at = |row: usize, column: usize| row * size + column;
    for _ in 0..30 {
        let off: f64 = (0..size)
            .flat_map(|row| (0..row).map(move |column| (row, column)))
            .map(|(row, column)| matrix[at(row, column)].powi(2))
            .sum();
        if off < 1e-18 {
            break;
        }
        for p in 0..size {
            for q in p + 1..size {
                if matrix[at(p, q)].abs() < 1e-15 {
                    continue;
                }
                let theta = (matrix[at(q, q)] - matrix[at(p, p)]) / (2.0 * matrix[at(p, q)]);
                let tangent = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
                let sine = tangent * cosine;
                for k in 0..size {
                    let (a, b) = (matrix[at(k, p)], matrix[at(k, q)]);
                    matrix[at(k, p)] = cosine * a - sine * b;
                    matrix[at(k, q)] = sine * a + cosine * b;
                }
                for k in 0..size {
                    let (a, b) = (matrix[at(p, k)], matrix[at(q, k)]);
                    matrix[at(p, k)] = cosine * a - sine * b;
                    matrix[at(q, k)] = sine * a + cosine * b;
                    let (a, b) = (vectors[at(k, p)], vectors[at(k, q)]);
                    vectors[at(k, p)] = cosine * a - sine * b;
                    vectors[at(k, q)] = sine * a + cosine * b;
                }
            }
        }
    }
    ((0..size).map(|i| matrix[at(i, i)]).collect(), vectors)
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
