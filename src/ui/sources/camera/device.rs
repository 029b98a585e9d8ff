//! A camera of the visitor's: from asking the browser for it until its light is off.

use gloo_events::EventListener;
use js_sys::{Object, Reflect};
use leptos::html::Video;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    HtmlVideoElement, MediaDeviceInfo, MediaDeviceKind, MediaDevices, MediaStream,
    MediaStreamConstraints, MediaStreamTrack, MediaTrackSettings,
};

use crate::error::CameraError;
use crate::ui::sources::opened::{Opened, use_opened};

/// The size of a picture that is asked for, in pixels: models see less of it.
const SIZE: [(&str, f64); 2] = [("width", 640.0), ("height", 480.0)];

/// How a camera stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// The browser has been asked, and may ask the visitor in turn.
    Asking,
    /// It shows something.
    On(Shows),
    /// It shows nothing.
    Off(CameraError),
}

/// Which camera shows something.
#[derive(Debug, Clone, PartialEq)]
pub struct Shows {
    /// The name that the browser has for it.
    pub id: String,
    /// Whether one sees oneself in it, and expects a mirror.
    pub mirrored: bool,
}

/// A camera that is open. Its light goes off when the component that has opened it goes. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct Camera {
    /// The element that shows what it sees.
    pub video: NodeRef<Video>,
    /// How it stands.
    pub stage: RwSignal<Stage>,
    /// All cameras there are, each with the browser's name for it and the visitor's; known once one is on.
    pub all: RwSignal<Vec<(String, String)>>,
    opened: Opened,
    stream: StoredValue<Option<Stream>, LocalStorage>,
    /// How often the browser has been asked: what answers an earlier time is not wanted any more.
    asked: StoredValue<u32>,
}

/// What a camera gives. It is let go when this is dropped.
#[derive(Debug)]
struct Stream {
    stream: MediaStream,
    _ended: EventListener,
}

impl Drop for Stream {
    fn drop(&mut self) {
        stop(&self.stream);
    }
}

impl Camera {
    /// Opens the camera that was chosen last, for the component that asks.
    pub fn open() -> Self {
        let camera = Self {
            video: NodeRef::new(),
            stage: RwSignal::new(Stage::Asking),
            all: RwSignal::new(Vec::new()),
            opened: use_opened(),
            stream: StoredValue::new_local(None),
            asked: StoredValue::new(0),
        };
        camera.ask();
        let hides = EventListener::new(&document(), "visibilitychange", move |_| {
            if document().hidden() && !matches!(camera.stage.get_untracked(), Stage::Off(_)) {
                camera.end(CameraError::Hidden);
            }
        });
        let hides = StoredValue::new_local(Some(hides));
        on_cleanup(move || {
            hides.set_value(None);
            camera.stream.set_value(None);
        });
        camera
    }

    /// The element that shows what it sees, while it sees something.
    pub fn sees(self) -> Option<HtmlVideoElement> {
        let is_on = matches!(self.stage.try_get_untracked(), Some(Stage::On(_)));
        let video = self.video.try_get_untracked().flatten().filter(|_| is_on)?;
        // Before the first frame it has no size.
        (video.video_width() > 0).then_some(video)
    }

    /// Asks for the camera, once more or another.
    pub fn ask(self) {
        self.stream.set_value(None);
        self.stage.set(Stage::Asking);
        let time = self.next_time();
        let wanted = self.opened.camera.get_value();
        spawn_local(async move {
            let found = match ask(&wanted).await {
                // The one that was chosen is gone, and another may be there.
                Err(CameraError::Missing) if !wanted.is_empty() => ask("").await,
                found => found,
            };
            if self.asked.try_get_value() != Some(time) {
                // It was closed meanwhile, or another is asked for.
                found.iter().for_each(stop);
                return;
            }
            match found {
                Ok(stream) => self.show(stream).await,
                Err(why) => self.stage.set(Stage::Off(why)),
            }
        });
    }

    /// Takes this one from now on.
    pub fn choose(self, id: String) {
        self.opened.camera.set_value(id);
        self.ask();
    }

    async fn show(self, stream: MediaStream) {
        let track = stream.get_video_tracks().get(0).dyn_into::<MediaStreamTrack>();
        let (Ok(track), Some(video)) = (track, self.video.get_untracked()) else {
            return stop(&stream);
        };
        let settings = track.get_settings();
        let away = settings.get_facing_mode().as_deref() == Some("environment");
        let id = device_id(&settings);
        video.set_src_object(Some(&stream));
        let ended = EventListener::new(&track, "ended", move |_| self.end(CameraError::Unplugged));
        self.stream.set_value(Some(Stream { stream, _ended: ended }));
        self.stage.set(Stage::On(Shows { id, mirrored: !away }));
        // They have names only once one may be seen.
        let all = cameras().await.unwrap_or_default();
        let _ = self.all.try_set(all);
    }

    fn end(self, why: CameraError) {
        self.next_time();
        self.stream.set_value(None);
        if let Some(video) = self.video.get_untracked() {
            video.set_src_object(None);
        }
        self.stage.set(Stage::Off(why));
    }

    fn next_time(self) -> u32 {
        self.asked.update_value(|asked| *asked += 1);
        self.asked.get_value()
    }
}

fn stop(stream: &MediaStream) {
    for track in stream.get_tracks() {
        track.unchecked_into::<MediaStreamTrack>().stop();
    }
}

/// What lends cameras. A page that did not come by https has none.
fn lender() -> Result<MediaDevices, CameraError> {
    let devices = Reflect::get(&window().navigator(), &"mediaDevices".into()).unwrap_or_default();
    devices.dyn_into().map_err(|_| CameraError::Insecure)
}

/// Asks for the camera of this name; without a name for any, and rather for one that looks away from the visitor.
async fn ask(wanted: &str) -> Result<MediaStream, CameraError> {
    let video = Object::new();
    let set =
        |of: &Object, name: &str, value: JsValue| drop(Reflect::set(of, &name.into(), &value));
    // What is given so is a wish.
    SIZE.iter().for_each(|(name, pixels)| set(&video, name, (*pixels).into()));
    if wanted.is_empty() {
        set(&video, "facingMode", "environment".into());
    } else {
        let exact = Object::new();
        set(&exact, "exact", wanted.into());
        set(&video, "deviceId", exact.into());
    }
    let constraints = MediaStreamConstraints::new();
    constraints.set_video(&video);
    let asked = lender()?.get_user_media_with_constraints(&constraints).map_err(reason)?;
    JsFuture::from(asked).await.map_err(reason)?.dyn_into().map_err(reason)
}

/// Why the browser gives no camera, after
/// <https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia>.
fn reason(error: JsValue) -> CameraError {
    let name = Reflect::get(&error, &"name".into()).ok().and_then(|name| name.as_string());
    let name = name.unwrap_or_default();
    match name.as_str() {
        "NotAllowedError" | "SecurityError" => CameraError::Refused,
        "NotFoundError" | "OverconstrainedError" => CameraError::Missing,
        "NotReadableError" | "AbortError" => CameraError::Busy,
        _ => CameraError::Failed(name),
    }
}

fn device_id(settings: &MediaTrackSettings) -> String {
    settings.get_device_id().unwrap_or_default()
}

/// All cameras there are, each with the browser's name for it and the visitor's.
async fn cameras() -> Option<Vec<(String, String)>> {
    let devices = JsFuture::from(lender().ok()?.enumerate_devices().ok()?).await.ok()?;
    let devices = js_sys::Array::from(&devices).into_iter();
    let devices = devices.map(|device| device.unchecked_into::<MediaDeviceInfo>());
    let cameras = devices.filter(|device| device.kind() == MediaDeviceKind::Videoinput);
    Some(cameras.map(|device| (device.device_id(), device.label())).collect())
}
