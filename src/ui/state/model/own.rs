//! A model of the visitor's own: in files, or at an address that was typed.

use std::collections::BTreeSet;

use super::{Model, Wanted};
use crate::error::{Doing, DownloadError, Error, Kind, Result};
use crate::protocol::{Command, ExampleId, FileRef, ModelInfo, Origin};
use crate::ui::state::State;
use crate::ui::state::one_by_one::set;

impl Model {
    /// The visitor's own model, while it is in use.
    pub fn own(&self) -> Option<&ModelInfo> {
        let loaded = self.loaded.as_ref().map(|loaded| &loaded.info);
        loaded.filter(|info| info.origin == Origin::Own)
    }

    /// Whether files or an address of the visitor's are on their way.
    pub fn is_own_coming(&self) -> bool {
        self.is_coming() && self.wanted != Wanted::Chosen
    }

    /// Whether files of the visitor's are wanted.
    pub(in crate::ui::state) fn has_files(&self) -> bool {
        matches!(self.wanted, Wanted::Files(..))
    }

    /// The addresses of the visitor's files that may be read again, without those of copies, which are nobody's to give back.
    pub(super) fn files(&self) -> BTreeSet<String> {
        let wishes = self.loaded.iter().map(|loaded| &loaded.wanted).chain([&self.wanted]);
        let files = wishes.flat_map(|wanted| match wanted {
            Wanted::Files(files, kept) if kept.is_empty() => files.as_slice(),
            _ => &[],
        });
        set(files.map(|file| file.url.clone()))
    }

    /// The files of the model in use, where it is read from the visitor's files and nothing else is asked for.
    pub(in crate::ui::state) fn own_files(&self) -> Option<&[FileRef]> {
        match self.loaded.as_ref().map(|loaded| &loaded.wanted) {
            Some(wanted @ Wanted::Files(files, kept)) if kept.is_empty() => {
                (*wanted == self.wanted).then_some(files)
            }
            _ => None,
        }
    }

    /// Reads files from their copies from now on, where their model is wanted.
    fn read_from(&mut self, copies: &[FileRef], ids: &[ExampleId]) {
        let wishes = self.loaded.iter_mut().map(|loaded| &mut loaded.wanted);
        for wanted in wishes.chain([&mut self.wanted]) {
            if let Wanted::Files(files, kept) = wanted
                && files.iter().map(|file| &file.name).eq(copies.iter().map(|file| &file.name))
            {
                (*files, *kept) = (copies.to_vec(), ids.to_vec());
            }
        }
    }
}

impl State {
    /// Asks for the model that is in files of the visitor's.
    pub fn open_weights(&mut self, files: Vec<FileRef>) -> Vec<Command> {
        if files.is_empty() {
            return Vec::new();
        }
        self.choose(Wanted::Files(files, Vec::new()))
    }

    /// Asks for the model at an address that the visitor has typed, with what it must hash to or
    /// nothing.
    ///
    /// # Errors
    /// [`DownloadError::NotAnAddress`] or [`DownloadError::NotAHash`].
    pub fn load_address(&mut self, address: &str, sha256: &str) -> Result<Vec<Command>> {
        let address = address.trim();
        let sha256 = sha256.trim().to_ascii_lowercase();
        self.dismiss_about(|doing| matches!(doing, Doing::ReadingWeights(_)));
        let refused = |kind| Err(Error::new(Doing::ReadingWeights(address.to_owned()), kind));
        let host = ["https://", "http://"].iter().find_map(|scheme| address.strip_prefix(scheme));
        if host.is_none_or(|host| host.is_empty() || host.contains(char::is_whitespace)) {
            return refused(Kind::Download(DownloadError::NotAnAddress));
        }
        let is_hash = sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !sha256.is_empty() && !is_hash {
            return refused(Kind::Download(DownloadError::NotAHash));
        }
        let sha256 = is_hash.then_some(sha256);
        Ok(self.choose(Wanted::Address(address.to_owned(), sha256)))
    }

    /// Reads the files of the model from their copies, should it be read again; the files are given back.
    pub(in crate::ui::state) fn read_weights_from(
        &mut self,
        copies: &[FileRef],
        ids: &[ExampleId],
    ) {
        self.release_weights(|model| model.read_from(copies, ids));
    }
}
