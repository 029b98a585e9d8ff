//! A small web server for static files on this machine.
//!
//! It does what any static host does that reads the site's list of headers, and no more, so what works here works there.
//! It reads only below its folder.

use crate::dev::changes::{ADDRESS, Changes};
use crate::site::policy::Policy;
use anyhow::{Result, bail};
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// More than any browser sends before the empty line.
const LONGEST_REQUEST: u64 = 64 * 1024;

/// A folder that is to be served, and the port that was taken for it.
pub struct Server {
    listener: TcpListener,
    port: u16,
    folder: PathBuf,
    changes: Option<Arc<Changes>>,
}

impl Server {
    /// Takes a port of 127.0.0.1; 0 takes any that is free. The folder need not exist yet.
    pub fn bind(folder: &Path, port: u16) -> Result<Self> {
        let listener = match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(listener) => listener,
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => bail!(
                "Port {port} is in use: stop the program that uses it, or choose another port, as in \
                 `--port {}`.",
                port.checked_add(1).unwrap_or(port - 1)
            ),
            Err(error) => return Err(error.into()),
        };
        let port = listener.local_addr()?.port();
        Ok(Self { port, listener, folder: folder.to_path_buf(), changes: None })
    }

    /// Lets open pages hear what changes.
    pub fn with_changes(self, changes: Arc<Changes>) -> Self {
        Self { changes: Some(changes), ..self }
    }

    /// The address, without a slash at the end.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Answers requests until the program ends.
    pub fn run(self) {
        for stream in self.listener.incoming().flatten() {
            let (folder, changes) = (self.folder.clone(), self.changes.clone());
            thread::spawn(move || {
                // A visitor who left before the answer is nobody's problem.
                let _ = answer(&folder, changes.as_deref(), stream);
            });
        }
    }
}

fn answer(folder: &Path, changes: Option<&Changes>, mut stream: TcpStream) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut lines = BufReader::new(stream.try_clone()?.take(LONGEST_REQUEST)).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    // The headers change nothing, but closing a connection with unread bytes would reset it.
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let mut words = request.split(' ');
    let (method, address) = (words.next(), words.next().unwrap_or_default());
    match method {
        Some("GET") if address == ADDRESS && changes.is_some() => {
            changes.map_or(Ok(()), |changes| changes.send(&mut stream))
        }
        Some("") | None => Ok(()),
        Some(method) => {
            let path = address.split(['?', '#']).next().unwrap_or_default();
            let answer = match method {
                "GET" | "HEAD" => Answer::to(folder, path),
                _ => Answer::plain("405 Method Not Allowed"),
            };
            // Read each time, as the site may have been built anew; also where there is nothing, as a page without a
            // policy would be a way out for the others.
            let policy = Policy::read(folder);
            answer.send(&mut stream, policy.headers(path), method != "HEAD")
        }
    }
}

struct Answer {
    status: &'static str,
    kind: &'static str,
    location: Option<String>,
    body: Vec<u8>,
}

impl Answer {
    fn plain(status: &'static str) -> Self {
        Self { status, kind: "text/plain; charset=utf-8", location: None, body: status.into() }
    }

    fn to(folder: &Path, path: &str) -> Self {
        let Some(file) = file_below(folder, path) else {
            return Self::plain("404 Not Found");
        };
        if file.is_dir() && !path.ends_with('/') {
            // Relative addresses in the folder's page need the slash.
            return Self {
                location: Some(format!("{path}/")),
                ..Self::plain("301 Moved Permanently")
            };
        }
        let file = if file.is_dir() { file.join("index.html") } else { file };
        match fs::read(&file) {
            Ok(body) => Self { status: "200 OK", kind: kind(&file), location: None, body },
            Err(_) => Self::plain("404 Not Found"),
        }
    }

    fn send(
        &self,
        stream: &mut TcpStream,
        headers: &[(String, String)],
        with_body: bool,
    ) -> io::Result<()> {
        let mut head = format!(
            "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n\
             Cache-Control: no-cache\r\nAccess-Control-Allow-Origin: *\r\n\
             X-Content-Type-Options: nosniff\r\nConnection: close\r\n",
            self.status,
            self.kind,
            self.body.len()
        );
        if let Some(location) = &self.location {
            head += &format!("Location: {location}\r\n");
        }
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        stream.write_all(head.as_bytes())?;
        stream.write_all(b"\r\n")?;
        if with_body {
            stream.write_all(&self.body)?;
        }
        stream.flush()
    }
}

/// The file or folder that a request's path means, if it exists and lies below `folder`.
fn file_below(folder: &Path, path: &str) -> Option<PathBuf> {
    let path = decode(path)?;
    let mut file = folder.canonicalize().ok()?;
    let top = file.clone();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        if part.starts_with('.') || part.contains(['\\', ':', '\0']) {
            return None;
        }
        file.push(part);
    }
    // A link may lead elsewhere.
    file.canonicalize().ok().filter(|file| file.starts_with(top))
}

/// Replaces `%20` and its like; `None` when what they stand for is no text.
fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        if first == b'%' {
            let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &rest[2..];
        } else {
            bytes.push(first);
        }
    }
    String::from_utf8(bytes).ok()
}

/// The media type of a file. Browsers compile wasm while it arrives only under its own type.
fn kind(file: &Path) -> &'static str {
    let ending = file.extension().unwrap_or_default().to_string_lossy();
    match &*ending {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "gif" => "image/gif",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with `inside.txt`, `sub folder/index.html` and a secret beside it.
    fn folder(name: &str) -> io::Result<PathBuf> {
        let outer = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
        let folder = outer.join("served");
        fs::create_dir_all(folder.join("sub folder"))?;
        fs::write(folder.join("inside.txt"), "inside")?;
        fs::write(folder.join("sub folder/index.html"), "<p>sub</p>")?;
        fs::write(folder.join("_headers"), "/*\n  X-Sealed: yes\n")?;
        fs::write(outer.join("secret.txt"), "secret")?;
        Ok(folder)
    }

    #[test]
    fn serves_what_is_below_the_folder_and_nothing_else() -> io::Result<()> {
        let folder = folder("below")?;
        assert!(file_below(&folder, "/inside.txt").is_some());
        assert!(file_below(&folder, "//inside.txt").is_some());
        for path in [
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/sub%20folder/../../secret.txt",
            "/..\\secret.txt",
            "/%00",
            "/%zz",
            "/%",
            "/missing.txt",
        ] {
            assert_eq!(file_below(&folder, path), None, "{path}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("../secret.txt", folder.join("link.txt"))?;
            assert_eq!(file_below(&folder, "/link.txt"), None);
        }
        fs::remove_dir_all(folder.parent().unwrap_or(&folder))
    }

    #[test]
    fn answers_over_http() -> Result<()> {
        let folder = folder("http")?;
        let server = Server::bind(&folder, 0)?;
        let port = server.port;
        thread::spawn(move || server.run());
        let ask = |request: &str| -> io::Result<String> {
            let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
            write!(stream, "{request} HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            Ok(answer)
        };
        let found = ask("GET /inside.txt?version=2")?;
        assert!(found.starts_with("HTTP/1.1 200 OK\r\n"), "{found}");
        assert!(found.contains("Access-Control-Allow-Origin: *"), "{found}");
        assert!(found.ends_with("\r\n\r\ninside"), "{found}");
        assert!(ask("HEAD /inside.txt")?.ends_with("\r\n\r\n"));
        assert!(ask("GET /sub%20folder")?.contains("Location: /sub%20folder/\r\n"));
        assert!(ask("GET /sub%20folder/")?.ends_with("<p>sub</p>"));
        let missing = ask("GET /missing")?;
        assert!(missing.starts_with("HTTP/1.1 404") && missing.contains("X-Sealed: yes\r\n"));
        assert!(ask("POST /inside.txt")?.starts_with("HTTP/1.1 405"));
        Ok(fs::remove_dir_all(folder.parent().unwrap_or(&folder))?)
    }

    #[test]
    fn tells_open_pages_what_changes() -> Result<()> {
        let changes = Arc::new(Changes::default());
        let server = Server::bind(Path::new("."), 0)?.with_changes(changes.clone());
        let port = server.port;
        thread::spawn(move || server.run());
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        write!(stream, "GET {ADDRESS} HTTP/1.1\r\n\r\n")?;
        let mut lines = BufReader::new(stream).lines();
        // It listens once the head has arrived.
        for line in lines.by_ref() {
            if line?.is_empty() {
                break;
            }
        }
        changes.tell_styles();
        let mut said = || lines.by_ref().take(3).collect::<io::Result<Vec<_>>>();
        assert_eq!(said()?[0], "event: styles");
        changes.tell_page();
        assert_eq!(said()?[0], "event: page");
        Ok(())
    }
}
