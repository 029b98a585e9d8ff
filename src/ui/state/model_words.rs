//! What is said of a model, in the language of the page. Workers tell it in English, as its card does; one's own they tell
//! by a key.

use crate::protocol::{ModelInfo, Origin};
use crate::words::{find, reason};

/// So many words of what a card says make up its key.
const TELLING: usize = 8;

/// The model with all that is said of it, but what its skills are called: their figures go by that.
pub(super) fn spoken(mut info: ModelInfo) -> ModelInfo {
    let architecture = of_card(&info.architecture);
    if info.origin == Origin::Own {
        for text in [&mut info.name, &mut info.about] {
            *text = reason(&text.replace(&info.architecture, &architecture));
        }
    }
    info.architecture = architecture;
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
    find(&key(text)).map_or_else(|| text.to_owned(), str::to_owned)
}

/// Under what the words of a card are: `card.a-small-encoder-that-learnt-from-books-without`.
fn key(text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).take(TELLING).collect();
    format!("card.{}", words.join("-").to_ascii_lowercase())
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
        let all =
            data.chain(rows).chain(skills).chain([&info.about, &info.architecture, &info.licence]);
        all.cloned().collect()
    }

    /// Two that say the same words first would be mistaken for each other.
    #[test]
    fn what_cards_say_is_known_and_in_english_as_it_is() {
        for info in catalog::entries() {
            for text in texts(info).iter().filter(|text| !text.is_empty()) {
                assert_eq!(find(&key(text)), Some(text.as_str()), "{}", key(text));
            }
            assert_eq!(texts(&spoken(info.clone())), texts(info));
            in_language(Language::German, || {
                let said = spoken(info.clone());
                assert_ne!(said.about, info.about);
            });
        }
    }

    #[test]
    fn what_nobody_has_said_stays_as_it_is() {
        assert_eq!(of_card("ResNet-20, wider"), "ResNet-20, wider");
        assert_eq!(
            key("A small encoder that learnt: from books"),
            "card.a-small-encoder-that-learnt-from-books"
        );
    }
}
