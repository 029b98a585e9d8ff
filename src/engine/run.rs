//! A head in training on whichever device: the only file that knows both heads and devices.

use super::cpu;
#[cfg(target_arch = "wasm32")]
use super::gpu;
use super::heads::{
    Batch, ClassLabel, Classifier, Dataset, Early, EpochEnd, Fitted, HeadKind, Schedule,
    StepResult, Tally,
};
use crate::data::chance::{Stream, rng};
use crate::error::Kind;
use crate::models::{AdamW, Head, Moments};
use crate::protocol::{DeviceKind, Recipe, Score, TrainingSettings};

/// A head in training on one device or the other. Boxed: both are large, and a run is moved.
#[derive(Debug)]
enum Trainer {
    Cpu(Box<cpu::Trainer>),
    #[cfg(target_arch = "wasm32")]
    Gpu(Box<gpu::Trainer>),
    /// It is worked out of the examples, in one step of one epoch.
    Fitted(Box<Fitted>),
}

/// How a run did over an epoch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EpochReport {
    /// Epochs that are over, this one included.
    pub epoch: u32,
    /// Over the training examples, each as it was when its batch came.
    pub training: Score,
    /// Over the held-out examples at the end of the epoch.
    pub held_out: Option<Score>,
}

/// Multiplications that measuring the held-out examples may cost an epoch; beyond that, not every
/// epoch is measured. A few milliseconds on the CPU.
const MEASURING: u64 = 5_000_000;

/// A head in training.
#[derive(Debug)]
pub struct Run {
    dataset: Dataset,
    settings: TrainingSettings,
    trainer: Trainer,
    /// The steps to come.
    schedule: Schedule,
    /// Over the steps of the epoch under way.
    tally: Tally,
    /// The head to keep, where training may end early.
    early: Option<Early>,
}

impl Run {
    /// A run on the CPU.
    pub fn on_cpu(dataset: Dataset, settings: TrainingSettings) -> Self {
        let (head, moments) = start(&dataset, &settings);
        let trainer = cpu::Trainer::new(&dataset, &head, &moments, optimiser(&settings));
        Self::new(dataset, settings, &head, Trainer::Cpu(Box::new(trainer)))
    }

    /// A run on the CPU for a head of any kind.
    pub fn of_recipe(dataset: Dataset, recipe: &Recipe) -> Self {
        let settings = recipe.settings().clone();
        let Some(fitted) = Fitted::new(recipe, &dataset) else {
            return Self::on_cpu(dataset, settings);
        };
        let batch_size = dataset.training.len().max(1) as u32;
        let settings = TrainingSettings { epochs: 1, batch_size, ..settings };
        let schedule = Schedule::new(dataset.training.len(), &settings, 1);
        let (trainer, tally) = (Trainer::Fitted(Box::new(fitted)), Tally::default());
        Self { dataset, settings, trainer, schedule, tally, early: None }
    }

    /// A run on the GPU, if the dataset fits it, or else on the CPU.
    #[cfg(target_arch = "wasm32")]
    pub fn on_gpu(dataset: Dataset, settings: TrainingSettings, gpu: &gpu::Gpu) -> Self {
        let start = start(&dataset, &settings);
        let batch_size = settings.batch_size.max(1) as usize;
        match gpu::Trainer::new(
            gpu,
            &dataset,
            batch_size,
            (&start.0, &start.1),
            optimiser(&settings),
        ) {
            Some(trainer) => {
                Self::new(dataset, settings, &start.0, Trainer::Gpu(Box::new(trainer)))
            }
            None => Self::on_cpu(dataset, settings),
        }
    }

    fn new(dataset: Dataset, settings: TrainingSettings, head: &Head, trainer: Trainer) -> Self {
        let weights: u64 = head.layers().map(|layer| layer.weight.len() as u64).sum();
        let cost = dataset.held_out.len() as u64 * weights; // more than 32 bits hold, of many and large
        let measured_every = cost.div_ceil(MEASURING).min(u64::from(u32::MAX)) as u32;
        let mut schedule = Schedule::new(dataset.training.len(), &settings, measured_every);
        if settings.balanced {
            schedule = schedule.balanced(&dataset.training.labels, dataset.classes, settings.seed);
        }
        let early = settings.stops_early && !dataset.held_out.is_empty();
        let early = early.then(Early::default);
        Self { dataset, settings, trainer, schedule, tally: Tally::default(), early }
    }

    /// Takes the next step on the CPU, or up to `most` steps in one go on the GPU, where that is much
    /// faster. Reports the epochs that end meanwhile.
    ///
    /// # Errors
    /// [`DeviceError::Lost`](crate::error::DeviceError::Lost) or [`DeviceError::Failed`](crate::error::DeviceError::Failed) if the GPU fails; nothing is lost then, and
    /// `continue_on_cpu` goes on.
    #[cfg_attr(not(target_arch = "wasm32"), expect(unused_variables))]
    pub async fn advance(&mut self, most: usize) -> Result<Vec<EpochReport>, Kind> {
        let results = match &mut self.trainer {
            Trainer::Cpu(trainer) => {
                let step = |batch: &Batch| {
                    let training = trainer.step(&batch.examples);
                    let held_out = batch.is_measured().then(|| trainer.measure()).flatten();
                    StepResult { training, held_out }
                };
                self.schedule.ahead(1).iter().map(step).collect()
            }
            #[cfg(target_arch = "wasm32")]
            Trainer::Gpu(trainer) => {
                let most = most.clamp(1, trainer.most_steps());
                let mut batches = self.schedule.ahead(most);
                // A head that may be kept is looked at before the next epoch changes it.
                if let Some(end) = batches.iter().position(Batch::is_measured)
                    && self.early.is_some()
                {
                    batches = &batches[..=end];
                }
                trainer.steps(batches).await?
            }
            Trainer::Fitted(fitted) => {
                let results: Vec<StepResult> = fitted.advance(&self.dataset).into_iter().collect();
                self.schedule.ahead(results.len());
                results
            }
        };
        Ok(self.report(results))
    }

    /// Adds up the results of the next steps, which are done, and reports the epochs among them.
    fn report(&mut self, results: Vec<StepResult>) -> Vec<EpochReport> {
        let batches = self.schedule.done(results.len());
        let mut reports = Vec::new();
        for (batch, result) in batches.iter().zip(results) {
            self.tally.add(result.training);
            let Some(EpochEnd { epoch, is_measured }) = batch.end else { continue };
            let training = std::mem::take(&mut self.tally).score();
            if is_measured {
                reports.push(EpochReport { epoch, training, held_out: result.held_out });
            }
        }
        self.note_least(&reports);
        reports
    }

    /// Keeps the head as it is now if no other had a held-out loss as low.
    fn note_least(&mut self, reports: &[EpochReport]) {
        let last = reports.last().and_then(|report| Some((report.epoch, report.held_out?.loss)));
        let Some((epoch, loss)) = last else { return };
        let Some(mut early) = self.early.take() else { return };
        early.note(loss, epoch, self.settings.epochs, || self.trained_head());
        self.early = Some(early);
    }

    /// Positions among the training examples of those that the next step learns from; none after the last.
    pub fn next_batch(&mut self) -> &[u32] {
        self.schedule.ahead(1).first().map_or(&[], |batch| &batch.examples)
    }

    /// Takes steps on the CPU until an epoch is over.
    ///
    /// # Errors
    /// Those of [`advance`](Self::advance).
    pub async fn advance_epoch(&mut self) -> Result<(), Kind> {
        let epoch = self.epoch();
        while !self.is_over() && self.epoch() == epoch {
            self.advance(1).await?;
        }
        Ok(())
    }

    /// Whether all epochs are over, or training has ended early.
    pub fn is_over(&self) -> bool {
        self.schedule.is_over() || self.early.as_ref().is_some_and(Early::is_over)
    }

    /// The epoch whose head is kept, and the head, where training may end early and is over.
    fn kept(&self) -> Option<(u32, &Head)> {
        self.early.as_ref().filter(|_| self.is_over())?.best()
    }

    /// The epoch whose head is kept; none where that is the last.
    pub fn kept_epoch(&self) -> Option<u32> {
        self.kept().map(|(epoch, _)| epoch).filter(|&epoch| epoch < self.epoch())
    }

    /// Share of its epochs that are over, 0 to 1.
    pub fn done(&self) -> f32 {
        self.epoch() as f32 / self.settings.epochs.max(1) as f32
    }

    /// Goes on on the CPU from the last steps whose result came back from the GPU.
    #[cfg(target_arch = "wasm32")]
    pub fn continue_on_cpu(&mut self) {
        if let Trainer::Gpu(trainer) = &self.trainer {
            let (head, moments) = trainer.snapshot();
            let optimiser = optimiser(&self.settings);
            let trainer = cpu::Trainer::new(&self.dataset, &head, &moments, optimiser);
            self.trainer = Trainer::Cpu(Box::new(trainer));
        }
    }

    /// Goes on on the GPU from where it stands, if it fits.
    #[cfg(target_arch = "wasm32")]
    pub fn continue_on_gpu(&mut self, gpu: &gpu::Gpu) {
        let (head, moments) = match &self.trainer {
            Trainer::Cpu(trainer) => trainer.snapshot(),
            Trainer::Gpu(_) | Trainer::Fitted(_) => return,
        };
        let batch_size = self.settings.batch_size.max(1) as usize;
        let optimiser = optimiser(&self.settings);
        if let Some(trainer) =
            gpu::Trainer::new(gpu, &self.dataset, batch_size, (&head, &moments), optimiser)
        {
            self.trainer = Trainer::Gpu(Box::new(trainer));
        }
    }

    /// The device that trains it now.
    pub fn device(&self) -> DeviceKind {
        match self.trainer {
            Trainer::Cpu(_) | Trainer::Fitted(_) => DeviceKind::Cpu,
            #[cfg(target_arch = "wasm32")]
            Trainer::Gpu(_) => DeviceKind::WebGpu,
        }
    }

    /// The layers as they are now, or those that are kept; untrained ones where the head has none.
    pub fn head(&self) -> Head {
        match self.kept() {
            Some((_, head)) => head.clone(),
            None => self.trained_head(),
        }
    }

    fn trained_head(&self) -> Head {
        match &self.trainer {
            Trainer::Cpu(trainer) => trainer.snapshot().0,
            #[cfg(target_arch = "wasm32")]
            Trainer::Gpu(trainer) => trainer.snapshot().0,
            Trainer::Fitted(fitted) => match fitted.kind() {
                Some(HeadKind::Layers(head)) => head.clone(),
                _ => start(&self.dataset, &self.settings).0,
            },
        }
    }

    /// What tells the classes apart as it is now.
    fn kind(&self) -> HeadKind {
        match &self.trainer {
            Trainer::Fitted(fitted) => fitted.kind().cloned(),
            _ => None,
        }
        .unwrap_or_else(|| HeadKind::Layers(self.head()))
    }

    /// What it leaves for these classes, which stand in the order of their labels: the head as it is now.
    pub fn classifier(&self, classes: Vec<ClassLabel>) -> Classifier {
        let standardiser = self.dataset.standardiser.clone();
        Classifier::new(standardiser, self.kind(), classes).mirroring(self.settings.mirrors)
    }

    /// Steps that are left of it.
    pub fn steps_left(&self) -> usize {
        if self.is_over() { 0 } else { self.schedule.left() }
    }

    /// Epochs that are over.
    pub fn epoch(&self) -> u32 {
        self.schedule.epoch()
    }

    /// What it learns from and is measured on.
    pub fn dataset(&self) -> &Dataset {
        &self.dataset
    }

    /// How it trains.
    pub fn settings(&self) -> &TrainingSettings {
        &self.settings
    }
}

/// Where a run starts from.
fn start(dataset: &Dataset, settings: &TrainingSettings) -> (Head, Moments) {
    let features = dataset.training.features;
    let hidden = settings.hidden.map(|units| units.get() as usize);
    let mut rng = rng(settings.seed, Stream::Head);
    let head = Head::untrained(features, hidden, dataset.classes, &mut rng);
    let moments = Moments::zeros(&head);
    (head, moments)
}

fn optimiser(settings: &TrainingSettings) -> AdamW {
    AdamW { learning_rate: settings.learning_rate, weight_decay: settings.weight_decay }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::split::Split;
    use crate::engine::heads::dataset::at;
    use crate::engine::heads::metrics;
    use crate::engine::now::now;

    #[test]
    fn it_ends_early_with_the_head_of_the_least_loss() {
        // What is held out is of the other class than it looks: the more is learnt, the worse.
        let embeddings: Vec<Vec<f32>> = (0..8).map(|at| vec![(at / 4) as f32]).collect();
        let labels = [0, 0, 0, 1, 1, 1, 1, 0];
        let split = Split { training: vec![0, 1, 2, 4, 5, 6], held_out: vec![3, 7] };
        let dataset = Dataset::of_split(&embeddings, &labels, 2, split);
        let run = |stops_early, epochs| {
            let settings = TrainingSettings { stops_early, epochs, ..Default::default() };
            let mut run = Run::on_cpu(dataset.clone(), settings);
            while !run.is_over() {
                now(run.advance(1)).expect("the CPU stays");
            }
            run
        };
        let early = run(true, 50);
        assert_eq!((early.epoch(), early.kept_epoch(), early.steps_left()), (6, Some(1), 0));
        assert_eq!(early.head(), run(false, 1).head());
        assert_eq!((run(false, 50).epoch(), run(false, 50).kept_epoch()), (50, None));
    }

    #[test]
    fn a_head_learns_what_its_embeddings_show() {
        let labels = [vec![0; 8], vec![1; 8]].concat();
        let embeddings: Vec<Vec<f32>> =
            labels.iter().map(|&label| vec![label as f32 * 2.0 - 1.0, 0.5]).collect();
        let split = Split { training: vec![0, 1, 8, 9], held_out: vec![2, 10] };
        let dataset = Dataset::of_split(&embeddings, &labels, 2, split);
        let settings = TrainingSettings { learning_rate: 0.1, ..Default::default() };
        let mut run = Run::on_cpu(dataset, settings);
        for epoch in 1.. {
            now(run.advance_epoch()).expect("the CPU stays");
            assert_eq!((run.epoch(), run.done()), (epoch, epoch as f32 / 50.0));
            if run.is_over() {
                break;
            }
        }
        let (head, held_out) = (run.head(), &run.dataset().held_out);
        let report = metrics::report(|row| head.probabilities(row), 2, held_out.iter());
        assert!(report.score.is_some_and(|score| score.accuracy == 1.0));
        assert_eq!(held_out.len(), 2);
        let classifier = run.classifier(ClassLabel::numbered(["a", "b"].map(String::from)));
        assert_eq!(classifier.accuracy(at(&embeddings, &labels, &[3, 4, 11])), 1.0);
        assert_eq!(classifier.ranked(&embeddings[11])[0].0.0, 1);
    }
}
