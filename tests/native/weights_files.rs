//! Weights files as other programs write them, given to the reader as a visitor drops them.

use crate::common;
use crate::common::files::{self, Tensor};
use headstart::error::{FileError, Kind, WeightsError};
use headstart::formats::safetensors::{self, Precision};
use headstart::formats::{self, Files};
use headstart::models::Weights;

fn named(files: &[(&str, &[u8])]) -> Files {
    files.iter().map(|(name, bytes)| (name.to_string(), bytes.to_vec())).collect()
}

fn read_one(bytes: &[u8]) -> Result<Weights, Kind> {
    formats::read(named(&[("weights", bytes)]))
}

/// Files of the shared data, by their names.
fn shared(folder: &str, names: &[&str]) -> Option<Files> {
    let folder = common::shared_data()?.join("weights").join(folder);
    let read = |name: &&str| std::fs::read(folder.join(name)).expect("shared data is whole");
    Some(names.iter().map(|name| (name.to_string(), read(name))).collect())
}

/// `[[0, 1, 2], [3, 4, 5]]` in a storage that has a number more at each end.
fn rows() -> Tensor {
    let storage: Vec<f32> = vec![-1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, -1.0];
    let mut tensor = Tensor::of_floats("rows", &[2, 3], &storage);
    tensor.offset = 1;
    tensor
}

/// The same, transposed: nothing is copied, only the strides are swapped.
fn columns() -> Tensor {
    Tensor { name: "columns", shape: vec![3, 2], strides: vec![1, 3], ..rows() }
}

/// In both forms, as a visitor drops them.
fn both_forms(tensors: &[Tensor]) -> [Result<Weights, Kind>; 2] {
    [
        read_one(&files::legacy_checkpoint(tensors)),
        read_one(&files::zip(&files::checkpoint(tensors))),
    ]
}

#[test]
fn resnet_20_has_the_tensors_that_pytorch_saved() {
    let Some(files) = shared("resnet20_cifar10", &["resnet20-12fca82f.th"]) else { return };
    let weights = formats::read(files).expect("it is sound");
    assert_eq!(weights.len(), 97, "19 convolutions with 4 tensors of batch norm each, and linear");
    assert_eq!(weights.shape("module.conv1.weight"), Some([16, 3, 3, 3].as_slice()));
    assert_eq!(weights.shape("module.layer3.2.bn2.running_var"), Some([64].as_slice()));
    assert_eq!(weights.shape("module.linear.weight"), Some([10, 64].as_slice()));
    let values: usize = weights.iter().map(|(_, array)| array.values.len()).sum();
    assert_eq!(values, 269_722 + 2 * 688, "the paper's 0.27 million, and batch norm's statistics");
    let variance = weights.get("module.bn1.running_var", &[16]).expect("it is finite");
    assert!(variance.iter().all(|&value| value > 0.0), "{variance:?}");
}

#[test]
fn mobilenet_v1_is_read_from_its_older_manifest() {
    let names = ["weights_manifest.json", "group1-shard1of1"];
    let Some(mut files) = shared("mobilenet_v1_0.25_128", &names) else { return };
    let weights = formats::read(files.clone()).expect("it is sound");
    assert_eq!(weights.len(), 137);
    assert_eq!(weights.shape("MobilenetV1/Conv2d_0/weights"), Some([3, 3, 3, 8].as_slice()));
    let name = "MobilenetV1/Logits/Conv2d_1c_1x1/biases";
    assert!(weights.get(name, &[1001]).is_ok());

    files.insert("README.md".into(), b"# Read me".to_vec());
    let nested: Files =
        files.iter().map(|(name, bytes)| (format!("model/{name}"), bytes.clone())).collect();
    assert_eq!(read_one(&files::zip(&nested)), Ok(weights), "in a folder in a zip");
    files.remove("group1-shard1of1");
    assert_eq!(
        formats::read(files),
        Err(Kind::Weights(WeightsError::MissingShard("group1-shard1of1".into())))
    );
}

#[test]
fn mobilenet_v2_is_read_from_its_zip() {
    let Some(files) = shared("mobilenet_v2_0.35_224", &["image-model.zip"]) else { return };
    let weights = formats::read(files).expect("it is sound");
    assert_eq!(weights.shape("Conv_1/kernel"), Some([1, 1, 112, 1280].as_slice()));
}

#[test]
fn what_is_not_read_is_called_by_its_name() {
    let names = ["mobilenet_v1_0.25_128_frozen.pb"];
    let Some(files) = shared("mobilenet_v1_0.25_128", &names) else { return };
    let graph = Kind::Weights(WeightsError::OtherFormat("format.tensorflow-graph".into()));
    assert_eq!(formats::read(files), Err(graph));
    let Some(files) = shared("stories260K", &["stories260K.bin"]) else { return };
    assert_eq!(formats::read(files), Err(Kind::Weights(WeightsError::NotWeights)));
}

#[test]
fn checkpoints_are_read_in_both_forms() {
    for weights in both_forms(&[rows(), columns()]) {
        let weights = weights.expect("it is sound");
        assert_eq!(weights.get("rows", &[2, 3]), Ok([0.0, 1.0, 2.0, 3.0, 4.0, 5.0].as_slice()));
        let transposed = [0.0, 3.0, 1.0, 4.0, 2.0, 5.0];
        assert_eq!(weights.get("columns", &[3, 2]), Ok(transposed.as_slice()));
        assert_eq!(weights.len(), 2);
    }
}

#[test]
fn checkpoints_of_other_numbers_are_read() {
    let of = |name, class, storage: &[u8], length| Tensor {
        class,
        storage: storage.to_vec(),
        ..Tensor::of_floats(name, &[length], &vec![0.0; length as usize])
    };
    let tensors = [
        of("half", "HalfStorage", &[0x00, 0x3c, 0x00, 0xc0], 2),
        of("bfloat", "BFloat16Storage", &[0x80, 0x3f], 1),
        of("double", "DoubleStorage", &0.25f64.to_le_bytes(), 1),
        Tensor {
            shape: vec![],
            strides: vec![],
            ..of("num_batches_tracked", "LongStorage", &[1; 8], 1)
        },
        Tensor { shape: vec![0, 5], ..of("nothing", "FloatStorage", &[], 0) },
    ];
    let mut tensors = tensors.to_vec();
    tensors[4].strides = vec![5, 1];
    for weights in both_forms(&tensors) {
        let weights = weights.expect("it is sound");
        assert_eq!(weights.get("half", &[2]), Ok([1.0, -2.0].as_slice()));
        assert_eq!(weights.get("bfloat", &[1]), Ok([1.0].as_slice()));
        assert_eq!(weights.get("double", &[1]), Ok([0.25].as_slice()));
        assert_eq!(weights.get("nothing", &[0, 5]), Ok([].as_slice()));
        assert_eq!(weights.len(), 4);
        let (tensor, stored) = ("num_batches_tracked".into(), "LongStorage".into());
        let unread = WeightsError::UnsupportedNumbers { tensor, stored };
        assert_eq!(weights.get("num_batches_tracked", &[]), Err(unread));
    }
}

#[test]
fn tensors_that_lie_are_refused() {
    let huge = u64::MAX / 2;
    let lies = [
        (Tensor { offset: 3, ..rows() }, "beyond its storage"),
        (Tensor { strides: vec![4, 2], ..rows() }, "beyond its storage"),
        (Tensor { strides: vec![huge, huge], ..rows() }, "beyond any storage"),
        (Tensor { length: 7, ..rows() }, "another size|left over"),
        (Tensor { length: 9, ..rows() }, "another size|stops in the middle"),
        (Tensor { shape: vec![1 << 14, 1 << 14], strides: vec![0, 0], ..rows() }, "more values"),
        (Tensor { shape: vec![huge, huge], strides: vec![0, 0], ..rows() }, "more values"),
        (Tensor { shape: vec![6], ..rows() }, "makes no sense"),
        (Tensor { class: "LongStorage", ..rows() }, "another size|no named tensors|stops in"),
    ];
    for (lie, expected) in lies {
        for result in both_forms(std::slice::from_ref(&lie)) {
            let error = result.expect_err(expected).to_string();
            assert!(expected.split('|').any(|part| error.contains(part)), "{expected}: {error}");
        }
    }
    let same = Tensor { strides: vec![0, 0], shape: vec![1 << 6, 1 << 6], ..rows() };
    let repeated = files::legacy_checkpoint(&[same]);
    assert!(read_one(&repeated).is_ok(), "a repeated value is no lie by itself");
    let lone = Tensor { strides: vec![usize::MAX as u64 / 2, 1], shape: vec![1, 6], ..rows() };
    for result in both_forms(&[lone]) {
        assert!(result.is_ok(), "an axis of one has no stride to speak of: {result:?}");
    }
}

#[test]
fn damaged_checkpoints_are_refused() {
    let whole = files::legacy_checkpoint(&[rows()]);
    for end in 0..whole.len() {
        assert!(read_one(&whole[..end]).is_err(), "cut at {end}");
    }
    let padded = [whole.as_slice(), b"\0\0"].concat();
    assert!(read_one(&padded).is_err_and(|kind| kind.to_string().contains("2 bytes are left")));

    let mut unzipped = files::checkpoint(&[rows()]);
    unzipped.insert("archive/byteorder".into(), b"big".to_vec());
    assert_eq!(read_one(&files::zip(&unzipped)), Err(Kind::Weights(WeightsError::BigEndian)));
    unzipped.insert("archive/byteorder".into(), b"little".to_vec());
    unzipped.remove("archive/data/0");
    let missing = read_one(&files::zip(&unzipped)).map_err(|kind| kind.to_string());
    assert!(missing.is_err_and(|how| how.contains("storage of the tensor rows is missing")));

    let whole_model = b"\x80\x02cmodels\nResNet\n)\x81}b.";
    let zip = files::zip(&named(&[("archive/data.pkl", whole_model)]));
    assert_eq!(read_one(&zip), Err(Kind::Weights(WeightsError::NoTensors)));
}

#[test]
fn what_is_dropped_is_recognised_by_its_content() {
    let weights: Weights =
        [("x".to_string(), headstart::models::Array { shape: vec![2], values: vec![1.0, 2.0] })]
            .into_iter()
            .collect();
    let file = safetensors::write(&weights, &Default::default(), Precision::Half);
    assert_eq!(read_one(&file).as_ref(), Ok(&weights));
    let beside = named(&[("model", &file), ("labels.txt", b"cat"), ("config.json", b"{}")]);
    assert_eq!(formats::read(beside.clone()).as_ref(), Ok(&weights));
    assert_eq!(read_one(&files::zip(&beside)).as_ref(), Ok(&weights));
    let checkpoint = files::legacy_checkpoint(&[rows()]);
    let zipped = files::zip(&named(&[("model.bin", &checkpoint)]));
    assert!(read_one(&zipped).is_ok_and(|weights| weights.len() == 1));

    let twice = named(&[("a.safetensors", &file), ("b.safetensors", &file)]);
    let names = ["a.safetensors", "b.safetensors"].map(String::from).to_vec();
    assert_eq!(formats::read(twice), Err(Kind::Weights(WeightsError::SeveralModels(names))));

    for (bytes, expected) in [
        (&b""[..], Kind::File(FileError::Empty)),
        (b"<!doctype html><title>404</title>", Kind::Weights(WeightsError::WebPage)),
        (
            b"version https://git-lfs.github.com/spec/v1\noid sha256:ab",
            Kind::Weights(WeightsError::LfsPointer),
        ),
        (b"{\"error\": \"not found\"}", Kind::Weights(WeightsError::NotWeights)),
        (b"\xff\xd8\xff\xe0 a photo", Kind::Weights(WeightsError::NotWeights)),
        (b"GGUF\x03\0\0\0", Kind::Weights(WeightsError::OtherFormat("format.gguf".into()))),
        (&files::zip(&named(&[("a.txt", b"Dear diary")])), Kind::Weights(WeightsError::NotWeights)),
        (&files::zip(&named(&[("a.zip", &zipped)])), Kind::Weights(WeightsError::ZipInZip)),
        (
            &files::zip(&named(&[("a.txt", b"-"), ("w.h5", b"\x89HDF\r\n\x1a\n")])),
            Kind::Weights(WeightsError::OtherFormat("format.hdf5".into())),
        ),
    ] {
        assert_eq!(read_one(bytes), Err(expected));
    }
    assert_eq!(formats::read(Files::new()), Err(Kind::File(FileError::Empty)));
    let cut = read_one(b"{\"modelTopology\": {\"a\"");
    assert!(cut.is_err_and(|kind| kind.to_string().contains("weights: EOF")));
    let page = named(&[("model.json", b"<html>"), ("weights.bin", b"\0\0\0\0")]);
    assert_eq!(
        formats::read(page),
        Err(Kind::Weights(WeightsError::WebPage)),
        "which explains the missing manifest"
    );
}
