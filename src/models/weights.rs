//! Named arrays, as they come out of a weights file and before an architecture takes them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeBounds;

use crate::error::WeightsError;

/// A tensor in the host's memory: row-major `values` of a `shape`.
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    /// Length of each axis.
    pub shape: Vec<usize>,
    /// As many values as the product of the shape.
    pub values: Vec<f32>,
}

/// The arrays of one weights file, by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weights {
    arrays: BTreeMap<String, Array>,
    /// What the file stores as other kinds of number, and which. Counters and masks are best passed
    /// over, but quantised weights are best complained about, and only an architecture can tell.
    unread: BTreeMap<String, String>,
}

impl Weights {
    /// The array of this name and shape.
    ///
    /// # Errors
    /// [`WeightsError::MissingTensor`]; [`WeightsError::UnsupportedNumbers`] if the file has it as another kind of
    /// number; [`WeightsError::WrongShape`]; or [`WeightsError::NotFinite`] if a value is NaN or infinite: such
    /// weights would silently turn every prediction into nonsense.
    pub fn get(&self, name: &str, shape: &[usize]) -> Result<&[f32], WeightsError> {
        let array = self.arrays.get(name).ok_or_else(|| self.absent(name))?;
        if array.shape != shape {
            return Err(WeightsError::WrongShape {
                tensor: name.into(),
                expected: shape.to_vec(),
                actual: array.shape.clone(),
            });
        }
        if array.values.iter().any(|value| !value.is_finite()) {
            return Err(WeightsError::NotFinite(name.into()));
        }
        Ok(&array.values)
    }

    /// Takes the array of this name and shape out, so that its values need not be copied.
    ///
    /// # Errors
    /// Those of [`get`](Self::get).
    pub fn take(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, WeightsError> {
        self.get(name, shape)?;
        Ok(self.arrays.remove(name).map(|array| array.values).unwrap_or_default())
    }

    /// Forgets arrays by their names.
    pub fn retain(&mut self, wanted: impl Fn(&str) -> bool) {
        self.arrays.retain(|name, _| wanted(name));
    }

    /// The same arrays under other names: each goes through all rules in their order.
    ///
    /// # Errors
    /// [`WeightsError::Malformed`] if two have the same name then.
    pub fn renamed(self, rules: &[Rename]) -> Result<Self, WeightsError> {
        let rename = |name: String| rules.iter().fold(name, |name, rule| rule.apply(name));
        let unread = self.unread.into_iter().map(|(name, stored)| (rename(name), stored));
        let mut renamed = Self { unread: unread.collect(), ..Self::default() };
        for (name, array) in self.arrays {
            renamed.insert(&rename(name), array)?;
        }
        Ok(renamed)
    }

    fn absent(&self, name: &str) -> WeightsError {
        match self.unread.get(name) {
            Some(stored) => {
                WeightsError::UnsupportedNumbers { tensor: name.into(), stored: stored.clone() }
            }
            None => WeightsError::MissingTensor(name.into()),
        }
    }

    /// All arrays, in alphabetical order of their names.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Array)> {
        self.arrays.iter().map(|(name, array)| (name.as_str(), array))
    }

    /// The shape of the array of this name.
    pub fn shape(&self, name: &str) -> Option<&[usize]> {
        self.arrays.get(name).map(|array| array.shape.as_slice())
    }

    /// Whether the file has a tensor of this name, be it of a kind of number that is read or not.
    pub fn mentions(&self, name: &str) -> bool {
        self.arrays.contains_key(name) || self.unread.contains_key(name)
    }

    /// How many arrays there are.
    pub fn len(&self) -> usize {
        self.arrays.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.arrays.is_empty()
    }

    /// Notes a tensor that was not read because it is stored as another kind of number.
    pub fn pass_over(&mut self, name: &str, stored: &str) {
        self.unread.insert(name.into(), stored.into());
    }

    /// Adds an array.
    ///
    /// # Errors
    /// [`WeightsError::Malformed`] if there is one of this name: which of the two is meant, nobody knows.
    pub fn insert(&mut self, name: &str, array: Array) -> Result<(), WeightsError> {
        match self.arrays.insert(name.into(), array) {
            Some(_) => Err(WeightsError::Malformed(format!("the tensor {name} is in it twice"))),
            None => Ok(()),
        }
    }

    /// Adds all arrays of another file, as when a model is spread over several.
    ///
    /// # Errors
    /// [`WeightsError::Malformed`] if an array is in both.
    pub fn merge(&mut self, other: Self) -> Result<(), WeightsError> {
        self.unread.extend(other.unread);
        other.arrays.into_iter().try_for_each(|(name, array)| self.insert(&name, array))
    }

    /// Takes arrays out one by one and knows in the end which were left over.
    pub fn reader(&self) -> Reader<'_> {
        Reader { weights: self, taken: BTreeSet::new(), ignored: Vec::new() }
    }
}

/// A rule for names of tensors, of which an architecture has a table: what it is called in other files,
/// and what here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rename {
    /// A name that starts with the first starts with the second here.
    Start(&'static str, &'static str),
    /// A name that ends with the first ends with the second here.
    End(&'static str, &'static str),
}

impl Rename {
    fn apply(self, name: String) -> String {
        let renamed = match self {
            Self::Start(there, here) => {
                name.strip_prefix(there).map(|rest| format!("{here}{rest}"))
            }
            Self::End(there, here) => name.strip_suffix(there).map(|rest| format!("{rest}{here}")),
        };
        renamed.unwrap_or(name)
    }
}

impl FromIterator<(String, Array)> for Weights {
    fn from_iter<I: IntoIterator<Item = (String, Array)>>(arrays: I) -> Self {
        Self { arrays: arrays.into_iter().collect(), unread: BTreeMap::new() }
    }
}

/// How the names of what training leaves beside the weights begin: optimisers' state, and averages of
/// the weights.
const TRAINING_STARTS: [&str; 7] =
    ["optimizer", "Adam/", "RMSprop/", "SGD/", "training/", "ema.", "ema_model."];

/// How the names of what training leaves beside the weights end: counters of steps, and, named after
/// the weight they belong to, averages of it and optimisers' state.
const TRAINING_ENDS: [&str; 8] = [
    "global_step",
    "num_batches_tracked",
    "/ExponentialMovingAverage",
    "/Adam",
    "/Adam_1",
    "/Momentum",
    "/RMSProp",
    "/RMSProp_1",
];

/// Notes which arrays an architecture takes, so that a file of another model, which happens to have
/// all it needs, is told from its own. What training leaves beside the weights is not minded.
///
/// ```
/// # use headstart::models::{Array, Weights};
/// let one = Array { shape: vec![1], values: vec![1.0] };
/// let weights: Weights = ["scale", "head.bias"].map(|name| (name.into(), one.clone())).into_iter().collect();
/// let mut reader = weights.reader().ignoring("head.");
/// assert_eq!(reader.get("scale", &[1]), Ok([1.0].as_slice()));
/// assert_eq!(reader.finish(), Ok(()));
/// ```
#[derive(Debug)]
pub struct Reader<'a> {
    weights: &'a Weights,
    taken: BTreeSet<&'a str>,
    ignored: Vec<String>,
}

impl<'a> Reader<'a> {
    /// How many left-over arrays are named.
    const NAMED: usize = 3;

    /// Does not mind if arrays whose names start like this are left over, such as the head of the task
    /// it was trained for.
    pub fn ignoring(mut self, prefix: &str) -> Self {
        self.ignored.push(prefix.into());
        self
    }

    /// The array of this name and shape, which counts as taken.
    ///
    /// # Errors
    /// Those of [`Weights::get`].
    pub fn get(&mut self, name: &str, shape: &[usize]) -> Result<&'a [f32], WeightsError> {
        let values = self.weights.get(name, shape)?;
        if let Some((name, _)) = self.weights.arrays.get_key_value(name) {
            self.taken.insert(name);
        }
        Ok(values)
    }

    /// Whether the file has a tensor of this name, as [`Weights::mentions`].
    pub fn has(&self, name: &str) -> bool {
        self.weights.mentions(name)
    }

    /// The length of an axis, by which an architecture tells how large it is: to be asked for before
    /// the array is taken. Nothing but its bounds and the number of axes is checked. Errors give
    /// `usual`, the shape at the usual size, as what is needed.
    ///
    /// # Errors
    /// [`WeightsError::MissingTensor`], [`WeightsError::UnsupportedNumbers`], [`WeightsError::WrongShape`].
    pub fn length(
        &self,
        name: &str,
        axis: usize,
        usual: &[usize],
        bounds: impl RangeBounds<usize>,
    ) -> Result<usize, WeightsError> {
        let shape = self.weights.shape(name).ok_or_else(|| self.weights.absent(name))?;
        match shape.get(axis) {
            Some(length) if shape.len() == usual.len() && bounds.contains(length) => Ok(*length),
            _ => Err(WeightsError::WrongShape {
                tensor: name.into(),
                expected: usual.to_vec(),
                actual: shape.to_vec(),
            }),
        }
    }

    /// The names of the arrays that were neither taken nor ignored, in alphabetical order.
    pub fn left_over(&self) -> impl Iterator<Item = &'a str> {
        self.weights.arrays.keys().map(String::as_str).filter(|name| {
            !self.taken.contains(name)
                && !self.ignored.iter().any(|prefix| name.starts_with(prefix))
                && !TRAINING_STARTS.iter().any(|start| name.starts_with(start))
                && !TRAINING_ENDS.iter().any(|end| name.ends_with(end))
        })
    }

    /// Checks that nothing is left over.
    ///
    /// # Errors
    /// [`WeightsError::LeftOver`].
    pub fn finish(&self) -> Result<(), WeightsError> {
        match self.left_over().count() {
            0 => Ok(()),
            count => Err(WeightsError::LeftOver {
                tensors: self.left_over().take(Self::NAMED).map(String::from).collect(),
                count,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights(names: &[&str]) -> Weights {
        let array = Array { shape: vec![2], values: vec![1.0, 2.0] };
        names.iter().map(|&name| (name.to_string(), array.clone())).collect()
    }

    #[test]
    fn what_is_not_taken_is_left_over() {
        let weights = weights(&["a", "b", "c", "d", "head.bias", "stem"]);
        let mut reader = weights.reader().ignoring("head.");
        assert_eq!(reader.get("stem", &[2]), Ok([1.0, 2.0].as_slice()));
        let tensors = ["a", "b", "c"].map(String::from).to_vec();
        assert_eq!(reader.finish(), Err(WeightsError::LeftOver { tensors, count: 4 }));
    }

    #[test]
    fn names_go_through_all_rules() {
        let rules = [
            Rename::End("gamma", "weight"),
            Rename::Start("h.", "body.h."),
            Rename::Start("x", "y"),
        ];
        let renamed = weights(&["h.0.gamma", "gammas", "xx"]).renamed(&rules).expect("no clash");
        let names: Vec<&str> = renamed.iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["body.h.0.weight", "gammas", "yx"]);
        assert!(weights(&["gamma", "weight"]).renamed(&rules).is_err());
    }

    #[test]
    fn what_is_taken_is_gone() {
        let mut weights = weights(&["a"]);
        assert!(matches!(weights.take("a", &[3]), Err(WeightsError::WrongShape { .. })));
        assert_eq!(weights.take("a", &[2]), Ok(vec![1.0, 2.0]));
        assert_eq!(weights.take("a", &[2]), Err(WeightsError::MissingTensor("a".into())));
    }

    #[test]
    fn what_training_leaves_is_not_minded() {
        let weights = weights(&["bn1.num_batches_tracked", "a/kernel/Adam_1", "global_step"]);
        assert_eq!(weights.reader().finish(), Ok(()));
    }

    #[test]
    fn lengths_are_bounded() {
        let array = Array { shape: vec![1 << 60, 0], values: vec![] };
        let weights: Weights = [("x".to_string(), array)].into_iter().collect();
        let reader = weights.reader();
        assert_eq!(reader.length("x", 0, &[8, 8], 1..), Ok(1 << 60));
        let wrong = WeightsError::WrongShape {
            tensor: "x".into(),
            expected: vec![8, 8],
            actual: vec![1 << 60, 0],
        };
        assert_eq!(reader.length("x", 0, &[8, 8], 1..=99), Err(wrong.clone()));
        assert_eq!(reader.length("x", 1, &[8, 8], 1..), Err(wrong));
        assert!(reader.length("x", 0, &[8], 1..).is_err());
        assert_eq!(reader.length("y", 0, &[8], 1..), Err(WeightsError::MissingTensor("y".into())));
    }

    #[test]
    fn what_is_refused_is_not_taken() {
        let weights = weights(&["a"]);
        let mut reader = weights.reader();
        assert!(matches!(reader.get("a", &[3]), Err(WeightsError::WrongShape { .. })));
        assert_eq!(reader.left_over().collect::<Vec<_>>(), ["a"]);
    }

    #[test]
    fn numbers_of_another_kind_are_named_only_when_they_are_needed() {
        let mut weights = weights(&["a"]);
        weights.pass_over("q", "I8");
        assert_eq!(weights.reader().ignoring("a").finish(), Ok(()));
        assert_eq!(
            weights.get("q", &[1]),
            Err(WeightsError::UnsupportedNumbers { tensor: "q".into(), stored: "I8".into() })
        );
    }

    #[test]
    fn values_that_are_no_numbers_are_refused() {
        let array = Array { shape: vec![1], values: vec![f32::NAN] };
        let weights: Weights = [("x".to_string(), array)].into_iter().collect();
        assert_eq!(weights.get("x", &[1]), Err(WeightsError::NotFinite("x".into())));
    }
}
