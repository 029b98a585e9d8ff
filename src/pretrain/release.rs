//! A model of language as it leaves the program: weights with their sizes, and the tokenizer.

use std::path::Path;

use anyhow::{Result, anyhow};

use super::publish::{self, Abilities, Description};
use crate::engine::cpu::TextEmbedder;
use crate::engine::finetuning::parameters::Parameters;
use crate::error::Kind;
use crate::formats::card::Source;
use crate::formats::language::{self, CONFIG};
use crate::formats::safetensors::{self, Precision};
use crate::formats::tokenizer::Tokenizer;
use crate::formats::{Files, hf_config};
use crate::models::language::LanguageConfig;
use crate::protocol::{Figures, Skill};

/// Weights and tokenizer as files.
#[derive(Debug, Clone)]
pub struct Release {
    id: &'static str,
    config: LanguageConfig,
    parameters: usize,
    weights: Vec<u8>,
    tokenizer: Vec<u8>,
}

impl Release {
    /// Writes the files into memory.
    ///
    /// # Errors
    /// If the tokenizer cannot be written.
    pub fn new(
        id: &'static str,
        config: LanguageConfig,
        parameters: &Parameters,
        tokenizer: &Tokenizer,
    ) -> Result<Self> {
        let tokenizer = tokenizer.write().map_err(|kind| anyhow!("the tokenizer: {kind}"))?;
        let nothing = Self { id, config, parameters: 0, weights: Vec::new(), tokenizer };
        Ok(nothing.with(parameters))
    }

    /// The same network with other weights.
    pub fn with(&self, parameters: &Parameters) -> Self {
        let mut metadata = publish::metadata(self.id);
        metadata.insert(CONFIG.into(), hf_config::write(&self.config));
        let weights = safetensors::write(&parameters.to_weights(), &metadata, Precision::Half);
        Self { weights, parameters: parameters.values.len(), ..self.clone() }
    }

    /// Reads the files back as the page does: what is measured are weights rounded as they ship.
    ///
    /// # Errors
    /// If they are not read.
    pub fn read(&self) -> Result<TextEmbedder> {
        let files = Files::from([
            ("model.safetensors".into(), self.weights.clone()),
            ("tokenizer.json".into(), self.tokenizer.clone()),
        ]);
        let model = language::read(files).and_then(TextEmbedder::new);
        model.map_err(|kind: Kind| anyhow!("reading the model back: {kind}"))
    }

    /// Writes files, card and manifest into a folder, and prints the figures.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn publish(
        &self,
        folder: &Path,
        description: Description,
        sources: &[Source],
        figures: Vec<Skill>,
        few_shot: Figures,
    ) -> Result<()> {
        for figure in &figures {
            print!("{}: {:.3}", figure.name, figure.value);
            for (name, value) in &figure.beside {
                print!("; {name}: {value:.3}");
            }
            println!();
        }
        let abilities = Abilities {
            input_size: self.config.positions(),
            embedding_size: self.config.embedding_size(),
            multiplications: self.config.multiplications(),
            figures,
            few_shot,
        };
        let files = publish::Files { weights: &self.weights, tokenizer: Some(&self.tokenizer) };
        let card =
            publish::write(folder, &files, self.parameters, description, sources, abilities)?;
        println!("{}: {} bytes, SHA-256 {}", card.file, card.bytes, card.sha256);
        Ok(())
    }
}
