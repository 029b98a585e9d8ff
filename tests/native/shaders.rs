//! Every shader parses and validates, and lays out what it is told as the engine does. A browser would say the first
//! too, much later, and the second never: it would compute wrong numbers.

use std::path::{Path, PathBuf};

use headstart::engine::gpu::layouts::{self, Layout};
use naga::TypeInner;
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

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/engine/gpu/shaders")
}

fn read(stem: &str) -> String {
    std::fs::read_to_string(folder().join(format!("{stem}.wgsl"))).expect("it is there")
}

#[test]
fn every_shader_is_valid() {
    let folder = folder();
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
        let parts: Vec<String> = shared.iter().chain([&stem]).map(|stem| read(stem)).collect();
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

/// Members with the byte each begins at, and the bytes of all, as a shader lays out a struct of its own.
fn as_in_shader(layout: &Layout) -> (Vec<(String, usize)>, usize) {
    let module = naga::front::wgsl::parse_str(&read(layout.shader)).expect("it stands by itself");
    let named = module.types.iter().find(|(_, of)| of.name.as_deref() == Some(layout.name));
    let Some((_, naga::Type { inner: TypeInner::Struct { members, span }, .. })) = named else {
        panic!("{} has no struct {}", layout.shader, layout.name)
    };
    let member = |member: &naga::StructMember| {
        (member.name.clone().unwrap_or_default(), member.offset as usize)
    };
    (members.iter().map(member).collect(), *span as usize)
}

#[test]
fn what_shaders_are_told_is_laid_out_as_they_read_it() {
    for layout in layouts::ALL {
        let (members, size) = as_in_shader(layout);
        let ours: Vec<(String, usize)> =
            layout.members.iter().map(|&(name, at)| (name.to_owned(), at)).collect();
        assert_eq!(ours, members, "struct {} of {}.wgsl", layout.name, layout.shader);
        // What is sent is at least as long as what is read, and uniforms are in groups of sixteen bytes.
        assert!(layout.size >= size && layout.size % 16 == 0, "{}: {}", layout.name, layout.size);
    }
}
