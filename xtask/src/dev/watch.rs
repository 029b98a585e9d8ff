//! What has changed in some folders, by the times that files were written at.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What kind of files have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// No file has changed.
    Nothing,
    /// Style sheets alone, which need no build.
    Styles,
    /// Others too: the site has to be built again.
    Code,
}

/// Files, and when each was written.
type Times = BTreeMap<PathBuf, SystemTime>;

/// Files that are watched.
pub struct Watch {
    places: Vec<PathBuf>,
    times: Times,
}

impl Watch {
    /// Watches files and folders below `root`.
    pub fn start(root: &Path, places: &[&str]) -> Self {
        let places: Vec<PathBuf> = places.iter().map(|place| root.join(place)).collect();
        let times = times(&places);
        Self { places, times }
    }

    /// What has changed since this was asked before.
    pub fn changed(&mut self) -> Changed {
        let now = times(&self.places);
        let before = std::mem::replace(&mut self.times, now);
        let differs = |path: &&PathBuf| before.get(*path) != self.times.get(*path);
        let mut changed = before.keys().chain(self.times.keys()).filter(differs).peekable();
        if changed.peek().is_none() {
            return Changed::Nothing;
        }
        let is_style = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "css");
        if changed.all(is_style) { Changed::Styles } else { Changed::Code }
    }
}

fn times(places: &[PathBuf]) -> Times {
    let mut times = Times::new();
    places.iter().for_each(|place| collect(place, &mut times));
    times
}

/// What cannot be read is not there.
fn collect(path: &Path, times: &mut Times) {
    if let Ok(entries) = fs::read_dir(path) {
        entries.flatten().for_each(|entry| collect(&entry.path(), times));
    } else if let Ok(time) = fs::metadata(path).and_then(|file| file.modified()) {
        times.insert(path.to_path_buf(), time);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    #[test]
    fn tells_styles_from_code() -> io::Result<()> {
        let root = std::env::temp_dir().join(format!("xtask-watch-{}", std::process::id()));
        fs::create_dir_all(root.join("www/style"))?;
        fs::write(root.join("www/style/a.css"), "")?;
        fs::write(root.join("index.html"), "")?;
        let mut watch = Watch::start(&root, &["www", "index.html", "missing"]);
        assert_eq!(watch.changed(), Changed::Nothing);
        fs::write(root.join("www/style/b.css"), "")?;
        assert_eq!(watch.changed(), Changed::Styles);
        fs::remove_file(root.join("www/style/a.css"))?;
        fs::remove_file(root.join("index.html"))?;
        assert_eq!(watch.changed(), Changed::Code);
        assert_eq!(watch.changed(), Changed::Nothing);
        fs::remove_dir_all(root)
    }
}
