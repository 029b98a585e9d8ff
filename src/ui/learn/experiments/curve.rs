//! The data-efficiency curve: accuracy by examples a class, of a pre-trained network and a random one.

use crate::data::statistics::mean_and_deviation;
use crate::protocol::lab::{CurveSettings, Experiment, Finding, Start};
use crate::ui::learn::design::{Design, Field, Layout, Sample, Settings};
use crate::ui::learn::graph::{Graph, Line, Point};
use crate::ui::learn::sheet::{Sheet, number};
use crate::words::Catalogue;

const DRAWS: Field = Field::new("draws", 1, 20, 5);

/// All of it.
pub static CURVE: Design = Design {
    name: "curve",
    layout: Layout::Curve,
    fields: &[DRAWS, Field::SEED],
    sample: Some(Sample { classes: 8, each: 60 }),
    stepwise: false,
    studio: Some(Settings::training),
    make: |settings| make(settings, CURVE.sample, settings.get(DRAWS)),
    sheet,
};

/// So few that no more than five examples of a class are trained on.
const TASTED: Sample = Sample { classes: 4, each: 16 };

/// A taste of it, for the first chapter: few pictures, and over in a moment.
pub static TASTE: Design = Design {
    name: "taste",
    layout: Layout::Curve,
    fields: &[Field::SEED],
    // As its title says, whatever there is in the studio.
    sample: None,
    stepwise: false,
    studio: None,
    make: |settings| make(settings, Some(TASTED), 3),
    sheet,
};

fn make(settings: &Settings, sample: Option<Sample>, draws: u32) -> Experiment {
    Experiment::Curve(CurveSettings {
        source: settings.source(sample),
        model: "small-resnet".into(),
        draws,
        seed: settings.get(Field::SEED),
    })
}

/// The name of what a network starts from.
pub fn weights_name(weights: Start, words: &Catalogue) -> &'static str {
    match weights {
        Start::Pretrained => words.say("pretrained"),
        Start::Random => words.say("random"),
    }
}

/// Every head that was trained.
fn sheet(findings: &[Finding], words: &Catalogue) -> Sheet {
    let columns = ["examples-a-class", "draw", "weights", "accuracy"].map(|key| words.say(key));
    let rows = findings.iter().filter_map(|finding| match finding {
        Finding::Draw { weights, examples, draw, accuracy } => Some(vec![
            examples.to_string(),
            (draw + 1).to_string(),
            weights_name(*weights, words).to_owned(),
            number(*accuracy),
        ]),
        _ => None,
    });
    Sheet::new(&columns).with(rows)
}

/// Mean accuracy by examples a class, with bars of one standard deviation.
pub fn graph(findings: &[Finding], words: &Catalogue) -> Graph {
    let lines = [Start::Pretrained, Start::Random].into_iter().enumerate();
    let line = |(style, of): (usize, Start)| {
        let mut points: Vec<(u32, Vec<f32>)> = Vec::new();
        for finding in findings {
            let Finding::Draw { weights, examples, accuracy, .. } = finding else { continue };
            if *weights != of {
                continue;
            }
            match points.iter_mut().find(|(of, _)| of == examples) {
                Some((_, accuracies)) => accuracies.push(*accuracy),
                None => points.push((*examples, vec![*accuracy])),
            }
        }
        points.sort_by_key(|(examples, _)| *examples);
        let point = |(examples, accuracies): (u32, Vec<f32>)| {
            let (mean, deviation) = mean_and_deviation(&accuracies);
            Point { x: f64::from(examples), y: 100.0 * mean, error: 100.0 * deviation }
        };
        let points = points.into_iter().map(point).collect();
        Line { name: weights_name(of, words).to_owned(), style, points }
    };
    Graph {
        title: words.say("accuracy-percent").to_owned(),
        x: words.say("examples-a-class").to_owned(),
        y_most: Some(100.0),
        lines: lines.map(line).collect(),
    }
}

/// What the curve says in a sentence: how far ahead pre-training is at the number of examples that is nearest
/// to five.
pub fn conclusion(findings: &[Finding], words: &Catalogue) -> Option<String> {
    let graph = graph(findings, words);
    let [pretrained, random] = graph.lines.as_slice() else { return None };
    let nearest = |line: &Line| {
        let distance = |point: &&Point| ((point.x - 5.0).abs() * 10.0) as u32;
        line.points.iter().min_by_key(distance).copied()
    };
    let (ours, theirs) = nearest(pretrained).zip(nearest(random))?;
    let percent = |value: f64| format!("{value:.0}");
    // Until there are heads with several examples there is nothing to say yet.
    (ours.x == theirs.x && ours.x > 1.0).then(|| {
        words.with("curve-says", &[&percent(ours.x), &percent(ours.y), &percent(theirs.y)])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::learn::words::words_of;
    use crate::words::Language;

    fn draw(weights: Start, examples: u32, draw: u32, accuracy: f32) -> Finding {
        Finding::Draw { weights, examples, draw, accuracy }
    }

    #[test]
    fn draws_become_means_with_error_bars_and_a_sentence() {
        let words = words_of(Language::English);
        let findings = [
            draw(Start::Pretrained, 5, 0, 0.75),
            draw(Start::Random, 5, 0, 0.25),
            draw(Start::Pretrained, 5, 1, 0.25),
            draw(Start::Pretrained, 1, 0, 0.125),
        ];
        let graph = graph(&findings, &words);
        let points = &graph.lines[0].points;
        assert_eq!(points[0], Point::new(1.0, 12.5));
        assert_eq!(points[1], Point { x: 5.0, y: 50.0, error: 25.0 });
        let says = conclusion(&findings, &words).expect("both were measured with five");
        assert!(says.contains("50") && says.contains("25"), "{says}");
        assert_eq!(sheet(&findings, &words).rows[2], ["5", "2", words.say("pretrained"), "0.25"]);
    }
}
