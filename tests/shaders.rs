//! Every shader parses and validates. A browser would say so too, much later.
#![cfg(not(target_arch = "wasm32"))]

use std::path::Path;

use naga::valid::{Capabilities, ValidationFlags, Validator};

/// What stands before a shader's own source, as the engine puts it there.
const SHARED: [(&str, &[&str]); 2] = [
    ("layer.wgsl", &["full", "depthwise", "depthwise3", "pointwise"]),
    ("head.wgsl", &["forward", "update"]),
];

/// What shaders are specialised by, as the engine does it.
const SPECIALISED: [(&str, [&str; 2]); 3] = [
    ("full", ["const WIDE = false;", "const WIDE = true;"]),
    ("pointwise", ["const WIDE = false;", "const WIDE = true;"]),
    ("depthwise3", ["const STRIDE = 1u;", "const STRIDE = 2u;"]),
];

/// The shaders that are whole by themselves.
const WHOLE: [&str; 8] =
    ["add_norm", "attention", "contrast", "linear", "mean", "nearness", "pool", "unpack"];

#[test]
fn every_shader_is_valid() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/engine/gpu/shaders");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("it is there");
    let mut checked = 0;
    for entry in std::fs::read_dir(&folder).expect("it is there") {
        let name = entry.expect("it is readable").file_name().to_string_lossy().into_owned();
        let stem = name.trim_end_matches(".wgsl");
        if SHARED.iter().any(|(shared, _)| *shared == name) {
            continue;
        }
        let shared = SHARED.iter().find(|(_, users)| users.contains(&stem));
        assert!(shared.is_some() || WHOLE.contains(&stem), "{name} is not listed above");
        let source = shared.map(|(shared, _)| read(shared)).unwrap_or_default() + &read(&name);
        let specialised = SPECIALISED.iter().find(|(specialised, _)| *specialised == stem);
        for constants in specialised.map_or(&[""][..], |(_, constants)| constants) {
            let source = format!("{constants}\n{source}");
            let module = naga::front::wgsl::parse_str(&source)
                .unwrap_or_else(|error| panic!("{name}: {}", error.emit_to_string(&source)));
            Validator::new(ValidationFlags::all(), Capabilities::empty())
                .validate(&module)
                .unwrap_or_else(|error| panic!("{name}: {}", error.emit_to_string(&source)));
        }
        checked += 1;
    }
    println!("{checked} shaders are valid");
    let listed = WHOLE.len() + SHARED.iter().map(|(_, users)| users.len()).sum::<usize>();
    assert_eq!(checked, listed, "some that are listed are not there");
}
