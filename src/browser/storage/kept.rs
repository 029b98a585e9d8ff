//! Addresses of originals that are kept: what `blob:` addresses are to files that a visitor has just chosen, but good
//! for as long as the file is.

use std::cell::RefCell;

use web_sys::File;

use super::{Folder, root};
use crate::error::StorageError;

/// The folder of all projects, below the [`root`].
pub const PROJECTS: &str = "projects";

/// The folder of a project's originals, each under the SHA-256 of its bytes.
pub const ORIGINALS: &str = "originals";

/// How such an address begins.
const SCHEME: &str = "kept:";

/// The address of the original with this SHA-256, 64 lower-case hexadecimal letters, in the project with this id,
/// 16 of them.
pub fn kept_address(project: &str, sha256: &str) -> String {
    format!("{SCHEME}{project}/{sha256}")
}

/// The file at such an address; `None` for an address of another kind.
///
/// # Errors
/// [`StorageError::Gone`] if it names nothing that is kept; those of [`root`].
pub async fn kept_file(address: &str) -> Option<Result<File, StorageError>> {
    let name = address.strip_prefix(SCHEME)?;
    Some(match parts(name) {
        Some((project, sha256)) => find(project, sha256).await,
        None => Err(StorageError::Gone),
    })
}

/// The project and the hash that an address names, and nothing else that could be the name of a file.
fn parts(name: &str) -> Option<(&str, &str)> {
    let (project, sha256) = name.split_once('/')?;
    (is_hex(project, 16) && is_hex(sha256, 64)).then_some((project, sha256))
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

thread_local! {
    /// The folder that was read from last, with its project: a folder is found name by name, which takes longer than
    /// reading a picture.
    static LAST: RefCell<Option<(String, Folder)>> = const { RefCell::new(None) };
}

async fn find(project: &str, sha256: &str) -> Result<File, StorageError> {
    let last = LAST.with_borrow(|last| {
        let known = last.as_ref().filter(|(known, _)| known == project);
        known.map(|(_, folder)| folder.clone())
    });
    if let Some(folder) = last
        && let Ok(Some(file)) = folder.file(sha256).await
    {
        return Ok(file);
    }
    // It is another, or has been deleted and made anew.
    let mut folder = root().await?;
    for name in [PROJECTS, project, ORIGINALS] {
        folder = folder.existing(name).await?.ok_or(StorageError::Gone)?;
    }
    LAST.set(Some((project.to_owned(), folder.clone())));
    folder.file(sha256).await?.ok_or(StorageError::Gone)
}
