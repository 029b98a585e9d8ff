//! The house as `src/lib.rs` draws it: floors that only look down, files that do not go in circles, and nothing
//! so long that nobody reads it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What each room may use besides itself. `error`, `protocol` and `words` are leaves, which anybody may use and
/// which use each other alone.
const FLOORS: [(&str, &[&str]); 13] = [
    ("error", &["protocol", "words"]),
    ("protocol", &["error"]),
    ("words", &[]),
    ("models", &["error", "protocol"]),
    ("formats", &["error", "protocol", "models"]),
    ("data", &["error", "protocol", "formats"]),
    ("engine", &["error", "protocol", "models", "formats", "data"]),
    ("browser", &["error", "protocol", "models", "formats", "data"]),
    ("pretrain", &["error", "protocol", "models", "formats", "data", "engine"]),
    ("worker", &["error", "protocol", "models", "formats", "data", "engine", "browser"]),
    // It fetches the site's sentences, and writes and reads a project's file.
    ("author", &["error", "protocol", "words", "formats", "browser"]),
    // What the bench measures is what the worker does.
    ("bench", &["error", "protocol", "models", "formats", "data", "engine", "browser", "worker"]),
    // Of the browser, what this site calls its files, and locks between tabs.
    ("ui", &["error", "protocol", "words", "data", "browser"]),
];

/// The most lines of a file, tests and tables excepted.
const LONGEST_FILE: usize = 450;

/// The most lines of a function, tables excepted.
const LONGEST_FUNCTION: usize = 100;

/// Lists, one entry after the other: they are as long as what they list.
const TABLES: [&str; 1] = ["engine/catalog/public.rs"];

/// A file of the crate, without its tests.
struct Source {
    /// Its place below `src`.
    file: String,
    /// Its module's path: `["engine", "heads"]`.
    module: Vec<String>,
    /// Without tests and comments.
    text: String,
    /// Lines, without tests.
    length: usize,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    let read = |path: PathBuf| {
        let file =
            path.strip_prefix(&root).expect("below src").to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(&path).expect("a file of Rust");
        let module = file.trim_end_matches(".rs").trim_end_matches("/mod");
        let module = module.split('/').filter(|part| *part != "lib").map(str::to_owned).collect();
        let text = without_tests(&text);
        Source { file, module, length: text.lines().count(), text: without_comments(&text) }
    };
    let is_test = |path: &PathBuf| {
        path.iter().any(|part| part == "tests" || part == "tests.rs" || part == "bin")
    };
    files.into_iter().filter(|path| !is_test(path)).map(read).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

/// The text without what is compiled for tests alone.
fn without_tests(text: &str) -> String {
    let mut kept = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim() == "#[cfg(test)]" {
            // The item that it is about: a line, or a block that ends where it began.
            let end = format!("{}}}", &line[..line.len() - line.trim_start().len()]);
            if lines.next().is_some_and(|item| !item.ends_with(';')) {
                lines.by_ref().find(|line| *line == end);
            }
        } else {
            kept.push(line);
        }
    }
    kept.join("\n")
}

fn without_comments(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// All paths that a file names from the crate's root: `crate::a::b`, and what `super` and `self` stand for.
fn paths(source: &Source) -> BTreeSet<Vec<String>> {
    let mut found = BTreeSet::new();
    for (start, base) in [("crate::", 0), ("super::", 1), ("self::", 2)] {
        for (at, _) in source.text.match_indices(start) {
            let before = source.text[..at].chars().next_back().unwrap_or(' ');
            if before.is_alphanumeric() || before == '_' || before == ':' || before == '$' {
                continue;
            }
            let mut prefix = match base {
                0 => Vec::new(),
                1 => source.module[..source.module.len().saturating_sub(1)].to_vec(),
                _ => source.module.clone(),
            };
            let mut rest = &source.text[at + start.len()..];
            while let Some(further) = rest.strip_prefix("super::") {
                prefix.pop();
                rest = further;
            }
            tree(&prefix, rest, &mut found);
        }
    }
    found
}

/// Reads `a::{b, c::d}` and the like into paths; returns what comes after it.
fn tree<'a>(prefix: &[String], text: &'a str, found: &mut BTreeSet<Vec<String>>) -> &'a str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = tree(prefix, rest, found).trim_start();
            match rest.strip_prefix(',') {
                Some(more) => rest = more,
                None => return rest.strip_prefix('}').unwrap_or(rest),
            }
        }
    }
    let end =
        text.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let mut path = prefix.to_vec();
    if !name.is_empty() && name != "self" {
        path.push(name.to_owned());
    }
    match rest.strip_prefix("::") {
        Some(rest) if !name.is_empty() => tree(&path, rest, found),
        _ => {
            found.insert(path);
            let renamed = rest.trim_start().strip_prefix("as ");
            renamed.map_or(rest, |rest| {
                rest.trim_start_matches(|letter: char| letter.is_alphanumeric() || letter == '_')
            })
        }
    }
}

/// The file that a path leads to: that of the longest beginning which is a module.
fn home<'a>(path: &[String], modules: &BTreeMap<Vec<String>, &'a str>) -> Option<&'a str> {
    (1..=path.len()).rev().find_map(|length| modules.get(&path[..length]).copied())
}

fn modules(sources: &[Source]) -> BTreeMap<Vec<String>, &str> {
    sources.iter().map(|source| (source.module.clone(), source.file.as_str())).collect()
}

#[test]
fn floors_look_down_only() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(room) = source.module.first() else { continue };
        let Some((_, below)) = FLOORS.iter().find(|(name, _)| name == room) else {
            wrong.push(format!("{}: no floor is named for {room}", source.file));
            continue;
        };
        for path in paths(&source) {
            let Some(used) =
                path.first().filter(|used| FLOORS.iter().any(|(name, _)| name == used))
            else {
                continue;
            };
            if used != room && !below.contains(&used.as_str()) {
                wrong.push(format!("{} uses {}", source.file, path.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "not below:\n{}", wrong.join("\n"));
}

/// The files below a folder that its own file hands on under its own name: who uses the folder may use these.
fn handed_on<'a>(source: &Source, modules: &BTreeMap<Vec<String>, &'a str>) -> Vec<&'a str> {
    let lines = source.text.lines().filter_map(|line| line.strip_prefix("pub use "));
    let below = |line: &str| {
        let child = line.split("::").next()?.to_owned();
        modules.get(&[source.module.clone(), vec![child]].concat()).copied()
    };
    lines.filter_map(below).collect()
}

/// A folder's own file and the files in it are one family, which may know each other; everybody else uses in one
/// direction.
#[test]
fn files_do_not_go_in_circles() {
    let sources = sources();
    let modules = modules(&sources);
    let mut uses: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for source in &sources {
        for path in paths(source) {
            let Some(used) = home(&path, &modules) else { continue };
            let other =
                sources.iter().find(|other| other.file == used).expect("a file of the crate");
            let family = source.module.starts_with(&other.module)
                || other.module.starts_with(&source.module);
            if !family {
                uses.entry(&source.file).or_default().insert(used);
            }
        }
        uses.entry(&source.file).or_default().extend(handed_on(source, &modules));
    }
    let reaches = |from: &str| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
        while let Some(file) = next.pop() {
            for &used in uses.get(file).into_iter().flatten() {
                if seen.insert(used) {
                    next.push(used);
                }
            }
        }
        seen
    };
    let circles: Vec<&str> =
        uses.keys().copied().filter(|file| reaches(file).contains(file)).collect();
    assert!(circles.is_empty(), "in a circle:\n{}", circles.join("\n"));
}

#[test]
fn nothing_is_too_long_to_read() {
    let mut long = Vec::new();
    for source in sources().iter().filter(|source| !TABLES.contains(&source.file.as_str())) {
        let lines: Vec<&str> = source.text.lines().collect();
        if source.length > LONGEST_FILE {
            long.push(format!("{}: {} lines", source.file, source.length));
        }
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| is_function(line)) {
            let indent = line.len() - line.trim_start().len();
            let closed = |line: &&&str| {
                line.len() > indent
                    && line[..indent].trim().is_empty()
                    && line[indent..].starts_with('}')
            };
            let is_whole = line.ends_with('}') || line.ends_with(';');
            let length = lines[at..].iter().position(|line| closed(&line)).map_or(0, |end| end + 1);
            if !is_whole && length > LONGEST_FUNCTION {
                long.push(format!("{}: {} takes {length} lines", source.file, line.trim()));
            }
        }
    }
    assert!(long.is_empty(), "too long:\n{}", long.join("\n"));
}

fn is_function(line: &str) -> bool {
    let words = line.trim_start();
    let words = ["pub ", "pub(crate) ", "pub(super) "]
        .iter()
        .fold(words, |words, word| words.strip_prefix(word).unwrap_or(words));
    let words = ["const ", "async "]
        .iter()
        .fold(words, |words, word| words.strip_prefix(word).unwrap_or(words));
    words.starts_with("fn ")
}
