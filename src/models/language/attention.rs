//! Attention with several heads (Vaswani et al. 2017, <https://arxiv.org/abs/1706.03762>).

use burn::tensor::activation::softmax;
use burn::tensor::{Device, Tensor, TensorData};

/// What is added to the score of a position that must not be looked at: its weight becomes 0.
pub const HIDDEN: f32 = -1e9;

/// Divides each row of an example into heads.
///
/// # Shapes
/// - `x`: `[batch * time, heads * size]`
/// - returns `[batch, heads, time, size]`
pub fn split(x: Tensor<2>, batch: usize, heads: usize) -> Tensor<4> {
    let [rows, width] = x.dims();
    x.reshape([batch, rows / batch, heads, width / heads]).swap_dims(1, 2)
}

/// Lets every position look at the others: `softmax(q k^T / sqrt(size) + mask) v`.
///
/// # Shapes
/// - `query`: `[batch, heads, time, size]`
/// - `key`, `value`: `[batch, heads, seen, size]`
/// - `mask`: what is added to the scores, 0 or [`HIDDEN`], fit for `[batch, heads, time, seen]`
/// - returns `[batch * time, heads * size]`
pub fn attend(
    query: Tensor<4>,
    key: Tensor<4>,
    value: Tensor<4>,
    mask: Option<&Tensor<4>>,
) -> Tensor<2> {
    let [batch, heads, time, size] = query.dims();
    let scale = (size as f32).sqrt().recip();
    let scores = (query * scale).matmul(key.transpose()); // [batch, heads, time, seen]
    let scores = match mask {
        Some(mask) => scores + mask.clone(),
        None => scores,
    };
    softmax(scores, 3)
        .matmul(value) // [batch, heads, time, size]
        .swap_dims(1, 2)
        .reshape([batch * time, heads * size])
}

/// Hides from every position those that come after it.
///
/// # Shapes
/// - returns `[1, 1, time, before + time]`, where `before` positions came earlier
pub fn causal_mask(before: usize, time: usize, device: &Device) -> Tensor<4> {
    let seen = before + time;
    let value = |row: usize, column: usize| if column > before + row { HIDDEN } else { 0.0 };
    let values: Vec<f32> =
        (0..time).flat_map(|row| (0..seen).map(move |column| value(row, column))).collect();
    Tensor::from_data(TensorData::new(values, [1, 1, time, seen]), device)
}

/// Hides from all positions of an example those that only fill it up to the length of the longest.
/// `None` if there are none.
///
/// # Shapes
/// - returns `[batch, 1, 1, time]`
pub fn padding_mask(lengths: &[usize], time: usize, device: &Device) -> Option<Tensor<4>> {
    if lengths.iter().all(|&length| length == time) {
        return None;
    }
    let values: Vec<f32> = lengths
        .iter()
        .flat_map(|&length| (0..time).map(move |at| if at < length { 0.0 } else { HIDDEN }))
        .collect();
    Some(Tensor::from_data(TensorData::new(values, [lengths.len(), 1, 1, time]), device))
}

/// Keys and values of the tokens seen so far, one pair a layer, so that each token is looked at once.
#[derive(Debug, Clone, Default)]
pub struct Cache {
    layers: Vec<(Tensor<4>, Tensor<4>)>, // [batch, heads, seen, size]
    seen: usize,
}

impl Cache {
    /// Tokens seen so far.
    pub fn seen(&self) -> usize {
        self.seen
    }

    /// Adds a layer's keys and values, in the order of the layers; gives those of all tokens.
    pub(super) fn extend(
        &mut self,
        layer: usize,
        key: Tensor<4>,
        value: Tensor<4>,
    ) -> (Tensor<4>, Tensor<4>) {
        if let Some((keys, values)) = self.layers.get_mut(layer) {
            *keys = Tensor::cat(vec![keys.clone(), key], 2);
            *values = Tensor::cat(vec![values.clone(), value], 2);
            return (keys.clone(), values.clone());
        }
        self.layers.push((key.clone(), value.clone()));
        (key, value)
    }

    /// Counts tokens that every layer has seen.
    pub(super) fn advance(&mut self, tokens: usize) {
        self.seen += tokens;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sines(shape: [usize; 4]) -> Tensor<4> {
        let values: Vec<f32> = (0..shape.iter().product()).map(|i| (i as f32).sin()).collect();
        Tensor::from_data(TensorData::new(values, shape), &Device::flex())
    }

    #[test]
    fn what_is_hidden_changes_nothing() {
        let (query, key) = (sines([1, 2, 4, 3]), sines([1, 2, 4, 3]) * 2.0);
        let mask = causal_mask(0, 4, &Device::flex());
        let all = attend(query.clone(), key.clone(), key.clone(), Some(&mask));
        for time in 1..4 {
            let part = |x: &Tensor<4>| x.clone().slice([0..1, 0..2, 0..time, 0..3]);
            let mask = causal_mask(0, time, &Device::flex());
            let some = attend(part(&query), part(&key), part(&key), Some(&mask));
            let all = all.clone().slice([0..time, 0..6]).into_data();
            some.into_data().assert_approx_eq::<f32>(&all, Default::default());
        }
    }

    #[test]
    fn filling_is_hidden_only_where_there_is_some() {
        assert!(padding_mask(&[3, 3], 3, &Device::flex()).is_none());
        let mask = padding_mask(&[3, 1], 3, &Device::flex()).expect("one is filled");
        let values: Vec<f32> = mask.into_data().try_into_vec().expect("f32");
        assert_eq!(values, [0.0, 0.0, 0.0, 0.0, HIDDEN, HIDDEN]);
    }
}
