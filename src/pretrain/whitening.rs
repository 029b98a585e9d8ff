//! Fitting the last step of BERT's embeddings to the books that it learnt from.

use anyhow::{Result, anyhow, ensure};
use burn::tensor::Tensor;

use super::corpus::Book;
use crate::engine::clustering::principal::{covariance, eigen, mean};
use crate::engine::cpu::{TextEmbedder, batch};
use crate::engine::finetuning::parameters::Parameters;
use crate::models::language::Language;
use crate::models::whitening::{MATRIX, MEAN};

/// Sentences that it is fitted to, spread evenly over the books.
const SENTENCES: usize = 4000;

/// The bytes of a sentence: about those of the texts that visitors sort.
const BYTES: std::ops::Range<usize> = 15..120;

/// Texts that are embedded at once.
const BATCH: usize = 32;

/// Directions are divided by their variance to this power. 0.5 would spread embeddings wholly; half of
/// that tells short texts apart as well with one example a class and better with many.
const POWER: f64 = 0.25;

/// Added to every variance, as a share of their mean, so that noise is not blown up.
const FLOOR: f64 = 0.01;

/// Adds the tensors of the step to the parameters of the network that `model` is, which has none yet.
///
/// # Errors
/// If the books have too few sentences, or one cannot be read.
pub fn fit(model: &TextEmbedder, books: &[Book], parameters: &mut Parameters) -> Result<()> {
    let Language::Bert(bert) = &model.model else { return Ok(()) };
    let sentences = books.iter().flat_map(|book| &book.sentences);
    let fit: Vec<&str> = sentences
        .map(|sentence| sentence.text.as_str())
        .filter(|text| BYTES.contains(&text.len()))
        .collect();
    let some: Vec<&str> =
        fit.iter().step_by((fit.len() / SENTENCES).max(1)).take(SENTENCES).copied().collect();
    let mut values: Vec<f32> = Vec::new();
    for texts in some.chunks(BATCH) {
        let encode = |text: &&str| Ok(model.encode(text)?.0);
        let texts = texts.iter().map(encode).collect::<Result<Vec<_>, crate::error::Kind>>();
        let batch = batch(&texts.map_err(|kind| anyhow!("whitening: {kind}"))?);
        let both: Tensor<2> = bert.both(&batch, batch.mean(bert.bert.forward(&batch)));
        values.extend(both.into_data().try_into_vec::<f32>().expect("flex computes in f32"));
    }
    let size = values.len() / some.len().max(1);
    ensure!(some.len() > 1, "the books have no sentences to fit whitening to");
    let mean = mean(&values, size);
    let (variances, directions) = eigen(covariance(&values, &mean, size), size);
    let floor = FLOOR * variances.iter().sum::<f64>() / size as f64;
    let scales: Vec<f64> = variances.iter().map(|v| (v.max(0.0) + floor).powf(-POWER)).collect();
    let entry = |row: usize, column: usize| {
        let along =
            |k: usize| directions[row * size + k] * scales[k] * directions[column * size + k];
        (0..size).map(along).sum::<f64>() as f32
    };
    let matrix = (0..size).flat_map(|row| (0..size).map(move |column| (row, column)));
    let matrix = matrix.map(|(row, column)| entry(row, column)).collect();
    parameters.push(MEAN, &[size], false, mean.iter().map(|&x| x as f32).collect());
    parameters.push(MATRIX, &[size, size], false, matrix);
    Ok(())
}
