//! How large a project may be: more than anybody has, and less than a tab has memory.

/// The most bytes of one file that was added: as much as any picture takes that a browser decodes, a raw one of
/// 80 megapixels. Each is in memory as a whole when it is taken over.
pub const ORIGINAL: u64 = 256 << 20;

/// The most bytes of what says what is in a project. Texts are in it: half a million of 500 letters.
pub const MANIFEST: u64 = 256 << 20;

/// The most values in that, of which a table of names counts for [`TABLE`]: for the memory that they take, some 64
/// bytes each, where it may be two in the file. A picture is an example of about fifty.
pub const VALUES: usize = 8_000_000;

/// For how many values a table of names counts: it has room for eleven from the start.
pub const TABLE: usize = 10;

/// The most bytes of any other file: embeddings of 100 000 pictures, of 1280 numbers each.
pub const FILE: u64 = 512 << 20;

/// The most files in a project, of which each takes some hundred bytes of memory.
pub const FILES: usize = 200_000;

/// The most bytes of a zip's directory, which is in memory while the project is read. An entry may claim 192 KiB;
/// usual ones take below 200 bytes.
pub const DIRECTORY: u64 = 64 << 20;
