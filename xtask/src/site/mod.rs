//! From source to a static site.
//!
//! | file | what is there |
//! |---|---|
//! | [`page`] | `index.html`: what it asks a bundler for, and what it says when that is there |
//! | [`programs`], [`helpers`] | from crate to wasm, with the JavaScript that loads it |
//! | [`unused`], [`short_names`] | what wasm-bindgen writes, without what nobody calls, and with short names |
//! | [`parts`] | what of a program is fetched later, cut off |
//! | [`optimise`] | the same, smaller |
//! | [`licences`] | the page with the licences of what it is made of |
//! | [`offline`] | what a service worker keeps of it |
//! | [`policy`] | what the site's files may reach |
//! | [`bundle`] | the site's files, named by what is in them |
//! | [`styles`] | style sheets, each made of those that it imports |
//! | [`terse`] | style and script without what is for who reads them |
//! | [`sizes`] | how much a first visitor downloads |

mod bundle;
pub mod helpers;
mod licences;
mod offline;
pub mod optimise;
mod page;
mod parts;
pub mod policy;
mod programs;
mod sections;
mod short_names;
pub mod sizes;
mod styles;
mod terse;
mod unused;

use crate::places;
use crate::project::Project;
use crate::setup::{wasm_opt, web};
use anyhow::{Context, Result, bail};
use bundle::{Bundle, Names};
use page::{Asset, Page, Program};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

pub use programs::{Form, bind};

/// What a site is built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finish<'a> {
    /// To be seen while its code is changed: these programs alone, compiled quickly, and what is injected into the
    /// page. Their names stay, so that a style sheet can be replaced in an open page.
    Dev { programs: &'a [&'a str], script: &'a str },
    /// To be used on this machine.
    Quick,
    /// To be published: small.
    Published,
    /// To be looked at for its size: these programs alone, as they are published.
    Sized { programs: &'a [&'a str] },
}

impl Finish<'_> {
    /// The profile of `Cargo.toml`.
    fn profile(self) -> &'static str {
        match self {
            Self::Dev { .. } => web::DEV,
            Self::Quick | Self::Published | Self::Sized { .. } => web::PUBLISHED,
        }
    }

    /// Where the site is put.
    pub fn folder(self, project: &Project) -> PathBuf {
        match self {
            Self::Dev { .. } => project.target().join("dev-site"),
            Self::Quick => project.target().join("site"),
            Self::Published => project.dist(),
            Self::Sized { .. } => project.target().join("sized-site"),
        }
    }

    /// Whether it has the helpers of the worker, which does without.
    fn has_helpers(self) -> bool {
        matches!(self, Self::Quick | Self::Published)
    }

    /// Whether what is shown later is cut off: who changes code sees it sooner without.
    fn form(self) -> Form {
        match self {
            Self::Dev { .. } => Form::Whole,
            Self::Quick | Self::Published | Self::Sized { .. } => Form::Cut,
        }
    }

    fn wants(self, program: &Program) -> bool {
        match self {
            Self::Dev { programs, .. } | Self::Sized { programs } => {
                programs.contains(&program.name.as_str())
            }
            Self::Quick | Self::Published => true,
        }
    }
}

/// Builds the site and returns its folder, which is replaced only by a whole new one.
pub fn build(project: &Project, finish: Finish) -> Result<PathBuf> {
    let compiler = web::ensure(project)?;
    let wasm_opt = match finish {
        Finish::Published | Finish::Sized { .. } => Some(wasm_opt::ensure(project)?),
        Finish::Quick | Finish::Dev { .. } => None,
    };
    let page = Page::read(project)?;
    let programs: Vec<&Program> = page.programs().filter(|program| finish.wants(program)).collect();
    let is_sized = matches!(finish, Finish::Sized { .. });
    let of = if is_sized { "sized" } else { finish.profile() };
    let bound = project.target().join("bound").join(of);
    programs::build(project, &compiler, finish.profile(), &programs, finish.form(), &bound)?;
    let is_dev = matches!(finish, Finish::Dev { .. });
    if finish.has_helpers() {
        helpers::build(project, &compiler, &bound)?;
    }
    let optimised = match &wasm_opt {
        Some(wasm_opt) => {
            let kept = if is_sized { "wasm-opt-sized" } else { optimise::OF_THE_SITE };
            let shows = |file: &str| programs.iter().any(|program| program.shows(file));
            optimise::folder(project, wasm_opt, &bound, kept, shows)?
        }
        None => BTreeMap::new(),
    };

    let folder = finish.folder(project);
    let next = folder.with_extension("new");
    let mut bundle = Bundle::new(&next, if is_dev { Names::Plain } else { Names::Hashed })?;
    let code = Code { bound: &bound, optimised: &optimised };
    write(project, &mut bundle, &page, &programs, &code, finish).context("the site")?;
    if !is_dev {
        let mut tools = vec![compiler.version()?];
        tools.extend(wasm_opt.iter().map(|_| format!("binaryen {}", wasm_opt::VERSION)));
        licences::write(project, &tools, &next)?;
    }
    let policy = seal(project, &next).context("the site's policy")?;
    if is_dev {
        offline::write_none(&next)?;
    } else {
        offline::write(&project.root().join("www"), &next, &policy)?;
    }
    if !is_dev {
        say_nothing_of_this_machine(project, &next)?;
    }
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::rename(&next, &folder)?;
    Ok(folder)
}

/// Fails if a file names a folder of this machine: it would differ from machine to machine, and tell who built it.
fn say_nothing_of_this_machine(project: &Project, site: &Path) -> Result<()> {
    let folders = places::telling(project);
    for file in files_below(site)? {
        if let Some(folder) = places::named(&fs::read(&file)?, &folders) {
            bail!("{} names {}, a folder of this machine", file.display(), folder.display());
        }
    }
    Ok(())
}

/// Where the addresses of the models on offer are, a line each. The catalog's own test holds it true.
const MODELS: &str = "www/courier/addresses.txt";

/// Where what is shown comes from, and may link to something.
const TEXTS: [&str; 2] = ["src/ui/learn/text", "www/words"];

/// Says what the files of a site may reach, once all are there.
fn seal(project: &Project, site: &Path) -> Result<policy::Policy> {
    let read = |path: &Path| {
        fs::read_to_string(path).with_context(|| format!("{} could not be read", path.display()))
    };
    let models: BTreeSet<String> =
        read(&project.root().join(MODELS))?.lines().map(str::to_owned).collect();
    let mut links = models.clone();
    for folder in TEXTS {
        for path in files_below(&project.root().join(folder))? {
            links.extend(policy::links(&read(&path)?));
        }
    }
    let reach = policy::Reach { models: &models, links: &links };
    let policy = policy::Policy::of(site, reach)?;
    policy.write(site)?;
    Ok(policy)
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The files in a folder and in those in it.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

/// Writes the style sheets of a built site anew, where it has plain names.
pub fn restyle(project: &Project, site: &Path) -> Result<()> {
    for path in Page::read(project)?.styles() {
        let name = path.file_name().unwrap_or_default();
        fs::write(site.join(name), styles::joined(&project.root().join(&path))?)?;
    }
    Ok(())
}

/// Where programs are that were bound to JavaScript, and optimised.
struct Code<'a> {
    bound: &'a Path,
    optimised: &'a BTreeMap<OsString, PathBuf>,
}

impl Code<'_> {
    fn wasm(&self, name: &str) -> Result<Vec<u8>> {
        let small = self.optimised.get(&OsString::from(name)).cloned();
        let file = small.unwrap_or_else(|| self.bound.join(name));
        fs::read(&file).with_context(|| format!("{} could not be read", file.display()))
    }

    /// Puts a program into a bundle; its JavaScript knows the names of its wasm and of its parts.
    fn put(&self, bundle: &mut Bundle, program: &str, form: Form) -> Result<()> {
        let wasm = format!("{program}_bg.wasm");
        let named = bundle.put(&wasm, &self.wasm(&wasm)?)?;
        let script = format!("{program}.js");
        let mut code = self.script(&script)?.replace(&wasm, &named);
        if form == Form::Cut {
            let link = parts::script(program);
            let mut parts = self.script(&link)?;
            for part in parts::files(self.bound, program)? {
                parts = parts.replace(&part, &bundle.put(&part, &self.wasm(&part)?)?);
            }
            // In the program itself it is a name that nobody fetches.
            let from = |file: &str| format!("from \"./{file}\"");
            code = code.replace(
                &from(&link),
                &from(&bundle.put(&link, terse::script(&parts)?.as_bytes())?),
            );
        }
        bundle.put(&script, terse::script(&code)?.as_bytes())?;
        Ok(())
    }

    fn script(&self, name: &str) -> Result<String> {
        fs::read_to_string(self.bound.join(name))
            .with_context(|| format!("{name} could not be read"))
    }
}

fn write(
    project: &Project,
    bundle: &mut Bundle,
    page: &Page,
    programs: &[&Program],
    code: &Code,
    finish: Finish,
) -> Result<()> {
    for asset in &page.assets {
        match asset {
            Asset::Folder(path) => bundle.copy_folder(&project.root().join(path))?,
            Asset::Style(path) | Asset::File(path) if is_style(path) => {
                let joined = styles::joined(&project.root().join(path))?;
                bundle.put(&name(path), terse::style(&joined).as_bytes())?;
            }
            Asset::Style(path) | Asset::File(path) | Asset::Early(path) | Asset::Icon(path) => {
                bundle.put(&name(path), &fs::read(project.root().join(path))?)?;
            }
            Asset::Joined | Asset::Module(_) | Asset::Program(_) => {}
        }
    }
    if finish.has_helpers() {
        helpers::NAMES.iter().try_for_each(|helper| code.put(bundle, helper, Form::Whole))?;
    }
    // Workers start helpers, and know nothing of the page.
    let helpers = bundle.script_of_names(|name| name.starts_with("helper"));
    for program in programs {
        let form = finish.form().of(program);
        code.put(bundle, &program.name, form)?;
        if program.loader {
            let script = format!("{}.js", program.name);
            let script = bundle.named(&script);
            let loader = format!("{helpers}import init from './{script}';await init();");
            bundle.put(&format!("{}_loader.js", program.name), loader.as_bytes())?;
        }
    }
    // Last, as they name what else there is.
    for asset in &page.assets {
        if let Asset::Module(path) = asset {
            let code = fs::read_to_string(project.root().join(path))?;
            bundle.put_module(&name(path), &code)?;
        }
    }
    let script = match finish {
        Finish::Dev { script, .. } => script.to_owned(),
        _ => offline::script(&project.root().join("www"))?,
    };
    bundle.pages(&page.written(bundle, &script)?)
}

fn is_style(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "css")
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
