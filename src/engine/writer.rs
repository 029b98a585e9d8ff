//! Writing on from a text, token by token: what a decoder was pre-trained for.

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

use super::context::Context;
use super::cpu::TextEmbedder;
use crate::error::Kind;
use crate::protocol::WritingSettings;

/// A text that is being written.
#[derive(Debug)]
pub struct Writer {
    settings: WritingSettings,
    rng: ChaCha8Rng,
    /// What it goes on from, then what it has written.
    text: Context,
    /// Tokens it went on from.
    prompt: usize,
    /// Bytes of what it has written that it has told.
    told: usize,
    over: bool,
}

impl Writer {
    /// Begins to write on from a prompt.
    ///
    /// # Errors
    /// Those of [`Context::new`].
    pub fn new(
        model: &TextEmbedder,
        prompt: &str,
        settings: &WritingSettings,
    ) -> Result<Self, Kind> {
        let text = Context::new(model, prompt)?;
        let settings = settings.bounded();
        Ok(Self {
            rng: ChaCha8Rng::seed_from_u64(settings.seed.into()),
            settings,
            prompt: text.ids.len(),
            text,
            told: 0,
            over: false,
        })
    }

    /// Whether it has written all it was to.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Writes another token, or looks at a part of a long prompt. Gives the text that has come of it: none
    /// where the token is only a part of a letter.
    ///
    /// # Errors
    /// [`AbilityError::Cannot`](crate::error::AbilityError::Cannot), and those of [`Tokenizer::decode`](crate::formats::tokenizer::Tokenizer::decode).
    pub fn write(&mut self, model: &TextEmbedder) -> Result<String, Kind> {
        let Some(logits) = self.text.look(model)? else { return Ok(String::new()) };
        let next = self.choose(&logits);
        let written = self.text.ids.len() - self.prompt;
        if Some(next) == model.tokenizer.end_of_text() {
            self.over = true;
        } else {
            self.text.ids.push(next);
            self.over = written + 1 >= self.settings.tokens as usize;
        }
        self.tell(model)
    }

    /// Chooses a token by its logit.
    fn choose(&mut self, logits: &[f32]) -> u32 {
        let mut order: Vec<u32> = (0..logits.len() as u32).collect();
        let better =
            |&a: &u32, &b: &u32| logits[b as usize].total_cmp(&logits[a as usize]).then(a.cmp(&b));
        let top = (self.settings.top_k as usize).min(order.len());
        if top < order.len() {
            order.select_nth_unstable_by(top, better);
            order.truncate(top);
        }
        order.sort_unstable_by(better);
        let Some(&best) = order.first() else { return 0 };
        if self.settings.temperature == 0.0 {
            return best;
        }
        let weight = |id: u32| {
            ((logits[id as usize] - logits[best as usize]) / self.settings.temperature).exp()
        };
        let all: f32 = order.iter().map(|&id| weight(id)).sum();
        let mut luck = self.rng.random::<f32>() * all;
        for &id in &order {
            luck -= weight(id);
            if luck <= 0.0 {
                return id;
            }
        }
        best
    }

    /// What has been written and not told yet. Half of a letter waits for its other half.
    fn tell(&mut self, model: &TextEmbedder) -> Result<String, Kind> {
        let written = model.tokenizer.decode(&self.text.ids[self.prompt..])?;
        let whole = match self.over {
            true => written.as_str(),
            false => written.trim_end_matches(char::REPLACEMENT_CHARACTER),
        };
        // Some decoders tidy what they have told before; then what is new begins later.
        let piece = whole.get(self.told..).unwrap_or_default().to_owned();
        self.told = self.told.max(whole.len());
        Ok(piece)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{Files, language};

    /// GPT as it ships with the page.
    fn gpt() -> TextEmbedder {
        let read = |name: &str| {
            let path = format!("{}/www/weights/gpt.{name}", env!("CARGO_MANIFEST_DIR"));
            (name.to_owned(), std::fs::read(path).expect("it ships"))
        };
        let files = Files::from(["safetensors", "tokenizer.json"].map(read));
        language::read(files).and_then(TextEmbedder::new).expect("what ships is sound")
    }

    #[test]
    fn the_pieces_are_the_whole_text_and_none_ends_in_half_a_letter() {
        let gpt = gpt();
        for (prompt, temperature) in [("Once upon", 0.8), ("", 2.0), ("🦊 é", 2.0)] {
            let settings =
                WritingSettings { temperature, top_k: 1000, tokens: 150, ..Default::default() };
            let mut writer = Writer::new(&gpt, prompt, &settings).expect("it writes");
            let mut told = String::new();
            let mut calls = 0;
            while !writer.is_over() {
                let piece = writer.write(&gpt).expect("it writes on");
                assert!(writer.is_over() || !piece.ends_with(char::REPLACEMENT_CHARACTER));
                told.push_str(&piece);
                calls += 1;
            }
            let ids = &writer.text.ids[writer.prompt..];
            assert_eq!(Ok(told), gpt.tokenizer.decode(ids), "{prompt}");
            // The last call may have met the end of the text.
            assert!(ids.len() == 150 && calls == 150 || ids.len() + 1 == calls, "{prompt}");
        }
    }

    #[test]
    fn luck_chooses_among_the_best_as_often_as_their_logits_say() {
        let mut writer = Writer {
            settings: WritingSettings { temperature: 1.0, top_k: 2, ..Default::default() },
            rng: ChaCha8Rng::seed_from_u64(7),
            text: Context::default(),
            prompt: 0,
            told: 0,
            over: false,
        };
        // Of the two best, one is three times as likely as the other.
        let logits = [0.0, 3f32.ln() + 1.0, f32::NEG_INFINITY, 1.0];
        let chosen: Vec<u32> = (0..4000).map(|_| writer.choose(&logits)).collect();
        let times = |id: u32| chosen.iter().filter(|&&other| other == id).count();
        assert_eq!(times(1) + times(3), 4000);
        // Four standard deviations of a binomial distribution are 110.
        assert!(times(1).abs_diff(3000) < 110, "{}", times(1));
        writer.settings.temperature = 0.0;
        assert_eq!(writer.choose(&logits), 1);
        writer.settings.top_k = 1000;
        assert_eq!(writer.choose(&[2.0, 2.0]), 0, "of those alike, the first");
        assert_eq!(writer.choose(&[]), 0);
    }
}
