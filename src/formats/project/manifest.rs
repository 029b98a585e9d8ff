//! What says what is in a project's file.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::limits;
use crate::error::ProjectError;

/// How a project of this page calls its format.
pub const FORMAT: &str = "headstart";

/// The version of what is written. Whoever changes the manifest or the names of files raises it, and teaches
/// [`Manifest::read`] to make one of the version before into one of this. The project in it has a version of its
/// own.
pub const VERSION: u32 = 1;

/// What is in the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: String,
    /// [`VERSION`].
    pub version: u32,
    /// The project as the page saves it, with a version of its own.
    pub project: Value,
    /// The files that were added, in the order of their examples.
    pub originals: Vec<Original>,
}

/// A file that was added as an example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Original {
    /// The example's name in the project.
    pub example: u32,
    /// What the file was called where it came from. A text to be shown, and no path.
    pub name: String,
    /// SHA-256 of its bytes in 64 lower-case hexadecimal digits, by which it is named in the zip.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: u64,
}

impl Manifest {
    /// One of the latest version.
    pub fn new(project: Value, originals: Vec<Original>) -> Self {
        Self { format: FORMAT.into(), version: VERSION, project, originals }
    }

    /// As JSON.
    pub(super) fn write(&self) -> Vec<u8> {
        // Plain data whose tables have texts as names always becomes JSON.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// The manifest that says to be of `version`, as one of the latest.
    ///
    /// # Errors
    /// [`ProjectError::Newer`], [`ProjectError::Malformed`], [`ProjectError::TooManyFiles`].
    pub(super) fn read(version: u32, json: &[u8]) -> Result<Self, ProjectError> {
        let manifest: Self = match version {
            // Each version has its reader here, of which all but the latest go on to the next.
            VERSION => serde_json::from_slice(json).map_err(malformed)?,
            version if version > VERSION => {
                return Err(ProjectError::Newer { version, readable: VERSION });
            }
            version => {
                return Err(ProjectError::Malformed(format!("there is no version {version}")));
            }
        };
        manifest.check()?;
        Ok(manifest)
    }

    /// That its files are named by hashes, and are no more than are read.
    pub(super) fn check(&self) -> Result<(), ProjectError> {
        let files = self.originals.len();
        if files > limits::FILES {
            return Err(ProjectError::TooManyFiles { files, limit: limits::FILES });
        }
        match self.originals.iter().find(|original| !is_hash(&original.sha256)) {
            Some(original) => Err(ProjectError::Malformed(format!(
                "the file of example {} is not named by a SHA-256",
                original.example
            ))),
            None => Ok(()),
        }
    }
}

/// Whether a text is a SHA-256 in lower-case hexadecimal digits.
pub(super) fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Who has written a manifest.
#[derive(Debug, PartialEq)]
pub(super) enum Whose {
    /// This page, in this version.
    Headstart(u32),
    /// Teachable Machine, for a project of this kind.
    Teachable(String),
}

/// What tells manifests apart, in one of any version. Teachable Machine's version is a text.
#[derive(Debug, Deserialize)]
struct Head {
    format: Option<String>,
    version: Option<Value>,
    r#type: Option<String>,
}

/// Who has written this manifest.
///
/// # Errors
/// [`ProjectError::NotAProject`] for what neither has, [`ProjectError::Malformed`] for what is no JSON, or too much.
pub(super) fn whose(json: &[u8]) -> Result<Whose, ProjectError> {
    let values = values(json);
    if values > limits::VALUES {
        let why = format!("{values} values in its manifest, of at most {}", limits::VALUES);
        return Err(ProjectError::Malformed(why));
    }
    let head: Head = serde_json::from_slice(json).map_err(malformed)?;
    match (head.format, head.r#type) {
        (Some(format), _) if format == FORMAT => {
            let version = head.version.as_ref().and_then(Value::as_u64);
            let version = version.and_then(|version| u32::try_from(version).ok());
            let unnamed = || ProjectError::Malformed("it does not say its version".into());
            version.map(Whose::Headstart).ok_or_else(unnamed)
        }
        (None, Some(kind)) => Ok(Whose::Teachable(kind)),
        _ => Err(ProjectError::NotAProject),
    }
}

/// How many values a JSON text has at most, tables counted for what they take: each but the first comes after a comma
/// or an opening bracket.
fn values(json: &[u8]) -> usize {
    let (mut count, mut is_text, mut is_escaped) = (1, false, false);
    for byte in json {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = is_text,
            b'"' => is_text = !is_text,
            b',' | b'[' if !is_text => count += 1,
            b'{' if !is_text => count += limits::TABLE,
            _ => {}
        }
    }
    count
}

fn malformed(error: serde_json::Error) -> ProjectError {
    ProjectError::Malformed(format!("its manifest: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    fn read(json: &str) -> Result<Manifest, ProjectError> {
        match whose(json.as_bytes())? {
            Whose::Headstart(version) => Manifest::read(version, json.as_bytes()),
            Whose::Teachable(kind) => Err(ProjectError::OtherProject(kind)),
        }
    }

    fn one(sha256: &str) -> Manifest {
        let original =
            Original { example: 1, name: "a.jpg".into(), sha256: sha256.into(), bytes: 3 };
        Manifest::new(serde_json::json!({ "version": 1, "project": {} }), vec![original])
    }

    #[test]
    fn what_is_written_is_read() {
        let manifest = one(HASH);
        let json = String::from_utf8(manifest.write()).expect("JSON is text");
        assert_eq!(read(&json), Ok(manifest));
    }

    #[test]
    fn versions_are_told_apart() {
        let of = |version: &str| {
            read(&format!(
                r#"{{"format":"headstart","version":{version},"project":null,"originals":[]}}"#
            ))
        };
        assert!(of("1").is_ok());
        assert_eq!(of("2"), Err(ProjectError::Newer { version: 2, readable: 1 }));
        for version in ["0", "-1", "1.5", "\"1\"", "null", "4294967296"] {
            assert!(matches!(of(version), Err(ProjectError::Malformed(_))), "{version}");
        }
        // One of a later version may have other fields.
        let later = r#"{"format":"headstart","version":7,"more":[]}"#;
        assert_eq!(read(later), Err(ProjectError::Newer { version: 7, readable: 1 }));
    }

    #[test]
    fn manifests_of_others_are_told_apart() {
        let audio = r#"{"type":"audio","version":"2.4.7","appdata":{}}"#;
        assert_eq!(read(audio), Err(ProjectError::OtherProject("audio".into())));
        for other in [r#"{"name":"a page","icons":[]}"#, r#"{"format":"other","version":1}"#] {
            assert_eq!(read(other), Err(ProjectError::NotAProject), "{other}");
        }
        for none in ["", "[1]", "{", "<html>", "\"\\"] {
            assert!(matches!(read(none), Err(ProjectError::Malformed(_))), "{none}");
        }
    }

    #[test]
    fn files_are_named_by_hashes_alone() {
        let upper = HASH.to_uppercase();
        let names =
            ["", "../x", "/x", "C:\\x", &HASH[1..], &upper, "../../x", &format!("{HASH}/x")];
        for name in names {
            let json = String::from_utf8(one(name).write()).expect("JSON is text");
            assert!(matches!(read(&json), Err(ProjectError::Malformed(_))), "{name}");
        }
    }

    #[test]
    fn values_are_counted_outside_of_texts() {
        assert_eq!(values(b"1"), 1);
        let json = br#"{"a":[1,2,3],"b,c[{":"\",[{"}"#;
        assert_eq!(values(json), 1 + limits::TABLE + 1 + 2 + 1);
        let many = format!("{{\"a\":[{}0]}}", "0,".repeat(limits::VALUES));
        assert!(matches!(read(&many), Err(ProjectError::Malformed(_))));
    }
}
