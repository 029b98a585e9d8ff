//! A file of texts is read.

use js_sys::JsString;

use crate::browser::fetch;
use crate::data::table;
use crate::error::{Doing, Error, Kind};
use crate::protocol::{FileRef, RequestId, Table};
use crate::worker::job::Done;

/// The largest file of texts that is read, in bytes.
const LARGEST: u64 = 16 << 20;

/// Reads a file of texts.
pub async fn read(request: RequestId, file: FileRef) -> Done {
    let table = read_file(&file).await;
    let table = table.map_err(|kind| Error::new(Doing::ReadingTable(file.name), kind));
    Done::TableRead(request, table)
}

async fn read_file(file: &FileRef) -> Result<Table, Kind> {
    let bytes = fetch::read(&fetch::file(&file.url).await?, LARGEST).await?;
    let mut table = table::read(&file.name, &bytes)?;
    table.rows.iter_mut().flatten().for_each(compose);
    let labels = table.drawn.iter_mut().map(|drawn| &mut drawn.label);
    labels.for_each(compose);
    Ok(table)
}

/// Has letters and their marks be one character each where there is one, as most write them (Unicode's form C): else labels
/// that look alike would not be, as those that were written on a Mac.
fn compose(text: &mut String) {
    if !text.is_ascii() {
        *text = JsString::from(text.as_str()).normalize("NFC").into();
    }
}
