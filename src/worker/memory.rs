//! The pictures that an autoencoder draws, read once for as long as a slider moves between them.

use crate::protocol::{FileRef, Pixels};

/// A picture as the model saw it, and what it made of it.
#[derive(Debug, Clone)]
pub struct Remembered {
    /// What the model saw.
    pub seen: Pixels,
    /// Its embedding.
    pub embedding: Vec<f32>,
}

/// The pictures of the newest question, by the addresses of their files.
#[derive(Debug, Default)]
pub struct Memory(Vec<(String, Remembered)>);

impl Memory {
    /// The picture of a file, if it has been read.
    pub fn get(&self, file: &FileRef) -> Option<&Remembered> {
        self.0.iter().find(|(url, _)| *url == file.url).map(|(_, picture)| picture)
    }

    /// Keeps a picture.
    pub fn keep(&mut self, file: &FileRef, picture: Remembered) {
        self.0.push((file.url.clone(), picture));
    }

    /// Forgets all pictures but those of these files.
    pub fn retain(&mut self, files: &[&FileRef]) {
        self.0.retain(|(url, _)| files.iter().any(|file| file.url == *url));
    }
}
