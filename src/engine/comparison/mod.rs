//! Which kind of head works best on these examples: all kinds by repeated cross-validation, each asked about the same parts.

mod paired;

use std::rc::Rc;

use crate::data::interval::wilson;
use crate::data::split::{Split, folds};
use crate::engine::heads::metrics::best;
use crate::engine::heads::{ClassLabel, Dataset};
use crate::engine::run::Run;
use crate::engine::trust::{Neighbours, copies};
use crate::error::Kind;
use crate::protocol::{HeadChoice, RankedHead, Ranking, Recipe};

/// Parts that the examples are divided into.
const FOLDS: usize = 5;

/// How often they are divided anew, where they are few: what one division says of few examples is half chance.
const REPEATS: usize = 3;

/// With more examples they are divided once: that takes long enough, and says enough.
const MANY: usize = 1000;

/// All kinds of head, one part after the other, a moment at a time.
#[derive(Debug)]
pub struct Comparison {
    embeddings: Vec<Rc<[f32]>>,
    labels: Vec<usize>,
    classes: usize,
    recipe: Recipe,
    /// Which examples are copies of each other, until that is known.
    neighbours: Option<Neighbours>,
    groups: Vec<usize>,
    repeats: usize,
    /// The part of each example in the present division; none of those that are always trained on.
    folds: Vec<Option<usize>>,
    /// How many heads have been made.
    made: usize,
    run: Option<Run>,
    tried: Vec<Tried>,
}

/// What came of one kind so far.
#[derive(Debug, Clone, Default)]
struct Tried {
    /// Right answers and answers about every part that was left out.
    parts: Vec<[usize; 2]>,
    milliseconds: f64,
}

impl Tried {
    fn right(&self) -> usize {
        self.parts.iter().map(|[right, _]| right).sum()
    }

    fn asked(&self) -> usize {
        self.parts.iter().map(|[_, asked]| asked).sum()
    }

    fn accuracy(&self) -> f64 {
        self.right() as f64 / self.asked().max(1) as f64
    }
}

impl Comparison {
    /// Begins with raw embeddings of one length, each with its class. The settings are the recipe's.
    pub fn new(
        embeddings: Vec<Rc<[f32]>>,
        labels: Vec<usize>,
        classes: usize,
        recipe: Recipe,
    ) -> Self {
        let neighbours = Some(Neighbours::new(&embeddings, &labels));
        let repeats = if labels.len() > MANY { 1 } else { REPEATS };
        Self {
            embeddings,
            labels,
            classes,
            recipe,
            neighbours,
            groups: Vec::new(),
            repeats,
            folds: Vec::new(),
            made: 0,
            run: None,
            tried: vec![Tried::default(); HeadChoice::ALL.len()],
        }
    }

    /// Compares examples, or takes the next step of training.
    ///
    /// # Errors
    /// None, as it is of the CPU; but it is said where one is.
    pub async fn advance(&mut self) -> Result<(), Kind> {
        if let Some(neighbours) = &mut self.neighbours {
            if neighbours.is_over() {
                self.groups = copies::groups(neighbours, self.labels.len());
                self.neighbours = None;
                self.divide();
            } else {
                neighbours.advance();
            }
            return Ok(());
        }
        if self.is_over() {
            return Ok(());
        }
        let Some(mut run) = self.run.take().or_else(|| self.next_run()) else {
            self.go_on();
            return Ok(());
        };
        run.advance(1).await?;
        if run.is_over() {
            self.ask(&run);
            self.go_on();
        } else {
            self.run = Some(run);
        }
        Ok(())
    }

    /// What was done last took so long: it is of the kind whose turn it was before, so it is told at once.
    pub async fn advance_timed(&mut self, clock: impl Fn() -> f64) -> Result<(), Kind> {
        let (is_comparing, kind) = (self.neighbours.is_some(), self.turn().1);
        let start = clock();
        self.advance().await?;
        if !is_comparing {
            self.tried[kind].milliseconds += clock() - start;
        }
        Ok(())
    }

    /// Divides the examples, each time otherwise.
    fn divide(&mut self) {
        let (seed, division) = (self.recipe.settings().seed, self.turn().0 / FOLDS);
        let seed = seed.wrapping_add(division as u32);
        self.folds = folds(&self.labels, &self.groups, self.classes, FOLDS, seed);
    }

    /// The part that is left out, over all divisions, and the kind whose turn it is.
    fn turn(&self) -> (usize, usize) {
        (self.made / HeadChoice::ALL.len(), self.made % HeadChoice::ALL.len())
    }

    fn go_on(&mut self) {
        let division = self.turn().0 / FOLDS;
        self.made += 1;
        if self.turn().0 / FOLDS != division && !self.is_over() {
            self.divide();
        }
    }

    fn is_left_out(&self, example: usize) -> bool {
        self.folds[example] == Some(self.turn().0 % FOLDS)
    }

    /// The training of a head without the present part; none where the part is empty.
    fn next_run(&self) -> Option<Run> {
        let all = 0..self.labels.len();
        let training: Vec<usize> = all.filter(|&at| !self.is_left_out(at)).collect();
        if training.len() == self.labels.len() {
            return None;
        }
        let split = Split { training, held_out: Vec::new() };
        let dataset = Dataset::of_split(&self.embeddings, &self.labels, self.classes, split);
        let recipe = self.recipe.with_head(HeadChoice::ALL[self.turn().1]);
        Some(Run::of_recipe(dataset, &recipe))
    }

    /// Asks the head about those that it has not seen, of copies the first.
    fn ask(&mut self, run: &Run) {
        let names = ClassLabel::numbered((0..self.classes).map(|_| String::new()));
        let classifier = run.classifier(names);
        let counts = copies::counts(&self.groups, &self.labels);
        let mut part = [0, 0];
        for at in (0..self.labels.len()).filter(|&at| counts[at] && self.is_left_out(at)) {
            let is_right = best(&classifier.logits(&self.embeddings[at])) == self.labels[at];
            part = [part[0] + usize::from(is_right), part[1] + 1];
        }
        let kind = self.turn().1;
        self.tried[kind].parts.push(part);
    }

    /// Whether all kinds have been tried on all parts.
    pub fn is_over(&self) -> bool {
        self.made >= self.heads()
    }

    fn heads(&self) -> usize {
        self.repeats * FOLDS * HeadChoice::ALL.len()
    }

    /// Share that is done, 0 to 1.
    pub fn done(&self) -> f32 {
        let under_way = self.run.as_ref().map_or(0.0, Run::done);
        (self.made as f32 + under_way) / self.heads() as f32
    }

    /// What came of it, in so many seconds. Of kinds that are equally right the one comes first that is usual.
    pub fn ranking(&self, seconds: f32) -> Ranking {
        let mut order: Vec<usize> = (0..self.tried.len()).collect();
        order.sort_by_key(|&kind| std::cmp::Reverse(self.tried[kind].right()));
        let first = &self.tried[order[0]];
        let examples = first.asked() / self.repeats;
        let heads = order.iter().map(|&kind| {
            let tried = &self.tried[kind];
            let [low, high] = wilson(tried.accuracy(), examples);
            let made = tried.parts.len().max(1) as f64;
            RankedHead {
                head: HeadChoice::ALL[kind],
                accuracy: tried.accuracy() as f32,
                range: [low as f32, high as f32],
                behind: (first.accuracy() - tried.accuracy()) as f32,
                give_or_take: give_or_take(first, tried) as f32,
                seconds: (tried.milliseconds / 1000.0 / made) as f32,
            }
        });
        Ranking { examples, repeats: self.repeats, heads: heads.collect(), seconds }
    }
}

/// How much more or less may lie between two kinds, with 95 % confidence.
fn give_or_take(one: &Tried, other: &Tried) -> f64 {
    let share = |&[right, asked]: &[usize; 2]| right as f64 / asked.max(1) as f64;
    let parts = one.parts.iter().zip(&other.parts).filter(|([_, asked], _)| *asked > 0);
    let differences: Vec<f64> = parts.map(|(one, other)| share(one) - share(other)).collect();
    paired::give_or_take(&differences, 1.0 / (FOLDS - 1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::now::now;
    use crate::protocol::TrainingSettings;

    fn compared(rows: &[Vec<f32>], labels: &[usize], classes: usize) -> Ranking {
        let rows = rows.iter().map(|row| Rc::from(row.as_slice())).collect();
        let settings = TrainingSettings { epochs: 3, ..Default::default() };
        let recipe = Recipe::Layers(settings);
        let mut comparison = Comparison::new(rows, labels.to_vec(), classes, recipe);
        let mut before = 0.0;
        while !comparison.is_over() {
            now(comparison.advance_timed(|| 1.0)).expect("the CPU stays");
            assert!(comparison.done() >= before, "it goes forwards");
            before = comparison.done();
        }
        assert_eq!(before, 1.0);
        comparison.ranking(1.5)
    }

    /// So many of each of two classes, no two of which are copies, and all told apart with ease.
    fn easy(each: usize) -> (Vec<Vec<f32>>, Vec<usize>) {
        let row = |at: usize| {
            let mut row = vec![0.0; 2 + 2 * each];
            row[at / each] = 1.0;
            row[2 + at] = 0.8;
            row
        };
        let labels = [vec![0; each], vec![1; each]].concat();
        ((0..2 * each).map(row).collect(), labels)
    }

    #[test]
    fn kinds_that_are_equally_right_are_behind_by_chance_alone() {
        let (rows, labels) = easy(10);
        let ranking = compared(&rows, &labels, 2);
        assert_eq!((ranking.repeats, ranking.seconds, ranking.heads.len()), (3, 1.5, 5));
        assert_eq!(ranking.examples, 20);
        let first = ranking.heads[0];
        assert_eq!((first.accuracy, first.behind), (1.0, 0.0));
        assert!(first.range[0] < 1.0 && first.range[1] == 1.0);
        for head in ranking.heads.iter().filter(|head| head.accuracy == 1.0) {
            assert!(head.may_be_chance(), "{head:?}");
        }
    }

    #[test]
    fn copies_are_asked_about_once() {
        let (rows, labels) = easy(4);
        let ten = |rows: Vec<Vec<f32>>| -> Vec<Vec<f32>> {
            rows.iter().flat_map(|row| vec![row.clone(); 10]).collect()
        };
        let all: Vec<usize> = labels.iter().flat_map(|&label| vec![label; 10]).collect();
        let once = compared(&rows, &labels, 2).examples;
        assert_eq!(compared(&ten(rows), &all, 2).examples, once);
    }

    #[test]
    fn where_nothing_can_be_left_out_nothing_is_said() {
        let ranking = compared(&[vec![1.0, 0.0], vec![0.0, 1.0]], &[0, 1], 2);
        assert_eq!(ranking.examples, 0);
        assert!(ranking.heads.iter().all(|head| head.range == [0.0, 1.0]));
    }
}
