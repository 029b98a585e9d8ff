//! What a teacher says of views of the pictures: its embeddings, which a smaller network learns to
//! predict (knowledge distillation on features; Hinton, Vinyals and Dean 2015,
//! <https://arxiv.org/abs/1503.02531>, and Romero et al. 2015, <https://arxiv.org/abs/1412.6550>).
//!
//! The teacher sees a fixed number of random views of every photo, once, before training; the student
//! sees each of them many times, in changed colours and moved about a little.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result};
use half::f16;
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

use super::dataset::{Dataset, Photo};
use super::progress;
use super::view::View;
use crate::data::picture::Picture;
use crate::engine::cpu;
use crate::formats::digest::Digest;
use crate::models::Backbone;

/// A photo of a data set as the teacher saw it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seen {
    /// Its position in the data set.
    pub photo: usize,
    /// The part of it.
    pub view: View,
}

/// How a data set is shown to the teacher.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Showing {
    /// Views of every photo.
    pub views: usize,
    /// Side of the picture the teacher gets, in pixels.
    pub size: usize,
    /// The least share of a photo's area in a view. 1: all of it.
    pub least: f32,
}

/// The views of one data set, with the teacher's standardised embeddings of them.
#[derive(Debug)]
pub struct Lessons {
    /// What was seen.
    pub seen: Vec<Seen>,
    /// `[views, features]`, of mean 0 and deviation 1 for every feature.
    embeddings: Vec<f16>,
    features: usize,
}

impl Lessons {
    /// What the teacher said of a view.
    pub fn embedding(&self, view: usize) -> impl Iterator<Item = f32> + '_ {
        self.embeddings[view * self.features..][..self.features].iter().map(|x| x.to_f32())
    }

    /// Asks the teacher, or reads what it said in an earlier sitting from `cache`.
    ///
    /// # Errors
    /// If the cache cannot be written.
    pub fn ask(
        teacher: &Backbone,
        dataset: &Dataset,
        showing: Showing,
        (seed, threads): (u64, usize),
        cache: &Path,
    ) -> Result<Self> {
        let seen: Vec<Seen> = (0..dataset.photos.len() * showing.views)
            .map(|index| {
                let photo = index / showing.views;
                let mut rng = ChaCha8Rng::seed_from_u64(seed);
                rng.set_stream(index as u64);
                let view = View::random(&dataset.photos[photo], showing.least, &mut rng);
                Seen { photo, view }
            })
            .collect();
        let features = teacher.embedding_size();
        let mut digest = Digest::default();
        digest.update(format!("{} {showing:?} {seed} {}", dataset.name, seen.len()).as_bytes());
        let file = cache.join(format!("teacher-{}.f16", &digest.finish()[..16]));
        let embeddings = match std::fs::read(&file) {
            Ok(bytes) if bytes.len() == seen.len() * features * 2 => {
                bytes.as_chunks().0.iter().map(|&bytes| f16::from_le_bytes(bytes)).collect()
            }
            _ => {
                let raw = embed(teacher, &dataset.photos, &seen, showing.size, threads);
                let standardised = standardise(&raw, features);
                let bytes: Vec<u8> = standardised.iter().flat_map(|x| x.to_le_bytes()).collect();
                std::fs::write(&file, bytes)
                    .with_context(|| format!("writing {}", file.display()))?;
                standardised
            }
        };
        Ok(Self { seen, embeddings, features })
    }
}

/// `[views, features]` as the teacher gives them.
fn embed(
    teacher: &Backbone,
    photos: &[Photo],
    seen: &[Seen],
    size: usize,
    threads: usize,
) -> Vec<f32> {
    let embedder = cpu::Embedder::new(teacher);
    let features = teacher.embedding_size();
    let next = AtomicUsize::new(0);
    let embeddings = Mutex::new(vec![0.0f32; seen.len() * features]);
    let bar = progress::bar(seen.len(), 0);
    bar.set_message("asking the teacher");
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(Seen { photo, view }) = seen.get(index) else { return };
                    let values = view.render(&photos[*photo], size);
                    let embedding = embedder.embed(&Picture { size, values });
                    let mut all = embeddings.lock().expect("no thread panics while it holds it");
                    all[index * features..][..features].copy_from_slice(&embedding);
                    drop(all);
                    bar.inc(1);
                    if index.is_multiple_of(1000) {
                        progress::log(&bar, index, || "asking the teacher".into());
                    }
                }
            });
        }
    });
    bar.finish();
    embeddings.into_inner().expect("no thread panics while it holds it")
}

/// Every feature to mean 0 and deviation 1.
fn standardise(embeddings: &[f32], features: usize) -> Vec<f16> {
    let count = (embeddings.len() / features).max(1) as f64;
    let mut sums = vec![(0.0f64, 0.0f64); features];
    for row in embeddings.chunks_exact(features) {
        for ((sum, squares), &x) in sums.iter_mut().zip(row) {
            *sum += f64::from(x);
            *squares += f64::from(x) * f64::from(x);
        }
    }
    let moments: Vec<(f32, f32)> = sums
        .into_iter()
        .map(|(sum, squares)| {
            let mean = sum / count;
            let deviation = (squares / count - mean * mean).max(0.0).sqrt();
            (mean as f32, (1.0 / deviation.max(1e-3)) as f32)
        })
        .collect();
    let rows = embeddings.chunks_exact(features);
    rows.flat_map(|row| {
        row.iter().zip(&moments).map(|(x, (mean, scale))| f16::from_f32((x - mean) * scale))
    })
    .collect()
}
