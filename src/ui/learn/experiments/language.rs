//! What models of language have learnt from texts themselves: hidden words, and next ones.

use crate::protocol::lab::{Experiment, Finding, Hidden, MaskedToken};
use crate::ui::learn::design::{Design, Field, Layout};
use crate::ui::learn::sheet::{Sheet, number};
use crate::words::Catalogue;

/// At first one that hides words of all kinds in the text that is there at first.
const SEED: Field = Field { usual: 5, ..Field::SEED };

/// Words hidden as in the pre-training of BERT.
pub static MASKING: Design = Design {
    name: "masking",
    layout: Layout::Masking,
    fields: &[SEED],
    sample: None,
    stepwise: false,
    studio: None,
    make: |settings| Experiment::Masking { text: settings.text.clone(), seed: settings.get(SEED) },
    sheet: masked_sheet,
};

/// The next token, as GPT sees it.
pub static NEXT: Design = Design {
    name: "next",
    layout: Layout::Next,
    fields: &[],
    sample: None,
    stepwise: false,
    studio: None,
    make: |settings| Experiment::NextTokens { text: settings.text.clone() },
    sheet: next_sheet,
};

/// The tokens of the sentence; none before the first answer.
pub fn tokens(findings: &[Finding]) -> Vec<MaskedToken> {
    let tokens = findings.iter().rev().find_map(|finding| match finding {
        Finding::Masked(tokens) => Some(tokens.clone()),
        _ => None,
    });
    tokens.unwrap_or_default()
}

/// What may come next, likeliest first.
pub fn nexts(findings: &[Finding]) -> Vec<(String, f32)> {
    let nexts = findings.iter().rev().find_map(|finding| match finding {
        Finding::NextTokens(nexts) => Some(nexts.clone()),
        _ => None,
    });
    nexts.unwrap_or_default()
}

fn masked_sheet(findings: &[Finding], words: &Catalogue) -> Sheet {
    let columns = ["token", "shown", "truth-share", "guess", "guess-share"];
    let row = |token: MaskedToken| {
        let Hidden { shown, guesses, truth } = token.hidden?;
        let (guess, share) = guesses.into_iter().next()?;
        Some(vec![token.token, shown, number(truth), guess, number(share)])
    };
    let rows = tokens(findings).into_iter().filter_map(row);
    Sheet::new(&columns.map(|key| words.say(key))).with(rows)
}

fn next_sheet(findings: &[Finding], words: &Catalogue) -> Sheet {
    let rows = nexts(findings).into_iter().map(|(token, share)| vec![token, number(share)]);
    Sheet::new(&["token", "share"].map(|key| words.say(key))).with(rows)
}
