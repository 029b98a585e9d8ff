//! What a model takes of the tab's memory while it loads.

use crate::{MEMORY, alone, common};
use headstart::engine::cpu::TextEmbedder;
use headstart::formats::{Files, language};

#[test]
fn minilm_loads_in_twice_its_files() {
    let Some(folder) = common::minilm() else { return };
    let _alone = alone();
    let before = MEMORY.current_usage();
    let file = |name: &str| std::fs::read(folder.join(name)).expect("the folder is whole");
    let files = ["config.json", "model.safetensors", "tokenizer.json"];
    let files = Files::from(files.map(|name| (name.to_string(), file(name))));
    let given = files.values().map(Vec::len).sum::<usize>();
    MEMORY.reset_peak_usage();
    let of_files = |taken: usize| (taken - before) as f64 / given as f64;
    let files = language::read(files).expect("it is read");
    println!("read: at most {:.3} times the files", of_files(MEMORY.peak_usage()));
    let embedder = TextEmbedder::new(files).expect("it fits");
    let (most, left) = (of_files(MEMORY.peak_usage()), of_files(MEMORY.current_usage()));
    println!("loaded: at most {most:.3} times the files, {left:.3} kept");
    assert!(most <= 2.0, "{most:.3} times the files");
    assert_eq!(embedder.positions, 512);
}
