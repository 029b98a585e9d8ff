//! The run under way, and the head that the last one left.

use crate::browser::clock;
use crate::engine::device::Device;
use crate::engine::gpu::Gpu;
use crate::engine::measured::Measured;
use crate::engine::metrics;
use crate::engine::standardise::Standardiser;
use crate::engine::training::{EpochReport, Lesson, Run};
use crate::error::Kind;
use crate::models::Head;
use crate::protocol::{ClassId, DeviceKind, ExampleId, HeldOut, Outcome, Progress, RunId, Score};
use crate::worker::desk::Desk;
use crate::worker::job::{Done, Slice};
use crate::worker::request::{Lessons, Request};

/// Starts a run.
pub fn start(desk: &mut Desk, request: Request, lessons: &Lessons, auto: bool) -> Done {
    desk.run = Some(ActiveRun::start(request, lessons, &desk.device, auto));
    Done::Well
}

/// Trains for a moment. What comes out at the end of the run is in use from then on.
pub async fn train(desk: &mut Desk) -> Done {
    let mut slice = Slice::default();
    if let Some(run) = &mut desk.run {
        let advanced = run.advance(clock::SLICE, &mut slice.progress).await;
        slice.measured = run.measured.take();
        let is_over = run.run.is_over();
        slice.end = match advanced {
            Ok(()) if is_over => end(desk).map(|(_, outcome)| Ok(outcome)),
            Ok(()) => None,
            Err(kind) => Some(Err(kind)),
        };
    }
    Done::Trained(slice)
}

/// Ends the run under way where it stands.
pub fn finish(desk: &mut Desk) -> Done {
    Done::Finished(end(desk))
}

/// Forgets the run under way.
pub fn drop_run(desk: &mut Desk) -> Done {
    desk.run = None;
    Done::Well
}

fn end(desk: &mut Desk) -> Option<(RunId, Outcome)> {
    let run = desk.run.take()?;
    let id = run.request.run;
    let (outcome, trained) = run.finish();
    desk.trained = Some(trained);
    Some((id, outcome))
}

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
    /// What a step took on both devices, where that was found out.
    measured: Option<Measured>,
}

/// A trained head with all it takes to use it.
#[derive(Debug)]
pub struct Trained {
    head: Head,
    standardiser: Standardiser,
    classes: Vec<ClassId>,
}

impl ActiveRun {
    /// Starts a run. With `auto` it starts on the CPU, and moves to the GPU if that is faster.
    fn start(request: Request, lessons: &Lessons, device: &Device, auto: bool) -> Self {
        let started = clock::now();
        let embeddings: Vec<&[f32]> = lessons.embeddings.iter().map(|it| &**it).collect();
        let settings = request.settings.clone();
        let classes = request.classes.len();
        let lesson = Lesson::new(&embeddings, &lessons.labels, classes, settings.seed);
        let (run, rival) = match device {
            Device::Gpu(gpu) if auto => (Run::on_cpu(lesson, settings), Some(gpu.clone())),
            Device::Gpu(gpu) => (Run::on_gpu(lesson, settings, gpu), None),
            Device::Cpu => (Run::on_cpu(lesson, settings), None),
        };
        Self { request, run, started, steps: 1, rival, measured: None }
    }

    /// Moves to the GPU if a step takes the CPU, which has just taken some, longer.
    async fn time(&mut self, gpu: &Gpu, cpu: f64) -> Result<(), Kind> {
        if cpu * self.run.steps_left() as f64 <= SOON {
            return Ok(());
        }
        let (lesson, settings) = (self.run.lesson().clone(), self.run.settings().clone());
        let mut trial = Run::on_gpu(lesson, settings, gpu);
        if trial.device() == DeviceKind::Cpu {
            return Ok(()); // It does not fit.
        }
        trial.advance(1).await?; // The first time, shaders are compiled.
        let measured = Measured { cpu, gpu: step_time(&mut trial).await? };
        drop(trial); // Both would hold all examples.
        if measured.faster() == DeviceKind::WebGpu {
            self.run.continue_on_gpu(gpu);
            self.steps = 1; // What fills the time there is found out anew.
        }
        self.measured = Some(measured);
        Ok(())
    }

    /// Trains for about `milliseconds`, or to its end. Every epoch that ends meanwhile is added to `progress`.
    ///
    /// # Errors
    /// [`DeviceError::Lost`](crate::error::DeviceError::Lost) or [`DeviceError::Failed`](crate::error::DeviceError::Failed); [`continue_on_cpu`](Self::continue_on_cpu) goes on.
    async fn advance(
        &mut self,
        milliseconds: f64,
        progress: &mut Vec<Progress>,
    ) -> Result<(), Kind> {
        let start = clock::now();
        let left = self.run.steps_left();
        let (run, epochs) = (self.request.run, self.request.settings.epochs);
        loop {
            let now = clock::now();
            if self.run.is_over() {
                return Ok(());
            }
            if now >= start + milliseconds {
                return match self.rival.take() {
                    Some(gpu) => {
                        let steps = left - self.run.steps_left();
                        self.time(&gpu, (now - start) / steps.max(1) as f64).await
                    }
                    None => Ok(()),
                };
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
        self.rival = None;
        self.run.continue_on_cpu();
    }

    /// What came out of it, and the head to use from now on.
    fn finish(self) -> (Outcome, Trained) {
        let head = self.run.head();
        let lesson = self.run.lesson();
        let training = metrics::report(&head, lesson.training.iter());
        let held_out = metrics::report(&head, lesson.held_out.iter());
        let ids: Vec<ExampleId> =
            self.request.classes.iter().flat_map(|class| class.examples.clone()).collect();
        let mut left = lesson.split.held_out.iter().zip(&lesson.held_out.labels).peekable();
        let rows = self.request.classes.iter().zip(held_out.confusion).enumerate();
        let held_out_rows = rows.map(|(label, (class, taken_for))| {
            let mut examples = Vec::new();
            while let Some((&position, _)) = left.next_if(|(_, of)| **of == label) {
                examples.push(ids[position]);
            }
            HeldOut { class: class.class, examples, taken_for }
        });
        let outcome = Outcome {
            epochs: self.run.epoch(),
            stopped: !self.run.is_over(),
            device: self.run.device(),
            training_examples: lesson.training.len(),
            held_out: held_out_rows.collect(),
            // There is at least one training example a class.
            training: training.score.unwrap_or(Score { loss: 0.0, accuracy: 0.0 }),
            held_out_score: held_out.score,
            settings: self.run.settings().clone(),
            seconds: ((clock::now() - self.started) / 1000.0) as f32,
        };
        let trained = Trained {
            head,
            standardiser: lesson.standardiser.clone(),
            classes: self.request.classes.iter().map(|class| class.class).collect(),
        };
        (outcome, trained)
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

impl Trained {
    /// Every class with its probability for one embedding, best first.
    pub fn classify(&self, embedding: &[f32]) -> Vec<(ClassId, f32)> {
        let probabilities = self.head.probabilities(&self.standardiser.apply(embedding));
        let mut classes: Vec<_> = self.classes.iter().copied().zip(probabilities).collect();
        classes.sort_by(|a, b| b.1.total_cmp(&a.1));
        classes
    }
}
