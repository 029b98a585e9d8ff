//! Every shader parses and validates. A browser would say so too, much later.

use std::path::Path;

use naga::valid::{Capabilities, ValidationFlags, Validator};

/// What stands before a shader's own source, as the engine puts it there.
const SHARED: [(&[&str], &[&str]); 3] = [
    (&["layer"], &["full", "depthwise", "depthwise3", "pointwise"]),
    (&["head", "products"], &["hidden", "forward"]),
    (&["head"], &["update"]),
];

/// What shaders are specialised by, as the engine does it.
const SPECIALISED: [(&[&str], [&str; 2]); 3] = [
    (&["full", "pointwise"], ["const WIDE = false;\n", "const WIDE = true;\n"]),
    (&["depthwise3"], ["const STRIDE = 1u;\n", "const STRIDE = 2u;\n"]),
    (
        &["hidden", "forward", "update"],
        ["const HIDDEN: bool = false;\n", "const HIDDEN: bool = true;\n"],
    ),
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
        if SHARED.iter().any(|(shared, _)| shared.contains(&stem)) {
            continue;
        }
        let shared = SHARED.iter().find(|(_, users)| users.contains(&stem));
        assert!(shared.is_some() || WHOLE.contains(&stem), "{name} is not listed above");
        let shared = shared.map_or(&[][..], |(shared, _)| shared);
        let parts: Vec<String> =
            shared.iter().chain([&stem]).map(|stem| read(&format!("{stem}.wgsl"))).collect();
        let specialised = SPECIALISED.iter().find(|(users, _)| users.contains(&stem));
        for constants in specialised.map_or(&[""][..], |(_, constants)| constants) {
            let source = constants.to_string() + &parts.concat();
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
