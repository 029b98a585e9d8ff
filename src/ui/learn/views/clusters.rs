//! k-means on patches and on embeddings.

use std::sync::Arc;

use leptos::prelude::*;

use super::line_chart::LineChart;
use super::pixels::{changing, sheet, still};
use crate::protocol::Pixels;
use crate::protocol::lab::Finding;
use crate::ui::learn::experiments::clustering::graph;
use crate::ui::learn::frame::Bench;
use crate::words::percent;

/// The filters as they are now.
pub fn filters(bench: Bench) -> AnyView {
    let newest = bench.findings(|findings, _| {
        findings.iter().rev().find_map(|finding| match finding {
            Finding::Filters { filters, .. } => Some(Arc::new(filters.clone())),
            _ => None,
        })
    });
    let graph = bench.findings(graph);
    let there = bench.has_findings();
    let [label] = bench.say(["title.filters"]);
    view! {
        {move || there.get().then(|| view! { <div class="filters">{changing(newest, label)}</div> })}
        <LineChart graph />
    }
    .into_any()
}

/// A group of pictures.
#[derive(Debug, Clone, PartialEq)]
struct Group {
    pictures: Pixels,
    count: usize,
    /// The classes in it with how many there are of each, most frequent first.
    classes: Vec<(String, usize)>,
}

/// The pictures by their groups.
pub fn groups(bench: Bench) -> AnyView {
    let newest = bench.findings(|findings, _| grouped(findings));
    let newest = Memo::new(move |_| newest.get());
    let purity = bench.findings(|findings, words| {
        findings.iter().rev().find_map(|finding| match finding {
            Finding::Groups { purity, .. } => {
                Some(words.with("purity-says", &[&percent(f64::from(*purity))]))
            }
            _ => None,
        })
    });
    let graph = bench.findings(graph);
    let item = move |(index, group): (usize, Group)| {
        let title = bench.with("group", &[&(index + 1).to_string()]);
        let classes: Vec<_> = group
            .classes
            .iter()
            .map(
                |(name, count)| view! { <span class="share-of">{format!("{name} {count}")}</span> },
            )
            .collect();
        view! {
            <figure class="group">
                {still(group.pictures, &title)}
                <figcaption>
                    <strong>{title}</strong>
                    <span class="hint">{group.count}</span>
                    <span class="group-classes">{classes}</span>
                </figcaption>
            </figure>
        }
    };
    view! {
        <p class="conclusion">{move || purity.get()}</p>
        <div class="groups">{move || newest.get().into_iter().enumerate().map(item).collect::<Vec<_>>()}</div>
        <LineChart graph />
    }
    .into_any()
}

fn grouped(findings: &[Finding]) -> Vec<Group> {
    let pictures = findings.iter().find_map(|finding| match finding {
        Finding::Pictures { classes, labels, small } => Some((classes, labels, small)),
        _ => None,
    });
    let nearest = findings.iter().rev().find_map(|finding| match finding {
        Finding::Groups { nearest, .. } => Some(nearest),
        _ => None,
    });
    let Some(((classes, labels, small), nearest)) = pictures.zip(nearest) else {
        return Vec::new();
    };
    let count = nearest.iter().max().map_or(0, |most| *most as usize + 1);
    let group = |group: usize| {
        let members: Vec<usize> =
            (0..nearest.len()).filter(|&picture| nearest[picture] as usize == group).collect();
        let of = |class: usize| members.iter().filter(|&&it| labels[it] as usize == class).count();
        let mut named: Vec<(String, usize)> =
            classes.iter().cloned().enumerate().map(|(class, name)| (name, of(class))).collect();
        named.retain(|(_, count)| *count > 0);
        named.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let pictures = sheet(&members.iter().filter_map(|&it| small.get(it)).collect::<Vec<_>>());
        Group { pictures, count: members.len(), classes: named }
    };
    (0..count).map(group).filter(|group| group.count > 0).collect()
}
