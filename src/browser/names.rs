//! What the files of this site are called.
//!
//! `cargo xtask` puts a hash of what is in it into the name of each, and tells the page and its workers; Trunk
//! leaves the names as they are.

use js_sys::{Reflect, global};
use web_sys::Url;

/// The name, in this site, of a file beside the page.
pub fn named(file: &str) -> String {
    let names = Reflect::get(&global(), &"headstartNames".into());
    let name = names.and_then(|names| Reflect::get(&names, &file.into()));
    name.ok().and_then(|name| name.as_string()).unwrap_or_else(|| file.to_owned())
}

/// The address of a file of this site, from the path that it has there; any other address as it is. A worker that a page
/// of another host has started lies at an address that says nothing of the site: that page says where the site is.
pub fn address(path: &str) -> String {
    let base = Reflect::get(&global(), &"headstartBase".into()).ok();
    let url = base.and_then(|base| Url::new_with_base(path, &base.as_string()?).ok());
    url.map_or_else(|| path.to_owned(), |url| url.href())
}

/// The address of a file beside the script that runs, by its name or a path that starts there.
pub fn beside(file: &str) -> Option<String> {
    Url::new_with_base(&named(file), &super::scope().location().href()).ok().map(|url| url.href())
}
