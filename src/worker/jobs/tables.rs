//! A file of texts is read.

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
    table::read(&file.name, &bytes)
}
