//! Writes the page.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use super::{FORM, NAME, ONE};
use crate::bundle::{Backbone, Bundle, Dense, Head, Known, Source};
use crate::format::{File, Refusal};

/// The page without what it holds: `{{name}}` stands for what is put there.
const PAGE: &str = include_str!("page.html");

/// Its styles, the second by properties of the first.
const STYLES: [&str; 2] = [include_str!("page.css"), include_str!("answers.css")];

/// Its script, in the order in which one part uses the other: one module.
const SCRIPTS: [&str; 4] = [
    include_str!("words.js"),
    include_str!("classifier.js"),
    include_str!("camera.js"),
    include_str!("page.js"),
];

/// Okabe and Ito's palette, without black, in the order of Headstart's own pages: yellow comes last as it shows least
/// on white.
const COLOURS: [&str; 7] =
    ["#e69f00", "#56b4e9", "#009e73", "#cc79a7", "#0072b2", "#d55e00", "#f0e442"];

/// Writes `page.html`.
///
/// # Errors
/// [`Refusal::Texts`] and [`Refusal::Patches`] of what is no network of convolutions; [`Refusal::Kernels`] without the
/// program that runs one.
pub fn write(bundle: &Bundle) -> Result<Vec<File>, Refusal> {
    let plan = match &bundle.backbone {
        Backbone::Convolutions(plan) => plan,
        Backbone::Patches(_) => return Err(Refusal::Patches),
        Backbone::Texts(_) => return Err(Refusal::Texts),
    };
    let kernels = bundle.kernels.as_ref().ok_or(Refusal::Kernels)?;
    // Plain data always encodes.
    let encoded = postcard::to_allocvec(plan).unwrap_or_default();
    let page = filled(PAGE, |name| match name {
        "title" => escaped(&bundle.source.project),
        "version" => escaped(&bundle.source.version),
        "style" => STYLES.join("\n"),
        "classifier" => classifier(bundle, plan.side),
        "plan" => STANDARD.encode(&encoded),
        "helper" => STANDARD.encode(&kernels.script),
        "code" => STANDARD.encode(&kernels.code),
        "script" => SCRIPTS.join("\n"),
        _ => String::new(),
    });
    Ok(vec![File { name: NAME, bytes: page.into_bytes() }])
}

/// A template with what stands for its names. What is put in is not looked at again: it may hold braces of its own.
fn filled(template: &str, of: impl Fn(&str) -> String) -> String {
    let mut pieces = template.split("{{");
    let mut page = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once("}}").unwrap_or((piece, ""));
        page.push_str(&of(name));
        page.push_str(rest);
    }
    page
}

/// A text as HTML says it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// What the element `classifier` holds.
#[derive(Serialize)]
struct Classifier<'a> {
    form: &'static str,
    source: &'a Source,
    labels: &'a [String],
    colours: Vec<&'static str>,
    /// Side of the square picture that the plan takes.
    side: usize,
    /// Numbers in an embedding.
    features: usize,
    mirrors: bool,
    head: Rows<'a>,
    known: Option<Nearness>,
}

/// A head whose rows of numbers are texts.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Rows<'a> {
    Layers {
        hidden: Option<Layer>,
        output: Layer,
    },
    Means {
        directions: String,
        factor: f32,
    },
    Nearest {
        directions: String,
        labels: &'a [usize],
        voters: usize,
        temperature: f32,
        least: f32,
        factor: f32,
    },
}

#[derive(Serialize)]
struct Layer {
    weight: String,
    bias: String,
}

#[derive(Serialize)]
struct Nearness {
    /// None where they are those of the head.
    directions: Option<String>,
    nth: usize,
    threshold: f32,
}

fn classifier(bundle: &Bundle, side: usize) -> String {
    let classifier = Classifier {
        form: FORM,
        source: &bundle.source,
        labels: &bundle.labels,
        colours: COLOURS.iter().copied().cycle().take(bundle.labels.len()).collect(),
        side,
        features: bundle.features(),
        mirrors: bundle.mirrors,
        head: rows(&bundle.head),
        known: bundle.known.as_ref().map(|known| nearness(known, &bundle.head)),
    };
    // A label must not end the element that it stands in; in JSON this can only be within a text.
    serde_json::to_string(&classifier).unwrap_or_default().replace('<', "\\u003c")
}

fn rows(head: &Head) -> Rows<'_> {
    match head {
        Head::Layers { hidden, output } => {
            Rows::Layers { hidden: hidden.as_ref().map(layer), output: layer(output) }
        }
        Head::Means { directions, factor } => {
            Rows::Means { directions: floats(directions), factor: *factor }
        }
        Head::Nearest { directions, labels, voters, temperature, least, factor } => Rows::Nearest {
            directions: floats(directions),
            labels,
            voters: *voters,
            temperature: *temperature,
            least: *least,
            factor: *factor,
        },
    }
}

fn layer(dense: &Dense) -> Layer {
    Layer { weight: floats(&dense.weight), bias: floats(&dense.bias) }
}

fn nearness(known: &Known, head: &Head) -> Nearness {
    let is_in_head =
        matches!(head, Head::Nearest { directions, .. } if *directions == known.directions);
    let directions = (!is_in_head).then(|| shorts(&known.directions));
    Nearness { directions, nth: known.nth, threshold: known.threshold }
}

/// Base64 of float32, little-endian.
fn floats(values: &[f32]) -> String {
    STANDARD.encode(values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<_>>())
}

/// Base64 of int16, little-endian, of numbers from -1 to 1.
fn shorts(values: &[f32]) -> String {
    let short = |value: &f32| ((value * ONE).round() as i16).to_le_bytes();
    STANDARD.encode(values.iter().flat_map(short).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_is_not_looked_at_again() {
        let of = |name: &str| if name == "a" { "{{b}}".to_owned() } else { format!("<{name}>") };
        assert_eq!(filled("1 {{a}} 2 {{b}} 3", of), "1 {{b}} 2 <b> 3");
        assert_eq!(filled("no names", of), "no names");
    }

    #[test]
    fn no_part_ends_the_element_that_it_is_put_into() {
        for script in SCRIPTS {
            assert!(!script.contains("</script") && !script.contains("<!--"));
        }
        assert!(STYLES.iter().all(|style| !style.contains("</style")));
        assert_eq!(escaped("</title> & \"co\""), "&lt;/title&gt; &amp; &quot;co&quot;");
    }
}
