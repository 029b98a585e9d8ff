//! A run under way.

use super::request::{Lessons, Request};
use crate::browser::clock;
use crate::data::split::{Split, stratified_groups};
use crate::engine::device::Device;
use crate::engine::gpu::Gpu;
use crate::engine::heads::{ClassLabel, Classifier, Dataset, metrics};
use crate::engine::run::{EpochReport, Run};
use crate::engine::trust::{Assessment, Material, Neighbours, copies};
use crate::error::Kind;
use crate::protocol::trust::CopyGroup;
use crate::protocol::{
    DeviceKind, ExampleId, HeldOut, HeldOutReport, Mistake, Outcome, Progress, Recipe, RunId,
    Score, Timing, TrainingSettings,
};

/// The most steps that are taken at once: enough for the fastest GPU.
const MOST_STEPS: usize = 1 << 16;

/// Milliseconds in which the CPU has to be done for the GPU not to be asked how fast it is.
const SOON: f64 = 200.0;

/// A run under way: the examples are compared, then a head is trained.
#[derive(Debug)]
pub struct ActiveRun {
    request: Request,
    lessons: Lessons,
    neighbours: Neighbours,
    /// For every example the position of the first of its copies, once they have been compared.
    groups: Option<Vec<usize>>,
    /// The copies, until they are told.
    copies: Option<Vec<CopyGroup>>,
    /// What trains, once the examples have been compared.
    run: Option<Run>,
    /// What trains on all examples, once it has been measured on those held out; none where nothing was.
    again: Option<Run>,
    /// Where it is to begin.
    device: Device,
    /// Whether it may begin on the CPU and move to the GPU.
    auto: bool,
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

/// What a run leaves.
#[derive(Debug)]
pub struct Finished {
    /// What came out of it.
    pub outcome: Outcome,
    /// What classifies from now on.
    pub classifier: Classifier,
    /// What there is to find out about how far to trust it; nothing of one that was not trained.
    pub assessment: Option<Assessment>,
}

impl ActiveRun {
    /// Starts a run. With `auto` it starts on the CPU, and moves to the GPU if that is faster.
    pub fn start(request: Request, lessons: Lessons, device: &Device, auto: bool) -> Self {
        Self {
            neighbours: Neighbours::new(&lessons.embeddings, &lessons.labels),
            request,
            lessons,
            groups: None,
            copies: None,
            run: None,
            again: None,
            device: device.clone(),
            auto,
            started: clock::now(),
            steps: 1,
            rival: None,
            trial: None,
            timing: None,
        }
    }

    /// Compares the examples for about `milliseconds`; whether all have been compared.
    fn compare(&mut self, milliseconds: f64) -> bool {
        let start = clock::now();
        while !self.neighbours.is_over() && clock::now() < start + milliseconds {
            self.neighbours.advance();
        }
        self.neighbours.is_over()
    }

    /// Begins to train, with no copies on both sides of the split. Those that were not compared have none.
    fn begin(&self) -> (Run, Vec<usize>) {
        let Lessons { embeddings, labels } = &self.lessons;
        let recipe = &self.request.recipe;
        let classes = self.request.classes.len();
        let groups = match self.neighbours.is_over() {
            true => copies::groups(&self.neighbours, labels.len()),
            false => (0..labels.len()).collect(),
        };
        let split = stratified_groups(labels, &groups, classes, recipe.settings().seed);
        let dataset = Dataset::of_split(embeddings, labels, classes, split);
        let run = match (recipe, &self.device) {
            (Recipe::Layers(settings), Device::Gpu(gpu)) if !self.auto => {
                Run::on_gpu(dataset, settings.clone(), gpu)
            }
            _ => Run::of_recipe(dataset, recipe),
        };
        (run, groups)
    }

    /// The examples as they are assessed.
    fn material(&self, groups: Vec<usize>) -> Material {
        self.request.material(self.lessons.clone(), groups)
    }

    /// Which examples are copies of each other, if that has been found out since it was last asked.
    pub fn take_copies(&mut self) -> Option<Vec<CopyGroup>> {
        self.copies.take()
    }

    /// The press of Train that it answers.
    pub fn id(&self) -> RunId {
        self.request.run
    }

    /// Whether it has come to its end.
    pub fn is_over(&self) -> bool {
        let is_whole = |run: &Run| run.dataset().held_out.is_empty();
        match &self.run {
            Some(run) if run.is_over() => {
                is_whole(run) || self.again.as_ref().is_some_and(Run::is_over)
            }
            _ => false,
        }
    }

    /// Epochs that are over of what trains on all examples, and all of them, once it does.
    pub fn again(&self) -> Option<(u32, u32)> {
        self.again.as_ref().map(|run| (run.epoch(), run.settings().epochs))
    }

    /// How the same is made of other examples: of as many epochs as the head was trained that is kept.
    fn recipe_of(&self, run: &Run) -> Recipe {
        let recipe = &self.request.recipe;
        let epochs = run.kept_epoch().unwrap_or(run.epoch());
        let settings = recipe.settings().clone();
        recipe.with(TrainingSettings { epochs, stops_early: false, ..settings })
    }

    /// Begins to train on all examples as before: those held out have done their part, and are the worth of a fifth more.
    fn begin_again(&mut self) {
        let Some(run) = &self.run else { return };
        let Lessons { embeddings, labels } = &self.lessons;
        let split = Split { training: (0..labels.len()).collect(), held_out: Vec::new() };
        let dataset = Dataset::of_split(embeddings, labels, self.request.classes.len(), split);
        let recipe = self.recipe_of(run);
        self.again = Some(match (&self.device, run.device()) {
            (Device::Gpu(gpu), DeviceKind::WebGpu) => {
                Run::on_gpu(dataset, recipe.settings().clone(), gpu)
            }
            _ => Run::of_recipe(dataset, &recipe),
        });
    }

    /// What a step took on both devices, if that has been found out since it was last asked.
    pub fn take_timing(&mut self) -> Option<Timing> {
        self.timing.take()
    }

    /// Moves to the GPU if a step takes the CPU, which has just taken some, longer.
    async fn time(&mut self, gpu: &Gpu, cpu: f64) -> Result<(), Kind> {
        let Some(run) = &mut self.run else { return Ok(()) };
        if cpu * run.steps_left() as f64 <= SOON {
            return Ok(());
        }
        let (dataset, settings) = (run.dataset().clone(), run.settings().clone());
        let mut trial = Run::on_gpu(dataset, settings, gpu);
        if trial.device() == DeviceKind::Cpu {
            return Ok(()); // It does not fit.
        }
        trial.advance(1).await?; // The first time, shaders are compiled.
        let timing = Timing { cpu, gpu: step_time(&mut trial).await? };
        drop(trial); // Both would hold all examples.
        if timing.faster() == DeviceKind::WebGpu {
            run.continue_on_gpu(gpu);
            self.steps = 1; // What fills the time there is found out anew.
        }
        self.timing = Some(timing);
        Ok(())
    }

    /// Compares the examples or trains for about `milliseconds`, or to its end. Every epoch that ends meanwhile is added to
    /// `progress`.
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
        if self.run.is_none() {
            if self.compare(milliseconds) {
                let (run, groups) = self.begin();
                self.copies = Some(self.material(groups.clone()).copies());
                self.groups = Some(groups);
                self.run = Some(run);
                self.rival = match (&self.request.recipe, &self.device) {
                    (Recipe::Layers(_), Device::Gpu(gpu)) if self.auto => Some(gpu.clone()),
                    _ => None,
                };
            }
            return Ok(());
        }
        self.train(milliseconds, progress).await
    }

    async fn train(&mut self, milliseconds: f64, progress: &mut Vec<Progress>) -> Result<(), Kind> {
        let is_measured = self.run.as_ref().is_some_and(Run::is_over);
        if is_measured && self.again.is_none() {
            self.begin_again();
        }
        let training = if is_measured { &mut self.again } else { &mut self.run };
        let Some(training) = training else { return Ok(()) };
        let start = clock::now();
        let left = training.steps_left();
        let (run, epochs) = (self.request.run, training.settings().epochs);
        loop {
            let now = clock::now();
            if training.is_over() {
                return Ok(());
            }
            if now >= start + milliseconds {
                let steps = (left - training.steps_left()).max(1);
                let cpu = (now - start) / steps as f64;
                self.trial = self.rival.take().map(|gpu| (gpu, cpu));
                return Ok(());
            }
            let reports = training.advance(self.steps).await?;
            // Of what trains on all nothing is measured: how it goes was told of the one before.
            let told = reports.into_iter().filter(|_| !is_measured);
            for EpochReport { epoch, training, held_out } in told {
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
        self.device = Device::Cpu;
        self.run.iter_mut().chain(&mut self.again).for_each(Run::continue_on_cpu);
    }

    /// What it leaves.
    pub fn finish(mut self) -> Finished {
        let (run, groups) = match (self.run.take(), self.groups.take()) {
            (Some(run), Some(groups)) => (run, groups),
            // It was stopped before it began.
            _ => self.begin(),
        };
        let classes = self.request.classes.iter();
        let classes = classes.map(|class| ClassLabel { id: class.class, name: class.name.clone() });
        let classes: Vec<ClassLabel> = classes.collect();
        let measured = run.classifier(classes.clone());
        let again = self.again.take().filter(Run::is_over);
        let outcome = Outcome { whole: again.is_some(), ..self.outcome(&run, &measured) };
        let classifier = again.map_or(measured, |again| again.classifier(classes));
        let recipe = self.recipe_of(&run);
        let material = self.material(groups);
        let is_trained = run.epoch() > 0;
        let assessment = is_trained.then(|| Assessment::new(material, self.neighbours, recipe));
        Finished { outcome, classifier, assessment }
    }

    fn outcome(&self, run: &Run, classifier: &Classifier) -> Outcome {
        let dataset = run.dataset();
        let report = |positions: &[usize]| {
            let Lessons { embeddings, labels } = &self.lessons;
            let examples = positions.iter().map(|&at| (&*embeddings[at], labels[at]));
            classifier.report(examples)
        };
        let split = &dataset.split;
        let (training, held_out) = (report(&split.training), report(&split.held_out));
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
        Outcome {
            epochs: run.epoch(),
            stopped: !run.is_over(),
            device: run.device(),
            training_examples: dataset.training.len(),
            // There is at least one training example a class.
            training: training.score.unwrap_or(Score { loss: 0.0, accuracy: 0.0 }),
            held_out: held_out.score.map(|score| HeldOutReport { score, classes }),
            recipe: self.request.recipe.clone(),
            seconds: ((clock::now() - self.started) / 1000.0) as f32,
            whole: false,
            kept_epoch: run.kept_epoch(),
        }
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
