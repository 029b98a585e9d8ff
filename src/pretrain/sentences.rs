//! How well a language model transfers: few-shot accuracy on short requests to an assistant, as for
//! pictures in [`few_shot`](super::few_shot).

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::few_shot::accuracies;
use crate::engine::heads::Examples;
use crate::protocol::FigureRow;

/// Intents that are told apart: the first in alphabetical order.
const INTENTS: usize = 20;

/// Sentences to measure with, each with the number of its class.
#[derive(Debug, Clone)]
pub struct Benchmark {
    classes: usize,
    train: Vec<(String, usize)>,
    test: Vec<(String, usize)>,
}

/// The parts of CLINC150's file (Larson et al. 2019, <https://aclanthology.org/D19-1131>) that are
/// used: sentences with their intents.
#[derive(Debug, Deserialize)]
struct File {
    train: Vec<(String, String)>,
    test: Vec<(String, String)>,
}

impl Benchmark {
    /// Reads a file laid out as CLINC150's.
    ///
    /// # Errors
    /// If it cannot be read, or has fewer than two intents.
    pub fn read(path: &Path) -> Result<Self> {
        let doing = || format!("reading sentences from {}", path.display());
        let text = std::fs::read_to_string(path).with_context(doing)?;
        let file: File = serde_json::from_str(&text).with_context(doing)?;
        let names: BTreeMap<&str, ()> =
            file.train.iter().map(|(_, intent)| (intent.as_str(), ())).collect();
        let numbers: BTreeMap<&str, usize> =
            names.into_keys().take(INTENTS).enumerate().map(|(at, name)| (name, at)).collect();
        ensure!(numbers.len() > 1, "{} has fewer than two intents", path.display());
        let some = |all: &[(String, String)]| {
            let known = all
                .iter()
                .filter_map(|(text, intent)| Some((text.clone(), *numbers.get(intent.as_str())?)));
            known.collect::<Vec<_>>()
        };
        Ok(Self { classes: numbers.len(), train: some(&file.train), test: some(&file.test) })
    }

    /// What is told apart, in a few words.
    pub fn task(&self) -> String {
        format!("{} intents of short requests, {} test sentences", self.classes, self.test.len())
    }

    /// Measures what gives each of some sentences an embedding.
    ///
    /// # Errors
    /// Those of `embed`.
    pub fn measure(
        &self,
        model: &str,
        embed: impl Fn(&[&str]) -> Result<Vec<Vec<f32>>>,
    ) -> Result<FigureRow> {
        let embedded = |sentences: &[(String, usize)]| -> Result<Examples> {
            let texts: Vec<&str> = sentences.iter().map(|(text, _)| text.as_str()).collect();
            let labels = sentences.iter().map(|&(_, label)| label).collect();
            Ok(Examples::new(&embed(&texts)?, labels))
        };
        let (train, test) = (embedded(&self.train)?, embedded(&self.test)?);
        Ok(accuracies(model, &train, &test, self.classes))
    }
}
