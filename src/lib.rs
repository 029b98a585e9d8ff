//! Headstart: a web page that fine-tunes a classification head for a pre-trained model in the
//! visitor's own tab, with WebGPU compute shaders or on the CPU; and a tutorial whose experiments are computed
//! there too.
//!
//! # The map of the house
//!
//! Floors from the ground up; a file uses only floors below its own. `error`, `protocol` and
//! `words` are leaves which anybody may use. `tests/native/floors.rs` holds it true.
//!
//! | floor | module | what is there |
//! |---|---|---|
//! | | [`error`] | the one error: what was being done, and what went wrong |
//! | | [`protocol`] | `Command` and `Event`: all that crosses between page and worker; [`protocol::lab`] the tutorial's |
//! | | [`words`] | what is said to the visitor, in each language; the sentences are in `www/words` |
//! | | [`kernels`] | a crate of its own, below all of this: the loops on the CPU, in SIMD |
//! | | [`export`] | another: a trained classifier as files for other programs, each read back and run |
//! | 0 | [`models`] | architectures: configuration, `init(device)`, `forward`; no I/O, no browser |
//! | 1 | [`formats`] | bytes to tensors and names: safetensors, PyTorch, TensorFlow.js, and zips of them; tokenizers; a project as one file |
//! | 2 | [`data`] | pictures to tensors, files of sentences to rows; checks before decoding; splits; a sample |
//! | 3 | [`engine`] | devices, embedding, training, metrics, how far to trust a head; filling blanks and writing; clustering; experiments |
//! | 3 | `browser` | what only a browser has: fetch with progress, cache, files on the device, picture decoding |
//! | 4 | `pretrain` | the native program that trains the backbones which ship with the page |
//! | 4 | [`worker`] | commands in, engine calls, events out: of the two studios, and of the tutorial's lab; and the keeper of projects |
//! | 4 | [`ui`] | the page: a plain state, and one file per component; in [`ui::learn`] the tutorial |
//! | 4 | [`author`] | what `headstart.js` is made of, by which pages of others teach a classifier |
//! | 5 | `bench` | the engine without the page, for `cargo xtask bench` to measure |
//!
//! `browser`, and the parts of `engine`, `worker` and `ui` that need a browser are compiled for
//! wasm32 only, `bench` there and only with the feature of its name, `pretrain` natively only; everything
//! else for both, and tested natively as well.
//!
//! What is computed fast has a plain version in burn that it is tested against: `engine::plain` for
//! `engine::cpu` and `engine::gpu`, [`models::bert`] for the encoder on the GPU.
//!
//! # Where to change what
//!
//! - A new model: [`models`] for its architecture, [`engine::catalog`] for its address and hash.
//! - A new thing to ask of the worker: [`protocol`], with its version, then [`worker::agenda`], which decides when it
//!   is done, [`worker::job`] and `worker::jobs`, where it is; of a model, [`protocol::Look`], then `worker::modality`,
//!   and a part of its own in `ui::gallery::exhibits`.
//! - A new kind of head: [`protocol::Recipe`] for how it is made, [`engine::heads::HeadKind`] for what it is,
//!   [`protocol::HeadChoice`] for how it is chosen; [`engine::comparison`] tries all of them.
//! - How far to trust a head: [`engine::trust`], a measure a file; [`protocol::trust`] for what the page is told of it.
//! - A sentence the visitor reads when something fails: [`error`] and `www/words`; why a device computes: [`ui::state::reason`].
//! - What differs between teaching with pictures and with texts: on the page `ui::studio::pictures` and
//!   `ui::studio::texts`, in the worker `worker::modality`. Texts have programs of their own, `bin/text.rs` and
//!   `bin/text_worker.rs`.
//! - How fast something is: `kernels` on the CPU, `src/engine/gpu/shaders` on the GPU, and
//!   `cargo xtask bench` to see; `worker::pool` for the helpers, `worker::timing` for what *Auto* chooses by.
//! - Where examples come from: a file each in `ui::sources`, listed in the kits of the studio; which class what is
//!   brought in belongs to, [`ui::state::Arrivals`]. What is tried in numbers: [`ui::state::Sorting`].
//! - How the page reacts to an event: [`ui::state`]; how it looks: `ui` and `www/style`.
//! - What is saved, and what can be taken back: [`ui::state::Project`], [`ui::state::State::edit`]; how it is kept on the
//!   device: `ui::state::keeping`, `worker::keeper`, `worker::shelf`.
//! - What is taken away: [`export::FORMATS`], a writer and a reader each; [`engine::bundle`] for what goes in, and
//!   `worker::exporter`, `ui::studio::takeaway` for how it is made and offered.
//! - What pages of others may do: [`author`], `src/bin/author.rs` and `www/headstart.js`; `docs/embedding.md` says it to
//!   their authors.
//! - What is in a project's file: [`formats::project`], and `docs/project-file.md`, which says it to others.
//! - The text of a chapter of the tutorial, and what stands on its buttons: the Markdown in `src/ui/learn/text`.
//!   The list of chapters is in [`ui::learn::chapters`].
//! - A new experiment: [`protocol::lab`] for its settings and findings, [`engine::lab`] for what it does,
//!   [`ui::learn::experiments`] for its settings on the page and its table, `ui::learn::views` for its looks; then
//!   `[[name]]` in a chapter, and its table in `tests/native/lab_tables.rs`.
//! - What is said anywhere but in the tutorial: `www/words`, a file a language, each with the same keys.
//! - A language: [`words::Language`], a file in `www/words`, and a folder of the tutorial's texts.
//! - The pictures that the page draws: [`data::sample`]. Every number of the tutorial changes with them.

pub mod author;
pub mod data;
pub mod engine;
pub mod error;
pub mod formats;
pub mod models;
pub mod protocol;
pub mod ui;
pub mod words;
pub mod worker;

#[cfg(not(target_arch = "wasm32"))]
pub mod pretrain;

#[cfg(all(target_arch = "wasm32", feature = "bench"))]
pub mod bench;
#[cfg(target_arch = "wasm32")]
pub mod browser;
