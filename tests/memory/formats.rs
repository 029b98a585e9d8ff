//! Damaged and hostile weights files, thousands of them: the readers neither panic nor take more
//! memory than they may, and what they do read fits its shapes.
//!
//! `PROPTEST_CASES` sets how many files each reader gets, `PROPTEST_RNG_SEED` which.

use std::cell::Cell;
use std::collections::BTreeMap;

use crate::common;
use crate::common::files::{self, Tensor};
use crate::{MEMORY, alone, damage};
use headstart::error::Kind;
use headstart::formats::safetensors::{self, Precision};
use headstart::formats::{self, Files, pytorch, tfjs};
use headstart::models::{Array, Weights};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{TestCaseError, TestRunner};

/// How many files each reader gets, unless the environment says otherwise.
const CASES: u32 = 20_000;

/// What a reader may take: the most values that are read, a few times the files it was given (for
/// what is unpacked, and for values that are stored in fewer bytes), and room for names.
fn allowed(files: &Files) -> usize {
    (256 << 20) + 8 * files.values().map(Vec::len).sum::<usize>() + (32 << 20)
}

/// A reader and the files that it gets.
struct Target {
    name: &'static str,
    files: BoxedStrategy<Files>,
    read: fn(Files) -> Result<Weights, Kind>,
}

/// One change to a file.
#[derive(Debug, Clone)]
enum Change {
    Flip {
        at: Position,
        bit: u32,
    },
    Truncate {
        at: Position,
    },
    Insert {
        at: Position,
        bytes: Vec<u8>,
    },
    /// Copies a stretch over another place.
    Splice {
        from: Position,
        to: Position,
        length: usize,
    },
    /// Writes a number, little-endian, in so many bytes.
    Number {
        at: Position,
        value: u64,
        bytes: usize,
    },
    /// Writes a number over the next one that stands there in decimal digits.
    Digits {
        at: Position,
        value: &'static str,
    },
}

/// A place in a file: anywhere, or near its start or end, where headers and directories are.
#[derive(Debug, Clone)]
struct Position {
    index: Index,
    near: Near,
}

#[derive(Debug, Clone, Copy)]
enum Near {
    Start,
    End,
    Anywhere,
}

impl Position {
    fn in_file(&self, length: usize) -> usize {
        let within = match self.near {
            Near::Start => length.min(1 << 14),
            Near::End => length.min(1 << 9),
            Near::Anywhere => length,
        };
        let index = self.index.index(within + 1);
        if let Near::End = self.near { length - within + index } else { index }
    }
}

impl Change {
    fn apply(&self, file: &mut Vec<u8>) {
        let length = file.len();
        match self {
            Self::Flip { at, bit } => {
                if let Some(byte) = file.get_mut(at.in_file(length)) {
                    *byte ^= 1 << bit;
                }
            }
            Self::Truncate { at } => file.truncate(at.in_file(length)),
            Self::Insert { at, bytes } => {
                let at = at.in_file(length);
                file.splice(at..at, bytes.iter().copied());
            }
            Self::Splice { from, to, length: stretch } => {
                let (from, to) = (from.in_file(length), to.in_file(length));
                let copied = file[from..length.min(from + stretch)].to_vec();
                file.splice(to..length.min(to + stretch), copied);
            }
            Self::Number { at, value, bytes } => {
                let at = at.in_file(length);
                let number = value.to_le_bytes();
                for (byte, value) in file[at..].iter_mut().zip(&number[..*bytes]) {
                    *byte = *value;
                }
            }
            Self::Digits { at, value } => {
                let digit = |file: &[u8], from: usize, is: bool| {
                    let rest = &file[from..];
                    let next = rest.iter().position(|byte| byte.is_ascii_digit() == is);
                    from + next.unwrap_or(rest.len())
                };
                let start = digit(file, at.in_file(length), true);
                let end = digit(file, start, false);
                file.splice(start..end, value.bytes());
            }
        }
    }
}

fn position() -> impl Strategy<Value = Position> {
    let near = prop_oneof![Just(Near::Start), Just(Near::End), Just(Near::Anywhere)];
    (any::<Index>(), near).prop_map(|(index, near)| Position { index, near })
}

fn change() -> impl Strategy<Value = Change> {
    let numbers = prop_oneof![
        Just(0),
        Just(1),
        Just(u64::from(u16::MAX)),
        Just(u64::from(u32::MAX)),
        Just(1 << 40),
        Just(1 << 62),
        Just(u64::MAX),
        any::<u64>(),
    ];
    let digits = proptest::sample::select(vec![
        "0",
        "1",
        "-1",
        "1e9",
        "0.5",
        "67108865",
        "4294967296",
        "4611686018427387904",
        "18446744073709551615",
        "99999999999999999999999",
    ]);
    let width = proptest::sample::select(vec![1usize, 2, 4, 8]);
    prop_oneof![
        (position(), 0..8u32).prop_map(|(at, bit)| Change::Flip { at, bit }),
        position().prop_map(|at| Change::Truncate { at }),
        (position(), prop::collection::vec(any::<u8>(), 1..12))
            .prop_map(|(at, bytes)| Change::Insert { at, bytes }),
        (position(), position(), 1..64usize).prop_map(|(from, to, length)| Change::Splice {
            from,
            to,
            length
        }),
        (position(), numbers, width).prop_map(|(at, value, bytes)| Change::Number {
            at,
            value,
            bytes
        }),
        (position(), digits).prop_map(|(at, value)| Change::Digits { at, value }),
    ]
}

/// One of the sound sets of files, a few of whose files are changed in a few places.
pub fn damaged(sound: Vec<Files>) -> BoxedStrategy<Files> {
    let changes = prop::collection::vec((any::<Index>(), change()), 1..5);
    (any::<Index>(), changes)
        .prop_map(move |(which, changes)| {
            let mut files = which.get(&sound).clone();
            for (file, change) in changes {
                let place = file.index(files.len());
                if let Some(content) = files.values_mut().nth(place) {
                    change.apply(content);
                }
            }
            files
        })
        .boxed()
}

/// A pickle of instructions in any order, among which are whole tensors and their parts.
fn any_pickle() -> BoxedStrategy<Files> {
    let storage = b"(X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\x000NK\x02tQ".as_slice();
    let view = b"K\0K\x02\x85K\x01\x85".as_slice();
    let tensor = [b"ctorch._utils\n_rebuild_tensor_v2\n(", storage, view, b"tR"].concat();
    let named_tensor = [b"X\x01\0\0\0w", tensor.as_slice()].concat();
    let set = [named_tensor.as_slice(), b"s"].concat();
    let common = [storage, view, &tensor, &named_tensor, &set, &set, &set, b"}", b"}", b"}"];
    let single = [
        b"(".as_slice(),
        b")",
        b"]",
        b"t",
        b"e",
        b"a",
        b"s",
        b"u",
        b"b",
        b"R",
        b"Q",
        b"0",
        b"1",
        b"2",
        b"N",
        b"\x85",
        b"\x86",
        b"\x87",
        b"\x88",
        b"\x81",
        b"\x92",
        b"\x93",
        b"\x94",
        b"\x8f",
        b"\x90",
        b"\x91",
        b"q\0",
        b"h\0",
        b"K\0",
        b"K\x02",
        b"\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f",
        b"J\xff\xff\xff\xff",
        b"G\0\0\0\0\0\0\0\0",
        b"X\x0a\0\0\0state_dict",
        b"U\x01w",
        b"C\x01w",
        b"ctorch._utils\n_rebuild_tensor_v2\n",
        b"ctorch._utils\n_rebuild_parameter\n",
        b"ctorch\nFloatStorage\n",
        b"ccollections\nOrderedDict\n",
        b"cos\nsystem\n",
    ];
    let owned = |parts: &[&[u8]]| parts.iter().map(|part| part.to_vec()).collect::<Vec<_>>();
    let instruction = prop_oneof![
        proptest::sample::select(owned(&common)),
        proptest::sample::select(owned(&single)),
    ];
    prop::collection::vec(instruction, 0..20)
        .prop_map(|instructions| {
            let pickle = [b"\x80\x02}".as_slice(), &instructions.concat(), b"."].concat();
            let storage = [1.0f32.to_le_bytes(), 2.0f32.to_le_bytes()].concat();
            named([("data.pkl", pickle), ("data/0", storage)])
        })
        .boxed()
}

pub fn named<const N: usize>(files: [(&str, Vec<u8>); N]) -> Files {
    files.map(|(name, bytes)| (name.to_string(), bytes)).into()
}

/// A file of each format, small enough to be read thousands of times.
fn tensors() -> Vec<Tensor> {
    let storage: Vec<f32> = (0..24).map(|value| value as f32).collect();
    let whole = Tensor::of_floats("conv.weight", &[4, 3, 2], &storage);
    let transposed = Tensor {
        name: "transposed",
        shape: vec![2, 3, 4],
        strides: vec![1, 2, 6],
        ..whole.clone()
    };
    let counter = Tensor {
        class: "LongStorage",
        storage: vec![1; 8],
        ..Tensor::of_floats("counter", &[1], &[0.0])
    };
    let half = Tensor {
        class: "HalfStorage",
        storage: vec![1; 48],
        offset: 4,
        shape: vec![20],
        strides: vec![1],
        ..Tensor::of_floats("half", &[24], &storage)
    };
    vec![whole, transposed, counter, half]
}

fn some_weights() -> Weights {
    let array = |shape: &[usize]| Array {
        shape: shape.to_vec(),
        values: (0..shape.iter().product()).map(|value| value as f32).collect(),
    };
    [("a", array(&[2, 3])), ("b", array(&[])), ("c", array(&[0, 7])), ("d", array(&[40]))]
        .map(|(name, array)| (name.to_string(), array))
        .into_iter()
        .collect()
}

/// A manifest with every way to store numbers.
fn manifest() -> Files {
    let entry = |name: &str, dtype: &str, stored: &str| {
        let quantised = r#"{"dtype":"STORED","min":-1.5,"scale":0.25}"#.replace("STORED", stored);
        let quantised = if stored.is_empty() { "null" } else { &quantised };
        format!(r#"{{"name":"{name}","shape":[2,3],"dtype":"{dtype}","quantization":{quantised}}}"#)
    };
    let json = format!(
        r#"{{"modelTopology":{{"a":[1,2]}},"weightsManifest":[{{"paths":["a.bin","b.bin"],"weights":[{},{},{},{}]}},{{"paths":["c.bin"],"weights":[{},{{"name":"s","shape":[2],"dtype":"string"}}]}}]}}"#,
        entry("full", "float32", ""),
        entry("u8", "float32", "uint8"),
        entry("u16", "float32", "uint16"),
        entry("f16", "float32", "float16"),
        entry("int", "int32", ""),
    );
    let strings = [&[0; 24][..], &[1, 0, 0, 0, b'x', 0, 0, 0, 0]].concat();
    named([
        ("model.json", json.into_bytes()),
        ("a.bin", vec![1; 30]),
        ("b.bin", vec![2; 24]),
        ("c.bin", strings),
    ])
}

/// The first tensors of the real manifest, with a shard that has no more than them.
fn start_of_real_manifest(manifest: &[u8], shard: &[u8]) -> Files {
    let mut groups: serde_json::Value = serde_json::from_slice(manifest).expect("it is JSON");
    let entries = groups[0]["weights"].as_array_mut().expect("it is a list");
    entries.truncate(15);
    let count = |entry: &serde_json::Value| -> u64 {
        let shape = entry["shape"].as_array().expect("it is a list");
        shape.iter().filter_map(serde_json::Value::as_u64).product()
    };
    let bytes = 4 * entries.iter().map(count).sum::<u64>() as usize;
    named([
        ("weights_manifest.json", groups.to_string().into_bytes()),
        ("group1-shard1of1", shard[..bytes].to_vec()),
    ])
}

/// The header of a safetensors file and what stands after it, so that the header can be damaged
/// without its length giving that away.
fn split_safetensors(weights: &Weights) -> Files {
    let about = BTreeMap::from([("licence".to_string(), "MIT".to_string())]);
    let bytes = safetensors::write(weights, &about, Precision::Half);
    let (length, rest) = bytes.split_first_chunk().expect("it has a length");
    let (header, data) = rest.split_at(u64::from_le_bytes(*length) as usize);
    named([("header", header.to_vec()), ("tensors", data.to_vec())])
}

fn read_split_safetensors(files: Files) -> Result<Weights, Kind> {
    let (header, tensors) = (&files["header"], &files["tensors"]);
    let bytes = [&(header.len() as u64).to_le_bytes()[..], header, tensors].concat();
    // It reads the same header, and must be as hard to upset.
    let _ = safetensors::metadata(&bytes);
    safetensors::read(&bytes)
}

/// All readers, with sound files of ours and, where they are at hand, real ones.
fn targets() -> Vec<Target> {
    let legacy = files::legacy_checkpoint(&tensors());
    let zipped = files::checkpoint(&tensors());
    let mut split = vec![split_safetensors(&some_weights())];
    let mut checkpoints = vec![named([("weights", legacy)])];
    let mut manifests = vec![manifest()];
    let file = safetensors::write(&some_weights(), &BTreeMap::new(), Precision::Half);
    let mut dropped = vec![
        named([("weights", files::zip(&zipped))]),
        named([("weights", files::zip(&manifest()))]),
        named([("weights", file)]),
        checkpoints[0].clone(),
        manifest(),
    ];
    if let Some(data) = common::shared_data() {
        let file = |path: &str| {
            std::fs::read(data.join("weights").join(path)).expect("shared data is whole")
        };
        let resnet = file("resnet20_cifar10/resnet20-12fca82f.th");
        let weights = pytorch::read_legacy(&resnet).expect("it is sound");
        let small = weights.iter().filter(|(_, array)| array.values.len() < 100);
        let small = small.map(|(name, array)| (name.to_string(), array.clone())).collect();
        split.push(split_safetensors(&small));
        checkpoints.push(named([("weights", resnet)]));
        let start = start_of_real_manifest(
            &file("mobilenet_v1_0.25_128/weights_manifest.json"),
            &file("mobilenet_v1_0.25_128/group1-shard1of1"),
        );
        dropped.push(named([("weights", files::zip(&start))]));
        dropped.push(named([(
            "weights",
            safetensors::write(&small, &BTreeMap::new(), Precision::Half),
        )]));
        manifests.push(start);
        let zip = file("mobilenet_v2_0.35_224/image-model.zip");
        manifests.push(formats::archive::unzip(&zip).expect("it is sound"));
    }
    vec![
        Target {
            name: "safetensors, by its header",
            files: damaged(split),
            read: read_split_safetensors,
        },
        Target {
            name: "PyTorch, older form",
            files: damaged(checkpoints),
            read: |files| pytorch::read_legacy(&files["weights"]),
        },
        Target {
            name: "PyTorch, unzipped",
            files: damaged(vec![zipped]),
            read: |files| pytorch::read_unzipped(&files),
        },
        Target {
            name: "PyTorch, any pickle",
            files: any_pickle(),
            read: |files| pytorch::read_unzipped(&files),
        },
        Target {
            name: "TensorFlow.js",
            files: damaged(manifests),
            read: |files| tfjs::read(&files),
        },
        Target { name: "anything dropped", files: damaged(dropped), read: formats::read },
    ]
}

/// Reads one set of files; whether it could be read, and the most memory it took.
fn check(read: fn(Files) -> Result<Weights, Kind>, files: Files) -> Result<(bool, usize), String> {
    let allowed = allowed(&files);
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let result = read(files);
    let taken = MEMORY.peak_usage().saturating_sub(before);
    if taken > allowed {
        return Err(format!("{taken} bytes were taken where {allowed} are allowed"));
    }
    match result {
        Ok(weights) => {
            for (name, Array { shape, values }) in weights.iter() {
                let count = shape.iter().try_fold(1usize, |count, &axis| count.checked_mul(axis));
                if count != Some(values.len()) {
                    return Err(format!("{name} has {} values and is {shape:?}", values.len()));
                }
            }
            Ok((true, taken))
        }
        // Every error must be a sentence.
        Err(kind) if kind.to_string().ends_with('.') => Ok((false, taken)),
        Err(kind) => Err(format!("{kind:?} is no sentence")),
    }
}

#[test]
fn no_file_upsets_a_reader() {
    let _alone = alone();
    let config = damage(CASES);
    let mut total = 0;
    for Target { name, files, read } in targets() {
        let (runs, sound, peak) = (Cell::new(0), Cell::new(0), Cell::new(0));
        let start = std::time::Instant::now();
        let result = TestRunner::new(config.clone()).run(&files, |files| {
            let (is_sound, taken) = check(read, files).map_err(TestCaseError::fail)?;
            runs.set(runs.get() + 1);
            sound.set(sound.get() + u32::from(is_sound));
            peak.set(peak.get().max(taken));
            Ok(())
        });
        if let Err(error) = result {
            panic!("{name}: {error}");
        }
        println!(
            "{name}: {} files, {} still readable, at most {} MiB taken, {:.1} s",
            runs.get(),
            sound.get(),
            peak.get() >> 20,
            start.elapsed().as_secs_f32()
        );
        total += runs.get();
    }
    println!("{total} files in all");
}

/// Files that are made to take as much memory as they can.
fn greedy() -> Vec<(&'static str, Files)> {
    let file = |bytes: Vec<u8>| named([("weights", bytes)]);
    let pickle = |bytes: Vec<u8>| {
        let pickle = [b"\x80\x02".as_slice(), &bytes, b"."].concat();
        file(files::zip(&named([("data.pkl", pickle), ("data/0", vec![0; 4])])))
    };
    let one = Tensor::of_floats("x", &[1], &[1.0]);
    let repeated = Tensor { shape: vec![1 << 13; 2], strides: vec![0, 0], ..one };
    // One tensor of eight axes, under hundreds of thousands of names.
    let mut names =
        b"ctorch._utils\n_rebuild_tensor_v2\n((X\x07\0\0\0storagectorch\nFloatStorage\n\
        X\x01\0\0\x000NK\x01tQK\0(K\x01K\x01K\x01K\x01K\x01K\x01K\x01K\x01t\
        (K\x01K\x01K\x01K\x01K\x01K\x01K\x01K\x01ttRq\x000}("
            .to_vec();
    for name in 0..500_000u32 {
        names.extend(format!("X\x08\0\0\0{name:08}h\0").bytes());
    }
    names.push(b'u');
    let entries = |count: usize, entry: &dyn Fn(usize) -> String| {
        (0..count).map(entry).collect::<Vec<_>>().join(",")
    };
    let tensors = entries(250_000, &|name| {
        format!(r#""{name}":{{"dtype":"F32","shape":[0,1],"data_offsets":[0,0]}}"#)
    });
    let header = format!("{{{tensors}}}");
    let axes = format!(
        r#"{{"x":{{"dtype":"F32","shape":[{}],"data_offsets":[0,0]}}}}"#,
        entries(8_000_000, &|_| "0".into())
    );
    let safetensors =
        |header: &str| [&(header.len() as u64).to_le_bytes(), header.as_bytes()].concat();
    let manifest = format!(
        r#"[{{"paths":["a"],"weights":[{}]}}]"#,
        entries(250_000, &|name| format!(r#"{{"name":"{name}","shape":[0],"dtype":"float32"}}"#))
    );
    let quantised = r#"[{"paths":["a"],"weights":[{"name":"x","shape":[67108864],"dtype":"float32","quantization":{"dtype":"uint8","min":0,"scale":1}}]}]"#;
    let quantised = named([("m.json", quantised.into()), ("a", vec![0; 64 << 20])]);
    let bomb = named([("a", vec![0; 255 << 20])]);
    vec![
        ("a value repeated 64 million times", file(files::legacy_checkpoint(&[repeated]))),
        ("half a million names for a tensor", pickle(names)),
        (
            "a million lists in each other",
            pickle([b"]".repeat(500_000), b"a".repeat(499_999)].concat()),
        ),
        ("a million marks", pickle(b"(".repeat(1 << 20))),
        ("a header of many tensors", file(safetensors(&header))),
        ("a tensor of many axes", file(safetensors(&axes))),
        ("a manifest of many tensors", named([("m.json", manifest.into_bytes()), ("a", vec![])])),
        ("a byte for every value", quantised),
        ("a zip of nothing but zeros", file(files::zip(&bomb))),
    ]
}

#[test]
fn greedy_files_take_no_more_than_they_may() {
    let _alone = alone();
    for (name, files) in greedy() {
        let given = files.values().map(Vec::len).sum::<usize>();
        match check(formats::read, files) {
            Ok((read, taken)) => {
                let verdict = if read { "read" } else { "refused" };
                println!("{name}: {} KiB given, {verdict}, {} MiB taken", given >> 10, taken >> 20);
            }
            Err(why) => panic!("{name}: {why}"),
        }
    }
}
