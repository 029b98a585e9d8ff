//! What a site's files may reach, as headers of its answers: its own host, and no other.
//!
//! | who | may reach |
//! |---|---|
//! | pages, workers, everything else | the site's own host |
//! | `courier/pinned.js` | the addresses of the models on offer, exactly as they are written |
//! | `courier/typed.js` | any host, for an address that the visitor typed |
//! | `out/` | what the texts link to, exactly as it is written |
//! | `leak/probe.js` | nothing: it finds out whether the browser obeys |
//!
//! A [content security policy] is known to every browser, and leaves navigation, WebRTC and early connections open.
//! A [list of connections] stops these too, in Chrome 152 and later.
//!
//! [content security policy]: https://www.w3.org/TR/CSP3/
//! [list of connections]: https://wicg.github.io/connection-allowlists/

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// The file that says it to static hosts which read such files, and to the server here.
pub const FILE: &str = "_headers";

/// Which files a rule is for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    /// A path; `*` at its end stands for anything, and `:file` for anything without a slash.
    path: String,
    headers: Vec<(String, String)>,
}

/// The rules of a site; the first that fits a path is the one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    rules: Vec<Rule>,
}

/// What may be reached beside the site's own host.
#[derive(Clone, Copy, Debug)]
pub struct Reach<'a> {
    /// Where the models on offer are.
    pub models: &'a BTreeSet<String>,
    /// What the texts link to.
    pub links: &'a BTreeSet<String>,
}

/// Folders of a site whose files are as sealed as all others.
const FOLDERS: [&str; 11] = [
    "text", "models", "learn", "embed", "weights", "leak", "licences", "plain", "start", "install",
    "courier",
];

impl Policy {
    /// The policy of the site in a folder, whose pages have these scripts in them.
    pub fn of(site: &Path, reach: Reach<'_>) -> Result<Self> {
        let inline: String = hashes(site)?.iter().map(|hash| format!(" {hash}")).collect();
        let page = format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{inline}; worker-src 'self'; \
             connect-src 'self' blob:; img-src 'self' blob: data:; media-src 'self' blob:; \
             style-src 'self' 'unsafe-inline'; manifest-src 'self'; frame-src 'self'; \
             base-uri 'self'; form-action 'none'"
        );
        let sealed = headers(&page, Some("(response-origin)"));
        let rule = |path: &str, headers: &[_]| Rule { path: path.into(), headers: headers.into() };
        let hosts: BTreeSet<&str> = reach.models.iter().map(|address| host(address)).collect();
        let hosts: String = hosts.iter().map(|host| format!(" {host}")).collect();
        let own = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'";
        let mut rules = vec![
            rule(
                "/courier/pinned.js",
                &headers(
                    // What a host redirects to is known to that host only, hence no paths, and `https:` after them.
                    &format!(
                        "default-src 'none'; script-src 'self'; connect-src{hosts} https:; sandbox allow-scripts"
                    ),
                    Some(&list(reach.models)),
                ),
            ),
            rule(
                "/courier/typed.js",
                &headers(
                    "default-src 'none'; script-src 'self'; connect-src https: http:; sandbox allow-scripts",
                    None,
                ),
            ),
            rule("/out/*", &headers(own, Some(&list(reach.links)))),
            // Not even the site's own host: it finds out whether the browser obeys such a list.
            rule("/leak/probe.js", &headers(&page, Some("(\"https://headstart.invalid\")"))),
            rule("/", &sealed),
            rule("/:file", &sealed),
        ];
        rules.extend(FOLDERS.map(|folder| rule(&format!("/{folder}/*"), &sealed)));
        rules.push(rule("/*", &sealed));
        Ok(Self { rules })
    }

    /// Reads what a site says; nothing where it says nothing, as while it is being changed.
    pub fn read(site: &Path) -> Self {
        let text = fs::read_to_string(site.join(FILE)).unwrap_or_default();
        let mut policy = Self::default();
        for line in text.lines().filter(|line| !line.is_empty()) {
            let header = line.strip_prefix("  ").and_then(|line| line.split_once(": "));
            match (header, policy.rules.last_mut()) {
                (Some((name, value)), Some(rule)) => rule.headers.push((name.into(), value.into())),
                _ => policy.rules.push(Rule { path: line.into(), headers: Vec::new() }),
            }
        }
        policy
    }

    /// The headers of what lies at a path.
    pub fn headers(&self, path: &str) -> &[(String, String)] {
        let rule = self.rules.iter().find(|rule| rule.fits(path));
        rule.map_or(&[], |rule| &rule.headers)
    }

    /// As JSON for the service worker: `[[path, [[name, value], …]], …]`.
    pub fn json(&self) -> Value {
        // It goes through them one by one, and the last is for all.
        let rules = self.rules.iter().filter(|rule| rule.is_apart());
        rules.map(|Rule { path, headers }| json!([path, headers])).collect()
    }

    /// Writes it into a site, for each kind of host that reads such a file.
    pub fn write(&self, site: &Path) -> Result<()> {
        for (name, text) in
            [(FILE, self.listed()), (".htaccess", self.apache()), ("nginx.conf", self.nginx())]
        {
            fs::write(site.join(name), text)
                .with_context(|| format!("{name} could not be written"))?;
        }
        Ok(())
    }

    /// For Netlify and Cloudflare. They give a file the headers of every rule that fits it, hence not the last one, which
    /// fits all: what lies nowhere has them from the service worker there.
    fn listed(&self) -> String {
        let mut text = String::new();
        for Rule { path, headers } in self.rules.iter().filter(|rule| rule.path != "/*") {
            let lines = headers.iter().map(|(name, value)| format!("  {name}: {value}\n"));
            text += &format!("{path}\n{}", lines.collect::<String>());
        }
        text
    }

    /// For Apache, in the site's own folder; `mod_headers` is to be on.
    fn apache(&self) -> String {
        let mut text = String::from("<IfModule mod_headers.c>\n");
        // The last that fits is the one.
        for Rule { path, headers } in self.rules.iter().rev().filter(|rule| rule.is_apart()) {
            let pattern = path.replace('.', "\\.").replace('*', ".*");
            let _ = writeln!(text, "<If \"%{{REQUEST_URI}} =~ m#{pattern}$#\">");
            for (name, value) in headers {
                let _ =
                    writeln!(text, "Header always set {name} \"{}\"", value.replace('"', "\\\""));
            }
            // What the general rule has said.
            if !headers.iter().any(|(name, _)| name == LIST) {
                let _ = writeln!(text, "Header always unset {LIST}");
            }
            text += "</If>\n";
        }
        text + "</IfModule>\n"
    }

    /// For nginx, to be included in a `server` whose root the site is.
    fn nginx(&self) -> String {
        let mut text = String::new();
        for Rule { path, headers } in self.rules.iter().filter(|rule| rule.is_apart()) {
            let lines = headers.iter().map(|(name, value)| {
                let quote = if value.contains('"') { '\'' } else { '"' };
                format!("  add_header {name} {quote}{value}{quote} always;\n")
            });
            let lines: String = lines.collect();
            text += &match path.strip_suffix('*') {
                Some("/") => lines.lines().map(|line| format!("{}\n", line.trim())).collect(),
                Some(folder) => format!("location {folder} {{\n{lines}}}\n"),
                None => format!("location = {path} {{\n{lines}}}\n"),
            };
        }
        text
    }
}

impl Rule {
    fn fits(&self, path: &str) -> bool {
        if let Some(start) = self.path.strip_suffix('*') {
            return path.starts_with(start);
        }
        match self.path.strip_suffix(":file") {
            Some(start) => path.strip_prefix(start).is_some_and(|file| !file.contains('/')),
            None => self.path == path,
        }
    }

    /// Whether it says something else than the general rule, or is that rule.
    fn is_apart(&self) -> bool {
        let is_file = self.path.ends_with(".js");
        is_file || ["/out/*", "/*"].contains(&self.path.as_str())
    }
}

const LIST: &str = "Connection-Allowlist";

/// The headers of a content security policy, and of a list of connections.
fn headers(content: &str, list: Option<&str>) -> Vec<(String, String)> {
    let mut headers = vec![
        ("Content-Security-Policy".into(), content.into()),
        ("Referrer-Policy".into(), "no-referrer".into()),
    ];
    headers.extend(list.map(|list| (LIST.into(), list.into())));
    headers
}

/// A list of the site's own host and exactly these addresses, without anything after them.
fn list(addresses: &BTreeSet<String>) -> String {
    let mut list = String::from("(response-origin");
    for address in addresses {
        // A pattern without it would fit any query.
        let query = if address.contains('?') { "" } else { "?" };
        let _ = write!(list, " \"{address}{query}\"");
    }
    list + ");redirects=allow"
}

/// Scheme and host of an address.
fn host(address: &str) -> &str {
    let start = address.find("://").map_or(0, |at| at + 3);
    address[start..].find('/').map_or(address, |at| &address[..start + at])
}

/// The hash of each script that is written into a page of a site.
fn hashes(site: &Path) -> Result<BTreeSet<String>> {
    let mut hashes = BTreeSet::new();
    for path in super::files_below(site)? {
        if path.extension().is_none_or(|ending| ending != "html") {
            continue;
        }
        for element in fs::read_to_string(&path)?.split("<script").skip(1) {
            let Some((attributes, rest)) = element.split_once('>') else { continue };
            let Some((script, _)) = rest.split_once("</script>") else { continue };
            if !attributes.contains("src=") {
                hashes.insert(format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script))));
            }
        }
    }
    Ok(hashes)
}

/// The whole addresses in a text, as links name them.
pub fn links(text: &str) -> BTreeSet<String> {
    let ends = |letter: char| letter.is_whitespace() || "()<>\"'`…".contains(letter);
    let found = text.match_indices("https://").map(|(at, _)| &text[at..]);
    let whole = found.map(|rest| &rest[..rest.find(ends).unwrap_or(rest.len())]);
    whole.filter(|link| link.len() > "https://".len()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(of: &[&str]) -> BTreeSet<String> {
        of.iter().map(|&one| one.to_owned()).collect()
    }

    /// A site with one page, in a folder of its own.
    fn site(name: &str) -> Result<(std::path::PathBuf, Policy)> {
        let folder =
            std::env::temp_dir().join(format!("xtask-policy-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("text"))?;
        fs::write(
            folder.join("text/index.html"),
            "<script>a</script><script type=\"module\">b</script><script src=\"./c.js\"></script>",
        )?;
        let models = set(&["https://models.example/a/b.bin"]);
        let reach = Reach { models: &models, links: &set(&["https://papers.example/1"]) };
        let policy = Policy::of(&folder, reach)?;
        Ok((folder, policy))
    }

    #[test]
    fn everything_is_sealed_but_what_is_named() -> Result<()> {
        let (folder, policy) = site("sealed")?;
        let of = |path: &str, name: &str| {
            let header = policy.headers(path).iter().find(|(it, _)| it == name);
            header.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        for path in ["/", "/index.html", "/worker_loader.js", "/text/", "/learn/", "/no/such/file"]
        {
            assert_eq!(of(path, LIST), "(response-origin)", "{path}");
            let content = of(path, "Content-Security-Policy");
            assert!(content.starts_with("default-src 'none'; "), "{content}");
            assert!(content.contains("connect-src 'self' blob:;"), "{content}");
        }
        let page = of("/", "Content-Security-Policy");
        assert_eq!(page.matches("'sha256-").count(), 2, "of two scripts: {page}");
        assert_eq!(
            of("/courier/pinned.js", LIST),
            r#"(response-origin "https://models.example/a/b.bin?");redirects=allow"#
        );
        assert_eq!(of("/courier/typed.js", LIST), "");
        assert_eq!(of("/courier/carry.js", LIST), "(response-origin)");
        assert!(of("/out/", LIST).contains(r#""https://papers.example/1?""#));
        Ok(fs::remove_dir_all(folder)?)
    }

    #[test]
    fn is_read_as_it_was_written() -> Result<()> {
        let (folder, policy) = site("read")?;
        policy.write(&folder)?;
        let read = Policy::read(&folder);
        for path in ["/", "/a.js", "/text/", "/courier/pinned.js", "/courier/typed.js", "/out/"] {
            assert_eq!(read.headers(path), policy.headers(path), "{path}");
        }
        Ok(fs::remove_dir_all(folder)?)
    }

    #[test]
    fn each_host_gets_its_own_words() -> Result<()> {
        let (folder, policy) = site("hosts")?;
        let nginx = policy.nginx();
        assert!(nginx.contains("location = /courier/typed.js {\n  add_header "), "{nginx}");
        assert!(nginx.contains("add_header Connection-Allowlist \"(response-origin)\" always;"));
        let apache = policy.apache();
        assert!(apache.find("m#/.*$#") < apache.find("m#/courier/typed\\.js$#"), "{apache}");
        assert!(apache.contains("Header always unset Connection-Allowlist"), "{apache}");
        Ok(fs::remove_dir_all(folder)?)
    }

    #[test]
    fn finds_what_a_text_links_to() {
        let text = "See [this](https://a.example/1) and <https://b.example>, not https:// or http://c.example.";
        assert_eq!(links(text), set(&["https://a.example/1", "https://b.example"]));
        assert_eq!(host("https://a.example/1"), "https://a.example");
    }
}
