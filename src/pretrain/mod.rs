//! Pre-training of the backbones that ship with the page: the native program `pretrain`.
//!
//! How whole networks learn and how clusters are found is in [`engine::finetuning`](crate::engine::finetuning) and
//! [`engine::clustering`](crate::engine::clustering), as the tutorial does both in a browser. Here is what only a
//! program of its own has: files, threads, checkpoints, a graphics card.
//!
//! | file | what is there |
//! |---|---|
//! | [`command`] | the command line |
//! | [`run_arguments`] | what every kind takes on it |
//! | [`cnn`] | the supervised network: labels, and a teacher's embeddings |
//! | [`autoencoder`] | the autoencoder: pictures drawn again from their codes |
//! | [`kmeans`] | the filter bank: patches, whitening, clustering |
//! | [`bert`], [`gpt`] | models of language: masked words and next passages; next tokens |
//! | [`text_command`] | what the command line does for them |
//! | `whitening` | the last step of BERT's embeddings, fitted to the books |
//! | [`corpus`], [`vocabulary`], [`tokens`] | books into sentences; vocabularies; books as numbers |
//! | [`counts`] | what counting alone knows of a language |
//! | [`device`] | the CPU, or a graphics card |
//! | [`training`] | the loop that all networks share, with its checkpoints |
//! | [`teacher`] | what the public MobileNetV2 says of the pictures |
//! | [`dataset`], [`view`] | pictures into memory; what a network sees of them |
//! | [`few_shot`], [`sentences`] | how well a backbone transfers: to photos, to short requests |
//! | [`publish`], [`release`] | weights, card and manifest |
//! | [`progress`] | the bar on the terminal |

pub mod autoencoder;
pub mod bert;
pub mod cnn;
pub mod command;
pub mod corpus;
pub mod counts;
pub mod dataset;
pub mod device;
pub mod few_shot;
pub mod gpt;
pub mod kmeans;
pub mod progress;
pub mod publish;
pub mod release;
pub mod run_arguments;
pub mod sentences;
pub mod teacher;
pub mod text_command;
pub mod tokens;
pub mod training;
pub mod view;
pub mod vocabulary;
mod whitening;
