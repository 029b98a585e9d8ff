//! TensorFlow.js models: a manifest and its shards.
//!
//! The manifest stands in the `model.json` of a layers model or a graph model, or alone in the older
//! `weights_manifest.json`. Only the manifest is read; the architecture is known by the model that
//! was chosen, and its names and shapes are checked against the manifest's when it takes its weights.
//!
//! Source: `tfjs-core/src/io/types.ts` (`WeightsManifestConfig`) and `io_utils.ts` (`decodeWeights`)
//! of <https://github.com/tensorflow/tfjs>.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::Deserialize;

use super::archive::{Files, file_name};
use super::number::{Budget, Number, count, each};
use crate::error::{FileError, Kind, WeightsError};
use crate::models::{Array, Weights};

/// The longest manifest that is read. That of a graph of a thousand layers takes one or two MB.
const MANIFEST: usize = 16 << 20;

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

/// One tensor of the manifest; its bytes follow those of the entry before.
#[derive(Deserialize)]
struct Entry {
    name: String,
    shape: Vec<usize>,
    dtype: String,
    quantization: Option<Quantization>,
}

/// How a tensor was made smaller than its `dtype`.
#[derive(Deserialize)]
struct Quantization {
    dtype: String,
    /// The value that a stored 0 stands for; absent for `float16`.
    min: Option<f64>,
    /// The difference between values whose stored numbers are neighbours; absent for `float16`.
    scale: Option<f64>,
}

/// Whether the file looks like a manifest, be it whole or not.
pub(super) fn is_manifest(json: &[u8]) -> bool {
    let has = |key: &[u8]| json.windows(key.len()).any(|part| part == key);
    match json.trim_ascii_start().first() {
        Some(b'{') => has(b"\"weightsManifest\""),
        Some(b'[') => has(b"\"paths\"") && has(b"\"weights\""),
        _ => false,
    }
}

/// Reads the weights of a model from its files. Shards are found by the names that the manifest
/// gives, in its folder or, if they came loose, by the file's name alone.
///
/// # Errors
/// [`WeightsError::Malformed`] if there is no manifest or the shards are not what it says;
/// [`WeightsError::SeveralModels`]; [`WeightsError::MissingShard`]; [`WeightsError::TooManyValues`]; [`WeightsError::NoTensors`].
pub fn read(files: &Files) -> Result<Weights, Kind> {
    let manifests: Vec<_> = files.iter().filter(|(_, content)| is_manifest(content)).collect();
    match manifests.as_slice() {
        [] => Err(Kind::Weights(WeightsError::Malformed("there is no model.json in it".into()))),
        [(path, json)] => read_manifest(path, json, files),
        several => Err(Kind::Weights(WeightsError::SeveralModels(
            several.iter().map(|(path, _)| path.to_string()).collect(),
        ))),
    }
}

/// The file name of the first shard that a manifest names and that is not among these files. None where there is no manifest, or
/// several or a broken one, which [`read`] says.
pub fn missing_shard(files: &Files) -> Option<String> {
    let mut manifests = files.iter().filter(|(_, content)| is_manifest(content));
    let (path, json) = manifests.next().filter(|_| manifests.next().is_none())?;
    let groups = groups(path, json).ok()?;
    let folder = folder(path);
    let mut paths = groups.iter().flat_map(|group| &group.paths);
    let missing = paths.find(|path| shard(path, folder, files).is_err())?;
    Some(file_name(missing).to_owned())
}

/// What a manifest says of its groups of shards.
fn groups(path: &str, json: &[u8]) -> Result<Vec<Group>, Kind> {
    if json.len() > MANIFEST {
        return Err(Kind::File(FileError::TooManyBytes {
            bytes: json.len() as u64,
            limit: MANIFEST as u64,
        }));
    }
    let malformed =
        |error| Kind::Weights(WeightsError::Malformed(format!("{}: {error}", file_name(path))));
    if json.trim_ascii_start().starts_with(b"[") {
        serde_json::from_slice(json).map_err(malformed)
    } else {
        Ok(serde_json::from_slice::<Model>(json).map_err(malformed)?.groups)
    }
}

/// The folder that a file is in, with the slash after it.
fn folder(path: &str) -> &str {
    &path[..path.len() - file_name(path).len()]
}

fn read_manifest(path: &str, json: &[u8], files: &Files) -> Result<Weights, Kind> {
    let groups = groups(path, json)?;
    let folder = folder(path);
    let mut weights = Weights::default();
    let mut budget = Budget::new();
    let mut used = BTreeSet::new();
    for group in &groups {
        // A shard that is named twice would be read twice, and so could be a thousand times.
        if let Some(path) = group.paths.iter().find(|path| !used.insert(path.as_str())) {
            return Err(Kind::Weights(WeightsError::Malformed(format!(
                "the shard {path} is named twice"
            ))));
        }
        read_group(group, folder, files, &mut budget, &mut weights)?;
    }
    if weights.is_empty() { Err(Kind::Weights(WeightsError::NoTensors)) } else { Ok(weights) }
}

fn read_group(
    group: &Group,
    folder: &str,
    files: &Files,
    budget: &mut Budget,
    weights: &mut Weights,
) -> Result<(), Kind> {
    let shards: Result<Vec<&[u8]>, Kind> =
        group.paths.iter().map(|path| shard(path, folder, files)).collect();
    let bytes = match shards?.as_slice() {
        [only] => Cow::Borrowed(*only),
        several => Cow::Owned(several.concat()),
    };
    let mut rest: &[u8] = &bytes;
    for entry in &group.weights {
        let (content, after) =
            size(entry, rest)?.and_then(|size| rest.split_at_checked(size)).ok_or_else(|| {
                Kind::Weights(WeightsError::Malformed(format!(
                    "the shards end before {} is complete",
                    entry.name
                )))
            })?;
        rest = after;
        if entry.dtype == "float32" {
            budget.spend(&entry.shape)?;
            let values = values(entry, content)?;
            weights.insert(&entry.name, Array { shape: entry.shape.clone(), values })?;
        } else {
            weights.pass_over(&entry.name, &entry.dtype);
        }
    }
    if rest.is_empty() {
        Ok(())
    } else {
        Err(Kind::Weights(WeightsError::Malformed(format!(
            "{} bytes are left over after the last tensor",
            rest.len()
        ))))
    }
}

/// The shard of this path, seen from the manifest's folder.
fn shard<'a>(path: &str, folder: &str, files: &'a Files) -> Result<&'a [u8], Kind> {
    let there = files.get(&format!("{folder}{path}"));
    let loose = || {
        let mut named = files.iter().filter(|(other, _)| file_name(other) == file_name(path));
        // Of two files of that name in other folders, neither is known to be the one.
        named.next().filter(|_| named.next().is_none()).map(|(_, content)| content)
    };
    match there.or_else(loose) {
        Some(content) => Ok(content),
        None => Err(Kind::Weights(WeightsError::MissingShard(file_name(path).into()))),
    }
}

/// How many bytes the tensor takes at the start of these, or `None` if that is more than there are.
fn size(entry: &Entry, bytes: &[u8]) -> Result<Option<usize>, Kind> {
    let stored = entry.quantization.as_ref().map_or(&entry.dtype, |quantised| &quantised.dtype);
    let each = match stored.as_str() {
        "bool" | "uint8" => 1,
        "float16" | "uint16" => 2,
        "float32" | "int32" => 4,
        "complex64" => 8,
        "string" => return Ok(count(&entry.shape).and_then(|values| strings(values, bytes))),
        // Without its size, nobody knows where the next tensor starts.
        _ => {
            let (tensor, stored) = (entry.name.clone(), stored.clone());
            return Err(Kind::Weights(WeightsError::UnsupportedNumbers { tensor, stored }));
        }
    };
    Ok(count(&entry.shape).and_then(|values| values.checked_mul(each)))
}

/// How many bytes that many strings take, each after its length.
fn strings(values: usize, bytes: &[u8]) -> Option<usize> {
    let mut end = 0usize;
    for _ in 0..values {
        let length = bytes.get(end..)?.first_chunk()?;
        end = end.checked_add(4)?.checked_add(u32::from_le_bytes(*length) as usize)?;
    }
    Some(end)
}

/// The values of a tensor whose bytes are as many as they must be.
fn values(entry: &Entry, content: &[u8]) -> Result<Vec<f32>, Kind> {
    let Some(quantised) = &entry.quantization else {
        return Ok(Number::F32.read(content));
    };
    let dtype = quantised.dtype.as_str();
    let step = quantised.min.zip(quantised.scale);
    match (dtype, step) {
        ("float16", _) => Ok(Number::F16.read(content)),
        ("uint8", Some((min, scale))) => {
            Ok(each(content, |[value]| (f64::from(value) * scale + min) as f32))
        }
        ("uint16", Some((min, scale))) => {
            Ok(each(content, |value| (f64::from(u16::from_le_bytes(value)) * scale + min) as f32))
        }
        _ => Err(Kind::Weights(WeightsError::Malformed(format!(
            "{} is quantised as {dtype} in a way that is not known",
            entry.name
        )))),
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
        assert_eq!(weights.and_then(|w| Ok(w.get("x", &[2])?.to_vec())), Ok(vec![1.5, -2.0]));
    }

    #[test]
    fn the_first_shard_that_is_missing_is_named() {
        let missing = |shards: &[(&str, &[u8])]| missing_shard(&files(ONE, shards));
        assert_eq!(missing(&[]).as_deref(), Some("a.bin"));
        assert_eq!(missing(&[("a.bin", &[])]).as_deref(), Some("b.bin"));
        assert_eq!(missing(&[("b.bin", &[]), ("a.bin", &[])]), None);
        assert_eq!(missing_shard(&Files::from([("x.json".into(), b"{}".to_vec())])), None);
    }

    #[test]
    fn shards_go_by_name_whatever_their_order_and_folders() {
        let bytes = [1.0f32.to_le_bytes(), 2.0f32.to_le_bytes()].concat();
        let swapped = ONE.replace(r#""a.bin","b.bin""#, r#""b.bin","a.bin""#);
        let weights = read(&files(&swapped, &[("a.bin", &bytes[4..]), ("b.bin", &bytes[..4])]));
        assert_eq!(weights.as_ref().map(|w| w.get("x", &[2])), Ok(Ok([1.0, 2.0].as_slice())));

        let mut nested = Files::new();
        nested.insert("m/weights_manifest.json".into(), format!("[{ONE}]").into_bytes());
        nested.insert("m/a.bin".into(), bytes.clone());
        nested.insert("m/b.bin".into(), vec![]);
        nested.insert("other/b.bin".into(), vec![9; 9]);
        assert_eq!(read(&nested), weights);
        nested.remove("m/b.bin");
        nested.insert("third/b.bin".into(), vec![]);
        assert_eq!(
            read(&nested),
            Err(Kind::Weights(WeightsError::MissingShard("b.bin".into()))),
            "which one is it?"
        );
    }

    #[test]
    fn quantised_weights_are_scaled_back() {
        let entry = |name: &str, dtype: &str, stored: &str| {
            format!(
                r#"{{"name":"{name}","shape":[2],"dtype":"{dtype}","quantization":{{"dtype":"{stored}","min":-1.0,"scale":0.5}}}}"#
            )
        };
        let manifest = format!(
            r#"{{"paths":["a"],"weights":[{},{},{},{},{},{}]}}"#,
            entry("u8", "float32", "uint8"),
            entry("u16", "float32", "uint16"),
            entry("f16", "float32", "float16"),
            entry("count", "int32", "uint8"),
            r#"{"name":"text","shape":[1],"dtype":"string"}"#,
            r#"{"name":"i","shape":[1],"dtype":"int32"}"#,
        );
        let halves =
            [half::f16::from_f32(1.5).to_le_bytes(), half::f16::ONE.to_le_bytes()].concat();
        let bytes =
            [&[0, 255, 0, 0, 1, 1][..], &halves, &[7, 7], &[2, 0, 0, 0, b'h', b'i'], &[0; 4]]
                .concat();
        let weights = read(&files(&manifest, &[("a", &bytes)])).expect("it is sound");
        assert_eq!(weights.get("u8", &[2]), Ok([-1.0, 126.5].as_slice()));
        assert_eq!(weights.get("u16", &[2]), Ok([-1.0, 127.5].as_slice()));
        assert_eq!(weights.get("f16", &[2]), Ok([1.5, 1.0].as_slice()));
        assert_eq!(weights.len(), 3);
        assert!(matches!(weights.get("i", &[1]), Err(WeightsError::UnsupportedNumbers { .. })));
    }

    #[test]
    fn lies_and_gaps_are_named() {
        let full = [0u8; 4];
        let both: &[(&str, &[u8])] = &[("a.bin", &full), ("b.bin", &full)];
        let twice = ONE.replace("b.bin", "a.bin");
        let again =
            format!("{},{}", ONE.replace(r#","b.bin""#, ""), ONE.replace(r#""a.bin","#, ""))
                .replace("[2]", "[1]");
        let quantised =
            ONE.replace(r#""float32""#, r#""float32","quantization":{"dtype":"uint8"}"#);
        for (case, expected) in [
            (files(ONE, &[("a.bin", &full), ("b.bin", &[])]), "end before x is complete"),
            (files(ONE, &[("a.bin", &full), ("b.bin", &[0; 5])]), "1 bytes are left over"),
            (files(&twice, both), "a.bin is named twice"),
            (files(&again, both), "x is in it twice"),
            (files(&quantised, &[("a.bin", &[0]), ("b.bin", &[0])]), "not known"),
            (
                files(&ONE.replace("[2]", "[4611686018427387904,4]"), both),
                "end before x is complete",
            ),
            (files("7", &[]), "model.json: "),
            (Files::new(), "there is no model.json"),
        ] {
            match read(&case) {
                Err(Kind::Weights(WeightsError::Malformed(how))) => {
                    assert!(how.contains(expected), "{how}")
                }
                other => panic!("{expected}: {other:?}"),
            }
        }
        let missing = read(&files(ONE, &[("a.bin", &full)]));
        assert_eq!(missing, Err(Kind::Weights(WeightsError::MissingShard("b.bin".into()))));
        let odd = read(&files(&ONE.replace("float32", "odd"), both));
        let (tensor, stored) = ("x".into(), "odd".into());
        assert_eq!(odd, Err(Kind::Weights(WeightsError::UnsupportedNumbers { tensor, stored })));
        let integers = read(&files(&ONE.replace("float32", "int32"), both));
        assert_eq!(integers, Err(Kind::Weights(WeightsError::NoTensors)));
    }
}
