//! A trained classifier as files for other programs: what is taken away.
//!
//! A crate of its own, which knows neither burn nor the rest of Headstart: it is fetched only by who takes something
//! away, and it is compiled and tested in seconds. What it is given is a [`Bundle`], plain data; every format is a
//! row of [`FORMATS`], a writer and a reader.
//!
//! The readers prove the writers: a reader knows the format alone, runs what the file says on the probes of the
//! bundle, and [`check`] compares what comes out with what the page said of the same inputs. They share nothing with
//! the writers but the operations in [`reader::ops`], which the writers do not use.
//!
//! | module | what is there |
//! |---|---|
//! | [`bundle`] | what is taken away, as plain data |
//! | [`notes`] | what files say of themselves, in every format by the same names |
//! | [`format`] | the table of formats, and why one cannot hold something |
//! | [`proof`] | a written file run on the probes |
//! | [`onnx`] | ONNX: for ONNX Runtime and all that reads its files |
//! | [`page`] | one page: an HTML file that classifies by itself |
//! | [`tflite`] | TensorFlow Lite: for LiteRT, on telephones above all |
//! | [`tfjs`] | TensorFlow.js: a layers model for Teachable Machine's libraries and ml5 |
//! | [`safetensors`] | safetensors: all numbers with names, for NumPy and whoever computes it themselves |
//! | [`head`] | the head alone, to be opened again |
//! | [`again`] | the head of a written file, to be used and taught further |
//! | [`reader`] | what the readers have in common: tensors, and operations on them |

pub mod again;
pub mod bundle;
pub mod format;
pub mod head;
pub mod notes;
pub mod onnx;
pub mod page;
pub mod proof;
pub mod reader;
pub mod safetensors;
pub mod tfjs;
pub mod tflite;

pub use again::Taken;
pub use bundle::{Answer, Backbone, Bundle, Head, Kernels, Known, Probe, Sample};
pub use format::{FORMATS, File, Format, Malformed, Refusal};
pub use notes::Notes;
pub use proof::{Proof, check};
