//! The pages there are, and their addresses below wherever the site is.

/// A page of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// Teaching and trying.
    #[default]
    Studio,
    /// The gallery of models.
    Models,
}

impl Place {
    /// All of them, in the order of the navigation.
    pub const ALL: [Self; 2] = [Self::Studio, Self::Models];

    /// Its name in the navigation.
    pub fn name(self) -> &'static str {
        match self {
            Self::Studio => "Studio",
            Self::Models => "Models",
        }
    }

    /// The document's title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Studio => "Headstart",
            Self::Models => "Models – Headstart",
        }
    }

    /// Its address from where the site is, whose own ends in a slash.
    pub fn path(self) -> &'static str {
        match self {
            Self::Studio => "",
            Self::Models => "models/",
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
