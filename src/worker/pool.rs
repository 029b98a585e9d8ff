//! Helpers that embed pictures beside each other, each a worker of its own with a copy of the network.
//!
//! They are small: what they run is `kernels` alone. Where they cannot be had, the worker embeds by itself.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;

use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use futures_util::future::{Either, join_all, select};
use futures_util::{StreamExt, pin_mut};
use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Float32Array, Promise, Uint8Array, WebAssembly};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{MessageEvent, Response, Worker, WorkerOptions, WorkerType};

use crate::browser::names::{beside, named};
use crate::browser::scope;
use crate::engine::{cpu, self_test};
use crate::models::{Backbone, ConvNetConfig, ConvWeights};

/// The most helpers, and about the bytes that all may take: each keeps the weights and what its layers make of a
/// picture. Of MobileNetV2 at its narrowest that is 15 megabytes, at its usual width 60.
const MOST: usize = 8;
const BYTES: usize = 256 << 20;

/// Pictures for each helper that are read beside each other while those before are embedded, and the most of all:
/// a large photo has fifty megabytes until it has been made small.
const AHEAD: usize = 4;
const MOST_AHEAD: usize = 8;

/// Milliseconds that helpers may take to start. They are small, and come from the page's own host; who waits
/// longer is better off without.
const START: u32 = 5_000;

/// A module that is valid where relaxed SIMD is: one function, which swizzles. In the encoding of
/// <https://webassembly.github.io/spec/core/binary/index.html>.
const RELAXED: [u8; 36] = [
    0, b'a', b's', b'm', 1, 0, 0, 0, // magic and version
    1, 5, 1, 0x60, 0, 1, 0x7b, // types: from nothing to a vector
    3, 2, 1, 0, // functions: one, of that type
    10, 15, 1, 13, 0, // code: of one function without locals
    0x41, 1, 0xfd, 15, 0x41, 2, 0xfd, 15, // splat 1, splat 2
    0xfd, 0x80, 2, 11, // swizzle, end
];

/// What a model is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To embed the visitor's examples, of which there are many.
    Examples,
    /// To answer questions about a picture or two.
    Questions,
}

/// All that embed pictures on the CPU: the worker itself, and its helpers.
#[derive(Debug)]
pub struct Pool {
    own: cpu::Embedder,
    helpers: RefCell<Helpers>,
}

#[derive(Debug)]
enum Helpers {
    /// On their way.
    Coming(Vec<Helper>),
    /// They work as the worker itself does.
    Here(Rc<Vec<Helper>>),
    /// They cannot be had, or were not to be trusted.
    None,
}

impl Pool {
    /// Puts a backbone on the CPU.
    pub fn new(backbone: &Backbone, purpose: Purpose) -> Self {
        let helpers = match (backbone, purpose) {
            (Backbone::ConvNet { config, weights }, Purpose::Examples) => {
                Helpers::Coming(start(config, weights))
            }
            _ => Helpers::None,
        };
        Self { own: cpu::Embedder::new(backbone), helpers: RefCell::new(helpers) }
    }

    /// How many pictures it had best be given at once.
    pub fn batch(&self) -> usize {
        match &*self.helpers.borrow() {
            Helpers::Coming(helpers) => (helpers.len() * AHEAD).clamp(1, MOST_AHEAD),
            Helpers::Here(helpers) => (helpers.len() * AHEAD).min(MOST_AHEAD),
            Helpers::None => 1,
        }
    }

    /// The embeddings of some pictures, which are pixels of red, green, blue and opacity.
    pub async fn embed(&self, pictures: &[Vec<u8>]) -> Vec<Vec<f32>> {
        let Some(first) = pictures.first() else { return Vec::new() };
        if let Some(helpers) = self.gathered(first).await {
            if let Some(embeddings) = share(&helpers, pictures).await {
                return embeddings;
            }
            // One of them has died.
            self.helpers.replace(Helpers::None);
        }
        pictures.iter().map(|picture| self.own.embed_rgba(picture)).collect()
    }

    /// The helpers, once they have come and embedded this picture as the worker itself does.
    async fn gathered(&self, picture: &[u8]) -> Option<Rc<Vec<Helper>>> {
        let coming = match self.helpers.replace(Helpers::None) {
            Helpers::Coming(helpers) => helpers,
            Helpers::Here(helpers) => {
                self.helpers.replace(Helpers::Here(helpers.clone()));
                return Some(helpers);
            }
            Helpers::None => return None,
        };
        let expected = self.own.embed_rgba(picture);
        let try_out = async |helper: Helper| {
            helper.listens().await?;
            helper.send(picture)?;
            let embedding = helper.receive().await?;
            self_test::compare("helpers", &embedding, &expected).is_ok().then_some(helper)
        };
        let trials = join_all(coming.into_iter().map(try_out));
        let late = TimeoutFuture::new(START);
        pin_mut!(trials);
        let Either::Left((fit, _)) = select(trials, late).await else { return None };
        let fit: Vec<Helper> = fit.into_iter().flatten().collect();
        if fit.is_empty() {
            return None;
        }
        let helpers = Rc::new(fit);
        self.helpers.replace(Helpers::Here(helpers.clone()));
        Some(helpers)
    }
}

/// Starts as many helpers as there are cores and memory for, if that is several.
fn start(config: &ConvNetConfig, weights: &[ConvWeights]) -> Vec<Helper> {
    // Plain data always encodes.
    let Ok(plan) = postcard::to_allocvec(&cpu::plan(config, weights)) else { return Vec::new() };
    let maps = config.layers.iter().zip(config.output_sizes());
    let numbers: usize = maps.map(|(layer, size)| layer.outputs * size * size).sum();
    // The weights as they come and as the kernels take them.
    let bytes = 2 * plan.len() + numbers * size_of::<f32>();
    let cores = scope().navigator().hardware_concurrency() as usize;
    let count = cores.min(MOST).min(BYTES / bytes);
    if count < 2 {
        return Vec::new();
    }
    let relaxed = WebAssembly::validate(&Uint8Array::from(&RELAXED[..])).unwrap_or(false);
    let variant = if relaxed { "helper_relaxed" } else { "helper" };
    let Some(code) = beside(&format!("{variant}_bg.wasm")) else { return Vec::new() };
    // Once for all.
    let code = future_to_promise(compiled(code));
    let plan = Uint8Array::from(plan.as_slice());
    (0..count).filter_map(|_| Helper::start(variant, &code, &plan)).collect()
}

/// The code at an address, compiled while it comes, or afterwards where the host calls it something else than wasm.
async fn compiled(address: String) -> Result<JsValue, JsValue> {
    let fetched = || scope().fetch_with_str(&address);
    if let Ok(module) = JsFuture::from(WebAssembly::compile_streaming(&fetched())).await {
        return Ok(module);
    }
    let response: Response = JsFuture::from(fetched()).await?.dyn_into()?;
    let bytes = JsFuture::from(response.array_buffer()?).await?;
    JsFuture::from(WebAssembly::compile(&bytes)).await
}

/// The embeddings of some pictures, each by whichever helper is free; nothing if a helper dies.
async fn share(helpers: &[Helper], pictures: &[Vec<u8>]) -> Option<Vec<Vec<f32>>> {
    let next = Cell::new(0);
    let embeddings = RefCell::new(vec![Vec::new(); pictures.len()]);
    let work = async |helper: &Helper| {
        while let Some(picture) = pictures.get(next.get()) {
            let at = next.replace(next.get() + 1);
            helper.send(picture)?;
            let embedding = helper.receive().await?;
            embeddings.borrow_mut()[at] = embedding;
        }
        Some(())
    };
    let all: Option<Vec<()>> = join_all(helpers.iter().map(work)).await.into_iter().collect();
    all.map(|_| embeddings.into_inner())
}

/// A helper, from its start until this is dropped, which ends it.
#[derive(Debug)]
struct Helper {
    worker: Worker,
    /// What it answers; what is no embedding says that it failed.
    answers: RefCell<UnboundedReceiver<JsValue>>,
    // They listen until they are dropped.
    _listeners: [EventListener; 2],
}

impl Helper {
    /// Starts one, to run `code` when that has been compiled.
    fn start(variant: &str, code: &Promise, plan: &Uint8Array) -> Option<Self> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&beside("helper_loader.js")?, &options).ok()?;
        let (answer, answers) = unbounded();
        let failed = answer.clone();
        // Or it would be an error of this worker as well.
        let handled = EventListenerOptions::enable_prevent_default();
        let on_error = EventListener::new_with_options(&worker, "error", handled, move |event| {
            event.prevent_default();
            // The receiver lives as long as the listener.
            let _ = failed.unbounded_send(JsValue::UNDEFINED);
        });
        let on_message = {
            let (worker, plan) = (worker.clone(), plan.clone());
            let answer = answer.clone();
            EventListener::new(&worker.clone(), "message", move |event| {
                let Some(message) = event.dyn_ref::<MessageEvent>() else { return };
                if message.data().is_null() {
                    // What cannot be posted shows as silence, which is not waited for long.
                    let _ = worker.post_message(&plan);
                }
                let _ = answer.unbounded_send(message.data());
            })
        };
        let script = format!("./{}", named(&format!("{variant}.js")));
        let code = JsFuture::from(code.clone());
        let begin = {
            let worker = worker.clone();
            async move {
                match code.await {
                    Ok(code) => {
                        let _ = worker.post_message(&Array::of2(&script.into(), &code));
                    }
                    Err(_) => {
                        let _ = answer.unbounded_send(JsValue::UNDEFINED);
                    }
                }
            }
        };
        wasm_bindgen_futures::spawn_local(begin);
        let answers = RefCell::new(answers);
        Some(Self { worker, answers, _listeners: [on_error, on_message] })
    }

    /// Once it listens, and has been given its network.
    async fn listens(&self) -> Option<()> {
        self.answer().await?.is_null().then_some(())
    }

    /// Gives it a picture. `None` if it cannot be given.
    fn send(&self, picture: &[u8]) -> Option<()> {
        let picture = Uint8Array::from(picture);
        let handed_over = Array::of1(&picture.buffer());
        self.worker.post_message_with_transfer(&picture, &handed_over).ok()
    }

    /// The embedding of the picture that it was given first of those it has not answered.
    async fn receive(&self) -> Option<Vec<f32>> {
        Some(self.answer().await?.dyn_ref::<Float32Array>()?.to_vec())
    }

    async fn answer(&self) -> Option<JsValue> {
        poll_fn(|context| self.answers.borrow_mut().poll_next_unpin(context)).await
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}
