//! A record as one page of HTML: nothing in it is fetched or run, and it prints on white.

use super::{Confusion, Record};
use crate::protocol::trust::{ClassSets, ReliabilityBin};
use crate::protocol::{Recipe, TrainingSettings};
use crate::ui::state::Field;
use crate::words::{count, decimal, number, percent, say, say_count, say_with};

/// How it looks, on paper too.
const STYLE: &str = "body{max-width:52rem;margin:2rem auto;padding:0 1rem;background:#fff;color:#1d1c1a;\
font:16px/1.5 system-ui,sans-serif;font-variant-numeric:tabular-nums}h1{line-height:1.2}\
h2{margin:1.8rem 0 .4rem;font-size:1.2rem;break-after:avoid}table{border-collapse:collapse;margin:.5rem 0}\
caption{text-align:left;color:#5b5850}th,td{padding:.2rem .8rem .2rem 0;border-bottom:1px solid #dddad2;\
text-align:left;vertical-align:top;overflow-wrap:anywhere}tr,li,figure{break-inside:avoid}\
td.n,th.n{text-align:right}.wide{overflow-x:auto}figure{display:inline-block;width:9rem;margin:0 1rem 1rem 0;\
vertical-align:top;overflow-wrap:anywhere}img{width:9rem;height:9rem;object-fit:cover}.hash{font-size:.8rem}\
@media print{body{margin:0;max-width:none}.wide{overflow:visible}}";

/// A text as HTML shows it, in quotes too.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(letter),
        }
    }
    safe
}

/// A page that is being written. Whatever is put into it is escaped.
#[derive(Default)]
struct Html(String);

impl Html {
    /// An element with a text in it.
    fn text(&mut self, tag: &str, text: &str) {
        self.0 += &format!("<{tag}>{}</{tag}>\n", escaped(text));
    }

    /// A table. The first cell of each row is its head; numbers stand right.
    fn table(&mut self, caption: &str, heads: &[&str], rows: Vec<Vec<String>>) {
        self.0 += "<div class=\"wide\"><table>";
        if !caption.is_empty() {
            self.text("caption", caption);
        }
        let class = |at: usize| if at > 0 && heads.len() > 2 { " class=\"n\"" } else { "" };
        if !heads.is_empty() {
            self.0 += "<thead><tr>";
            for (at, head) in heads.iter().enumerate() {
                self.0 += &format!("<th scope=\"col\"{}>{}</th>", class(at), escaped(head));
            }
            self.0 += "</tr></thead>";
        }
        self.0 += "<tbody>\n";
        for row in rows {
            self.0 += "<tr>";
            for (at, cell) in row.iter().enumerate() {
                self.0 += &match at {
                    0 => format!("<th scope=\"row\">{}</th>", escaped(cell)),
                    at => format!("<td{}>{}</td>", class(at), escaped(cell)),
                };
            }
            self.0 += "</tr>\n";
        }
        self.0 += "</tbody></table></div>\n";
    }
}

/// A record as one page of HTML, in the language that is spoken.
pub fn page(record: &Record) -> String {
    let mut html = Html::default();
    let title = say_with("record.of", &[&record.project]);
    html.0 += &format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n",
        escaped(record.language),
        escaped(&title),
    );
    html.text("h1", &title);
    // ISO 8601 without seconds.
    let made = record.made.get(..16).unwrap_or(&record.made).replace('T', " ");
    html.text("p", &say_with("record.made", &[&made, record.page.version]));
    verdicts(&mut html, record);
    html.text("h2", say("record.limits"));
    html.0 += "<ul>\n";
    for limit in &record.limits {
        html.text("li", &limit.says);
    }
    html.0 += "</ul>\n";
    data(&mut html, record);
    classes(&mut html, record);
    trust(&mut html, record);
    made_of(&mut html, record);
    wrong(&mut html, record);
    html.0 += "</main>\n</body>\n</html>\n";
    html.0
}

fn share(value: f32) -> String {
    percent(f64::from(value))
}

fn verdicts(html: &mut Html, record: &Record) {
    html.text("h2", say("record.how-good"));
    let lines =
        [("record.held-out", &record.held_out), ("record.out-of-fold", &record.out_of_fold)];
    for (key, verdict) in lines {
        verdict.iter().for_each(|verdict| html.text("p", &verdict.sentence(key)));
    }
    if record.held_out.is_none() && record.out_of_fold.is_none() {
        html.text("p", say("record.not-measured"));
    }
}

fn data(html: &mut Html, record: &Record) {
    let data = &record.data;
    html.text("h2", say("record.data"));
    let row = |name: &str, examples: usize, held_out: usize| {
        vec![name.to_owned(), number(examples as u64), number(held_out as u64)]
    };
    let classes = data.classes.iter();
    let mut rows: Vec<_> =
        classes.map(|class| row(&class.name, class.examples, class.held_out)).collect();
    let held_out = data.classes.iter().map(|class| class.held_out).sum();
    rows.push(row(say("record.all"), data.examples, held_out));
    let heads = [say("trust.class"), say("trust.support"), say("record.of-them-held-out")];
    html.table("", &heads, rows);
    let known = |key, number: Option<usize>| number.filter(|it| *it > 0).map(|it| count(key, it));
    let more = [
        known("trust.copies", data.copies),
        known("trust.torn", data.in_several_classes),
        known("record.unasked", data.not_measured),
        known("record.left-out", Some(data.left_out)),
        known("record.rows-left-out", Some(data.rows_left_out)),
        known("record.suspects", record.suspects_left),
        data.changed_since.then(|| say("limit.changed").to_owned()),
    ];
    more.into_iter().flatten().for_each(|line| html.text("p", &line));
}

fn classes(html: &mut Html, record: &Record) {
    if !record.per_class.is_empty() {
        html.text("h2", say("trust.per-class"));
        let heads = ["trust.class", "trust.precision", "trust.recall", "trust.f1", "trust.support"];
        let row = |row: &super::ClassRow| {
            let figures = &row.figures;
            let mut cells = vec![row.class.clone()];
            cells.extend([figures.precision, figures.recall, figures.f1].map(share));
            cells.push(number(row.support as u64));
            cells
        };
        let rows = record.per_class.iter().map(row).collect();
        html.table(say("trust.per-class-about"), &heads.map(say), rows);
    }
    let matrices = [
        (say("record.confusion-held-out"), &record.confusion_held_out),
        (say("record.confusion-out-of-fold"), &record.confusion_out_of_fold),
    ];
    if matrices.iter().any(|(_, matrix)| matrix.is_some()) {
        html.text("h2", say("confusion"));
    }
    for (caption, matrix) in matrices {
        let Some(Confusion { classes, rows }) = matrix else { continue };
        let heads: Vec<&str> =
            std::iter::once(say("trust.class")).chain(classes.iter().map(String::as_str)).collect();
        let row = |(name, counts): (&String, &Vec<usize>)| {
            let counts = counts.iter().map(|count| number(*count as u64));
            std::iter::once(name.clone()).chain(counts).collect()
        };
        html.table(caption, &heads, classes.iter().zip(rows).map(row).collect());
    }
}

fn trust(html: &mut Html, record: &Record) {
    if let Some(it) = &record.calibration {
        html.text("h2", say("trust.sure"));
        let before = share(it.error_before);
        let means = say_count("trust.error-means", it.examples, &[&before]);
        html.text("p", &format!("{}. {means}", say_with("trust.error", &[&share(it.error_after)])));
        html.text("p", &say_with("record.temperature", &[&decimal(it.temperature.into(), 2)]));
        let bin = |bin: &ReliabilityBin| {
            let range = say_with("trust.bin", &[&share(bin.from), &share(bin.to)]);
            vec![range, share(bin.confidence), share(bin.accuracy), number(bin.examples as u64)]
        };
        let heads = ["trust.said", "record.mean-sure", "trust.was-right", "trust.answers"].map(say);
        for (caption, bins) in
            [(say("record.before"), &it.before), (say("record.after"), &it.after)]
        {
            html.table(caption, &heads, bins.iter().map(bin).collect());
        }
    }
    for ClassSets { level, least, measured, .. } in &record.sets {
        let says = match measured {
            Some(it) => {
                let size = decimal(it.size.into(), 1);
                say_with("trust.set", &[&share(*level), &size, &share(it.coverage)])
            }
            None => say_with("trust.set-too-few", &[&share(*level), &least.to_string()]),
        };
        html.text("p", &says);
    }
    html.text("h2", say("unknown.title"));
    match &record.unknown {
        Some(it) => {
            html.text("p", &say_with("unknown.does", &[&share(it.kept), &share(it.told)]));
            html.text("p", &say_with("record.threshold", &[&decimal(it.threshold.into(), 4)]));
        }
        None => html.text("p", say("limit.never-unknown")),
    }
    if let Some(curve) = &record.forecast {
        html.text("h2", say("trust.examples"));
        let [low, high] = curve.range.map(share);
        let more = format!("{:.0}", curve.more);
        html.text("p", &say_with("trust.more", &[&more, &share(curve.accuracy), &low, &high]));
    }
}

fn made_of(html: &mut Html, record: &Record) {
    let training = &record.training;
    html.text("h2", say("record.made-of"));
    let mut rows = vec![
        vec![say("record.head").to_owned(), head(&training.recipe)],
        vec![say("record.trained-on").to_owned(), training.trained_on.to_owned()],
    ];
    let mut add = |name: &str, value: String| {
        if !value.is_empty() {
            rows.push(vec![name.to_owned(), value]);
        }
    };
    let adapter = training.adapter.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
    let embeds = training.embeds_on.map(|device| device.to_owned() + &adapter);
    add(say("record.embeds-on"), embeds.unwrap_or_default());
    add(say("facts.epochs"), number(training.epochs.into()));
    add(say("facts.time"), say_with("seconds", &[&decimal(training.seconds.into(), 1)]));
    let settings: &TrainingSettings = training.recipe.settings();
    for field in Field::of(&training.recipe).filter(|field| *field != Field::Epochs) {
        add(field.label(), field.text(settings));
    }
    if settings.balanced && training.recipe.can_balance() {
        add(say("facts.balanced"), say("facts.balanced-words").to_owned());
    }
    if settings.mirrors {
        add(say("facts.mirrors"), say("facts.mirrors-words").to_owned());
    }
    if let Some(model) = &record.model {
        add(say("facts.model"), model.name.clone());
        add(say("facts.architecture"), model.architecture.clone());
        add(say("facts.licence"), model.licence.clone());
        for file in &model.files {
            add(say("record.weights"), format!("{}: SHA-256 {}", file.name(), file.sha256));
        }
    }
    let page = &record.page;
    let (protocol, preprocessing) = (page.protocol.to_string(), page.preprocessing.to_string());
    let versions = say_with("record.versions-are", &[page.version, &protocol, &preprocessing]);
    add(say("record.versions"), versions);
    html.table("", &[], rows);
}

/// The kind of head.
fn head(recipe: &Recipe) -> String {
    say(match recipe {
        Recipe::Layers(settings) if settings.hidden.is_some() => "record.head-hidden",
        Recipe::Layers(_) => "record.head-linear",
        Recipe::Regularised(_) => "record.head-regularised",
        Recipe::Nearest(_) => "record.head-nearest",
        Recipe::Means(_) => "record.head-means",
    })
    .to_owned()
}

fn wrong(html: &mut Html, record: &Record) {
    let Some(wrong) = record.wrong.as_ref().filter(|wrong| !wrong.is_empty()) else { return };
    html.text("h2", say("wrong.title"));
    for it in wrong {
        let said = say_with("wrong.said", &[&it.class, &it.taken_for, &share(it.sure)]);
        html.0 += "<figure>";
        if let Some(picture) = &it.picture {
            html.0 += &format!("<img alt=\"\" src=\"{}\">", escaped(picture));
        }
        if let Some(text) = &it.text {
            html.text("p", text);
        }
        html.text("figcaption", &said);
        html.0 += "</figure>\n";
    }
}
