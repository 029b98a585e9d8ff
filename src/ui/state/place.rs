//! The pages there are, and their addresses below wherever the site is.

use crate::protocol::Modality;
use crate::words::say;

/// A page of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// Teaching and trying with pictures.
    #[default]
    Studio,
    /// The same with texts.
    Texts,
    /// The gallery of models.
    Models,
    /// The tutorial, a program of its own.
    Learn,
}

impl Place {
    /// All of them, in the order of the navigation.
    pub const ALL: [Self; 4] = [Self::Studio, Self::Texts, Self::Models, Self::Learn];

    /// Its name in the navigation.
    pub fn name(self) -> &'static str {
        match self {
            Self::Studio => say("place.studio"),
            Self::Texts => say("place.texts"),
            Self::Models => say("place.models"),
            Self::Learn => say("place.learn"),
        }
    }

    /// The document's title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Studio => "Headstart",
            Self::Texts => say("title.texts"),
            Self::Models => say("title.models"),
            Self::Learn => say("title.learn"),
        }
    }

    /// Its address from where the site is, whose own ends in a slash.
    pub fn path(self) -> &'static str {
        match self {
            Self::Studio => "",
            Self::Texts => "text/",
            Self::Models => "models/",
            Self::Learn => "learn/",
        }
    }

    /// What is taught with there, if it is a studio.
    pub fn modality(self) -> Option<Modality> {
        match self {
            Self::Studio => Some(Modality::Pictures),
            Self::Texts => Some(Modality::Texts),
            Self::Models | Self::Learn => None,
        }
    }

    /// The page at the end of a path. Hosts differ in whether they add a slash to a folder's name or
    /// show the file in it.
    pub fn at(path: &str) -> Self {
        let path = path.strip_suffix("index.html").unwrap_or(path);
        let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let is_here = |place: &Self| {
            let name = place.path().trim_end_matches('/');
            !name.is_empty() && name == last
        };
        Self::ALL.into_iter().find(is_here).unwrap_or_default()
    }
}
