//! How well every class is told from the others: as scikit-learn's `classification_report`.

/// Of one class, or a mean over all: 0 to 1; what would be divided by zero is 0.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Figures {
    /// Of those taken for the class, the share that is of it.
    pub precision: f64,
    /// Of those of the class, the share taken for it.
    pub recall: f64,
    /// The harmonic mean of the two.
    pub f1: f64,
}

/// The figures of all classes, and their means.
#[derive(Debug, Clone, PartialEq)]
pub struct PerClass {
    /// Each class's, and how many examples it has.
    pub classes: Vec<(Figures, usize)>,
    /// The mean of the classes.
    pub macro_mean: Figures,
    /// The mean of the classes, by how many examples they have.
    pub weighted_mean: Figures,
    /// The share of all examples that is taken for its own class.
    pub accuracy: f64,
}

/// The figures by `[true class][class it was taken for]`, in examples.
pub fn per_class(confusion: &[Vec<usize>]) -> PerClass {
    let share = |part: usize, of: usize| if of == 0 { 0.0 } else { part as f64 / of as f64 };
    let mut right = 0;
    let classes: Vec<(Figures, usize)> = (0..confusion.len())
        .map(|class| {
            let hits = confusion[class][class];
            right += hits;
            let support: usize = confusion[class].iter().sum();
            let taken: usize = confusion.iter().map(|row| row[class]).sum();
            let f1 = share(2 * hits, support + taken);
            (Figures { precision: share(hits, taken), recall: share(hits, support), f1 }, support)
        })
        .collect();
    let all: usize = classes.iter().map(|(_, support)| support).sum();
    let mean = |weight: &dyn Fn(usize) -> f64| {
        let sum = |of: fn(&Figures) -> f64| {
            classes.iter().map(|(figures, support)| of(figures) * weight(*support)).sum()
        };
        Figures {
            precision: sum(|it| it.precision),
            recall: sum(|it| it.recall),
            f1: sum(|it| it.f1),
        }
    };
    let each = 1.0 / classes.len().max(1) as f64;
    PerClass {
        macro_mean: mean(&|_| each),
        weighted_mean: mean(&|support| share(support, all)),
        accuracy: share(right, all),
        classes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_that_nothing_is_taken_for_has_zeros() {
        let found = per_class(&[vec![3, 0, 1], vec![2, 0, 0], vec![0, 0, 0]]);
        let (first, support) = found.classes[0];
        assert_eq!((first.precision, first.recall, support), (0.6, 0.75, 4));
        assert_eq!(found.classes[1], (Figures::default(), 2));
        assert_eq!(found.classes[2].1, 0);
        assert_eq!(found.accuracy, 0.5);
        assert!((found.weighted_mean.recall - 0.5).abs() < 1e-12);
        assert!((found.macro_mean.recall - 0.25).abs() < 1e-12);
    }
}
