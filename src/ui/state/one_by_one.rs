//! Sets and maps that are gathered one by one. `collect` sorts first, and a sort is compiled for every type: several KB
//! of the page for each, where at most some thousands are gathered.

use std::collections::{BTreeMap, BTreeSet};

/// A set of these.
pub fn set<T: Ord>(all: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(all);
    set
}

/// A map of these.
pub fn map<K: Ord, V>(all: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(all);
    map
}
