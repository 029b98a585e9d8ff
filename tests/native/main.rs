//! Tests that run on this machine, one module for what each is about.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../common"]
mod common {
    pub mod data;
    mod distance;
    pub mod embedded;
    pub mod files;
    pub mod golden;
    pub mod kernels;
    pub mod lab;
    mod minilm;
    pub mod models;
    pub mod photos;
    mod picture;
    pub mod projects;
    pub mod public;
    pub mod sample;
    pub mod shipped;

    pub use data::shared_data;
    pub use distance::relative_distance;
    pub use minilm::minilm;
}

mod catalog;
mod exports;
mod few_shot;
mod floors;
mod fuzz_language;
mod heads;
mod kernels;
mod lab_clusters;
mod lab_heads;
mod lab_tables;
mod lab_whole;
mod language;
mod parity;
mod picture_files;
mod pretrain;
mod project_file;
mod recognition;
mod sample;
mod shaders;
mod shipped;
mod tables;
mod text_models;
mod trust;
mod weights_files;
mod words;
