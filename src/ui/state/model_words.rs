//! What is said of a model, in the language of the page. Workers tell it in English, as its card does; one's own they tell
//! by a key.

use crate::protocol::{ModelInfo, Origin};
use crate::words::{find, reason};

/// So many words of what a card says make up its key.
const TELLING: usize = 8;

/// Where it is kept what networks are called: from the start, as the names of one's own models have it in them.
const NETWORKS: &str = "network";

/// Where the rest is that cards say. It comes with what is shown late, as the gallery is.
const CARDS: &str = "card";

/// The model with what its network is called, in its name too.
pub(super) fn named(mut info: ModelInfo) -> ModelInfo {
    let architecture = said(NETWORKS, &info.architecture);
    if info.origin == Origin::Own {
        for text in [&mut info.name, &mut info.about] {
            *text = reason(&text.replace(&info.architecture, &architecture));
        }
    }
    info.architecture = architecture;
    info
}

/// The model with all that its card says, but what its skills are called: their figures go by that.
pub fn told(mut info: ModelInfo) -> ModelInfo {
    let data = info.data.iter_mut().flat_map(|data| [&mut data.name, &mut data.licence]);
    let figures = info.figures.iter_mut().flat_map(|figures| {
        figures.rows.iter_mut().map(|row| &mut row.model).chain([&mut figures.task])
    });
    for text in data.chain(figures).chain([&mut info.about, &mut info.licence]) {
        *text = of_card(text);
    }
    info
}

/// What a card says, in the language of the page; as it is, where nobody has said it so.
pub fn of_card(text: &str) -> String {
    said(CARDS, text)
}

fn said(section: &str, text: &str) -> String {
    find(&key(section, text)).map_or_else(|| text.to_owned(), str::to_owned)
}

/// Under what the words of a card are: `card.a-small-encoder-that-learnt-from-books-without`.
fn key(section: &str, text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).take(TELLING).collect();
    format!("{section}.{}", words.join("-").to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::catalog;
    use crate::words::Language;
    use crate::words::speaking::in_language;

    fn texts(info: &ModelInfo) -> Vec<String> {
        let data = info.data.iter().flat_map(|data| [&data.name, &data.licence]);
        let figures = info.figures.iter();
        let rows = figures.flat_map(|it| it.rows.iter().map(|row| &row.model).chain([&it.task]));
        let skills = info.skills.iter();
        let skills = skills.flat_map(|it| it.beside.iter().map(|(name, _)| name).chain([&it.name]));
        data.chain(rows).chain(skills).chain([&info.about, &info.licence]).cloned().collect()
    }

    /// Two that say the same words first would be mistaken for each other.
    #[test]
    fn what_cards_say_is_known_and_in_english_as_it_is() {
        for info in catalog::entries() {
            let network = (NETWORKS, info.architecture.clone());
            for (section, text) in
                texts(info).into_iter().map(|text| (CARDS, text)).chain([network])
            {
                let key = key(section, &text);
                assert!(text.is_empty() || find(&key) == Some(text.as_str()), "{key}");
            }
            let spoken = |info: &ModelInfo| told(named(info.clone()));
            assert_eq!(spoken(info), *info);
            in_language(Language::German, || assert_ne!(spoken(info).about, info.about));
        }
    }

    #[test]
    fn what_nobody_has_said_stays_as_it_is() {
        assert_eq!(of_card("ResNet-20, wider"), "ResNet-20, wider");
        assert_eq!(
            key(CARDS, "A small encoder that learnt: from books"),
            "card.a-small-encoder-that-learnt-from-books"
        );
    }
}
