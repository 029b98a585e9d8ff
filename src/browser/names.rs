//! What the files of this site are called.
//!
//! `cargo xtask` puts a hash of what is in it into the name of each, and tells the page and its workers; Trunk
//! leaves the names as they are.

use js_sys::{Reflect, global};

/// The name, in this site, of a file beside the page.
pub fn named(file: &str) -> String {
    let names = Reflect::get(&global(), &"headstartNames".into());
    let name = names.and_then(|names| Reflect::get(&names, &file.into()));
    name.ok().and_then(|name| name.as_string()).unwrap_or_else(|| file.to_owned())
}
