//! What is drawn for each doubt: what a head is given, and what it is asked about.

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;
use rand::seq::index;

use crate::data::sample::CLASSES;
use crate::engine::lab::failures::scene::Scene;
use crate::protocol::lab::Doubt;

/// Pictures that a head is given and asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The classes that it is taught: those of the sample.
    pub classes: Vec<usize>,
    /// What it is given.
    pub given: Vec<Scene>,
    /// The class that each of these is said to be in, counted from 0.
    pub labels: Vec<usize>,
    /// The class that each of these is of.
    pub truth: Vec<usize>,
    /// New pictures that it is asked about. Those of classes that it is not taught are strangers.
    pub asked: Vec<Scene>,
}

impl Plan {
    /// That of a doubt: chance decides on every picture.
    pub fn of(doubt: Doubt, seed: u32) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(u64::from(seed));
        match doubt {
            Doubt::Certainty => Self::drawn(CLASSES.len(), 8, 40, 0, &mut rng),
            Doubt::Strangers => Self::drawn(5, 30, 15, 25, &mut rng),
            Doubt::Labels => Self::drawn(5, 20, 25, 0, &mut rng).mislabelled(10, &mut rng),
        }
    }

    /// So many classes by lot, with so many pictures of each given, and so many asked about; and so many of each of the
    /// other classes.
    fn drawn(
        classes: usize,
        given: usize,
        asked: usize,
        strange: usize,
        rng: &mut ChaCha8Rng,
    ) -> Self {
        let order = index::sample(rng, CLASSES.len(), CLASSES.len()).into_vec();
        let (classes, others) = order.split_at(classes);
        let mut plan = Self {
            classes: classes.to_vec(),
            given: Vec::new(),
            labels: Vec::new(),
            truth: Vec::new(),
            asked: Vec::new(),
        };
        for (label, &class) in classes.iter().enumerate() {
            // Together, so that none is twice among them.
            let mut scenes = Scene::some(class, given + asked, rng);
            plan.asked.extend(scenes.split_off(given));
            plan.given.extend(scenes);
            plan.labels.extend(vec![label; given]);
        }
        for &class in others {
            plan.asked.extend(Scene::some(class, strange, rng));
        }
        plan.truth = plan.labels.clone();
        plan
    }

    /// The same with so many pictures said to be in another class, by lot.
    fn mislabelled(mut self, wrong: usize, rng: &mut ChaCha8Rng) -> Self {
        let classes = self.classes.len();
        for at in index::sample(rng, self.labels.len(), wrong) {
            let further = 1 + index::sample(rng, classes - 1, 1).index(0);
            self.labels[at] = (self.truth[at] + further) % classes;
        }
        self
    }

    /// The class of a picture, counted from 0; none of a stranger.
    pub fn class(&self, scene: &Scene) -> Option<usize> {
        self.classes.iter().position(|&class| class == scene.class)
    }

    /// The name of a class, counted from 0.
    pub fn name(&self, class: usize) -> String {
        CLASSES[self.classes[class]].to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_asked_about_was_given() {
        for doubt in Doubt::ALL {
            let plan = Plan::of(doubt, 5);
            let same = |a: &Scene, b: &Scene| (a.class, a.index) == (b.class, b.index);
            let both = plan.given.iter().any(|a| plan.asked.iter().any(|b| same(a, b)));
            assert!(!both, "{doubt:?}");
        }
    }

    #[test]
    fn strangers_are_of_no_class_and_wrong_labels_are_wrong() {
        let plan = Plan::of(Doubt::Strangers, 5);
        let strangers = plan.asked.iter().filter(|scene| plan.class(scene).is_none()).count();
        assert_eq!((strangers, plan.asked.len()), (75, 150));
        assert!(plan.given.iter().all(|scene| plan.class(scene).is_some()));
        let plan = Plan::of(Doubt::Labels, 5);
        let pairs = plan.labels.iter().zip(&plan.truth);
        assert_eq!(pairs.filter(|(label, truth)| label != truth).count(), 10);
        assert_eq!(Plan::of(Doubt::Labels, 5), plan, "the seed decides");
    }
}
