//! The exporter's loop: a bundle is read, written in a format, read back and run.

use std::io::{Cursor, Write};

use export::bundle::{Kernels, Source};
use export::{Bundle, File, Format, check};
use futures_channel::mpsc::UnboundedReceiver;
use futures_util::StreamExt;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Response, Url};
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, System};

use super::link::post;
use crate::browser::names::named;
use crate::browser::scope;
use crate::protocol::takeaway::{ExporterCommand, ExporterEvent, Wish, Written};

/// Does what it is told, one after the other, for ever.
pub async fn serve(mut wishes: UnboundedReceiver<ExporterCommand>) {
    while let Some(ExporterCommand::Export(wish)) = wishes.next().await {
        let event = match export(*wish).await {
            Ok(event) => event,
            Err(why) => ExporterEvent::Crashed(why),
        };
        post(&event);
    }
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
        let (_, ending) = file.name.rsplit_once('.')?;
        return Some((ending.to_owned(), std::mem::take(&mut file.bytes)));
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
