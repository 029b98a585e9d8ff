//! A head that learns in slow motion: embedding, logits, probabilities, loss.

use leptos::prelude::*;

use super::line_chart::LineChart;
use super::pixels::still;
use crate::protocol::Pixels;
use crate::protocol::lab::{Finding, Look};
use crate::ui::learn::experiments::slow::graph;
use crate::ui::learn::frame::Bench;
use crate::words::{decimal, percent};

/// The newest step.
#[derive(Debug, Clone, PartialEq)]
struct Newest {
    step: u32,
    looks: Vec<Look>,
    classes: Vec<String>,
    /// For each look its class and picture.
    pictures: Vec<(u32, Pixels)>,
}

/// Some pictures with what the head says of them now, and the loss by steps.
pub fn view(bench: Bench) -> AnyView {
    let newest = bench.findings(|findings, _| newest(findings));
    let newest = Memo::new(move |_| newest.get());
    let graph = bench.findings(graph);
    let look = move |newest: &Newest, index: usize| {
        let look = &newest.looks[index];
        let (class, pixels) = newest.pictures.get(index)?.clone();
        let of = newest.classes.get(class as usize).cloned().unwrap_or_default();
        let loss = decimal(look.loss.into(), 3);
        let row = |(name, (logit, share)): (&String, (&f32, &f32))| {
            let share = f64::from(*share);
            let width = format!("width: {:.1}%", (share * 100.0).clamp(0.0, 100.0));
            let right = *name == of;
            view! {
                <tr data-right=right.then_some("true")>
                    <th scope="row">{name.clone()}</th>
                    <td>{decimal((*logit).into(), 2)}</td>
                    <td>{percent(share)}</td>
                    <td class="bar-cell"><span class="bar" aria-hidden="true"><span style=width></span></span></td>
                </tr>
            }
        };
        let rows = newest.classes.iter().zip(look.logits.iter().zip(&look.probabilities));
        let rows: Vec<_> = rows.map(row).collect();
        let [embedding, class_name, logit, share] =
            bench.say(["embedding-strip", "class", "logit", "share"]);
        Some(view! {
            <div class="look">
                <div class="look-seen">
                    {still(pixels, &of)}
                    <p><strong>{of.clone()}</strong></p>
                    <p class="hint">{bench.with("its-loss", &[&loss])}</p>
                    {look.held_out.then(|| view! { <p class="hint">{bench.say(["look-held-out"])}</p> })}
                </div>
                <div class="look-says">
                    <div class="strip">{still(strip(&look.embedding), embedding)}</div>
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">{class_name}</th>
                                <th scope="col">{logit}</th>
                                <th scope="col">{share}</th>
                                <td class="bar-cell"></td>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </div>
        })
    };
    view! {
        {move || newest.get().map(|newest| {
            let says = bench.with("after-step", &[&newest.step.to_string()]);
            let looks: Vec<_> = (0..newest.looks.len()).filter_map(|index| look(&newest, index)).collect();
            view! {
                <p class="conclusion">{says}</p>
                <div class="slow-looks">{looks}</div>
            }
        })}
        <LineChart graph />
    }
    .into_any()
}

fn newest(findings: &[Finding]) -> Option<Newest> {
    let (classes, labels, small) = findings.iter().find_map(|finding| match finding {
        Finding::Pictures { classes, labels, small } => Some((classes, labels, small)),
        _ => None,
    })?;
    let (step, looks) = findings.iter().rev().find_map(|finding| match finding {
        Finding::Step { step, looks, .. } => Some((*step, looks)),
        _ => None,
    })?;
    let picture = |look: &Look| {
        let at = look.picture as usize;
        Some((*labels.get(at)?, small.get(at)?.clone()))
    };
    let pictures = looks.iter().filter_map(picture).collect();
    Some(Newest { step, looks: looks.clone(), classes: classes.clone(), pictures })
}

/// The numbers of an embedding as a strip of colours: blue below the mean, orange above.
fn strip(embedding: &[f32]) -> Pixels {
    const LEAST: [f32; 3] = [0.0, 114.0, 178.0];
    const MOST: [f32; 3] = [230.0, 159.0, 0.0];
    let colour = |value: f32| {
        let (share, end) = if value < 0.0 { (-value / 2.0, LEAST) } else { (value / 2.0, MOST) };
        let share = share.min(1.0);
        let [r, g, b] = end.map(|end| (245.0 + (end - 245.0) * share) as u8);
        [r, g, b, 255]
    };
    let width = embedding.len() as u32;
    Pixels { width, height: 1, rgba: embedding.iter().flat_map(|&value| colour(value)).collect() }
}
