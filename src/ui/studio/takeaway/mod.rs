//! Taking it along: a file for other programs, made and checked in the tab.

mod course;
mod formats;

use leptos::prelude::*;

use crate::ui::parts::conditional::If;
use crate::ui::shell::store::use_store;
use crate::ui::studio::takeaway::course::{Course, Stage};
use crate::ui::studio::takeaway::formats::{FORMATS, Format};
use crate::words::{number, say, say_count, say_with};

/// The card “Take it with you”: there once there is a head that answers.
#[component]
pub fn TakeawayCard() -> impl IntoView {
    let store = use_store();
    let there = store.slice(|state| state.answers() && !state.training.is_running());
    view! { <If when=move || there.get()><Card /></If> }
}

#[component]
fn Card() -> impl IntoView {
    let store = use_store();
    let course = Course::new(store);
    let busy = move || course.is_busy();
    let button = move |format: Format| {
        let about = format!("about-{}", format.id);
        view! {
            <li>
                <button
                    type="button"
                    aria-describedby=about.clone()
                    aria-disabled=move || busy().to_string()
                    on:click=move |_| course.begin(format)
                >
                    {say_with("takeaway.as", &[format.name()])}
                </button>
                <p class="hint" id=about>{say(format.about)}</p>
            </li>
        }
    };
    view! {
        <section
            class="card takeaway"
            aria-labelledby="takeaway-title"
            aria-busy=move || busy().to_string()
        >
            <h2 id="takeaway-title">{say("takeaway")}</h2>
            <p class="hint">{say("takeaway.about")}</p>
            <ul class="formats">{FORMATS.map(button).collect_view()}</ul>
            <div class="takeaway-says">
                <If when=busy>
                    <progress
                        aria-label=say("takeaway.writing")
                        max=move || course.progress().map(|(_, all)| all.to_string())
                        value=move || course.progress().map(|(done, _)| done.to_string())
                    ></progress>
                </If>
                <p role="status" aria-label=say("takeaway.checked")>{move || says(&course.stage())}</p>
                <If when=busy>
                    <button type="button" class="small" on:click=move |_| course.cancel()>
                        {say("cancel")}
                    </button>
                </If>
            </div>
        </section>
    }
}

/// How far it has come, or what came of it.
fn says(stage: &Stage) -> String {
    match stage {
        Stage::Idle => String::new(),
        Stage::Bundling(done, all) => of("takeaway.bundling", *done, *all),
        Stage::Writing => say("takeaway.writing").to_owned(),
        Stage::Checking(done, all) => of("takeaway.checking", *done, *all),
        Stage::Written { largest, probes } => {
            say_count("takeaway.checked-are", *probes, &[&format!("{largest:.0e}")])
        }
        Stage::NoFormat => say("takeaway.no-format").to_owned(),
        Stage::Refused(refusal) => say(formats::refused(*refusal)).to_owned(),
        Stage::Wrong(why) => say_with("takeaway.wrong", &[why]),
        Stage::Crashed(why) => say_with("takeaway.crashed", &[why]),
    }
}

fn of(key: &'static str, done: usize, all: usize) -> String {
    say_with(key, &[&number(done as u64), &number(all as u64)])
}
