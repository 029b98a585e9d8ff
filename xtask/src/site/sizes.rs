//! How much a first visitor downloads, against the budgets.

use crate::process::say;
use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::thread;

/// A part of the site, and the most that it may weigh.
struct Part {
    name: &'static str,
    /// Bytes of brotli; a KB is 1000 bytes.
    budget: usize,
    has: fn(&str) -> bool,
}

const PARTS: [Part; 12] = [
    Part {
        name: "page",
        // With its words in the language that most read, and without what is fetched later.
        budget: 300_000,
        has: |file| {
            let others = [
                "worker",
                "helper",
                "text",
                "learn",
                "lab_worker",
                "keeper",
                "exporter",
                "later",
                "author",
                "head",
                "embed",
                "courier",
                "leak",
                "out/",
                "plain",
                "start",
                "sw.js",
            ];
            is_first(file) && !others.iter().any(|other| file.starts_with(other))
                || file.starts_with("words_en")
        },
    },
    // Fetched once the page is there, by the browser itself.
    Part { name: "service worker", budget: 9_500, has: |file| file == "sw.js" },
    // Fetched where the page cannot start, or a newer release waits.
    Part {
        name: "why not, and what is newer",
        budget: 2_000,
        has: |file| file.starts_with("start/"),
    },
    // Fetched beside the first of what is shown late.
    Part {
        name: "words and style of what is shown late",
        budget: 18_500,
        has: |file| file.starts_with("later-") || file.starts_with("later_en"),
    },
    // Fetched by those who teach with texts, beside the page.
    Part {
        name: "part for texts",
        budget: 340_000,
        has: |file| is_first(file) && file.starts_with("text") && !file.starts_with("text_worker"),
    },
    // Fetched by those who learn, beside the page.
    Part {
        name: "tutorial",
        // With its texts in two languages, and what it borrows from the page of models.
        budget: 420_000,
        has: |file| is_first(file) && file.starts_with("learn"),
    },
    Part {
        // With both forms of its helpers, of which a browser fetches one.
        name: "worker",
        budget: 800_000,
        has: |file| is_first(file) && (file.starts_with("worker") || file.starts_with("helper")),
    },
    Part {
        // Fetched at every visit, beside the page. It reads and writes projects and zips of them.
        name: "keeper",
        budget: 300_000,
        has: |file| is_first(file) && file.starts_with("keeper"),
    },
    Part {
        // Fetched by who takes something away: all formats, what reads them back, and what makes a project of one again.
        name: "exporter",
        budget: 385_000,
        has: |file| is_first(file) && file.starts_with("exporter"),
    },
    Part {
        // Fetched by pages of others, before a worker.
        name: "modules for other pages",
        budget: 230_000,
        has: |file| is_first(file) && (file.starts_with("author") || file.starts_with("head")),
    },
    Part {
        name: "worker for texts",
        budget: 1_250_000,
        has: |file| is_first(file) && file.starts_with("text_worker"),
    },
    Part {
        // Reads pictures and texts, and trains whole networks.
        name: "lab",
        budget: 1_250_000,
        has: |file| is_first(file) && file.starts_with("lab_worker"),
    },
];

/// What is fetched of a program when it is shown first (`parts.rs`), and the most that it may weigh in any.
const LATER: [(&str, usize); 13] = [
    // What several share, each in a file of its own.
    ("chunk", 18_000),
    // How classes are told apart.
    ("heads", 10_000),
    ("import", 14_000),
    ("large", 16_000),
    ("models", 32_000),
    ("projects", 15_000),
    // What is said of what was tried.
    ("result", 6_600),
    ("sorting", 27_000),
    ("takeaway", 15_000),
    // Examples on the card of a class, and what is done with many.
    ("tiles", 18_000),
    // Camera and pad.
    ("tools", 36_000),
    // What is seen once there is a head, and what is under the hood.
    ("trained", 116_000),
    ("why", 24_000),
];

/// The part that a file is of which is fetched later.
fn later(file: &str) -> Option<&str> {
    let (_, rest) = file.split_once("_part_")?;
    rest.strip_suffix(".wasm")?.split('-').next()
}

/// What it may weigh. What several parts share, in files by number, may weigh as much as is said of one.
fn budget_of(part: &str) -> Option<usize> {
    let name = if part.starts_with("chunk_") { "chunk" } else { part };
    LATER.iter().find(|(named, _)| *named == name).map(|(_, budget)| *budget)
}

/// Whether it is code that is fetched before anything shows.
fn is_first(file: &str) -> bool {
    is_code(file) && later(file).is_none()
}

/// Weights and pictures are fetched when they are asked for, and are no part of either.
fn is_code(file: &str) -> bool {
    // One document is fetched, whichever of them it is.
    file == "index.html" || [".css", ".js", ".wasm"].iter().any(|ending| file.ends_with(ending))
}

/// Bytes of one or more files, and compressed as web servers do.
#[derive(Clone, Copy, Default)]
struct Size {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

impl Size {
    fn of(bytes: &[u8]) -> Result<Self> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(bytes)?;
        let mut brotli = Vec::new();
        let strongest = brotli::enc::BrotliEncoderParams::default();
        brotli::BrotliCompress(&mut &bytes[..], &mut brotli, &strongest)?;
        Ok(Self { raw: bytes.len(), gzip: gzip.finish()?.len(), brotli: brotli.len() })
    }

    fn plus(self, other: Self) -> Self {
        Self {
            raw: self.raw + other.raw,
            gzip: self.gzip + other.gzip,
            brotli: self.brotli + other.brotli,
        }
    }
}

/// Prints a table of the built site's files by part.
pub fn print(dist: &Path) -> Result<()> {
    say("Measuring what a first visitor downloads (KB of 1000 bytes)");
    let mut files = Vec::new();
    collect(dist, "", &mut files)?;
    files.sort();
    let sizes = thread::scope(|scope| {
        let running: Vec<_> =
            files.iter().map(|(_, bytes)| scope.spawn(|| Size::of(bytes))).collect();
        running
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect::<Result<Vec<Size>>>()
    })?;
    println!("{:34} {:>10} {:>10} {:>10}", "", "raw", "gzip", "brotli");
    for part in &PARTS {
        let mut total = Size::default();
        for ((name, _), size) in files.iter().zip(&sizes) {
            if (part.has)(name) {
                row(&format!("  {name}"), *size, "");
                total = total.plus(*size);
            }
        }
        // Some are not there where only some were built.
        if total.raw != 0 {
            row(part.name, total, &verdict(total.brotli, part.budget));
        }
    }
    println!("fetched when it is shown first");
    for ((name, _), size) in files.iter().zip(&sizes) {
        if let Some(part) = later(name) {
            let remark = match budget_of(part) {
                Some(budget) => verdict(size.brotli, budget),
                None => "has no budget in sizes.rs".to_owned(),
            };
            row(&format!("  {name}"), *size, &remark);
        }
    }
    Ok(())
}

fn row(name: &str, size: Size, remark: &str) {
    let [raw, gzip, brotli] = [size.raw, size.gzip, size.brotli].map(kilobytes);
    println!("{name:34} {raw:>10} {gzip:>10} {brotli:>10}  {remark}");
}

fn verdict(brotli: usize, budget: usize) -> String {
    let limit = kilobytes(budget);
    match brotli.checked_sub(budget) {
        None | Some(0) => format!("within its {limit} KB"),
        Some(excess) => format!("OVER its {limit} KB by {}", kilobytes(excess)),
    }
}

fn kilobytes(bytes: usize) -> String {
    format!("{:.1}", bytes as f64 / 1000.0)
}

/// Reads the files in a folder and the folders in it, each named by its path from `dist`.
fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, Vec<u8>)>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{name}/"), files)?;
        } else if is_code(&name) || name.starts_with("words_") || name.starts_with("later_") {
            files.push((name, fs::read(entry.path())?));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_of_code_belongs_to_one_part() {
        let parts_of = |file: &str| PARTS.iter().filter(|part| (part.has)(file)).count();
        for file in [
            "index.html",
            "page_bg-1f.wasm",
            "page_parts-1f.js",
            "worker_bg-1f.wasm",
            "worker_loader-1f.js",
            "text_worker_bg-1f.wasm",
            "lab_worker_loader-1f.js",
            "helper-1f.js",
            "style-1f.css",
            "learn-1f.css",
            "words_en-1f.md",
            "later-1f.css",
            "later_en-1f.md",
            "author_bg-1f.wasm",
            "headstart.js",
            "sw.js",
        ] {
            assert_eq!(parts_of(file), 1, "{file}");
        }
        for file in [
            "weights/encoder.bin",
            "page_part_models-1f.wasm",
            "models/index.html",
            "embed/embed.js",
            "leak/leak.js",
            "courier/carry.js",
            "_headers",
        ] {
            assert_eq!(parts_of(file), 0, "{file}");
        }
    }

    #[test]
    fn what_is_fetched_later_has_a_budget_of_its_own() {
        assert_eq!(later("text_part_models-1f.wasm"), Some("models"));
        assert_eq!(later("page_part_chunk_3.wasm"), Some("chunk_3"));
        assert_eq!(later("page_parts-1f.js"), None);
        assert!(budget_of("models").is_some() && budget_of("chunk_3").is_some());
        assert_eq!(budget_of("else"), None);
    }

    #[test]
    fn says_by_how_much_a_budget_is_missed() {
        assert_eq!(verdict(300_000, 300_000), "within its 300.0 KB");
        assert_eq!(verdict(312_340, 300_000), "OVER its 300.0 KB by 12.3");
    }
}
