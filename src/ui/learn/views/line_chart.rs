//! A chart of lines, with axes, error bars and a key.

use leptos::prelude::*;

use crate::ui::learn::graph::{Graph, Line, Point};
use crate::ui::parts::plot::{BOTTOM, HEIGHT, LEFT, Plot, RIGHT, TOP, WIDTH, round_up, thin};

/// How many points of a line are drawn at most: more than that no eye tells apart.
const SHOWN: usize = 250;

/// A chart; nothing while there is nothing to draw.
#[component]
pub fn LineChart(graph: Signal<Graph>) -> impl IntoView {
    move || {
        let graph = graph.get();
        (graph.x_most() > 0.0).then(|| drawn(graph))
    }
}

fn drawn(graph: Graph) -> impl IntoView {
    let y_most = graph.y_most.unwrap_or_else(|| round_up(graph.greatest()));
    let x_most = graph.x_most();
    let plot = Plot::new(if x_most > 1.0 { x_most.ceil() } else { x_most }, y_most);
    let Graph { title, x, lines, .. } = graph;
    let key: Vec<_> = lines
        .iter()
        .map(|line| view! { <span class=format!("key line-{}", line.style)>{line.name.clone()}</span> })
        .collect();
    let level = |share: f64| {
        let y = plot.y(share * y_most);
        view! {
            <line class="grid" x1=LEFT x2=RIGHT y1=y y2=y />
            <text x=LEFT - 8.0 y=y + 5.0 text-anchor="end">{short(share * y_most)}</text>
        }
    };
    // No tick where there can be no point.
    let is_whole = |value: f64| value.fract() == 0.0;
    let middle = Some(0.5).filter(|share| is_whole(share * plot.x_most) || !is_whole(plot.x_most));
    let tick = |share: f64| {
        let value = share * plot.x_most;
        let anchor = if share < 1.0 { "middle" } else { "end" };
        view! { <text x=plot.x(value) y=BOTTOM + 18.0 text-anchor=anchor>{short(value)}</text> }
    };
    let bar = move |point: &Point| {
        let (low, high) = (plot.y(point.y - point.error), plot.y(point.y + point.error));
        let x = plot.x(point.x);
        (point.error > 0.0).then(|| view! { <line class="error-bar" x1=x x2=x y1=low y2=high /> })
    };
    let line = |line: &Line| {
        let shown = thin(&line.points, SHOWN);
        let points = plot.points(shown.iter().map(|point| (point.x, point.y)));
        let few = line.points.len() <= 12;
        let dots = line.points.iter().filter(|_| few);
        let dots: Vec<_> = dots
            .map(|point| view! { <circle cx=plot.x(point.x) cy=plot.y(point.y) r="3" /> })
            .collect();
        let bars: Vec<_> = line.points.iter().map(bar).collect();
        view! {
            <g class=format!("series line-{}", line.style)>
                <polyline points=points />
                {bars}
                {dots}
            </g>
        }
    };
    let says = lines.iter().filter_map(|line| {
        let last = line.points.last()?;
        Some(format!("{}: {}", line.name, short(last.y)))
    });
    let says = format!("{title}. {}", says.collect::<Vec<_>>().join("; "));
    let series: Vec<_> = lines.iter().map(line).collect();
    view! {
        <figure class="graph">
            <figcaption>{title}</figcaption>
            <svg viewBox=format!("0 0 {WIDTH} {}", HEIGHT + 8.0) role="img" aria-label=says>
                {[0.0, 0.5, 1.0].map(level).collect_view()}
                {[Some(0.0), middle, Some(1.0)].into_iter().flatten().map(tick).collect_view()}
                <text class="axis-name" x=(LEFT + RIGHT) / 2.0 y=BOTTOM + 36.0 text-anchor="middle">{x}</text>
                <line class="axis" x1=LEFT x2=LEFT y1=TOP y2=BOTTOM />
                <line class="axis" x1=LEFT x2=RIGHT y1=BOTTOM y2=BOTTOM />
                {series}
            </svg>
            <p class="legend" aria-hidden="true">{key}</p>
        </figure>
    }
}

/// A figure of at most three significant digits.
fn short(value: f64) -> String {
    if value == 0.0 || value.abs() >= 10.0 {
        return format!("{value:.0}");
    }
    let digits = (2 - value.abs().log10().floor() as i32).clamp(0, 6) as usize;
    format!("{value:.digits$}").trim_end_matches('0').trim_end_matches('.').to_owned()
}
