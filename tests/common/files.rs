//! Weights files made on the spot, as the programs that usually write them would.

use std::io::{Cursor, Write};

use headstart::formats::Files;
use zip::write::{SimpleFileOptions, ZipWriter};

/// A PyTorch tensor and the storage that it is a view of.
#[derive(Debug, Clone)]
pub struct Tensor {
    pub name: &'static str,
    /// The storage's class, such as `FloatStorage`.
    pub class: &'static str,
    /// The storage's bytes, and how many numbers they are.
    pub storage: Vec<u8>,
    pub length: u64,
    pub offset: u64,
    pub shape: Vec<u64>,
    pub strides: Vec<u64>,
}

impl Tensor {
    /// A contiguous tensor of float32.
    pub fn of_floats(name: &'static str, shape: &[u64], values: &[f32]) -> Self {
        let strides = (0..shape.len()).map(|axis| shape[axis + 1..].iter().product()).collect();
        Self {
            name,
            class: "FloatStorage",
            storage: values.iter().flat_map(|value| value.to_le_bytes()).collect(),
            length: values.len() as u64,
            offset: 0,
            shape: shape.to_vec(),
            strides,
        }
    }
}

/// What `torch.save({"epoch": 7, "state_dict": tensors})` wrote before version 1.6.
pub fn legacy_checkpoint(tensors: &[Tensor]) -> Vec<u8> {
    let mut file = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.".to_vec();
    file.extend(b"\x80\x02}(X\x0d\0\0\0little_endian\x88u.");
    file.extend(pickle(tensors, true));
    file.extend(b"\x80\x02](");
    for index in 0..tensors.len() {
        file.extend(text(&index.to_string()));
    }
    file.extend(b"e.");
    for tensor in tensors {
        file.extend(tensor.length.to_le_bytes());
        file.extend(&tensor.storage);
    }
    file
}

/// The files in the zip that it writes since.
pub fn checkpoint(tensors: &[Tensor]) -> Files {
    let mut files = Files::new();
    files.insert("archive/data.pkl".into(), pickle(tensors, false));
    files.insert("archive/byteorder".into(), b"little".to_vec());
    files.insert("archive/version".into(), b"3\n".to_vec());
    for (index, tensor) in tensors.iter().enumerate() {
        files.insert(format!("archive/data/{index}"), tensor.storage.clone());
    }
    files
}

/// A zip of these files.
pub fn zip(files: &Files) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in files {
        writer.start_file(path, SimpleFileOptions::default()).expect("the path is new");
        writer.write_all(content).expect("memory takes it");
    }
    writer.finish().expect("memory takes it").into_inner()
}

fn pickle(tensors: &[Tensor], legacy: bool) -> Vec<u8> {
    let mut bytes = b"\x80\x02}q\0(".to_vec();
    bytes.extend(text("epoch"));
    bytes.extend(b"K\x07");
    bytes.extend(text("state_dict"));
    bytes.extend(b"ccollections\nOrderedDict\nq\x01)R(");
    for (index, tensor) in tensors.iter().enumerate() {
        bytes.extend(text(tensor.name));
        bytes.extend(b"ctorch._utils\n_rebuild_tensor_v2\n((");
        bytes.extend(text("storage"));
        bytes.extend(format!("ctorch\n{}\n", tensor.class).bytes());
        bytes.extend(text(&index.to_string()));
        bytes.extend(text("cpu"));
        bytes.extend(integer(tensor.length));
        bytes.extend(if legacy { b"NtQ".as_slice() } else { b"tQ" });
        bytes.extend(integer(tensor.offset));
        for axes in [&tensor.shape, &tensor.strides] {
            bytes.push(b'(');
            axes.iter().for_each(|&axis| bytes.extend(integer(axis)));
            bytes.push(b't');
        }
        bytes.extend(b"\x89ccollections\nOrderedDict\n)RtR");
    }
    // The dictionary's metadata, as modules leave it there.
    bytes.extend(b"u}(X\x09\0\0\0_metadataNub");
    bytes.extend(b"u.");
    bytes
}

fn text(text: &str) -> Vec<u8> {
    [b"X".as_slice(), &(text.len() as u32).to_le_bytes(), text.as_bytes()].concat()
}

fn integer(number: u64) -> Vec<u8> {
    match u8::try_from(number) {
        Ok(small) => vec![b'K', small],
        // Signed, so it must be below 2^63.
        Err(_) => [b"\x8a\x08".as_slice(), &number.to_le_bytes()].concat(),
    }
}
