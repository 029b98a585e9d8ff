//! A run under way.

use super::request::{Lessons, Request};
use crate::browser::clock;
use crate::engine::device::Device;
use crate::engine::gpu::Gpu;
use crate::engine::heads::{self, ClassLabel, Classifier, Dataset, metrics};
use crate::engine::run::{EpochReport, Run};
use crate::error::Kind;
use crate::protocol::{
    DeviceKind, ExampleId, HeldOut, HeldOutReport, Mistake, Outcome, Progress, Recipe, RunId,
    Score, Timing,
};

/// The most steps that are taken at once: enough for the fastest GPU.
const MOST_STEPS: usize = 1 << 16;

/// Milliseconds in which the CPU has to be done for the GPU not to be asked how fast it is.
const SOON: f64 = 200.0;

/// A run under way.
#[derive(Debug)]
pub struct ActiveRun {
    request: Request,
    run: Run,
    started: f64,
    /// Steps to take at once, where the device can.
    steps: usize,
    /// A GPU that may be faster, which is not known yet.
    rival: Option<Gpu>,
    /// It, once the CPU has taken some steps: to be tried next, with the milliseconds of one of these.
    trial: Option<(Gpu, f64)>,
    /// What a step took on both devices, where that was found out.
    timing: Option<Timing>,
}

impl ActiveRun {
    /// Starts a run. With `auto` it starts on the CPU, and moves to the GPU if that is faster.
    pub fn start(request: Request, lessons: &Lessons, device: &Device, auto: bool) -> Self {
        let started = clock::now();
        let embeddings: Vec<&[f32]> = lessons.embeddings.iter().map(|it| &**it).collect();
        let Recipe::Layers(settings) = request.recipe.clone();
        let classes = request.classes.len();
        let dataset = Dataset::new(&embeddings, &lessons.labels, classes, settings.seed);
        let (run, rival) = match device {
            Device::Gpu(gpu) if auto => (Run::on_cpu(dataset, settings), Some(gpu.clone())),
            Device::Gpu(gpu) => (Run::on_gpu(dataset, settings, gpu), None),
            Device::Cpu => (Run::on_cpu(dataset, settings), None),
        };
        Self { request, run, started, steps: 1, rival, trial: None, timing: None }
    }

    /// The press of Train that it answers.
    pub fn id(&self) -> RunId {
        self.request.run
    }

    /// Whether it has come to its end.
    pub fn is_over(&self) -> bool {
        self.run.is_over()
    }

    /// What a step took on both devices, if that has been found out since it was last asked.
    pub fn take_timing(&mut self) -> Option<Timing> {
        self.timing.take()
    }

    /// Moves to the GPU if a step takes the CPU, which has just taken some, longer.
    async fn time(&mut self, gpu: &Gpu, cpu: f64) -> Result<(), Kind> {
        if cpu * self.run.steps_left() as f64 <= SOON {
            return Ok(());
        }
        let (dataset, settings) = (self.run.dataset().clone(), self.run.settings().clone());
        let mut trial = Run::on_gpu(dataset, settings, gpu);
        if trial.device() == DeviceKind::Cpu {
            return Ok(()); // It does not fit.
        }
        trial.advance(1).await?; // The first time, shaders are compiled.
        let timing = Timing { cpu, gpu: step_time(&mut trial).await? };
        drop(trial); // Both would hold all examples.
        if timing.faster() == DeviceKind::WebGpu {
            self.run.continue_on_gpu(gpu);
            self.steps = 1; // What fills the time there is found out anew.
        }
        self.timing = Some(timing);
        Ok(())
    }

    /// Trains for about `milliseconds`, or to its end. Every epoch that ends meanwhile is added to `progress`.
    ///
    /// # Errors
    /// [`DeviceError::Lost`](crate::error::DeviceError::Lost) or [`DeviceError::Failed`](crate::error::DeviceError::Failed); [`continue_on_cpu`](Self::continue_on_cpu) goes on.
    pub async fn advance(
        &mut self,
        milliseconds: f64,
        progress: &mut Vec<Progress>,
    ) -> Result<(), Kind> {
        // By itself, as it takes a while, and what was trained before is to be seen meanwhile.
        if let Some((gpu, cpu)) = self.trial.take() {
            return self.time(&gpu, cpu).await;
        }
        let start = clock::now();
        let left = self.run.steps_left();
        let (run, epochs) = (self.request.run, self.run.settings().epochs);
        loop {
            let now = clock::now();
            if self.run.is_over() {
                return Ok(());
            }
            if now >= start + milliseconds {
                let steps = (left - self.run.steps_left()).max(1);
                let cpu = (now - start) / steps as f64;
                self.trial = self.rival.take().map(|gpu| (gpu, cpu));
                return Ok(());
            }
            let reports = self.run.advance(self.steps).await?;
            for EpochReport { epoch, training, held_out } in reports {
                progress.push(Progress { run, epoch, epochs, training, held_out });
            }
            // As many as fill the time, found by doubling and halving.
            let taken = clock::now() - now;
            if taken > milliseconds {
                self.steps = (self.steps / 2).max(1);
            } else if taken < milliseconds / 2.0 {
                self.steps = (self.steps * 2).min(MOST_STEPS);
            }
        }
    }

    /// Goes on on the CPU from where the GPU's last result stands.
    pub fn continue_on_cpu(&mut self) {
        (self.rival, self.trial) = (None, None);
        self.run.continue_on_cpu();
    }

    /// What came out of it, and what classifies from now on.
    pub fn finish(self) -> (Outcome, Classifier) {
        let head = self.run.head();
        let dataset = self.run.dataset();
        let report = |examples: &heads::Examples| {
            metrics::report(|row| head.probabilities(row), head.classes(), examples.iter())
        };
        let (training, held_out) = (report(&dataset.training), report(&dataset.held_out));
        let ids: Vec<ExampleId> =
            self.request.classes.iter().flat_map(|class| class.examples.clone()).collect();
        let mut left = dataset.split.held_out.iter().zip(&dataset.held_out.labels).peekable();
        let rows = self.request.classes.iter().zip(held_out.confusion).enumerate();
        let mistake = |it: &metrics::Mistaken| {
            let example = ids[dataset.split.held_out[it.position]];
            let taken_for = self.request.classes[it.taken_for].class;
            Mistake { example, taken_for, share: it.share }
        };
        let classes = rows.map(|(label, (class, taken_for))| {
            let mut examples = Vec::new();
            while let Some((&position, _)) = left.next_if(|(_, of)| **of == label) {
                examples.push(ids[position]);
            }
            let of_it = |it: &&metrics::Mistaken| dataset.held_out.labels[it.position] == label;
            let wrong = held_out.mistakes.iter().filter(of_it).map(mistake).collect();
            HeldOut { class: class.class, examples, taken_for, wrong }
        });
        let classes = classes.collect();
        let outcome = Outcome {
            epochs: self.run.epoch(),
            stopped: !self.run.is_over(),
            device: self.run.device(),
            training_examples: dataset.training.len(),
            // There is at least one training example a class.
            training: training.score.unwrap_or(Score { loss: 0.0, accuracy: 0.0 }),
            held_out: held_out.score.map(|score| HeldOutReport { score, classes }),
            recipe: self.request.recipe.clone(),
            seconds: ((clock::now() - self.started) / 1000.0) as f32,
        };
        let classes = self.request.classes.iter();
        let classes =
            classes.map(|class| ClassLabel { id: class.class, name: class.name.clone() }).collect();
        (outcome, self.run.classifier(classes))
    }
}

/// Milliseconds that a step takes, of as many as take a while: the answer of a GPU takes time by itself.
async fn step_time(run: &mut Run) -> Result<f64, Kind> {
    let mut most = 4;
    loop {
        let (start, left) = (clock::now(), run.steps_left());
        run.advance(most).await?;
        let (taken, steps) = (clock::now() - start, left - run.steps_left());
        if taken > clock::SLICE || run.is_over() {
            return Ok(taken / steps.max(1) as f64);
        }
        most *= 4;
    }
}
