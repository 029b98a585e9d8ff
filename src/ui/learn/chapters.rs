//! The chapters of the tutorial, read from their Markdown.
//!
//! A file is a chapter: `# Title`, a quote that says what it shows, then screens divided by `---`, one idea
//! each. `[[name]]` on a line of its own is an experiment; what stands between `[[child]]`, `[[adult]]` and
//! `[[end]]` are two versions of the same, with a switch.

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd, html};

use crate::words::Language;

/// A chapter in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// Names it in addresses, in every language.
    pub id: &'static str,
    /// Its title, in its language, as plain text.
    pub title: String,
    /// What it shows, in a sentence, as HTML.
    pub summary: String,
    /// Its screens, in the order to read them.
    pub screens: Vec<Screen>,
}

/// A screen: one idea.
pub type Screen = Vec<Block>;

/// A part of a screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Text, as HTML.
    Text(String),
    /// The experiment of this name.
    Experiment(String),
    /// The same for a child and for an adult, as HTML.
    Versions {
        /// For a child.
        child: String,
        /// For an adult.
        adult: String,
    },
}

impl Chapter {
    /// The names of its experiments, in their order.
    pub fn experiments(&self) -> impl Iterator<Item = &str> {
        self.screens.iter().flatten().filter_map(|block| match block {
            Block::Experiment(name) => Some(name.as_str()),
            _ => None,
        })
    }
}

/// A file's name, and what is in it in every language.
macro_rules! files {
    ($($name:literal),* $(,)?) => {
        [$((
            $name,
            include_str!(concat!("text/en/", $name, ".md")),
            include_str!(concat!("text/de/", $name, ".md")),
        )),*]
    };
}

/// All chapters, in their order: number and id, English, German.
const FILES: [(&str, &str, &str); 12] = files![
    "01-head-start",
    "02-autoencoder",
    "03-clustering",
    "04-bert",
    "05-gpt",
    "06-imagenet",
    "07-fine-tuning",
    "08-race",
    "09-few-examples",
    "10-ranking",
    "11-when-it-goes-wrong",
    "12-how-far-to-trust-it",
];

/// All chapters in a language.
pub fn chapters(language: Language) -> Vec<Chapter> {
    let read = |(name, english, german): &(&'static str, &'static str, &'static str)| {
        let id = name.split_once('-').map_or(*name, |(_, id)| id);
        chapter(
            id,
            match language {
                Language::English => english,
                Language::German => german,
            },
        )
    };
    FILES.iter().map(read).collect()
}

/// Reads a chapter.
fn chapter(id: &'static str, markdown: &str) -> Chapter {
    let (head, rest) = markdown.split_once("\n\n").unwrap_or((markdown, ""));
    let title = head.trim().trim_start_matches('#').trim().to_owned();
    let (summary, rest) = match rest.trim_start().strip_prefix('>') {
        Some(quoted) => quoted.split_once("\n\n").unwrap_or((quoted, "")),
        None => ("", rest),
    };
    let summary = summary.replace("\n>", "\n");
    let screens = rest.split("\n---\n").map(screen).filter(|screen| !screen.is_empty());
    let screens = screens.collect();
    Chapter { id, title, summary: in_line(summary.trim()), screens }
}

/// Reads a screen.
fn screen(markdown: &str) -> Screen {
    let mut blocks = Vec::new();
    let mut text = String::new();
    let mut versions: Option<[String; 2]> = None;
    let mut adult = false;
    for line in markdown.lines() {
        let name = line.trim().strip_prefix("[[").and_then(|line| line.strip_suffix("]]"));
        match (name, &mut versions) {
            (Some("child"), _) => {
                flush(&mut text, &mut blocks);
                (versions, adult) = (Some(Default::default()), false);
            }
            (Some("adult"), _) => adult = true,
            (Some("end"), _) => {
                if let Some([child, adult]) = versions.take() {
                    blocks.push(Block::Versions { child: to_html(&child), adult: to_html(&adult) });
                }
            }
            (Some(name), _) => {
                flush(&mut text, &mut blocks);
                blocks.push(Block::Experiment(name.to_owned()));
            }
            (None, Some(versions)) => {
                let version = &mut versions[usize::from(adult)];
                version.push_str(line);
                version.push('\n');
            }
            (None, None) => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    flush(&mut text, &mut blocks);
    blocks
}

/// Ends a text, if there is one.
fn flush(text: &mut String, blocks: &mut Vec<Block>) {
    let markdown = std::mem::take(text);
    if !markdown.trim().is_empty() {
        blocks.push(Block::Text(to_html(&markdown)));
    }
}

/// Markdown as HTML. Headings stand below the chapter's own; links open beside the page, as what was added
/// to it is gone when it is left.
fn to_html(markdown: &str) -> String {
    let events = Parser::new(markdown).map(|event| match event {
        Event::Start(Tag::Heading { id, classes, attrs, .. }) => {
            Event::Start(Tag::Heading { level: HeadingLevel::H2, id, classes, attrs })
        }
        Event::End(TagEnd::Heading(_)) => Event::End(TagEnd::Heading(HeadingLevel::H2)),
        other => other,
    });
    let mut text = String::new();
    html::push_html(&mut text, events);
    // A page that is sealed leads nowhere: another one does, which may reach what the texts link to.
    text.replace("<a href=\"https://", "<a target=\"_blank\" rel=\"noopener\" href=\"out/?https://")
}

/// The same of a sentence, without a paragraph around it.
fn in_line(markdown: &str) -> String {
    let text = to_html(markdown);
    text.trim().trim_start_matches("<p>").trim_end_matches("</p>").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::learn::experiments::{ALL, BORROWED};

    #[test]
    fn a_chapter_has_a_title_a_summary_and_screens() {
        let read = chapter(
            "made-up",
            "# A title\n\n> What it *shows*.\n\n## First\n\nText with [a link](https://x.org).\n\n[[race]]\n\n---\n\n[[child]]\nA cook.\n[[adult]]\nA **network**.\n[[end]]\n",
        );
        assert_eq!(
            (read.title.as_str(), read.summary.as_str()),
            ("A title", "What it <em>shows</em>.")
        );
        assert_eq!(read.screens.len(), 2);
        let Block::Text(text) = &read.screens[0][0] else { panic!("{:?}", read.screens[0]) };
        assert!(text.starts_with("<h2>First</h2>"), "{text}");
        assert!(
            text.contains("<a target=\"_blank\" rel=\"noopener\" href=\"out/?https://x.org\">"),
            "{text}"
        );
        assert_eq!(read.experiments().collect::<Vec<_>>(), ["race"]);
        let versions = Block::Versions {
            child: "<p>A cook.</p>\n".into(),
            adult: "<p>A <strong>network</strong>.</p>\n".into(),
        };
        assert_eq!(read.screens[1], [versions]);
    }

    #[test]
    fn every_language_has_the_same_chapters_with_every_experiment_once() {
        let [english, german] = Language::ALL.map(chapters);
        let mut found = Vec::new();
        for (english, german) in english.iter().zip(&german) {
            assert_eq!(english.id, german.id);
            assert_eq!(english.screens.len(), german.screens.len(), "{}", english.id);
            let names: Vec<_> = english.experiments().collect();
            assert_eq!(names, german.experiments().collect::<Vec<_>>());
            for chapter in [english, german] {
                assert!(!chapter.title.is_empty() && !chapter.summary.is_empty());
                let has_something_to_touch = !names.is_empty();
                assert!(has_something_to_touch, "{}", chapter.id);
            }
            found.extend(names);
        }
        let mut all: Vec<&str> = ALL.iter().map(|design| design.name).collect();
        all.extend(BORROWED.map(|(name, _)| name));
        all.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, all);
    }
}
