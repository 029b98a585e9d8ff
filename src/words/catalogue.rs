//! Words by their keys, as the files have them.

/// What is said, by its key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalogue(Vec<(&'static str, &'static str)>);

impl Catalogue {
    /// Reads a list of `- key: words`; other lines are for who reads the file.
    pub fn read(markdown: &'static str) -> Self {
        let mut all = Self::default();
        for line in markdown.lines() {
            if let Some((key, words)) =
                line.strip_prefix("- ").and_then(|entry| entry.split_once(": "))
            {
                match all.place(key) {
                    Ok(at) => all.0[at].1 = words,
                    Err(at) => all.0.insert(at, (key, words)),
                }
            }
        }
        all
    }

    /// The words of a key; the key itself where there are none, which the tests notice.
    pub fn say<'a>(&self, key: &'a str) -> &'a str {
        self.find(key).unwrap_or(key)
    }

    /// The words of a key, if there are any.
    pub fn find(&self, key: &str) -> Option<&'static str> {
        self.place(key).ok().and_then(|at| self.0.get(at)).map(|(_, words)| *words)
    }

    /// The words of a key, with values in the places of `{0}`, `{1}`…
    pub fn with(&self, key: &str, values: &[&str]) -> String {
        filled(self.say(key), values)
    }

    /// The keys of all words, in alphabetical order.
    pub fn keys(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|(key, _)| *key)
    }

    fn place(&self, key: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(other, _)| (*other).cmp(key))
    }
}

/// A text with values in the places of `{0}`, `{1}`… A value that looks like a place is left as it is.
pub(super) fn filled(text: &str, values: &[&str]) -> String {
    let mut rest = text;
    let mut filled = String::with_capacity(text.len());
    while let Some((before, after)) = rest.split_once('{') {
        filled += before;
        let value = after.split_once('}').and_then(|(place, after)| {
            let place: usize = place.parse().ok()?;
            Some((*values.get(place)?, after))
        });
        match value {
            Some((value, after)) => {
                filled += value;
                rest = after;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled += rest;
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_places_for_values() {
        let words = Catalogue::read("# Words\n\n- steps: {1} of {0} steps\n- stop: Stop\n");
        assert_eq!(words.with("steps", &["9", "3"]), "3 of 9 steps");
        assert_eq!((words.say("stop"), words.say("missing")), ("Stop", "missing"));
        assert_eq!(words.keys().collect::<Vec<_>>(), ["steps", "stop"]);
    }

    #[test]
    fn a_value_that_looks_like_a_place_is_left_as_it_is() {
        assert_eq!(filled("“{0}” {{1} {x} {1}", &["{1}", "b"]), "“{1}” {b {x} b");
        assert_eq!(filled("{0} {7", &[]), "{0} {7");
    }
}
