//! Which examples are copies of each other, or nearly so.
//!
//! What has the same pixels has the same embedding to the bit. Files that were made of one picture, in another size or
//! format, and frames that follow each other, have embeddings that are far nearer to each other than two pictures
//! usually are.

use super::neighbours::Neighbours;

/// The distance up to which two examples are copies, as a share of the mean distance of two examples.
///
/// Found on photos of caltech20 (`tests/native/trust/copies.rs`): by the public MobileNet, compressed, brighter and slightly
/// cropped files of a photo are below it nine times of ten, and so are few of 320,000 pairs of photos: those that show the same
/// thing from the same place.
pub const SHARE: f64 = 0.1;

/// For every example the position of the first of its group: itself where it has no copies.
///
/// Copies of copies are of the same group.
pub fn groups(neighbours: &Neighbours, examples: usize) -> Vec<usize> {
    let most = SHARE * neighbours.mean_distance();
    let mut groups: Vec<usize> = (0..examples).collect();
    for example in 0..examples {
        let near = neighbours.nearest(example).iter();
        for copy in near.take_while(|other| f64::from(other.distance) <= most) {
            let (a, b) = (first(&mut groups, example), first(&mut groups, copy.at));
            groups[a.max(b)] = a.min(b);
        }
    }
    (0..examples).map(|example| first(&mut groups, example)).collect()
}

/// The first of an example's group, so far. The way there is shortened for those who ask next.
fn first(groups: &mut [usize], example: usize) -> usize {
    let mut at = example;
    while groups[at] != at {
        groups[at] = groups[groups[at]];
        at = groups[at];
    }
    at
}

/// For each example whether it counts where copies count once: the first of its group, if all of that are of one class.
pub fn counts(groups: &[usize], labels: &[usize]) -> Vec<bool> {
    let mut counts: Vec<bool> = groups.iter().enumerate().map(|(at, &first)| first == at).collect();
    for (at, &first) in groups.iter().enumerate() {
        counts[first] &= labels[at] == labels[first];
    }
    counts
}

/// The members of each group of more than one, in their order.
pub fn members(groups: &[usize]) -> Vec<Vec<usize>> {
    let mut members = vec![Vec::new(); groups.len()];
    for (example, &first) in groups.iter().enumerate() {
        members[first].push(example);
    }
    members.retain(|members: &Vec<usize>| members.len() > 1);
    members
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_of_copies_are_one_group() {
        let angles = [0.0f32, 1.5, 0.1, 3.0, 0.2, 1.5];
        let rows: Vec<Vec<f32>> = angles.iter().map(|it| vec![it.cos(), it.sin()]).collect();
        let mut neighbours = Neighbours::new(&rows, &[0; 6]);
        neighbours.advance();
        let groups = groups(&neighbours, 6);
        assert_eq!(groups, [0, 1, 0, 3, 0, 1]);
        assert_eq!(members(&groups), [vec![0, 2, 4], vec![1, 5]]);
    }
}
