//! The pictures that an autoencoder draws, read once for as long as a slider moves between them.

use crate::protocol::{FileRef, Pixels};

/// A picture as the model saw it, and what it made of it: the part of a drawing that lasts.
#[derive(Debug, Clone)]
pub struct Encoding {
    /// What the model saw.
    pub seen: Pixels,
    /// Its embedding, which the decoder draws from.
    pub embedding: Vec<f32>,
}

/// The pictures of the newest question, by the addresses of their files.
#[derive(Debug, Default)]
pub struct Drawn(Vec<(String, Encoding)>);

impl Drawn {
    /// The picture of a file, if it has been read.
    pub fn get(&self, file: &FileRef) -> Option<&Encoding> {
        self.0.iter().find(|(url, _)| *url == file.url).map(|(_, picture)| picture)
    }

    /// Keeps a picture.
    pub fn keep(&mut self, file: &FileRef, picture: Encoding) {
        self.0.push((file.url.clone(), picture));
    }

    /// Forgets all pictures but those of these files.
    pub fn retain(&mut self, files: &[&FileRef]) {
        self.0.retain(|(url, _)| files.iter().any(|file| file.url == *url));
    }
}
