//! Heads, and how near an embedding is to what was taught.

use serde::Deserialize;

use super::file::Tensors;
use super::wrong;
use crate::format::Malformed;

/// A head ready to run.
#[derive(Debug)]
pub enum Head {
    /// Fully connected layers, with a ReLU between them.
    Layers(Vec<Dense>),
    /// The cosine to the mean direction of each class, times a factor.
    Means { directions: Rows, factor: f32 },
    /// The nearest examples vote.
    Nearest { directions: Rows, classes: usize, votes: Votes },
}

/// What the metadata says of a head.
#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Said {
    Layers,
    Means { factor: f32 },
    Nearest(Votes),
}

/// How the nearest vote.
#[derive(Debug, Deserialize)]
pub struct Votes {
    labels: Vec<usize>,
    voters: usize,
    temperature: f32,
    least: f32,
    factor: f32,
}

/// A fully connected layer.
#[derive(Debug)]
pub struct Dense {
    /// `[inputs, outputs]`
    weight: Vec<f32>,
    /// `[outputs]`
    bias: Vec<f32>,
}

/// Directions of length 1, `[rows, features]`.
#[derive(Debug)]
pub struct Rows {
    values: Vec<f32>,
    features: usize,
}

/// What was taught, and which of the nearest counts.
#[derive(Debug)]
pub struct Known {
    directions: Rows,
    nth: usize,
}

impl Head {
    /// Takes the head out of a file, for so many features and classes.
    ///
    /// # Errors
    /// [`Malformed`] if something is missing, or does not fit these numbers.
    pub fn read(
        tensors: &mut Tensors<'_>,
        features: usize,
        classes: usize,
    ) -> Result<Self, Malformed> {
        match tensors.need("head")? {
            Said::Layers => {
                let mut layers = Vec::new();
                let mut inputs = features;
                if tensors.has("head.hidden.weight") {
                    let hidden = Dense::read(tensors, "head.hidden", features)?;
                    inputs = hidden.bias.len();
                    layers.push(hidden);
                }
                layers.push(Dense::read(tensors, "head.output", inputs)?);
                match layers.last() {
                    Some(output) if output.bias.len() == classes => Ok(Self::Layers(layers)),
                    _ => Err(wrong("there are not as many logits as labels")),
                }
            }
            Said::Means { factor } => {
                let directions = Rows::read(tensors, "head.directions", features)?;
                if directions.count() != classes {
                    return Err(wrong("there are not as many means as labels"));
                }
                Ok(Self::Means { directions, factor })
            }
            Said::Nearest(votes) => {
                let directions = Rows::read(tensors, "head.directions", features)?;
                let fits = directions.count() == votes.labels.len();
                if !fits || votes.labels.iter().any(|&label| label >= classes) {
                    return Err(wrong("the labels do not fit the examples"));
                }
                Ok(Self::Nearest { directions, classes, votes })
            }
        }
    }

    /// A logit for each class.
    pub fn logits(&self, embedding: &[f32]) -> Vec<f32> {
        match self {
            Self::Layers(layers) => {
                let mut x = embedding.to_vec();
                for (at, layer) in layers.iter().enumerate() {
                    if at > 0 {
                        x.iter_mut().for_each(|x| *x = x.max(0.0));
                    }
                    x = layer.apply(&x);
                }
                x
            }
            Self::Means { directions, factor } => {
                directions.cosines(embedding).into_iter().map(|x| x * factor).collect()
            }
            Self::Nearest { directions, classes, votes } => {
                votes.logits(&directions.cosines(embedding), *classes)
            }
        }
    }
}

impl Votes {
    /// The logarithm of the votes for each class, times a factor.
    fn logits(&self, cosines: &[f32], classes: usize) -> Vec<f32> {
        let mut order: Vec<(f32, usize)> =
            cosines.iter().copied().zip(self.labels.iter().copied()).collect();
        order.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        let mut votes = vec![self.least; classes];
        let nearest = order.first().map_or(0.0, |&(cosine, _)| cosine);
        for (cosine, label) in order.into_iter().take(self.voters) {
            votes[label] += ((cosine - nearest) / self.temperature).exp();
        }
        votes.into_iter().map(|votes| votes.ln() * self.factor).collect()
    }
}

impl Dense {
    fn read(tensors: &mut Tensors<'_>, name: &str, inputs: usize) -> Result<Self, Malformed> {
        let (shape, weight) = tensors.take::<2>(&format!("{name}.weight"))?;
        let ([outputs], bias) = tensors.take(&format!("{name}.bias"))?;
        if shape != [inputs, outputs] {
            return Err(Malformed(format!("{name} does not take {inputs} numbers")));
        }
        Ok(Self { weight, bias })
    }

    fn apply(&self, x: &[f32]) -> Vec<f32> {
        let mut sums = self.bias.clone();
        for (row, x) in self.weight.chunks_exact(sums.len().max(1)).zip(x) {
            sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += x * weight);
        }
        sums
    }
}

impl Rows {
    fn read(tensors: &mut Tensors<'_>, name: &str, features: usize) -> Result<Self, Malformed> {
        let (shape, values) = tensors.take::<2>(name)?;
        if shape[1] != features {
            return Err(Malformed(format!("{name} is not of {features} features")));
        }
        Ok(Self { values, features })
    }

    fn count(&self) -> usize {
        self.values.len() / self.features.max(1)
    }

    /// The cosine of an embedding to each row; 0 of an embedding of zeros.
    fn cosines(&self, embedding: &[f32]) -> Vec<f32> {
        let length = embedding.iter().map(|x| x * x).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        let unit: Vec<f32> = embedding.iter().map(|x| x / length).collect();
        let rows = self.values.chunks_exact(self.features.max(1));
        rows.map(|row| row.iter().zip(&unit).map(|(a, b)| a * b).sum()).collect()
    }
}

impl Known {
    /// Takes what is known out of a file; none where unknowns are not told.
    ///
    /// # Errors
    /// [`Malformed`] if something of it is missing, or does not fit so many features.
    pub fn read(tensors: &mut Tensors<'_>, features: usize) -> Result<Option<Self>, Malformed> {
        let Some(threshold) = tensors.note::<f32>("threshold")? else { return Ok(None) };
        if !threshold.is_finite() {
            return Err(wrong("the threshold is no number"));
        }
        let directions = Rows::read(tensors, "known.directions", features)?;
        let nth = tensors.need("nth")?;
        if nth == 0 {
            return Err(wrong("the nearest is the first, and none comes before it"));
        }
        Ok(Some(Self { directions, nth }))
    }

    /// The cosine of an embedding to the nearest that counts: the last, where there are fewer.
    pub fn similarity(&self, embedding: &[f32]) -> f32 {
        let mut cosines = self.directions.cosines(embedding);
        cosines.sort_by(|a, b| b.total_cmp(a));
        cosines.get(self.nth - 1).or(cosines.last()).copied().unwrap_or(0.0)
    }
}
