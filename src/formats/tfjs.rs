//! TensorFlow.js layers models: `model.json` and its shards.
//!
//! Only the weights manifest is read; the architecture is known by the model that was chosen, and
//! its names and shapes are checked against the manifest's when it takes its weights.

use serde::Deserialize;

use super::archive::Files;
use crate::error::Kind;
use crate::models::{Array, Weights};

/// The part of `model.json` that says where the weights are.
#[derive(Deserialize)]
struct Model {
    #[serde(rename = "weightsManifest")]
    groups: Vec<Group>,
}

/// Weights that stand one after the other in the concatenation of some files.
#[derive(Deserialize)]
struct Group {
    paths: Vec<String>,
    weights: Vec<Entry>,
}

/// One tensor.
#[derive(Deserialize)]
struct Entry {
    name: String,
    shape: Vec<usize>,
    dtype: String,
}

/// Reads the weights of a model from its files.
///
/// # Errors
/// [`Kind::Malformed`] if `model.json` or a shard is missing, is not what the manifest says, or
/// holds other numbers than `float32`.
pub fn read(files: &Files) -> Result<Weights, Kind> {
    let json = files
        .get("model.json")
        .ok_or_else(|| Kind::Malformed("there is no model.json in it".into()))?;
    let model: Model = serde_json::from_slice(json)
        .map_err(|error| Kind::Malformed(format!("model.json: {error}")))?;
    let groups: Result<Vec<_>, Kind> =
        model.groups.iter().map(|group| read_group(group, files)).collect();
    Ok(groups?.into_iter().flatten().collect())
}

fn read_group(group: &Group, files: &Files) -> Result<Vec<(String, Array)>, Kind> {
    let mut bytes = Vec::new();
    for path in &group.paths {
        let shard = files.get(path.rsplit('/').next().unwrap_or(path));
        bytes.extend_from_slice(
            shard.ok_or_else(|| Kind::Malformed(format!("the shard {path} is missing")))?,
        );
    }
    let mut rest = bytes.as_slice();
    let mut arrays = Vec::with_capacity(group.weights.len());
    for entry in &group.weights {
        if entry.dtype != "float32" {
            return Err(Kind::Malformed(format!(
                "{} is stored as {}, and only float32 is read",
                entry.name, entry.dtype
            )));
        }
        let size = entry
            .shape
            .iter()
            .try_fold(4usize, |size, &length| size.checked_mul(length))
            .filter(|&size| size <= rest.len())
            .ok_or_else(|| {
                Kind::Malformed(format!("the shards end before {} is complete", entry.name))
            })?;
        let (values, after) = rest.split_at(size);
        rest = after;
        arrays.push((
            entry.name.clone(),
            Array {
                shape: entry.shape.clone(),
                values: values
                    .as_chunks()
                    .0
                    .iter()
                    .map(|&value| f32::from_le_bytes(value))
                    .collect(),
            },
        ));
    }
    if rest.is_empty() {
        Ok(arrays)
    } else {
        Err(Kind::Malformed(format!("{} bytes are left over after the last tensor", rest.len())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(manifest: &str, shards: &[(&str, &[u8])]) -> Files {
        let mut files: Files =
            shards.iter().map(|(name, bytes)| (name.to_string(), bytes.to_vec())).collect();
        let json = format!(r#"{{"modelTopology":{{}},"weightsManifest":[{manifest}]}}"#);
        files.insert("model.json".into(), json.into_bytes());
        files
    }

    const ONE: &str =
        r#"{"paths":["a.bin","b.bin"],"weights":[{"name":"x","shape":[2],"dtype":"float32"}]}"#;

    #[test]
    fn a_tensor_may_cross_shards() {
        let [first, second] = [1.5f32.to_le_bytes(), (-2.0f32).to_le_bytes()];
        let b = [&first[3..], &second].concat();
        let weights = read(&files(ONE, &[("a.bin", &first[..3]), ("b.bin", &b)]));
        assert_eq!(
            weights.and_then(|w| w.get("x", &[2]).map(<[f32]>::to_vec)),
            Ok(vec![1.5, -2.0])
        );
    }

    #[test]
    fn lies_and_gaps_are_named() {
        let full = [0u8; 4];
        for (case, expected) in [
            (files(ONE, &[("a.bin", &full)]), "the shard b.bin is missing"),
            (files(ONE, &[("a.bin", &full), ("b.bin", &[])]), "end before x is complete"),
            (files(ONE, &[("a.bin", &full), ("b.bin", &[0; 5])]), "1 bytes are left over"),
            (files(&ONE.replace("float32", "int8"), &[("a.bin", &full), ("b.bin", &full)]), "int8"),
            (
                files(
                    &ONE.replace("[2]", "[4611686018427387904,4]"),
                    &[("a.bin", &full), ("b.bin", &full)],
                ),
                "end before x is complete",
            ),
            (files("7", &[]), "model.json: "),
            (Files::new(), "there is no model.json"),
        ] {
            match read(&case) {
                Err(Kind::Malformed(how)) => assert!(how.contains(expected), "{how}"),
                other => panic!("{expected}: {other:?}"),
            }
        }
    }
}
