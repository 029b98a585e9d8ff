//! Where tests find all-MiniLM-L6-v2.

use std::path::PathBuf;

use super::data::skip;

/// The folder of all-MiniLM-L6-v2, which `cargo xtask test native` fetches; `None`, said aloud, where
/// there is none.
pub fn minilm() -> Option<PathBuf> {
    let folder = match (std::env::var_os("HEADSTART_MINILM"), std::env::var_os("HOME")) {
        (Some(folder), _) => PathBuf::from(folder),
        (None, Some(home)) => PathBuf::from(home).join(".cache/headstart/minilm"),
        (None, None) => {
            skip("neither HEADSTART_MINILM nor HOME says where all-MiniLM-L6-v2 is");
            return None;
        }
    };
    if !folder.join("model.safetensors").is_file() {
        skip(&format!("there is no all-MiniLM-L6-v2 at {}", folder.display()));
        return None;
    }
    Some(folder)
}
