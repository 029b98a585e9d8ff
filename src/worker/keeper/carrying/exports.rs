//! Files that projects were put into, until they are where the visitor wants them.
//!
//! Nothing tells when a browser has copied one there. So the last one stays until the next, and what an earlier sitting
//! has left goes when it is old.

use web_sys::Url;

use crate::browser::storage::{self, Folder};
use crate::error::StorageError;

/// The folder of these files, beside that of all projects.
const EXPORTS: &str = "exports";

/// Milliseconds after which nobody waits for a file any more: another tab may have written it just now.
const OLD: f64 = 60.0 * 60.0 * 1000.0;

/// A file that a project was put into.
#[derive(Debug)]
pub struct Exported {
    /// The folder of all of them.
    pub folder: Folder,
    /// Its name there.
    pub name: String,
    /// Its address.
    pub url: String,
}

impl Exported {
    /// Removes it.
    pub async fn remove(self) {
        // What is left of it goes when it is old.
        let _ = Url::revoke_object_url(&self.url);
        let _ = self.folder.remove(&self.name).await;
    }
}

/// The folder of these files.
///
/// # Errors
/// Those of [`storage::root`].
pub async fn folder() -> Result<Folder, StorageError> {
    storage::root().await?.folder(EXPORTS).await
}

/// Removes what earlier sittings have left.
pub async fn clear() {
    let Ok(root) = storage::root().await else { return };
    let Ok(Some(folder)) = root.existing(EXPORTS).await else { return };
    for entry in folder.names().await.unwrap_or_default() {
        let file = folder.file(&entry.name).await.ok().flatten();
        if file.is_none_or(|file| file.last_modified() + OLD < js_sys::Date::now()) {
            // One that another tab is writing cannot be removed, and is not to be.
            let _ = folder.remove(&entry.name).await;
        }
    }
}
