//! Every format read back and run: it says what the page says, or why it cannot.

mod support;

use export::bundle::Dense;
use export::{FORMATS, Head, Notes, check};

#[test]
fn what_is_written_says_what_the_page_says() {
    for format in &FORMATS {
        let mut written = 0;
        for (name, bundle) in support::pictures() {
            let files = match (format.write)(&bundle) {
                Ok(files) => files,
                Err(refusal) => {
                    println!("{} of {name}: {refusal:?}", format.id);
                    continue;
                }
            };
            let proof = check(format, &files, &bundle, |_| {}).expect(&name);
            println!("{} of {name}: {proof:?}", format.id);
            assert!(proof.holds() && proof.samples == 5, "{} of {name}: {proof:?}", format.id);
            written += 1;
        }
        assert!(written > 0, "{}", format.id);
    }
}

#[test]
fn a_file_that_says_something_else_is_found_out() {
    for format in &FORMATS {
        let (name, bundle) = support::pictures().remove(0);
        let mut other = bundle.clone();
        if let export::Head::Layers { output, .. } = &mut other.head {
            output.weight[3] += 0.1;
        }
        let files = (format.write)(&other).expect(&name);
        let proof = check(format, &files, &bundle, |_| {}).expect(&name);
        assert!(!proof.holds(), "{}: {proof:?}", format.id);
    }
}

/// How far numbers are from others, of which there must be as many.
fn distance(some: &[f32], others: &[f32]) -> f32 {
    assert_eq!(some.len(), others.len());
    some.iter().zip(others).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

/// All rows of numbers of a head.
fn numbers(head: &Head) -> Vec<f32> {
    let layer = |dense: &Dense| [dense.weight.clone(), dense.bias.clone()].concat();
    match head {
        Head::Layers { hidden, output } => {
            [hidden.as_ref().map(layer).unwrap_or_default(), layer(output)].concat()
        }
        Head::Means { directions, .. } | Head::Nearest { directions, .. } => directions.clone(),
    }
}

#[test]
fn a_head_is_taken_out_as_it_was_put_in() {
    for format in &FORMATS {
        let mut taken = 0;
        for (name, bundle) in support::pictures() {
            let Ok(files) = (format.write)(&bundle) else { continue };
            let again = (format.again)(&files).expect(&name);
            // Formats that cannot tell unknowns have nothing to tell them by.
            assert_eq!(again.notes, Notes::of(&bundle), "{} of {name}", format.id);
            assert_eq!(again.features, bundle.features());
            assert!(distance(&numbers(&again.head), &numbers(&bundle.head)) < 1e-6);
            match (&again.known, &bundle.known) {
                (Some(again), Some(known)) => {
                    assert_eq!((again.nth, again.threshold), (known.nth, known.threshold));
                    // The page has two bytes a number.
                    let most = if format.id == "page" { 0.5 / 32_767.0 + 1e-7 } else { 0.0 };
                    let distance = distance(&again.directions, &known.directions);
                    assert!(distance <= most, "{} of {name}: {distance}", format.id);
                }
                (None, known) => assert!(known.is_none() || format.id == "tfjs"),
                (Some(_), None) => panic!("{} of {name} knows more than it was told", format.id),
            }
            taken += 1;
        }
        assert!(taken > 0, "{}", format.id);
    }
}

#[test]
fn what_others_have_written_is_not_taken_for_ours() {
    for format in &FORMATS {
        let (name, bundle) = support::pictures().remove(0);
        let mut files = (format.write)(&bundle).expect(&name);
        for file in &mut files {
            // A key of every note: without it, they are somebody else's.
            let text = file.bytes.windows(7).enumerate().filter(|(_, it)| *it == b"mirrors");
            let places: Vec<usize> = text.map(|(at, _)| at).collect();
            places.into_iter().for_each(|at| file.bytes[at] = b'w');
        }
        assert!((format.again)(&files).is_err(), "{}", format.id);
    }
}
