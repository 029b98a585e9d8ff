//! Writes every sample bundle in every format into a folder, with the probes and what is said of them beside
//! (`probes.json`), for other programs to read: `cargo run -p export --example samples -- FOLDER`. A second folder is one
//! that has `helper.js` and `helper_bg.wasm` of a built site, for what is to run in a browser.

#[path = "../tests/support/mod.rs"]
mod support;

use export::{FORMATS, Kernels, Sample};

fn main() -> std::io::Result<()> {
    let folder = std::path::PathBuf::from(std::env::args().nth(1).expect("a folder is named"));
    let kernels = match std::env::args().nth(2).map(std::path::PathBuf::from) {
        Some(site) => Some(Kernels {
            script: std::fs::read_to_string(site.join("helper.js"))?,
            code: std::fs::read(site.join("helper_bg.wasm"))?,
        }),
        None => None,
    };
    for (name, mut bundle) in support::pictures() {
        if kernels.is_some() {
            bundle.kernels.clone_from(&kernels);
        }
        let folder = folder.join(&name);
        std::fs::create_dir_all(&folder)?;
        let probes: Vec<_> = bundle
            .probes
            .iter()
            .map(|probe| {
                let Sample::Pixels(pixels) = &probe.sample else { panic!("it is a picture") };
                serde_json::json!({
                    "pixels": pixels,
                    "probabilities": probe.answer.probabilities,
                    "similarity": probe.answer.similarity,
                })
            })
            .collect();
        let threshold = bundle.known.as_ref().map(|known| known.threshold);
        let probes =
            serde_json::json!({ "side": bundle.side(), "threshold": threshold, "probes": probes });
        std::fs::write(folder.join("probes.json"), probes.to_string())?;
        for format in &FORMATS {
            for file in (format.write)(&bundle).unwrap_or_default() {
                std::fs::create_dir_all(folder.join(format.id))?;
                std::fs::write(folder.join(format.id).join(file.name), file.bytes)?;
            }
        }
    }
    Ok(())
}
