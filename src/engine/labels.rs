//! What the classifiers of others tell apart, in words.
//!
//! The names of ImageNet's classes, one a line in `imagenet.txt`, are the first words of those in the
//! npm package `@tensorflow-models/mobilenet` 2.1.1 (Copyright 2019 Google LLC, Apache-2.0); "crane"
//! and "maillot", which are there twice each, are told apart.

use crate::models::Head;

/// The classes of ImageNet, in the order of its challenge of 2012.
const IMAGENET: &str = include_str!("imagenet.txt");

/// The classes of CIFAR-10, in its own order (Krizhevsky 2009).
const CIFAR_10: [&str; 10] =
    ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

/// How many labels an answer has.
const SHOWN: usize = 5;

/// The likeliest labels for an embedding that is not standardised, with their probabilities, best
/// first.
///
/// Which labels they are is told by how many there are: 1000 are ImageNet's, 1001 are those after one
/// that stands for none of them, 10 are CIFAR-10's. Others are numbered.
pub fn likeliest(classifier: &Head, embedding: &[f32]) -> Vec<(String, f32)> {
    let probabilities = classifier.probabilities(embedding).into_iter().enumerate();
    let mut likeliest: Vec<(usize, f32)> =
        probabilities.filter(|(class, _)| !is_background(classifier.classes(), *class)).collect();
    likeliest.sort_by(|a, b| b.1.total_cmp(&a.1));
    likeliest.truncate(SHOWN);
    likeliest.into_iter().map(|(class, share)| (name(classifier.classes(), class), share)).collect()
}

/// How many of these classes an answer may name.
pub fn count(classes: usize) -> usize {
    (0..classes).filter(|&class| !is_background(classes, class)).count()
}

fn is_background(classes: usize, class: usize) -> bool {
    classes == 1001 && class == 0
}

fn name(classes: usize, class: usize) -> String {
    let known = match classes {
        10 => CIFAR_10.get(class).copied(),
        1000 => IMAGENET.lines().nth(class),
        1001 => class.checked_sub(1).and_then(|class| IMAGENET.lines().nth(class)),
        _ => None,
    };
    known.map_or_else(|| format!("class {}", class + 1), String::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::Layer;

    #[test]
    fn imagenet_has_a_thousand_names_each_once() {
        let mut names: Vec<&str> = IMAGENET.lines().collect();
        assert_eq!(names.len(), 1000);
        assert_eq!((names[0], names[327], names[999]), ("tench", "starfish", "toilet tissue"));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 1000);
    }

    #[test]
    fn the_background_is_no_answer() {
        let mut output = Layer::zeros(1, 1001);
        output.bias[0] = 9.0;
        output.bias[328] = 8.0;
        let labels = likeliest(&Head::linear(output), &[0.0]);
        assert_eq!((labels.len(), labels[0].0.as_str()), (5, "starfish"));
        assert!(labels[0].1 < 0.5, "what is left of it");
        assert_eq!((count(1001), count(1000), count(7)), (1000, 1000, 7));
    }

    #[test]
    fn labels_that_nobody_knows_are_numbered() {
        let mut output = Layer::zeros(1, 3);
        output.bias[1] = 1.0;
        let head = Head::linear(output);
        let names: Vec<_> = likeliest(&head, &[0.0]).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["class 2", "class 1", "class 3"]);
        assert_eq!(name(10, 9), "truck");
    }
}
