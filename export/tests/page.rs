//! The page by itself: what it refuses, labels that are HTML, and bytes that are no page.

mod support;

use base64::Engine;
use export::{File, Refusal, Sample, page};
use support::Chance;

fn written(bundle: &export::Bundle) -> Vec<File> {
    page::write(bundle).expect("it is of convolutions, and has kernels")
}

/// What the page says of the first probe.
fn answered(bundle: &export::Bundle) -> Vec<f32> {
    let page = page::read(&written(bundle)).expect("it is a page");
    let answer = page.answer(&bundle.probes[0].sample).expect("it is a picture of its side");
    answer.probabilities
}

#[test]
fn without_the_program_nothing_is_written() {
    let (_, mut bundle) = support::pictures().remove(0);
    bundle.kernels = None;
    assert_eq!(page::write(&bundle), Err(Refusal::Kernels));
}

#[test]
fn labels_and_names_are_no_html() {
    let (_, mut bundle) = support::pictures().remove(0);
    let plain = answered(&bundle);
    let hostile = "</script><script>alert(1)</script><!-- {{plan}}";
    bundle.labels[2] = hostile.to_owned();
    bundle.source.project = "</title><script>alert(2)</script>".to_owned();
    assert_eq!(answered(&bundle), plain);
    let text = String::from_utf8(written(&bundle).remove(0).bytes).expect("it is a text");
    assert!(!text.contains("<script>alert") && !text.contains("</title><"));
    assert!(text.contains("\\u003c/script>\\u003cscript>alert(1)"));
}

#[test]
fn it_asks_no_network_for_anything() {
    let (_, bundle) = support::pictures().remove(0);
    let text = String::from_utf8(written(&bundle).remove(0).bytes).expect("it is a text");
    // But for the name of a language, which is no address that anybody asks.
    let text = text.replace("http://www.w3.org/2000/svg", "");
    for way in ["http:", "https:", "src=", "fetch(", "XMLHttpRequest", "WebSocket", "innerHTML"] {
        assert!(!text.contains(way), "{way}");
    }
    assert!(text.contains("connect-src 'none'"));
}

#[test]
fn a_picture_of_another_size_is_refused() {
    let (_, bundle) = support::pictures().remove(0);
    let page = page::read(&written(&bundle)).expect("it is a page");
    for sample in [Sample::Pixels(vec![0; 17 * 17 * 3 + 1]), Sample::Tokens(vec![1])] {
        assert!(page.answer(&sample).is_err());
    }
}

#[test]
fn what_the_head_knows_is_not_there_twice() {
    let known = |bundle: &mut export::Bundle, directions| {
        bundle.known = Some(export::Known { directions, nth: 1, threshold: 0.5 });
    };
    let similarity = |files: &[File], sample: &Sample| {
        page::read(files).and_then(|page| page.answer(sample)).map(|answer| answer.similarity)
    };
    let mut seen = 0;
    for (_, mut bundle) in support::pictures() {
        let export::Head::Nearest { directions, .. } = bundle.head.clone() else { continue };
        let sample = bundle.probes[0].sample.clone();
        // The same but for a number that a page of two bytes a number does not tell.
        let other: Vec<f32> = directions.iter().map(|number| number + 1e-7).collect();
        known(&mut bundle, other);
        let twice = written(&bundle);
        known(&mut bundle, directions);
        let once = written(&bundle);
        assert!(once[0].bytes.len() < twice[0].bytes.len());
        let [a, b] = [&once, &twice].map(|files| {
            similarity(files, &sample).expect("it is a page").expect("it tells unknowns")
        });
        assert!((a - b).abs() < 5e-5, "{a} {b}");
        let taken = page::again(&once).expect("it is a page");
        assert_eq!(taken.known, bundle.known);
        // A head that knows no examples cannot stand in for them.
        let text = String::from_utf8(once[0].bytes.clone()).expect("it is a text");
        let (start, rest) = text.split_once(r#""kind":"nearest""#).expect("it has one");
        let text = format!(r#"{start}"kind":"means"{rest}"#);
        let files = [File { name: "page.html", bytes: text.into_bytes() }];
        assert!(page::read(&files).is_err() && page::again(&files).is_err());
        seen += 1;
    }
    assert!(seen > 0);
}

/// Positions of what is read: the page's own style and script are passed over.
fn read_parts(text: &str) -> Vec<std::ops::Range<usize>> {
    let ranges = ["classifier", "plan", "helper", "code"].map(|id| {
        let start = text.find(&format!("id=\"{id}\">")).expect("it has the element");
        start..start + text[start..].find("</script>").expect("it ends")
    });
    ranges.into()
}

#[test]
fn no_bytes_make_the_reader_panic() {
    let bundles = support::pictures();
    let mut chance = Chance(3);
    let mut random = |below: usize| ((chance.next() + 1.0) / 2.0 * below as f32) as usize % below;
    let (mut refused, mut ran) = (0, 0);
    for at in 0..20_000 {
        let (_, bundle) = &bundles[at / (20_000 / bundles.len() + 1)];
        let mut files = written(bundle);
        let bytes = &mut files[0].bytes;
        let parts = read_parts(std::str::from_utf8(bytes).expect("it is a text"));
        for _ in 0..1 + random(3) {
            let part = parts[random(parts.len())].clone();
            // The sizes of a plan's layers are near its beginning.
            let reach = if random(2) == 0 { part.len().min(60) } else { part.len() };
            let place = part.start + random(reach);
            bytes[place] = match random(3) {
                0 => b"AQg/9z0"[random(7)],
                1 => bytes[place] ^ (1 << random(7)),
                _ => b'0' + random(10) as u8,
            };
        }
        if random(50) == 0 {
            let end = random(bytes.len());
            bytes.truncate(end);
        }
        match page::read(&files) {
            Ok(page) => {
                ran += usize::from(page.answer(&bundle.probes[0].sample).is_ok());
            }
            Err(_) => refused += 1,
        }
    }
    println!("{refused} refused, {ran} ran");
    assert!(refused > 2_000 && ran > 2_000);
    assert!(page::read(&[]).is_err());
}

#[test]
fn whole_numbers_of_a_plan_may_be_any() {
    // Every number of every layer, one after the other, replaced by what overflows most easily.
    let (_, bundle) = support::pictures().remove(0);
    let export::Backbone::Convolutions(plan) = &bundle.backbone else { unreachable!() };
    let text = String::from_utf8(written(&bundle).remove(0).bytes).expect("it is a text");
    let place = read_parts(&text).swap_remove(1);
    let run = |plan: kernels::network::Plan| {
        let plan = postcard::to_allocvec(&plan).expect("plain data always encodes");
        let plan = base64::engine::general_purpose::STANDARD.encode(plan);
        let text = format!("{}id=\"plan\">{plan}{}", &text[..place.start], &text[place.end..]);
        let files = [File { name: "page.html", bytes: text.into_bytes() }];
        // Whatever it says: it says something.
        page::read(&files).and_then(|page| page.answer(&bundle.probes[0].sample)).is_ok()
    };
    assert!(run(plan.clone()));
    for number in [0, 1, 2, 1 << 20, 1 << 32, usize::MAX / 2, usize::MAX] {
        run(kernels::network::Plan { side: number, ..plan.clone() });
        run(kernels::network::Plan { grid: number, ..plan.clone() });
        for at in 0..plan.layers.len() {
            for field in 0..8 {
                let mut plan = plan.clone();
                let layer = &mut plan.layers[at];
                match field {
                    0 => layer.inputs = number,
                    1 => layer.kernel = number,
                    2 => layer.stride = number,
                    3 => layer.zeros[0] = number,
                    4 => layer.zeros[1] = number,
                    5 => layer.side = number,
                    6 => layer.source = Some(number),
                    _ => layer.shortcut = Some(number),
                }
                run(plan);
            }
        }
    }
}
