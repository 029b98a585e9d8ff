//! What is tried for each failure: which pictures a head is given, and which it is used on.

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

use super::scene::{Puzzle, Scene};
use crate::data::sample::Background;
use crate::protocol::lab::{Failure, Side, Weights};

/// Draws of examples where there are too few.
const DRAWS: u32 = 5;

/// A head to train.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// Which side it is of.
    pub side: Side,
    /// What its backbone starts from.
    pub weights: Weights,
    /// Which draw of the examples.
    pub draw: u32,
    /// Positions of the pictures that it is given, class by class.
    pub given: Vec<usize>,
    /// Positions of those that it is used on.
    pub used: Vec<usize>,
    /// Whether no other of its side comes before it.
    pub is_first_of_side: bool,
}

impl Trial {
    /// Positions of all pictures that it takes.
    pub fn pictures(&self) -> impl Iterator<Item = usize> {
        self.given.iter().chain(&self.used).copied()
    }
}

/// Pictures, and the heads that are trained with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What is told apart: classes of the sample.
    pub classes: Vec<usize>,
    /// All pictures.
    pub scenes: Vec<Scene>,
    /// How some of them are cut.
    pub puzzle: Puzzle,
    /// The heads, in their order.
    pub trials: Vec<Trial>,
}

impl Plan {
    /// That of a failure: chance decides on every picture.
    pub fn of(failure: Failure, seed: u32) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(u64::from(seed));
        match failure {
            Failure::Shortcut => Self::shortcut(&mut rng),
            Failure::Unbalanced => Self::unbalanced(&mut rng),
            Failure::TooFew => Self::too_few(&mut rng),
            Failure::FarBackbone => Self::far_backbone(&mut rng),
        }
    }

    /// The class of a picture, counted from 0.
    pub fn label(&self, scene: &Scene) -> usize {
        self.classes.iter().position(|&class| class == scene.class).unwrap_or(0)
    }

    fn new(classes: &[usize], rng: &mut ChaCha8Rng) -> Self {
        let puzzle = Puzzle::by_lot(rng);
        Self { classes: classes.to_vec(), scenes: Vec::new(), puzzle, trials: Vec::new() }
    }

    /// Takes so many new pictures of each class.
    fn some(&self, counts: &[usize], rng: &mut ChaCha8Rng) -> Vec<Scene> {
        let classes = self.classes.iter().zip(counts);
        classes.flat_map(|(&class, &count)| Scene::some(class, count, rng)).collect()
    }

    /// Puts pictures where trials find them.
    fn keep(&mut self, scenes: Vec<Scene>) -> Vec<usize> {
        let first = self.scenes.len();
        self.scenes.extend(scenes);
        (first..self.scenes.len()).collect()
    }

    fn add(&mut self, side: Side, weights: Weights, draw: u32, given: Vec<usize>, used: &[usize]) {
        let is_first_of_side = self.trials.iter().all(|trial| trial.side != side);
        let used = used.to_vec();
        self.trials.push(Trial { side, weights, draw, given, used, is_first_of_side });
    }

    /// Two classes, one of which always stands before warm colours and the other before cool ones: the colours
    /// are easier to learn than the things. In use, and on the right side, either stands before either.
    fn shortcut(rng: &mut ChaCha8Rng) -> Self {
        const GIVEN: usize = 20;
        const USED: usize = 20;
        let mut plan = Self::new(&[5, 2], rng);
        let either = |scenes: Vec<Scene>| -> Vec<Scene> {
            let halves = [Background::Warm, Background::Cool].into_iter().cycle();
            scenes.into_iter().zip(halves).map(|(scene, half)| scene.on(half)).collect()
        };
        let scenes = plan.some(&[GIVEN; 2], rng);
        let giving_away = |scene: &Scene| match plan.label(scene) {
            0 => scene.on(Background::Warm),
            _ => scene.on(Background::Cool),
        };
        let given_away = scenes.iter().map(giving_away).collect();
        let used = either(plan.some(&[USED; 2], rng));
        let [wrong, right, used] =
            [given_away, either(scenes), used].map(|scenes| plan.keep(scenes));
        plan.add(Side::Wrong, Weights::Pretrained, 0, wrong, &used);
        plan.add(Side::Right, Weights::Pretrained, 0, right, &used);
        plan
    }

    /// Many of one class and hardly any of the other: whoever always says the first is nearly always right with
    /// examples like these. In use, either comes as often.
    fn unbalanced(rng: &mut ChaCha8Rng) -> Self {
        const MANY: usize = 40;
        const FEW: usize = 3;
        const USED: usize = 25;
        let mut plan = Self::new(&[0, 3], rng);
        let all = plan.some(&[MANY, MANY / 2], rng);
        let at = plan.keep(all);
        let (first, second) = at.split_at(MANY);
        let wrong = [first, &second[..FEW]].concat();
        let right = [&first[..MANY / 2], second].concat();
        let used = plan.some(&[USED; 2], rng);
        let used = plan.keep(used);
        plan.add(Side::Wrong, Weights::Pretrained, 0, wrong, &used);
        plan.add(Side::Right, Weights::Pretrained, 0, right, &used);
        plan
    }

    /// Three examples a class, of which one is held out: then what one is told is luck, which several draws show.
    fn too_few(rng: &mut ChaCha8Rng) -> Self {
        const FEW: usize = 3;
        const ENOUGH: usize = 30;
        const USED: usize = 25;
        let mut plan = Self::new(&[0, 3], rng);
        let used = plan.some(&[USED; 2], rng);
        let used = plan.keep(used);
        // As many as all draws of the few take; each draw of enough leaves some of them out.
        let pool = plan.some(&[ENOUGH * 3 / 2; 2], rng);
        let pool = plan.keep(pool);
        let pools: Vec<Vec<usize>> = pool.chunks(ENOUGH * 3 / 2).map(<[usize]>::to_vec).collect();
        for (side, each) in [(Side::Wrong, FEW), (Side::Right, ENOUGH)] {
            for draw in 0..DRAWS {
                let given = super::super::heads::draw(&pools, each, u64::from(draw));
                plan.add(side, Weights::Pretrained, draw, given, &used);
            }
        }
        plan
    }

    /// Pictures cut into pieces that lie in another order, always the same: nothing is lost, but they are like
    /// nothing that the backbone has seen, and it hardly helps more than one of random weights.
    fn far_backbone(rng: &mut ChaCha8Rng) -> Self {
        const GIVEN: usize = 15;
        const USED: usize = 15;
        let mut plan = Self::new(&[0, 1, 2, 3], rng);
        let given = plan.some(&[GIVEN; 4], rng);
        let used = plan.some(&[USED; 4], rng);
        let sides = [(Side::Wrong, true), (Side::Right, false)];
        for (side, in_pieces) in sides {
            let cut = |scene: &Scene| if in_pieces { scene.in_pieces() } else { *scene };
            let [given, used] = [&given, &used].map(|scenes| scenes.iter().map(cut).collect());
            let [given, used] = [given, used].map(|scenes: Vec<Scene>| plan.keep(scenes));
            for weights in [Weights::Pretrained, Weights::Random] {
                plan.add(side, weights, 0, given.clone(), &used);
            }
        }
        plan
    }
}
