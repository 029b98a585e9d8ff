//! A head that learns in slow motion: the studio's run, one step at a time.

use super::embedding::{Embedder, Example};
use super::supplies::picture_size;
use super::{Needs, PictureSet, Piece, Procedure, Supplies};
use crate::engine::heads::{Dataset, Examples, metrics};
use crate::engine::now::now;
use crate::engine::run::Run;
use crate::error::Kind;
use crate::protocol::lab::{Finding, Look, Start};
use crate::protocol::{Score, TrainingSettings};

/// Classes of which a picture is looked at.
const LOOKS: usize = 5;

/// Numbers of an embedding that are shown.
const SHOWN: usize = 64;

/// Share of the bar that embedding takes.
const EMBEDDING: f32 = 0.5;

/// A head in training, and before that its pictures being embedded.
#[derive(Debug)]
pub struct SlowMotion {
    pictures: PictureSet,
    size: usize,
    embedder: Embedder,
    settings: TrainingSettings,
    embeddings: Vec<Vec<f32>>,
    /// None until all pictures are embedded.
    run: Option<Run>,
    step: u32,
    /// Steps in all.
    steps: usize,
}

/// What it must be given.
///
/// # Errors
/// Those of [`picture_size`].
pub fn needs(model: &str) -> Result<Needs, Kind> {
    let sizes = vec![picture_size(model)?];
    Ok(Needs { models: vec![model.into()], sizes, ..Needs::default() })
}

impl SlowMotion {
    /// Loads the model; its pictures are embedded a piece of work each, before the first step.
    ///
    /// # Errors
    /// Those of [`PictureSet::check`], [`Supplies::take`] and [`picture_size`].
    pub fn new(
        model: &str,
        settings: &TrainingSettings,
        mut supplies: Supplies,
    ) -> Result<Self, Kind> {
        let size = picture_size(model)?;
        supplies.pictures.check(size)?;
        let embedder = Embedder::new(&supplies.take(model)?, Start::Pretrained, settings.seed)?;
        Ok(Self {
            pictures: supplies.pictures,
            size,
            embedder,
            settings: settings.bounded(),
            embeddings: Vec::new(),
            run: None,
            step: 0,
            steps: 0,
        })
    }

    /// Embeds the next picture; tells what is there at the start.
    fn embed(&mut self) -> Result<Piece, Kind> {
        let at = self.embeddings.len();
        let example = Example::Picture(&self.pictures.rgba(self.size)[at]);
        self.embeddings.push(self.embedder.embed(example)?);
        let mut findings = Vec::new();
        if at == 0 {
            findings.push(self.pictures.shown());
        }
        if self.embeddings.len() < self.pictures.len() {
            return Ok(Piece { findings, ends_step: false });
        }
        let PictureSet { classes, labels, .. } = &self.pictures;
        let dataset = Dataset::new(&self.embeddings, labels, classes.len(), self.settings.seed);
        let run = Run::on_cpu(dataset, self.settings.clone());
        self.steps = run.steps_left();
        findings.push(self.look(&run, 0, Vec::new()));
        self.run = Some(run);
        Ok(Piece::step(findings))
    }

    /// How the head is now, after a step on these pictures.
    fn look(&self, run: &Run, epoch: u32, batch: Vec<u32>) -> Finding {
        let (head, dataset) = (run.head(), run.dataset());
        let looks = looked_at(dataset).into_iter().map(|(picture, embedding, label)| {
            let probabilities = head.probabilities(embedding);
            Look {
                picture: picture as u32,
                held_out: dataset.split.held_out.contains(&picture),
                embedding: embedding[..SHOWN.min(embedding.len())].to_vec(),
                logits: head.logits(embedding),
                loss: metrics::cross_entropy(probabilities[label]),
                probabilities,
            }
        });
        let score = |examples: &Examples| {
            metrics::report(|row| head.probabilities(row), head.classes(), examples.iter()).score
        };
        Finding::Step {
            step: self.step,
            epoch,
            batch,
            looks: looks.collect(),
            // There is at least one training example a class.
            training: score(&dataset.training).unwrap_or(Score { loss: 0.0, accuracy: 0.0 }),
            held_out: score(&dataset.held_out),
        }
    }
}

/// The first training picture of each class, of a few classes, and one that is held out: each its position, its
/// embedding and its class.
fn looked_at(dataset: &Dataset) -> Vec<(usize, &[f32], usize)> {
    let of = |class: usize| {
        let mut examples = dataset.split.training.iter().zip(dataset.training.iter());
        examples.find(|(_, (_, label))| *label == class)
    };
    let held_out = dataset.split.held_out.iter().zip(dataset.held_out.iter()).next();
    let all = (0..dataset.classes.min(LOOKS)).filter_map(of).chain(held_out);
    all.map(|(&position, (embedding, label))| (position, embedding, label)).collect()
}

impl Procedure for SlowMotion {
    fn advance(&mut self) -> Result<Piece, Kind> {
        let Some(mut run) = self.run.take() else { return self.embed() };
        if run.is_over() {
            self.run = Some(run);
            return Ok(Piece::nothing());
        }
        let epoch = run.epoch() + 1;
        let batch = run.next_batch().to_vec();
        let picture = |at: u32| run.dataset().split.training[at as usize] as u32;
        let batch = batch.into_iter().map(picture).collect();
        now(run.advance(1))?;
        self.step += 1;
        let finding = self.look(&run, epoch, batch);
        self.run = Some(run);
        Ok(Piece::step(vec![finding]))
    }

    fn done(&self) -> f32 {
        let embedded = self.embeddings.len() as f32 / self.pictures.len() as f32;
        let trained = self.step as f32 / self.steps.max(1) as f32;
        EMBEDDING * embedded + (1.0 - EMBEDDING) * trained
    }

    fn is_over(&self) -> bool {
        self.run.as_ref().is_some_and(Run::is_over)
    }
}
