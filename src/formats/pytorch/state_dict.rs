//! The dictionary of tensors in a checkpoint, which may hold much else.

use std::collections::{BTreeSet, VecDeque};

use super::pickle::{Id, Pickle, Value};
use super::tensor::{Tensor, Type};
use crate::error::{Kind, WeightsError};
use crate::formats::number::Budget;
use crate::models::Weights;

/// What checkpoints call the weights. They come before anything else that holds tensors: averages
/// of the weights, what an optimiser keeps.
const USUAL: [&str; 6] = ["state_dict", "model_state_dict", "model", "module", "net", "weights"];

/// Reads the tensors of the checkpoint; `storage` gives the bytes of the storage of a key.
///
/// # Errors
/// [`WeightsError::NoTensors`]; [`WeightsError::Malformed`]; [`WeightsError::TooManyValues`].
pub(super) fn read<'a>(
    pickle: &Pickle<'a>,
    storage: impl Fn(&str) -> Option<&'a [u8]>,
) -> Result<Weights, Kind> {
    let mut budget = Budget::new();
    let mut weights = Weights::default();
    for &(key, value) in find(pickle).ok_or(Kind::Weights(WeightsError::NoTensors))? {
        let &Value::Text(name) = pickle.get(key) else { continue };
        let Some(tensor) = Tensor::of(pickle, value)? else { continue };
        match tensor.storage.kind {
            Type::Unread(class, _) => weights.pass_over(name, class),
            Type::Read(number) => {
                let bytes = storage(tensor.storage.key).ok_or_else(|| {
                    Kind::Weights(WeightsError::Malformed(format!(
                        "the storage of the tensor {name} is missing"
                    )))
                })?;
                weights.insert(name, tensor.read(name, number, bytes, &mut budget)?)?;
            }
        }
    }
    if weights.is_empty() { Err(Kind::Weights(WeightsError::NoTensors)) } else { Ok(weights) }
}

/// The entries of the dictionary of tensors: under a usual name, or else the outermost and first.
fn find<'p>(pickle: &'p Pickle<'_>) -> Option<&'p [(Id, Id)]> {
    let named = |name| {
        let top = dict(pickle, pickle.root())?;
        let (_, value) = top.iter().find(|(key, _)| pickle.get(*key) == &Value::Text(name))?;
        dict(pickle, *value).filter(|entries| has_tensors(pickle, entries))
    };
    USUAL.into_iter().find_map(named).or_else(|| outermost(pickle))
}

fn outermost<'p>(pickle: &'p Pickle<'_>) -> Option<&'p [(Id, Id)]> {
    let mut waiting = VecDeque::from([pickle.root()]);
    // A dictionary may hold itself.
    let mut seen = BTreeSet::from([pickle.root()]);
    while let Some(id) = waiting.pop_front() {
        let Some(entries) = dict(pickle, id) else { continue };
        if has_tensors(pickle, entries) {
            return Some(entries);
        }
        waiting.extend(entries.iter().map(|&(_, value)| value).filter(|&id| seen.insert(id)));
    }
    None
}

fn dict<'p>(pickle: &'p Pickle<'_>, id: Id) -> Option<&'p [(Id, Id)]> {
    match pickle.get(id) {
        Value::Dict(entries) => Some(entries),
        _ => None,
    }
}

fn has_tensors(pickle: &Pickle<'_>, entries: &[(Id, Id)]) -> bool {
    // One that cannot be rebuilt counts too: better complain about it than pass the weights over.
    entries.iter().any(|&(_, value)| !matches!(Tensor::of(pickle, value), Ok(None)))
}
