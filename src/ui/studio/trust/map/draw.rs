//! The map is drawn on a canvas: thousands of elements would be slow, thousands of shapes are not.

use std::collections::{BTreeMap, BTreeSet};
use std::f64::consts::TAU;

use leptos::prelude::window;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement};

use super::shape::{STAR, Shape, look};
use crate::protocol::{ClassId, ExampleId};
use crate::ui::state::{Dot, MapShown, MapView};

/// Pictures stand for points where no more of them are in sight.
pub const PICTURES: usize = 100;

/// What is drawn.
#[derive(Debug)]
pub struct Scene<'a> {
    /// The points.
    pub shown: &'a MapShown,
    /// What of it is in sight.
    pub view: MapView,
    /// Width and height of the canvas, in pixels of the page.
    pub size: [f64; 2],
    /// The corners of each group.
    pub hulls: &'a [Vec<[f64; 2]>],
    /// The examples that are selected.
    pub selected: &'a BTreeSet<ExampleId>,
    /// The example that was reached.
    pub reached: Option<ExampleId>,
    /// A line that is being drawn round examples.
    pub line: &'a [[f64; 2]],
    /// Pictures of examples, which may still be on their way.
    pub pictures: &'a BTreeMap<ExampleId, HtmlImageElement>,
}

/// What the style sheet gives.
struct Colours {
    classes: [String; 7],
    text: String,
    card: String,
    accent: String,
    alarm: String,
    soft: String,
}

impl Colours {
    /// As they are now, by day or by night.
    fn of(canvas: &HtmlCanvasElement) -> Option<Self> {
        let style = window().get_computed_style(canvas).ok()??;
        let colour = |name: &str| style.get_property_value(name).unwrap_or_default();
        Some(Self {
            classes: [0, 1, 2, 3, 4, 5, 6].map(|at| colour(&format!("--class-{at}"))),
            text: colour("--text"),
            card: colour("--card"),
            accent: colour("--accent"),
            alarm: colour("--alarm"),
            soft: colour("--soft"),
        })
    }
}

/// The points in sight, with their places on the canvas.
pub fn in_sight(shown: &MapShown, view: MapView, size: [f64; 2]) -> Vec<(&Dot, [f64; 2])> {
    let edge = 12.0;
    let placed = shown.dots.iter().map(|dot| (dot, view.to_canvas(dot.place, size)));
    let is_in = |at: &[f64; 2]| (0..2).all(|axis| (-edge..size[axis] + edge).contains(&at[axis]));
    placed.filter(|(_, at)| is_in(at)).collect()
}

/// Draws the scene in pixels of the page, whatever those of the screen are.
pub fn draw(canvas: &HtmlCanvasElement, context: &CanvasRenderingContext2d, scene: &Scene<'_>) {
    let Some(colours) = Colours::of(canvas) else { return };
    let [width, height] = scene.size;
    context.clear_rect(0.0, 0.0, width, height);
    let brush = Brush { context, colours: &colours, scene };
    brush.groups();
    let dots = in_sight(scene.shown, scene.view, scene.size);
    let radius = radius(scene.shown.dots.len(), scene.view.zoom());
    let side = (width * height / dots.len().max(1) as f64).sqrt() * 0.5;
    let side = (dots.len() <= PICTURES).then_some(side.clamp(24.0, 56.0));
    let is_picture = |dot: &Dot| {
        side.and_then(|side| {
            let picture = scene.pictures.get(&dot.id)?;
            (picture.complete() && picture.natural_width() > 0).then_some((picture, side))
        })
    };
    let (pictures, points): (Vec<_>, Vec<_>) =
        dots.into_iter().partition(|it| is_picture(it.0).is_some());
    brush.points(&points, radius);
    for &(dot, at) in &pictures {
        if let Some((picture, side)) = is_picture(dot) {
            brush.picture(picture, dot, at, side);
        }
    }
    brush.marks(&points, radius);
    brush.marks(&pictures, side.unwrap_or(0.0) * 0.6);
    if let Some(tried) = scene.shown.tried {
        let at = scene.view.to_canvas(tried, scene.size);
        brush.path(STAR, at, radius.max(5.0) * 1.7, true);
        brush.fill(&colours.text);
        brush.stroke(&colours.card, 1.5);
    }
    brush.line();
}

/// How large points are: the fewer, the larger.
fn radius(count: usize, zoom: f64) -> f64 {
    let few = (60.0 / count.max(1) as f64).powf(0.2) * 6.0;
    (few * zoom.powf(0.3)).clamp(2.0, 8.0)
}

struct Brush<'a> {
    context: &'a CanvasRenderingContext2d,
    colours: &'a Colours,
    scene: &'a Scene<'a>,
}

impl Brush<'_> {
    /// A shape about a place, as a path of its own or beside others in one.
    fn path(&self, shape: Shape, [x, y]: [f64; 2], size: f64, own: bool) {
        let context = self.context;
        if own {
            context.begin_path();
        }
        if shape.is_empty() {
            context.move_to(x + size, y);
            // Fails only for a radius below 0.
            let _ = context.arc(x, y, size, 0.0, TAU);
        }
        for (at, [right, down]) in shape.iter().enumerate() {
            let (x, y) = (x + right * size, y + down * size);
            if at == 0 { context.move_to(x, y) } else { context.line_to(x, y) }
        }
        context.close_path();
    }

    fn fill(&self, colour: &str) {
        self.context.set_fill_style_str(colour);
        self.context.fill();
    }

    fn stroke(&self, colour: &str, width: f64) {
        self.context.set_stroke_style_str(colour);
        self.context.set_line_width(width);
        self.context.stroke();
    }

    /// The points of each class in one go.
    fn points(&self, dots: &[(&Dot, [f64; 2])], radius: f64) {
        let mut classes: BTreeMap<ClassId, Vec<[f64; 2]>> = BTreeMap::new();
        dots.iter().for_each(|(dot, at)| classes.entry(dot.class).or_default().push(*at));
        for (class, places) in classes {
            let (colour, shape) = look(class);
            self.context.begin_path();
            places.iter().for_each(|at| self.path(shape, *at, radius, false));
            self.fill(&self.colours.classes[colour]);
            // Where there are many, edges would cost more than they show.
            if dots.len() <= 1500 {
                self.stroke(&self.colours.card, 1.0);
            }
        }
    }

    fn picture(&self, picture: &HtmlImageElement, dot: &Dot, [x, y]: [f64; 2], side: f64) {
        let (left, top) = (x - side / 2.0, y - side / 2.0);
        let context = self.context;
        // Fails only for a picture that is broken.
        let _ = context
            .draw_image_with_html_image_element_and_dw_and_dh(picture, left, top, side, side);
        context.begin_path();
        context.rect(left, top, side, side);
        let (colour, shape) = look(dot.class);
        self.stroke(&self.colours.classes[colour], 3.0);
        if !shape.is_empty() {
            self.path(shape, [left + 5.0, top + 5.0], 5.0, true);
            self.fill(&self.colours.classes[colour]);
            self.stroke(&self.colours.card, 1.0);
        }
    }

    /// What is to be seen of points beside their classes.
    fn marks(&self, dots: &[(&Dot, [f64; 2])], radius: f64) {
        let Scene { selected, reached, .. } = *self.scene;
        let ring = |is: &dyn Fn(&Dot) -> bool, shape: Shape, by: f64, colour: &str, width: f64| {
            self.context.begin_path();
            let those = dots.iter().filter(|it| is(it.0));
            those.for_each(|(_, at)| self.path(shape, *at, radius + by, false));
            self.stroke(colour, width);
        };
        let square: Shape = &[[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]];
        self.context.begin_path();
        let held_out = dots.iter().filter(|(dot, _)| dot.held_out);
        held_out.for_each(|(_, at)| self.path(&[], *at, (radius * 0.38).min(4.0), false));
        self.fill(&self.colours.card);
        ring(&|dot| dot.wrong, &[], 1.0, &self.colours.text, 2.0);
        ring(&|dot| dot.suspect, square, 2.5, &self.colours.alarm, 2.0);
        ring(&|dot| selected.contains(&dot.id), &[], 3.0, &self.colours.accent, 3.0);
        ring(&|dot| Some(dot.id) == reached, &[], 6.0, &self.colours.text, 2.0);
    }

    /// Groups, each with its number.
    fn groups(&self) {
        let context = self.context;
        for (at, hull) in self.scene.hulls.iter().enumerate() {
            let corners: Vec<_> =
                hull.iter().map(|&it| self.scene.view.to_canvas(it, self.scene.size)).collect();
            let Some(top) = corners.iter().min_by(|a, b| a[1].total_cmp(&b[1])) else { continue };
            self.polygon(&corners);
            context.set_global_alpha(0.035);
            self.fill(&self.colours.text);
            context.set_global_alpha(1.0);
            self.stroke(&self.colours.soft, 1.0);
            context.set_font("600 13px system-ui, sans-serif");
            context.set_fill_style_str(&self.colours.soft);
            // Fails for no text.
            let _ = context.fill_text(&(at + 1).to_string(), top[0] + 4.0, top[1] - 5.0);
        }
    }

    /// The line that is drawn round examples.
    fn line(&self) {
        let line = self.scene.line.iter();
        let line: Vec<_> = line.map(|&it| self.scene.view.to_canvas(it, self.scene.size)).collect();
        if line.len() > 1 {
            self.polygon(&line);
            self.context.set_global_alpha(0.12);
            self.fill(&self.colours.accent);
            self.context.set_global_alpha(1.0);
            self.stroke(&self.colours.accent, 2.0);
        }
    }

    fn polygon(&self, corners: &[[f64; 2]]) {
        self.context.begin_path();
        for (at, &[x, y]) in corners.iter().enumerate() {
            if at == 0 { self.context.move_to(x, y) } else { self.context.line_to(x, y) }
        }
        self.context.close_path();
    }
}
