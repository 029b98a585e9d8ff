//! Of a file with too many rows, those that are taken: from each label its share, from everywhere in the file. Many files
//! are sorted by label, and their first rows are all of one.

use std::collections::HashMap;

use crate::protocol::Drawn;

/// The places of so many rows, in their order, and what was taken of each label, in the order in which they come. Without
/// labels, or with about as many as rows, nothing is said of them.
pub(super) fn chosen(
    rows: &[Vec<String>],
    label: Option<usize>,
    most: usize,
) -> (Vec<usize>, Vec<Drawn>) {
    let mut groups: Vec<(&str, Vec<usize>)> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        let name = label.and_then(|label| row.get(label)).map_or("", |cell| cell.trim());
        let group = *known.entry(name).or_insert_with(|| {
            groups.push((name, Vec::new()));
            groups.len() - 1
        });
        groups[group].1.push(at);
    }
    if label.is_none() || 2 * groups.len() > most {
        return (evenly(rows.len(), most).collect(), Vec::new());
    }
    let shares = shares(&groups.iter().map(|(_, places)| places.len()).collect::<Vec<_>>(), most);
    let mut chosen = Vec::with_capacity(most);
    let mut drawn = Vec::with_capacity(groups.len());
    for ((name, places), taken) in groups.into_iter().zip(shares) {
        chosen.extend(evenly(places.len(), taken).map(|at| places[at]));
        drawn.push(Drawn { label: name.to_owned(), taken, of: places.len() });
    }
    chosen.sort_unstable();
    (chosen, drawn)
}

/// So many places from everywhere below `count`, in order.
fn evenly(count: usize, taken: usize) -> impl Iterator<Item = usize> {
    let taken = taken.min(count);
    (0..taken).map(move |at| at * count / taken)
}

/// How many of each are taken so that `most` are taken in all, each at its share, and at least one of each.
fn shares(sizes: &[usize], most: usize) -> Vec<usize> {
    let all: usize = sizes.iter().sum();
    let mut taken: Vec<usize> =
        sizes.iter().map(|&size| (most * size / all.max(1)).clamp(size.min(1), size)).collect();
    // What rounding has left over, or the least of each taken too much, goes to and comes from the largest.
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(sizes[at]));
    let mut sum: usize = taken.iter().sum();
    for &at in order.iter().cycle().take(2 * most.max(sizes.len())) {
        if sum < most.min(all) && taken[at] < sizes[at] {
            taken[at] += 1;
            sum += 1;
        } else if sum > most && taken[at] > 1 {
            taken[at] -= 1;
            sum -= 1;
        }
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(labels: &[(&str, usize)]) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for &(label, count) in labels {
            rows.extend((0..count).map(|at| vec![format!("{label} {at}"), label.to_owned()]));
        }
        rows
    }

    #[test]
    fn each_label_keeps_its_share_from_everywhere() {
        let rows = rows(&[("good", 600), ("bad", 300), ("odd", 1)]);
        let (chosen, drawn) = chosen(&rows, Some(1), 90);
        assert_eq!(chosen.len(), 90);
        assert!(chosen.is_sorted());
        let taken: Vec<_> = drawn.iter().map(|it| (it.label.as_str(), it.taken, it.of)).collect();
        assert_eq!(taken, [("good", 60, 600), ("bad", 29, 300), ("odd", 1, 1)]);
        assert!(
            chosen.iter().any(|&at| at < 20) && chosen.iter().any(|&at| (580..600).contains(&at))
        );
    }

    #[test]
    fn without_labels_rows_come_from_everywhere() {
        let rows = rows(&[("a", 1000)]);
        let (places, drawn) = chosen(&rows, None, 10);
        assert_eq!(places, [0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
        assert!(drawn.is_empty());
        // Each row has a label of its own.
        assert!(chosen(&rows, Some(0), 10).1.is_empty());
    }

    #[test]
    fn many_labels_and_rounding_take_neither_more_nor_less() {
        for most in [7, 20, 64] {
            for sizes in [vec![1, 1, 1, 97], vec![33, 33, 34], vec![500, 1, 2]] {
                let taken = shares(&sizes, most);
                assert_eq!(taken.iter().sum::<usize>(), most, "{sizes:?}");
                assert!(taken.iter().zip(&sizes).all(|(taken, size)| (1..=*size).contains(taken)));
            }
        }
    }
}
