//! `index.html`, which says what a bundler is to put beside it in `<link data-trunk …>`, as Trunk reads them too.

use super::bundle::Bundle;
use crate::project::Project;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::PathBuf;

/// A program of the page or of a worker.
#[derive(Debug, PartialEq, Eq)]
pub struct Program {
    /// The name of its binary.
    pub name: String,
    /// Whether the page starts it at once.
    pub main: bool,
    /// Whether it is a worker, with a script that starts it.
    pub loader: bool,
    /// Whether modules call what it exports: it shows nothing, and the page knows nothing of it.
    pub library: bool,
}

impl Program {
    /// Whether a file of wasm is this program or a part of it, and not of a worker.
    pub fn shows(&self, file: &str) -> bool {
        let rest = file.strip_prefix(&self.name).filter(|_| !self.loader && !self.library);
        rest.is_some_and(|rest| rest.starts_with("_bg.") || rest.starts_with("_part_"))
    }
}

/// What the page asks for; paths are from the repository's root.
#[derive(Debug, PartialEq, Eq)]
pub enum Asset {
    /// The picture in the browser's tab.
    Icon(PathBuf),
    /// A style sheet of the page.
    Style(PathBuf),
    /// A file that code fetches.
    File(PathBuf),
    /// A file that code fetches before the page shows anything.
    Early(PathBuf),
    /// A module that other pages import by its name.
    Module(PathBuf),
    /// A folder that code fetches from.
    Folder(PathBuf),
    /// A folder of what goes into other files here, and which Trunk copies.
    Joined,
    /// A program of the crate, compiled to wasm.
    Program(Program),
}

/// The page, in pieces: text, and what is asked for after it.
pub struct Page {
    /// What is asked for, in order.
    pub assets: Vec<Asset>,
    /// The text before each of them, and that after the last.
    texts: Vec<String>,
}

impl Page {
    /// Reads the page.
    pub fn read(project: &Project) -> Result<Self> {
        let html = fs::read_to_string(project.root().join("index.html"))
            .context("index.html could not be read")?;
        Self::parse(&html)
    }

    fn parse(html: &str) -> Result<Self> {
        const LINK: &str = "<link data-trunk ";
        let mut page = Self { assets: Vec::new(), texts: Vec::new() };
        let mut rest = html;
        while let Some((before, after)) = rest.split_once(LINK) {
            let (link, after) =
                after.split_once("/>").context("index.html has a link that does not end")?;
            page.assets.push(Asset::parse(link)?);
            page.texts.push(before.to_owned());
            rest = after;
        }
        page.texts.push(rest.to_owned());
        Ok(page)
    }

    /// The programs that it asks for.
    pub fn programs(&self) -> impl Iterator<Item = &Program> {
        self.assets.iter().filter_map(|asset| match asset {
            Asset::Program(program) => Some(program),
            _ => None,
        })
    }

    /// The style sheets that it or its programs ask for.
    pub fn styles(&self) -> impl Iterator<Item = PathBuf> {
        self.assets.iter().filter_map(|asset| match asset {
            Asset::Style(path) | Asset::File(path) if super::is_style(path) => Some(path.clone()),
            _ => None,
        })
    }

    /// Whether the page's code fetches a file by its name.
    fn fetches(&self, name: &str) -> bool {
        self.assets.iter().any(|asset| match asset {
            Asset::File(path) | Asset::Early(path) => super::name(path) == name,
            Asset::Program(Program {
                name: program,
                main: false,
                loader: false,
                library: false,
            }) => format!("{program}.js") == name,
            Asset::Program(Program { name: program, loader: true, .. }) => {
                format!("{program}_loader.js") == name
            }
            _ => false,
        })
    }

    /// The page of a bundle, which names what is in it; `script` runs before its program.
    pub fn written(&self, bundle: &Bundle, script: &str) -> Result<String> {
        let scripts = bundle.script_of_names(|name| self.fetches(name)) + script;
        let mut html = String::new();
        for (text, asset) in self.texts.iter().zip(&self.assets) {
            html += text;
            match asset.html(bundle, &scripts) {
                Some(element) => html += &element,
                // Its line goes with it.
                None => html.truncate(html.trim_end_matches(' ').trim_end_matches('\n').len()),
            }
        }
        html += self.texts.last().context("index.html is empty")?;
        Ok(html)
    }
}

impl Asset {
    /// Reads the attributes of a link.
    fn parse(link: &str) -> Result<Self> {
        let attribute = |name: &str| {
            let (_, after) = link.split_once(&format!("{name}=\""))?;
            Some(after.split_once('"')?.0)
        };
        let path = || attribute("href").map(PathBuf::from).context("a link names no file");
        Ok(match attribute("rel") {
            Some("icon") => Self::Icon(path()?),
            Some("css") => Self::Style(path()?),
            Some("copy-file") if link.contains("data-early") => Self::Early(path()?),
            Some("copy-file") if link.contains("data-module") => Self::Module(path()?),
            Some("copy-file") => Self::File(path()?),
            Some("copy-dir") if link.contains("data-joined") => Self::Joined,
            Some("copy-dir") => Self::Folder(path()?),
            Some("rust") => Self::Program(Program {
                name: attribute("data-bin").context("a link names no program")?.to_owned(),
                main: attribute("data-type") == Some("main"),
                loader: link.contains("data-loader-shim"),
                library: link.contains("data-library"),
            }),
            _ => bail!("index.html asks for something unknown: {link}"),
        })
    }

    /// What takes the place of the link, if anything does.
    fn html(&self, bundle: &Bundle, scripts: &str) -> Option<String> {
        let named = |path: &PathBuf| bundle.named(&super::name(path)).to_owned();
        match self {
            Self::Icon(path) => Some(format!(
                r#"<link rel="icon" href="./{}" type="image/svg+xml" />"#,
                named(path)
            )),
            Self::Style(path) => {
                Some(format!(r#"<link rel="stylesheet" href="./{}" />"#, named(path)))
            }
            Self::Early(path) => Some(format!(
                r#"<link rel="preload" href="./{}" crossorigin="anonymous" as="fetch" />"#,
                named(path)
            )),
            Self::Program(Program { name, main: true, .. }) => {
                let js = format!("{name}.js");
                let wasm = format!("{name}_bg.wasm");
                let (js, wasm) = (bundle.named(&js), bundle.named(&wasm));
                Some(format!(
                    r#"<link rel="modulepreload" href="./{js}" crossorigin="anonymous" />
    <link rel="preload" href="./{wasm}" crossorigin="anonymous" as="fetch" type="application/wasm" />
    <script>{scripts}</script>
    <script type="module">import init from "./{js}"; await init();</script>"#
                ))
            }
            Self::File(_) | Self::Module(_) | Self::Folder(_) | Self::Joined | Self::Program(_) => {
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::bundle::Names;

    const HTML: &str = r#"<head>
    <link data-trunk rel="css" href="www/style.css" />
    <link data-trunk rel="copy-dir" href="www/style" data-joined />
    <link data-trunk rel="copy-dir" href="www/weights" />
    <link data-trunk rel="copy-file" href="www/words/words_en.md" data-early />
    <link data-trunk rel="copy-file" href="www/words/words_de.md" />
    <link data-trunk rel="rust" data-bin="page" data-type="main" data-wasm-opt="0" />
    <link data-trunk rel="rust" data-bin="worker" data-type="worker" data-loader-shim />
  </head>
"#;

    #[test]
    fn reads_what_trunk_reads() -> Result<()> {
        let program = |name: &str, main, loader| {
            Asset::Program(Program { name: name.to_owned(), main, loader, library: false })
        };
        let expected = [
            Asset::Style("www/style.css".into()),
            Asset::Joined,
            Asset::Folder("www/weights".into()),
            Asset::Early("www/words/words_en.md".into()),
            Asset::File("www/words/words_de.md".into()),
            program("page", true, false),
            program("worker", false, true),
        ];
        assert_eq!(Page::parse(HTML)?.assets, expected);
        assert!(Page::parse(r#"<link data-trunk rel="sass" href="a" />"#).is_err());
        Ok(())
    }

    #[test]
    fn a_program_shows_its_own_files() {
        let program = |loader| Program { name: "text".into(), main: false, loader, library: false };
        let files =
            ["text_bg.wasm", "text_part_models.wasm", "text_worker_bg.wasm", "page_bg.wasm"];
        assert_eq!(files.map(|file| program(false).shows(file)), [true, true, false, false]);
        assert_eq!(files.map(|file| program(true).shows(file)), [false; 4]);
    }

    #[test]
    fn says_what_is_there() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("xtask-page-{}", std::process::id()));
        let mut bundle = Bundle::new(&folder, Names::Hashed)?;
        let style = bundle.put("style.css", b"")?;
        let script = bundle.put("page.js", b"")?;
        let loader = bundle.put("worker_loader.js", b"")?;
        let words = bundle.put("words_en.md", b"")?;
        let html = Page::parse(HTML)?.written(&bundle, "")?;
        assert!(html.contains(&format!(r#"<link rel="stylesheet" href="./{style}" />"#)), "{html}");
        assert!(html.contains(&format!(r#"import init from "./{script}""#)), "{html}");
        assert!(html.contains(&format!(r#""worker_loader.js":"{loader}""#)), "{html}");
        assert!(html.contains(&format!(r#"<link rel="preload" href="./{words}""#)), "{html}");
        assert!(html.contains(&format!(r#""words_en.md":"{words}""#)), "{html}");
        assert!(!html.contains("data-trunk") && html.ends_with("</script>\n  </head>\n"), "{html}");
        fs::remove_dir_all(folder)?;
        Ok(())
    }
}
