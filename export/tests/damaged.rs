//! Files that are damaged: they are refused, or read as what they say, and nothing panics.

mod support;

use export::{FORMATS, File};
use support::Chance;

/// Damaged files of each format.
const TIMES: usize = 20_000;

/// The formats whose readers are tested here.
const IDS: [&str; 5] = ["onnx", "tfjs", "safetensors", "head", "page"];

/// A whole number below this one.
fn below(chance: &mut Chance, count: usize) -> usize {
    ((chance.next() + 1.0) / 2.0 * count as f32) as usize % count.max(1)
}

/// Cuts a file off, or changes some of its bytes: in the text that it begins with as often as anywhere.
fn damage(files: &mut [File], chance: &mut Chance) {
    let at = below(chance, files.len());
    let bytes = &mut files[at].bytes;
    if below(chance, 5) == 0 {
        bytes.truncate(below(chance, bytes.len()));
        return;
    }
    let first = bytes.len().min(6_000);
    for _ in 0..1 + below(chance, 3) {
        let within = if below(chance, 2) == 0 { first } else { bytes.len() };
        let place = below(chance, within);
        bytes[place] = match below(chance, 3) {
            0 => bytes[place] ^ (1 << below(chance, 8)),
            // Digits make other numbers of the numbers in a text, which still can be read.
            1 if bytes[place].is_ascii_digit() => b'0' + below(chance, 10) as u8,
            _ => below(chance, 256) as u8,
        };
    }
}

#[test]
fn no_damage_makes_a_reader_panic() {
    for format in FORMATS.iter().filter(|format| IDS.contains(&format.id)) {
        let mut chance = Chance(11);
        let written: Vec<_> = support::pictures()
            .into_iter()
            .filter_map(|(_, bundle)| Some(((format.write)(&bundle).ok()?, bundle)))
            .collect();
        let (mut read, mut run, mut again) = (0, 0, 0);
        for (files, bundle) in written.iter().cycle().take(TIMES) {
            let mut files = files.clone();
            damage(&mut files, &mut chance);
            again += usize::from((format.again)(&files).is_ok());
            if let Some(Ok(reader)) = format.read.map(|read| read(&files)) {
                read += 1;
                run += usize::from(reader.answer(&bundle.probes[0].sample).is_ok());
            }
        }
        println!("{}: {TIMES} damaged, {read} read, {run} run, {again} taken again", format.id);
        // Both happen, or the damage is not what it should be.
        assert!((run > 0) == format.read.is_some() && read < TIMES, "{}", format.id);
        assert!(again > 0 && again < TIMES, "{}", format.id);
    }
}
