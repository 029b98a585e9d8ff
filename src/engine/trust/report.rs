//! What follows from the answers of heads that have not seen the examples: piece by piece, as the page is told.

use std::rc::Rc;

use super::calibration::{self, Sure};
use super::material::Material;
use super::neighbours::Neighbours;
use super::out_of_fold::OutOfFold;
use super::per_class::{self, per_class};
use super::probability::{likeliest, softmax};
use super::{sets, suspects, temperature};
use crate::engine::heads::known::{self, Known};
use crate::protocol::trust::{
    AnswerOutOfFold, Answers, Calibration, ClassFigures, ClassSets, Figures, MeasuredSets,
    PerClass, ReliabilityBin, Suspect, Suspects, TrustPiece, Unknown, UnknownPoint,
};

/// What makes the probabilities of a head mean something.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibrating {
    /// What its logits are to be multiplied by.
    pub factor: f32,
    /// What it can tell from anything else; none where nothing could be measured.
    pub known: Option<Known>,
}

/// The shares of cases in which sets may miss the right class.
const MISSES: [f64; 2] = [0.1, 0.05];

/// Suspects that are told of at least, if there are as many examples.
const MOST_SUSPECTS: usize = 200;

/// An example that was asked.
#[derive(Debug)]
struct Asked {
    /// Its position among all.
    at: usize,
    label: usize,
    fold: usize,
    logits: Vec<f32>,
    /// With the temperature.
    probabilities: Vec<f64>,
    /// With the temperature that is found without its part.
    unseen: Vec<f64>,
    counts: bool,
}

impl Asked {
    fn own(&self) -> f64 {
        self.probabilities[self.label]
    }
}

/// What follows from the answers.
#[derive(Debug)]
pub struct Report {
    material: Rc<Material>,
    folds: Vec<Option<usize>>,
    asked: Vec<Asked>,
    factor: f64,
    /// Distances of those that count to all others but their copies, from least to greatest. Nothing is trained for them,
    /// so each example is a part of its own.
    distances: Vec<f32>,
    /// What is found next.
    next: Measure,
}

/// What is found, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Measure {
    Answers,
    Calibration,
    Sets,
    PerClass,
    Unknown,
    Suspects,
    Nothing,
}

impl Report {
    /// Of answers that are all there.
    pub fn new(material: Rc<Material>, answers: &OutOfFold) -> Self {
        let folds = answers.folds().to_vec();
        let counts = material.counts();
        let of = |(at, logits): (usize, &Option<Vec<f32>>)| {
            let (logits, fold) = (logits.clone()?, folds[at]?);
            let (label, counts) = (material.labels[at], counts[at]);
            let (probabilities, unseen) = (Vec::new(), Vec::new());
            Some(Asked { at, label, fold, logits, probabilities, unseen, counts })
        };
        let mut asked: Vec<Asked> = answers.logits().iter().enumerate().filter_map(of).collect();
        let factor = factor(asked.iter());
        let parts = folds.iter().flatten().max().map_or(0, |last| last + 1);
        let without: Vec<f64> = (0..parts)
            .map(|part| self::factor(asked.iter().filter(|it| it.fold != part)))
            .collect();
        for it in &mut asked {
            it.probabilities = softmax(&it.logits, factor);
            it.unseen = softmax(&it.logits, without[it.fold]);
        }
        let next = Measure::Answers;
        Self { material, folds, asked, factor, distances: Vec::new(), next }
    }

    /// Finds the next piece; none where nothing can be said of it.
    pub fn next(&mut self, neighbours: &Neighbours) -> Option<TrustPiece> {
        let can_measure = self.counting().next().is_some();
        let (measure, next) = match self.next {
            Measure::Answers => (Measure::Answers, Measure::Calibration),
            Measure::Calibration => (Measure::Calibration, Measure::Sets),
            Measure::Sets => (Measure::Sets, Measure::PerClass),
            Measure::PerClass => (Measure::PerClass, Measure::Unknown),
            Measure::Unknown => (Measure::Unknown, Measure::Suspects),
            Measure::Suspects | Measure::Nothing => (self.next, Measure::Nothing),
        };
        self.next = next;
        match measure {
            Measure::Answers => Some(TrustPiece::Answers(self.answers())),
            Measure::Suspects => Some(TrustPiece::Suspects(self.suspects())),
            Measure::Calibration if can_measure => {
                Some(TrustPiece::Calibration(self.calibration()))
            }
            Measure::Sets if can_measure => Some(TrustPiece::Sets(self.sets())),
            Measure::PerClass if can_measure => Some(TrustPiece::PerClass(self.per_class())),
            Measure::Unknown if can_measure && self.counting().count() >= Unknown::LEAST => {
                Some(TrustPiece::Unknown(self.unknown(neighbours)))
            }
            _ => None,
        }
    }

    /// How many count, and how many of their answers are wrong.
    pub fn wrong(&self) -> (usize, usize) {
        let is_wrong = |it: &&Asked| likeliest(&it.probabilities) != it.label;
        (self.counting().count(), self.counting().filter(is_wrong).count())
    }

    /// Whether all is found.
    pub fn is_over(&self) -> bool {
        self.next == Measure::Nothing
    }

    /// What makes the probabilities of the run's head mean something.
    pub fn calibrating(&self) -> Calibrating {
        let rows: Vec<&[f32]> = self.material.embeddings.iter().map(|row| &**row).collect();
        let threshold = known::keeping(&self.distances, known::KEPT);
        let is_known = !self.distances.is_empty();
        let known = is_known.then(|| Known::new(&rows, self.nth(), threshold));
        Calibrating { factor: self.factor as f32, known }
    }

    /// Those that count in measures.
    fn counting(&self) -> impl Iterator<Item = &Asked> {
        self.asked.iter().filter(|it| it.counts)
    }

    fn answers(&self) -> Answers {
        let Material { ids, classes, .. } = &*self.material;
        let answer = |it: &Asked| {
            let taken_for = likeliest(&it.probabilities);
            AnswerOutOfFold {
                example: ids[it.at],
                class: classes[it.label],
                taken_for: classes[taken_for],
                sure: it.probabilities[taken_for] as f32,
                own: it.own() as f32,
                counts: it.counts,
            }
        };
        let all: Vec<_> = self.asked.iter().map(answer).collect();
        let is_mistake = |it: &&AnswerOutOfFold| it.counts && it.class != it.taken_for;
        let mut mistakes: Vec<_> = all.iter().filter(is_mistake).copied().collect();
        mistakes.sort_by(|a, b| b.sure.total_cmp(&a.sure));
        let unasked = ids.iter().zip(&self.folds).filter(|(_, fold)| fold.is_none());
        Answers {
            mistakes: mistakes.into_iter().map(|it| it.example).collect(),
            unasked: unasked.map(|(&id, _)| id).collect(),
            all,
        }
    }

    fn calibration(&self) -> Calibration {
        let sure = |of: &dyn Fn(&Asked) -> Vec<f64>| -> Vec<Sure> {
            self.counting().map(|it| Sure::of(&of(it), it.label)).collect()
        };
        let before = sure(&|it| softmax(&it.logits, 1.0));
        let after = sure(&|it| it.unseen.clone());
        let right = before.iter().filter(|answer| answer.right).count();
        let diagram = |answers: &[Sure]| {
            let bins = calibration::bins(answers, calibration::DIAGRAM_BINS).into_iter();
            let bin = |bin: calibration::Bin| ReliabilityBin {
                from: bin.range[0] as f32,
                to: bin.range[1] as f32,
                examples: bin.count,
                confidence: bin.confidence as f32,
                accuracy: bin.accuracy as f32,
            };
            bins.map(bin).collect()
        };
        Calibration {
            examples: before.len(),
            accuracy: (right as f64 / before.len().max(1) as f64) as f32,
            temperature: (1.0 / self.factor) as f32,
            error_before: calibration::error(&before) as f32,
            error_after: calibration::error(&after) as f32,
            before: diagram(&before),
            after: diagram(&after),
        }
    }

    fn sets(&self) -> Vec<ClassSets> {
        let own: Vec<f64> = self.counting().map(Asked::own).collect();
        let of = |miss: f64| {
            let threshold = sets::threshold(&own, miss);
            let measured = threshold.and_then(|threshold| self.measured_sets(threshold, miss));
            let (least, examples) = (sets::least(miss), own.len());
            ClassSets { level: (1.0 - miss) as f32, least, examples, measured }
        };
        MISSES.into_iter().map(of).collect()
    }

    /// How sets turn out: each part with the threshold that the other parts give; none where these are too few.
    fn measured_sets(&self, threshold: f64, miss: f64) -> Option<MeasuredSets> {
        let (mut held, mut size, mut count) = (0usize, 0usize, 0usize);
        let parts = self.folds.iter().flatten().max().map_or(0, |last| last + 1);
        for part in 0..parts {
            let others = self.counting().filter(|it| it.fold != part);
            let own: Vec<f64> = others.map(|it| it.unseen[it.label]).collect();
            let Some(threshold) = sets::threshold(&own, miss) else { continue };
            for it in self.counting().filter(|it| it.fold == part) {
                count += 1;
                held += usize::from(sets::is_in(it.unseen[it.label], threshold));
                size += it.unseen.iter().filter(|&&p| sets::is_in(p, threshold)).count();
            }
        }
        (count > 0).then(|| MeasuredSets {
            threshold: threshold as f32,
            coverage: (held as f64 / count as f64) as f32,
            size: (size as f64 / count as f64) as f32,
        })
    }

    fn per_class(&self) -> PerClass {
        let classes = &self.material.classes;
        let mut confusion = vec![vec![0; classes.len()]; classes.len()];
        for it in self.counting() {
            confusion[it.label][likeliest(&it.probabilities)] += 1;
        }
        let report = per_class(&confusion);
        let figures = |it: per_class::Figures| Figures {
            precision: it.precision as f32,
            recall: it.recall as f32,
            f1: it.f1 as f32,
        };
        let class = |(&class, (found, support)): (_, (per_class::Figures, usize))| ClassFigures {
            class,
            figures: figures(found),
            support,
        };
        PerClass {
            classes: classes.iter().zip(report.classes).map(class).collect(),
            macro_mean: figures(report.macro_mean),
            weighted_mean: figures(report.weighted_mean),
            accuracy: report.accuracy as f32,
        }
    }

    fn nth(&self) -> usize {
        known::nth(self.material.labels.len(), self.material.classes.len())
    }

    fn unknown(&mut self, neighbours: &Neighbours) -> Unknown {
        let nth = self.nth();
        let groups = &self.material.groups;
        let of =
            |it: &Asked| neighbours.of_those(it.at, nth, |other| groups[other] != groups[it.at]);
        let mut distances: Vec<f32> = self.counting().filter_map(of).collect();
        distances.sort_by(f32::total_cmp);
        let strange = |it: &Asked| neighbours.of_another_class(it.at, nth);
        let mut strange: Vec<f32> = self.counting().filter_map(strange).collect();
        strange.sort_by(f32::total_cmp);
        let point = |percent: usize| {
            let kept = percent as f64 / 100.0;
            let threshold = known::keeping(&distances, kept);
            let told = strange.len() - strange.partition_point(|&it| it <= threshold);
            let told = (told as f64 / strange.len().max(1) as f64) as f32;
            UnknownPoint { kept: kept as f32, threshold, told }
        };
        let curve = (50..=100).map(point).collect();
        let threshold = known::keeping(&distances, known::KEPT);
        let examples = distances.len();
        self.distances = distances;
        Unknown { nth, examples, threshold, curve }
    }

    fn suspects(&self) -> Suspects {
        let Material { ids, classes, .. } = &*self.material;
        let labels: Vec<usize> = self.asked.iter().map(|it| it.label).collect();
        let rows: Vec<Vec<f64>> = self.asked.iter().map(|it| it.probabilities.clone()).collect();
        let is_suspect = suspects::is_suspect(&rows, &labels);
        let likely = is_suspect.into_iter().filter(|&it| it).count();
        let suspect = |at: usize| {
            let (row, label) = (&rows[at], labels[at]);
            let mut others = row.clone();
            others[label] = -1.0;
            let other = likeliest(&others);
            Suspect {
                example: ids[self.asked[at].at],
                class: classes[label],
                looks_like: classes[other],
                own: row[label] as f32,
                other: row[other] as f32,
            }
        };
        let most = likely.max(MOST_SUSPECTS);
        let list = suspects::ranked(&rows, &labels).into_iter().take(most).map(suspect).collect();
        Suspects { likely, list }
    }
}

/// The factor on the logits by those that count.
///
/// Where every answer is right, the loss is the less the surer the head: then nothing speaks for a factor above 1.
fn factor<'a>(asked: impl Iterator<Item = &'a Asked>) -> f64 {
    let counting: Vec<(&[f32], usize)> =
        asked.filter(|it| it.counts).map(|it| (&it.logits[..], it.label)).collect();
    if counting.is_empty() {
        return 1.0;
    }
    let is_right = |(logits, label): &(&[f32], usize)| likeliest(&softmax(logits, 1.0)) == *label;
    let factor = temperature::fit(counting.iter().copied());
    if counting.iter().all(is_right) { factor.min(1.0) } else { factor }
}
