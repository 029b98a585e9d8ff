//! Every format read back and run: it says what the page says, or why it cannot.

mod support;

use export::{FORMATS, check};

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
