//! The projects on this device, and the room that they take.

use leptos::prelude::*;

use crate::protocol::Modality;
use crate::protocol::keeping::{Listed, Room, Which};
use crate::ui::browser;
use crate::ui::parts::conditional::If;
use crate::ui::shell::navigation::use_navigation;
use crate::ui::shell::store::use_store;
use crate::ui::state::{Stand, megabytes};
use crate::ui::studio::carry::Carry;
use crate::words::{count, say, say_with};

/// The list of projects, newest first.
#[component]
pub fn Projects() -> impl IntoView {
    let store = use_store();
    let projects = store.slice(|state| state.keeping.projects.clone());
    let open = store.slice(|state| state.keeping.project().cloned());
    let is_kept = store.slice(|state| state.keeping.stand != Stand::Memory);
    let room = store.slice(|state| state.keeping.room);
    let deleted = store.slice(|state| state.keeping.deleted.clone());
    let is_open = move |listed: &Listed| open.with(|open| open.as_ref() == Some(&listed.id));
    let list = move || match projects.get() {
        None => view! { <p class="hint">{say("looking")}</p> }.into_any(),
        Some(all) if all.is_empty() => view! {
            <p class="hint">{say("projects.none")}</p>
        }
        .into_any(),
        Some(all) => {
            let items = all.into_iter().map(|listed| {
                let current = is_open(&listed);
                view! { <Item listed current /> }
            });
            view! { <ul class="projects" role="list" aria-label=say("projects")>{items.collect_view()}</ul> }
                .into_any()
        }
    };
    let bring_back = move |_| store.set(|state| state.bring_back_project());
    view! {
        <div class="projects-panel">
            <If when=move || is_kept.get()>
                {list}
                {move || deleted.get().map(|listed| view! {
                    <p class="hint" role="status">
                        {say_with("projects.deleted", &[&title(&listed)])}
                        <button type="button" class="small" on:click=bring_back>
                            {say("projects.bring-back")}
                        </button>
                    </p>
                })}
                <div class="actions">
                    <button
                        type="button"
                        class="small"
                        on:click=move |_| store.set(|state| state.open_project(Which::New))
                    >
                        {say("projects.new")}
                    </button>
                    <Carry />
                    <DeleteEverything />
                </div>
                <p class="hint">{move || room.get().map(room_words)}</p>
            </If>
            <If when=move || !is_kept.get()>
                <p class="hint">{say("projects.not-kept")}</p>
            </If>
        </div>
    }
}

/// One project of the list.
#[component]
fn Item(listed: Listed, current: bool) -> impl IntoView {
    let store = use_store();
    let name = title(&listed);
    let about = about_words(&listed);
    let (id, modality) = (listed.id.clone(), listed.about.modality);
    let here = store.peek(|state| state.modality);
    let navigation = use_navigation();
    let listed = StoredValue::new(listed);
    view! {
        <li aria-current=current.then_some("true")>
            <button
                type="button"
                class="quiet project-title"
                aria-label=say_with("projects.open-named", &[&name])
                on:click=move |_| {
                    if modality != here {
                        // It is open in a program of its own.
                        navigation.open_project(modality, &id);
                    } else if !current {
                        let which = Which::Named(id.clone());
                        store.set(|state| state.open_project(which));
                    }
                }
            >
                {name.clone()}
            </button>
            <span class="hint">{about}</span>
            <button
                type="button"
                class="small"
                aria-label=say_with("projects.duplicate-named", &[&name])
                on:click=move |_| store.set(|state| state.duplicate_project(&listed.get_value()))
            >
                {say("projects.duplicate")}
            </button>
            <button
                type="button"
                class="small"
                aria-label=say_with("projects.delete-named", &[&name])
                on:click=move |_| store.set(|state| state.delete_project(&listed.get_value()))
            >
                {say("projects.delete")}
            </button>
        </li>
    }
}

/// Deletes everything that this site keeps on the device, once the visitor has said so twice.
#[component]
fn DeleteEverything() -> impl IntoView {
    let store = use_store();
    let asked = RwSignal::new(false);
    view! {
        <button type="button" class="small" on:click=move |_| asked.set(true)>
            {say("everything.delete")}
        </button>
        <If when=move || asked.get()>
            <p class="sure" role="alert">
                {say("everything.sure")}
                <button
                    type="button"
                    class="small"
                    on:click=move |_| {
                        store.set(|state| state.delete_everything());
                    }
                >
                    {say("everything.yes")}
                </button>
                <button type="button" class="small" on:click=move |_| asked.set(false)>{say("everything.keep")}</button>
            </p>
        </If>
    }
}

/// What a project is called, also if nobody has named it.
fn title(listed: &Listed) -> String {
    let name = &listed.about.name;
    if name.is_empty() { say("project.untitled").to_owned() } else { name.clone() }
}

/// “Pictures, 12 examples, 3.4 MB, 27/11/2026”.
fn about_words(listed: &Listed) -> String {
    let kind = say(match listed.about.modality {
        Modality::Pictures => "projects.of-pictures",
        Modality::Texts => "projects.of-texts",
    });
    let examples = count("examples", listed.about.examples);
    let size = size_words(listed.bytes);
    format!("{kind}, {examples}, {size}, {}", browser::date(listed.changed))
}

/// "3.4 MB", or "10.7 GB".
fn size_words(bytes: u64) -> String {
    match bytes {
        0..1_000_000_000 => say_with("megabytes", &[&megabytes(bytes)]),
        _ => say_with("gigabytes", &[&megabytes(bytes / 1000)]),
    }
}

fn room_words(Room { used, free, lasting }: Room) -> String {
    let key = if lasting { "room.lasting" } else { "room.passing" };
    say_with(key, &[&size_words(used), &size_words(free)])
}
