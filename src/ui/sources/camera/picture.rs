//! What a camera sees, and the choice among several.

use leptos::prelude::*;

use super::device::{Camera, Shows, Stage};
use crate::error::{CameraError, Doing, Error};
use crate::ui::parts::conditional::If;
use crate::ui::sources::opened::use_opened;
use crate::words::say;

/// What a camera sees, in a mirror where one sees oneself; or why it sees nothing. Under it what belongs to it while it
/// sees something, and the button that closes it.
#[component]
pub fn CameraPanel(camera: Camera, children: ChildrenFn) -> impl IntoView {
    let opened = use_opened();
    let shows = Memo::new(move |_| match camera.stage.get() {
        Stage::On(shows) => Some(shows),
        Stage::Asking | Stage::Off(_) => None,
    });
    let is_on = move || shows.with(Option::is_some);
    let mirrored =
        move || shows.with(|shows| shows.as_ref().is_some_and(|it| it.mirrored).then_some("true"));
    view! {
        <div class="tool">
            <video
                node_ref=camera.video
                class="sight"
                aria-label=say("camera.sees")
                autoplay
                playsinline
                prop:muted=true
                hidden=move || !is_on()
                data-mirrored=mirrored
            ></video>
            <Trouble camera />
            <If when=move || is_on() && camera.all.with(|all| all.len() > 1)>
                <Choice camera shows />
            </If>
            <If when=is_on children />
            <button type="button" class="small" on:click=move |_| opened.close()>{say("camera.close")}</button>
        </div>
    }
}

/// Why nothing is seen.
#[component]
fn Trouble(camera: Camera) -> impl IntoView {
    let trouble = Memo::new(move |_| match camera.stage.get() {
        Stage::Off(why) => Some(why),
        Stage::Asking | Stage::On(_) => None,
    });
    let asking = move || camera.stage.get() == Stage::Asking;
    // What the page has done by itself is a note, not an alarm.
    let role = |why: &CameraError| if *why == CameraError::Hidden { "status" } else { "alert" };
    view! {
        <If when=asking>
            <p class="hint" role="status">
                {say("camera.waiting")}
            </p>
        </If>
        {move || trouble.get().map(|why| {
            let role = role(&why);
            view! {
                <p class="older" role=role>{Error::new(Doing::Watching, why).to_string()}</p>
                <button type="button" on:click=move |_| camera.ask()>{say("camera.again")}</button>
            }
        })}
    }
}

/// The box “Camera”.
#[component]
fn Choice(camera: Camera, shows: Memo<Option<Shows>>) -> impl IntoView {
    let id = move || shows.get().map(|shows| shows.id).unwrap_or_default();
    let option = move |(value, name): (String, String)| {
        let chosen = value == id();
        view! { <option value=value selected=chosen>{name}</option> }
    };
    view! {
        <label class="tool-choice">
            {say("camera")}
            <select on:change=move |event| camera.choose(event_target_value(&event))>
                {move || camera.all.get().into_iter().map(option).collect_view()}
            </select>
        </label>
    }
}
