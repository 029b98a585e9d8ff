//! The exporter's loop: a bundle is read, written in a format, read back and run.

use std::io::{Cursor, Read, Write};

use export::bundle::{Kernels, Source};
use export::{Bundle, FORMATS, File, Format, Taken, check};
use futures_channel::mpsc::UnboundedReceiver;
use futures_util::StreamExt;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Response, Url};
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, System, ZipArchive};

use super::link::post;
use crate::browser::names::named;
use crate::browser::scope;
use crate::engine::reopen;
use crate::error::ProjectError;
use crate::protocol::FileRef;
use crate::protocol::takeaway::{ExporterCommand, ExporterEvent, Wish, Written};

/// Does what it is told, one after the other, for ever.
pub async fn serve(mut wishes: UnboundedReceiver<ExporterCommand>) {
    while let Some(command) = wishes.next().await {
        let event = match command {
            ExporterCommand::Export(wish) => {
                export(*wish).await.unwrap_or_else(ExporterEvent::Crashed)
            }
            ExporterCommand::Open(file) => {
                open(&file).await.map_or_else(ExporterEvent::NotOurs, ExporterEvent::Opened)
            }
        };
        post(&event);
    }
}

/// The project's file of a file that was written once.
async fn open(file: &FileRef) -> Result<Vec<u8>, ProjectError> {
    let unreadable = || ProjectError::Unreadable("the file is gone".into());
    let bytes = bytes(&file.url).await.ok_or_else(unreadable)?;
    reopen::project_file(taken(&file.name, bytes).map_err(ProjectError::Malformed)?)
}

/// The head in a file, by the end of its name, or in the files of a zip.
fn taken(name: &str, bytes: Vec<u8>) -> Result<Taken, String> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let (ids, files): (&[&str], _) = match ending.as_deref() {
        Some("onnx") => (&["onnx"], vec![File { name: "model.onnx", bytes }]),
        Some("tflite") => (&["tflite"], vec![File { name: "model.tflite", bytes }]),
        Some("html" | "htm") => (&["page"], vec![File { name: "page.html", bytes }]),
        // With a backbone or without: the head is the same.
        Some("safetensors") => (&["head"], vec![File { name: "head.safetensors", bytes }]),
        _ => (&["tfjs", "onnx"], unpacked(bytes)?),
    };
    let formats = FORMATS.iter().filter(|format| ids.contains(&format.id));
    let mut taken = formats.map(|format| (format.again)(&files));
    let first = taken.next().unwrap_or_else(|| Err(export::Malformed("it is no format".into())));
    first.or_else(|why| taken.find_map(Result::ok).ok_or(why)).map_err(|why| why.0)
}

/// The files in a zip that a format may have.
fn unpacked(bytes: Vec<u8>) -> Result<Vec<File>, String> {
    const NAMES: [&str; 4] = ["model.onnx", "model.json", "weights.bin", "metadata.json"];
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let mut files = Vec::new();
    for name in NAMES {
        let Ok(mut entry) = zip.by_name(name) else { continue };
        // Ours are stored as they are: a file that says to be much larger than the zip is none of them.
        if entry.size() != entry.compressed_size() {
            return Err(format!("{name} in it is packed"));
        }
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        files.push(File { name, bytes });
    }
    Ok(files)
}

/// Writes what is wished for.
async fn export(wish: Wish) -> Result<ExporterEvent, String> {
    let format = export::FORMATS.iter().find(|format| format.id == wish.format);
    let format = format.ok_or("there is no such format")?;
    let mut bundle = bundle(&wish).await.ok_or("the bundle is gone")?;
    if format.id == "page" {
        bundle.kernels = kernels().await;
    }
    let files = match (format.write)(&bundle) {
        Ok(files) => files,
        Err(refusal) => return Ok(ExporterEvent::Refused(refusal)),
    };
    Ok(match proven(format, &files, &bundle) {
        Ok((largest, probes)) => {
            let (ending, bytes) = packed(files).ok_or("there is no memory for the file")?;
            ExporterEvent::Written(Written { ending, bytes, largest, probes })
        }
        Err(why) => ExporterEvent::Wrong(why),
    })
}

/// The largest difference, and how many inputs were run, of files that say what the page says.
fn proven(format: &Format, files: &[File], bundle: &Bundle) -> Result<(f32, usize), String> {
    let told = |run| post(&ExporterEvent::Checked(run));
    let proof = check(format, files, bundle, told).map_err(|malformed| malformed.0)?;
    if proof.holds() {
        Ok((proof.largest, proof.samples))
    } else {
        Err(format!("a difference of {:.1e}", proof.largest))
    }
}

/// The bundle that a wish is about, with what the page knows of it.
async fn bundle(wish: &Wish) -> Option<Bundle> {
    let bytes = bytes(&wish.bundle).await?;
    let mut bundle: Bundle = postcard::from_bytes(&bytes).ok()?;
    bundle.labels.clone_from(&wish.labels);
    if let (Some(known), Some(distance)) = (&mut bundle.known, wish.threshold) {
        known.threshold = 1.0 - distance;
    }
    bundle.source = Source {
        project: wish.project.clone(),
        model: wish.model.clone(),
        licence: wish.licence.clone(),
        version: env!("CARGO_PKG_VERSION").into(),
        date: wish.date.clone(),
        saved: wish.saved.clone(),
    };
    Some(bundle)
}

/// The program that computes on the CPU in other tabs; none where the site has none.
async fn kernels() -> Option<Kernels> {
    let beside = |name| Url::new_with_base(&named(name), &scope().location().href()).ok();
    let script = bytes(&beside("helper.js")?.href()).await?;
    let code = bytes(&beside("helper_bg.wasm")?.href()).await?;
    Some(Kernels { script: String::from_utf8(script).ok()?, code })
}

/// What lies at an address of this page's.
async fn bytes(address: &str) -> Option<Vec<u8>> {
    let response = JsFuture::from(scope().fetch_with_str(address)).await.ok()?;
    let response: Response = response.dyn_into().ok()?;
    let buffer =
        JsFuture::from(response.ok().then(|| response.array_buffer().ok())??).await.ok()?;
    Some(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// A file as it is, several as a zip; and the end of its name.
fn packed(mut files: Vec<File>) -> Option<(String, Vec<u8>)> {
    if let [file] = files.as_mut_slice() {
        // What is no whole model says so: `pets.head.safetensors`.
        let plain = ["model.", "page."];
        let ending = plain.iter().find_map(|plain| file.name.strip_prefix(plain));
        return Some((ending.unwrap_or(file.name).to_owned(), std::mem::take(&mut file.bytes)));
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // Weights hardly get smaller; and the same classifier gives the same bytes.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .system(System::Unix);
    for file in &files {
        zip.start_file(file.name, options).ok()?;
        zip.write_all(&file.bytes).ok()?;
    }
    Some(("zip".to_owned(), zip.finish().ok()?.into_inner()))
}
