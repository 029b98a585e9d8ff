//! What is taken away: the model and the head, put together by the worker with what they say of examples.

use std::sync::Arc;

use super::State;
use crate::error::Result;
use crate::protocol::project::ModelRef;
use crate::protocol::takeaway::Wish;
use crate::protocol::{BundlePiece, Bundled, Command, ExampleId, Input, RequestId, RunId};

/// The most examples that a file is run on where none was held out.
const SOME: usize = 40;

/// What is put together, or was.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Takeaway {
    /// How many examples have been answered, and how many there are, while it is put together.
    pub going: Option<(usize, usize)>,
    /// What was put together of the run.
    bundle: Option<(RunId, Arc<Bundled>)>,
    /// Whether no format holds the model.
    pub no_format: bool,
    request: RequestId,
}

impl State {
    /// What was put together of the head in use, where it was.
    pub fn bundle(&self) -> Option<&Arc<Bundled>> {
        let run = self.trained()?.run;
        self.takeaway.bundle.as_ref().filter(|(of, _)| *of == run).map(|(_, bundle)| bundle)
    }

    /// Has the model and the head put together, with what they say of what was held out; of some examples where nothing
    /// was.
    pub fn bundle_up(&mut self) -> Vec<Command> {
        let inputs = self.probed();
        let request = self.next_request();
        let takeaway = &mut self.takeaway;
        (takeaway.going, takeaway.no_format) = (Some((0, inputs.len())), false);
        takeaway.request = request;
        vec![Command::Bundle { request, inputs }]
    }

    /// Has nothing put together any more.
    pub fn stop_bundling(&mut self) -> Vec<Command> {
        self.takeaway.going.take().map(|_| Command::StopBundling).into_iter().collect()
    }

    /// What to write of it; none where nothing was put together.
    pub fn wish_for(&self, format: &str, today: &str) -> Option<Wish> {
        let bundle = self.bundle()?;
        let project = self.project();
        let name = |id| project.classes.iter().find(|class| class.id == id);
        let labels = bundle.classes.iter().map(|&id| name(id).map(|class| class.name.clone()));
        let info = self.model.loaded.as_ref().map(|loaded| &loaded.info);
        let chosen = self.trust.keeps.and_then(|_| self.trust.keeping());
        Some(Wish {
            bundle: bundle.address.clone(),
            format: format.to_owned(),
            labels: labels.map(Option::unwrap_or_default).collect(),
            threshold: chosen.map(|(_, point)| point.threshold),
            project: self.file_stem().to_owned(),
            model: info.map(|info| info.name.clone()).unwrap_or_default(),
            licence: info.map(|info| info.licence.clone()).unwrap_or_default(),
            date: today.to_owned(),
            saved: project.without_examples(self.model_to_say()).write(),
        })
    }

    pub(super) fn bundled(&mut self, request: RequestId, piece: Result<BundlePiece>) {
        let takeaway = &mut self.takeaway;
        if request != takeaway.request || takeaway.going.is_none() {
            return;
        }
        match piece {
            Ok(BundlePiece::Answered(answered)) => {
                takeaway.going = takeaway.going.map(|(_, all)| (answered, all));
                return;
            }
            Ok(BundlePiece::Whole(bundle)) => {
                let run = self.document.project().trained.as_ref().map(|trained| trained.run);
                takeaway.bundle = run.map(|run| (run, Arc::new(bundle)));
            }
            Ok(BundlePiece::NoFormat) => takeaway.no_format = true,
            Err(error) => self.warn(error),
        }
        self.takeaway.going = None;
    }

    /// What was put together is gone with the worker.
    pub(super) fn forget_bundle(&mut self) {
        self.takeaway = Takeaway::default();
    }

    /// The model in use, in words that mean the same wherever they are read.
    fn model_to_say(&self) -> ModelRef {
        match (&self.project().model, &self.model.loaded) {
            (ModelRef::Usual, Some(loaded)) => ModelRef::Offered(loaded.info.id.clone()),
            // Copies are on this device alone.
            (ModelRef::Kept(files), _) => {
                ModelRef::Files(files.iter().map(|file| file.name.clone()).collect())
            }
            (other, _) => other.clone(),
        }
    }

    /// What a file is to be run on.
    fn probed(&self) -> Vec<Input> {
        let held_out = self.trained().and_then(|trained| trained.outcome.held_out.as_ref());
        let held_out: Vec<ExampleId> = held_out
            .iter()
            .flat_map(|report| report.classes.iter().flat_map(|class| class.examples.clone()))
            .collect();
        let all = self.project().classes.iter().flat_map(|class| &class.examples);
        let ids = all.map(|example| example.id);
        let some: Vec<ExampleId> = if held_out.is_empty() {
            ids.take(SOME).collect()
        } else {
            ids.filter(|id| held_out.contains(id)).collect()
        };
        some.into_iter().filter_map(|id| self.input_of(id)).collect()
    }
}
