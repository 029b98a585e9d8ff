//! PyTorch's checkpoints, as `torch.save` writes them: `.pt`, `.pth`, `.th`, `.bin`.
//!
//! Since version 1.6 they are zips of a pickle, `data.pkl`, and one file for each storage, `data/0`
//! and so on. Before, they were pickles end to end, then the storages. Both are read; neither is run.
//!
//! Source: `_save`, `_legacy_save` and `_legacy_load` in `torch/serialization.py` of
//! <https://github.com/pytorch/pytorch>.

mod input;
mod pickle;
mod state_dict;
mod tensor;

use std::collections::BTreeMap;

use input::Input;
use pickle::{Pickle, Value};
use tensor::Storage;

use super::archive::Files;
use crate::error::{FileError, Kind, WeightsError};
use crate::models::Weights;

/// What the first pickle of the older form is: 0x1950a86a20f9469cfc6c, little-endian.
const MAGIC: [u8; 10] = [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

/// The one version of the older form.
const VERSION: i64 = 1001;

/// Whether this is the path of the pickle in a zip of the newer form.
pub(super) fn is_pickle_of_zip(path: &str) -> bool {
    path == "data.pkl" || path.ends_with("/data.pkl")
}

/// Whether these bytes start like the older form.
pub(super) fn is_legacy(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(32)];
    start.windows(MAGIC.len()).any(|part| part == MAGIC)
}

/// Reads the newer form from the unpacked files of its zip.
///
/// # Errors
/// [`WeightsError::SeveralModels`]; [`WeightsError::BigEndian`]; [`FileError::Truncated`]; [`WeightsError::Malformed`] for an
/// unknown instruction, a storage that is missing or has another size than it should, a tensor that
/// reaches beyond it; [`WeightsError::TooManyValues`]; [`WeightsError::NoTensors`].
pub fn read_unzipped(files: &Files) -> Result<Weights, Kind> {
    let pickles: Vec<_> = files.iter().filter(|(path, _)| is_pickle_of_zip(path)).collect();
    let (path, bytes) = match pickles.as_slice() {
        [] => {
            return Err(Kind::Weights(WeightsError::Malformed(
                "there is no data.pkl in it".into(),
            )));
        }
        [(path, bytes)] => (path, bytes),
        several => {
            let paths = several.iter().map(|(path, _)| path.to_string()).collect();
            return Err(Kind::Weights(WeightsError::SeveralModels(paths)));
        }
    };
    let folder = &path[..path.len() - "data.pkl".len()];
    if files.get(&format!("{folder}byteorder")).is_some_and(|order| order == b"big") {
        return Err(Kind::Weights(WeightsError::BigEndian));
    }
    let mut input = Input::new(bytes);
    let pickle = Pickle::read(&mut input)?;
    expect_end(&input)?;
    state_dict::read(&pickle, |key| files.get(&format!("{folder}data/{key}")).map(Vec::as_slice))
}

/// Reads the older form.
///
/// # Errors
/// Those of [`read_unzipped`].
pub fn read_legacy(bytes: &[u8]) -> Result<Weights, Kind> {
    let mut input = Input::new(bytes);
    let mut next = || Pickle::read(&mut input);
    let (magic, version, system) = (next()?, next()?, next()?);
    let (pickle, keys) = (next()?, next()?);
    if magic.get(magic.root()) != &Value::Long(&MAGIC) {
        return Err(Kind::Weights(WeightsError::Malformed(
            "it does not start as torch.save starts".into(),
        )));
    }
    if version.get(version.root()) != &Value::Int(VERSION) {
        return Err(Kind::Weights(WeightsError::Malformed(format!(
            "its version is not {VERSION}"
        ))));
    }
    if !is_little_endian(&system) {
        return Err(Kind::Weights(WeightsError::BigEndian));
    }
    let storages = storages(&pickle, &keys, &mut input)?;
    expect_end(&input)?;
    state_dict::read(&pickle, |key| storages.get(key).copied())
}

/// Whether the system that wrote the file, as its third pickle describes it, is little-endian.
fn is_little_endian(system: &Pickle<'_>) -> bool {
    let Value::Dict(entries) = system.get(system.root()) else { return false };
    entries.iter().any(|&(key, value)| {
        system.get(key) == &Value::Text("little_endian") && system.get(value) == &Value::Bool(true)
    })
}

/// The bytes of each storage: those that the last pickle lists, each after its length in numbers.
fn storages<'a>(
    pickle: &Pickle<'a>,
    keys: &Pickle<'a>,
    input: &mut Input<'a>,
) -> Result<BTreeMap<&'a str, &'a [u8]>, Kind> {
    let declared: BTreeMap<_, _> = pickle
        .values()
        .iter()
        .filter_map(|value| match value {
            Value::Persistent(key) => Storage::of(pickle, *key),
            _ => None,
        })
        .map(|storage| (storage.key, storage))
        .collect();
    let Value::Sequence(list) = keys.get(keys.root()) else {
        return Err(Kind::Weights(WeightsError::Malformed(
            "its list of storages is no list".into(),
        )));
    };
    let mut storages = BTreeMap::new();
    for &key in list {
        let size = match *keys.get(key) {
            Value::Text(key) => declared.get(key).and_then(|storage| storage.kind.size()),
            _ => None,
        };
        let (&Value::Text(key), Some(size)) = (keys.get(key), size) else {
            return Err(Kind::Weights(WeightsError::Malformed(
                "a storage is of an unknown kind, or of no tensor".into(),
            )));
        };
        let numbers =
            usize::try_from(input.number::<8>()?).map_err(|_| Kind::File(FileError::Truncated))?;
        storages.insert(
            key,
            input.take(numbers.checked_mul(size).ok_or(Kind::File(FileError::Truncated))?)?,
        );
    }
    Ok(storages)
}

fn expect_end(input: &Input<'_>) -> Result<(), Kind> {
    match input.len() {
        0 => Ok(()),
        rest => Err(Kind::Weights(WeightsError::Malformed(format!(
            "{rest} bytes are left over at its end"
        )))),
    }
}
