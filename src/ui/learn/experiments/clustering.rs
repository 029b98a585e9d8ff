//! k-means: on points, on patches of pictures, and on embeddings.

use crate::protocol::lab::{Experiment, Finding};
use crate::ui::learn::design::{Design, Field, Layout, Sample, Settings};
use crate::ui::learn::graph::{Graph, Line, Point};
use crate::ui::learn::sheet::{Sheet, number};
use crate::words::Catalogue;

const POINT_GROUPS: Field = Field::new("groups", 1, 8, 3);
const FILTERS: Field = Field::new("filters", 4, 144, 64);
const GROUPS: Field = Field::new("groups", 2, 16, 3);

/// On points that can be dragged.
pub static POINTS: Design = Design {
    name: "points",
    layout: Layout::Points,
    fields: &[POINT_GROUPS, Field::SEED],
    sample: None,
    stepwise: true,
    studio: None,
    make: |settings| Experiment::Points {
        points: settings.points.clone(),
        groups: settings.get(POINT_GROUPS),
        seed: settings.get(Field::SEED),
    },
    sheet: distances,
};

/// On patches of pictures.
pub static PATCHES: Design = Design {
    name: "filters",
    layout: Layout::Filters,
    fields: &[FILTERS, Field::SEED],
    sample: Some(Sample { classes: 8, each: 40 }),
    stepwise: true,
    studio: None,
    make: |settings| Experiment::Filters {
        source: settings.source(PATCHES.sample),
        groups: settings.get(FILTERS),
        seed: settings.get(Field::SEED),
    },
    sheet: distances,
};

/// On embeddings of pictures.
pub static EMBEDDINGS: Design = Design {
    name: "groups",
    layout: Layout::Groups,
    fields: &[GROUPS, Field::SEED],
    sample: Some(Sample { classes: 3, each: 40 }),
    stepwise: true,
    studio: Some(Settings::training),
    make: |settings| Experiment::Groups {
        source: settings.source(EMBEDDINGS.sample),
        model: "small-resnet".into(),
        groups: settings.get(GROUPS),
        seed: settings.get(Field::SEED),
    },
    sheet: groups_sheet,
};

/// An iteration of any of them, and the mean squared distance after it.
fn distance(finding: &Finding) -> Option<(u32, f32)> {
    match finding {
        Finding::Points { iteration, distance, .. }
        | Finding::Filters { iteration, distance, .. }
        | Finding::Groups { iteration, distance, .. } => Some((*iteration, *distance)),
        _ => None,
    }
}

fn distances(findings: &[Finding], words: &Catalogue) -> Sheet {
    let rows = findings.iter().filter_map(distance);
    Sheet::new(&["iteration", "distance"].map(|key| words.say(key)))
        .with(rows.map(|(iteration, distance)| vec![iteration.to_string(), number(distance)]))
}

fn groups_sheet(findings: &[Finding], words: &Catalogue) -> Sheet {
    let rows = findings.iter().filter_map(|finding| match finding {
        Finding::Groups { iteration, distance, purity, .. } => {
            Some(vec![iteration.to_string(), number(*distance), number(*purity)])
        }
        _ => None,
    });
    Sheet::new(&["iteration", "distance", "purity"].map(|key| words.say(key))).with(rows)
}

/// The mean squared distance to the centre of a group, by iterations.
pub fn graph(findings: &[Finding], words: &Catalogue) -> Graph {
    let points = findings.iter().filter_map(distance);
    let points = points.map(|(x, y)| Point::new(f64::from(x), f64::from(y)));
    let name = words.say("distance").to_owned();
    Graph {
        title: name.clone(),
        x: words.say("iteration").to_owned(),
        y_most: None,
        lines: vec![Line { name, style: 0, points: points.collect() }],
    }
}

/// Points to begin with: three clouds, the same for everybody.
pub fn usual_points() -> Vec<[f32; 2]> {
    const CLOUDS: [[f32; 2]; 3] = [[0.25, 0.3], [0.72, 0.28], [0.5, 0.75]];
    // A linear congruential generator (Numerical Recipes, 3rd edition, 7.1.1): any chance will do here.
    let mut state = 7u32;
    let mut next = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 24) as f32 - 0.5
    };
    // The sum of some is more often near the middle than at the edge.
    let mut cloud = move || (next() + next() + next()) * 0.2;
    CLOUDS
        .iter()
        .flat_map(|[x, y]| std::iter::repeat_n([*x, *y], 20))
        .map(|[x, y]| [x + cloud(), y + cloud()])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_points_are_in_the_picture() {
        let points = usual_points();
        assert_eq!(points.len(), 60);
        assert!(points.iter().flatten().all(|x| (0.0..=1.0).contains(x)));
    }
}
