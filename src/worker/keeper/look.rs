//! What is in a zip of examples.

use crate::browser::blob_reader::BlobReader;
use crate::browser::fetch;
use crate::error::{ArrivalError, Doing, Error, Kind};
use crate::formats::contents::{Contents, contents};
use crate::protocol::keeping::KeeperEvent;
use crate::protocol::{Brought, FileRef, RequestId};

/// The answer to who asks what is in a zip.
pub async fn into(request: RequestId, file: &FileRef) -> KeeperEvent {
    match list(file).await {
        Ok(Contents { files, left_out }) => {
            let brought = files.into_iter().map(|inside| {
                let (folder, name) = inside.path.rsplit_once('/').unwrap_or(("", &inside.path));
                let url = inside.place.address(&file.url);
                Brought { file: FileRef { name: name.to_owned(), url }, folder: folder.to_owned() }
            });
            KeeperEvent::Found { request, files: Ok(brought.collect()), left_out }
        }
        Err(kind) => {
            let error = Error::new(Doing::TakingIn(file.name.clone()), kind);
            KeeperEvent::Found { request, files: Err(error), left_out: 0 }
        }
    }
}

async fn list(file: &FileRef) -> Result<Contents, Kind> {
    let blob = fetch::zip(&file.url).await?;
    let unreadable = |error: std::io::Error| ArrivalError::Unreadable(error.to_string());
    Ok(contents(BlobReader::new(blob).map_err(unreadable)?)?)
}
