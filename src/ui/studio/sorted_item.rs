//! One of many that are sorted: what it is taken for, and the press that corrects it.

use leptos::prelude::*;

use crate::protocol::{ClassId, QueryId};
use crate::ui::browser;
use crate::ui::parts::conditional::If;
use crate::ui::parts::swatch::class_colour;
use crate::ui::parts::thumbnail::Picture;
use crate::ui::shell::store::{Store, use_store};
use crate::ui::state::{Shared, SortedItem};
use crate::words::{percent, say, say_with};

/// So many classes have a button each; more are chosen from a list.
const BUTTONS: usize = 4;

/// The classes there are, with their names.
pub type ClassNames = Memo<Vec<(ClassId, String)>>;

/// The classes there are.
pub fn class_names(store: Store) -> ClassNames {
    store.slice(|state| {
        let classes = state.project().classes.iter();
        classes.map(|class| (class.id, class.name.clone())).collect()
    })
}

/// What there is to say of one that is answered.
#[derive(Clone, PartialEq)]
struct Said {
    /// What the head takes it for, and how likely.
    best: String,
    share: String,
    corrected: bool,
    /// Whether it is like nothing that was taught, and nobody has said what it is.
    unknown: bool,
    /// What it is, where the head is tested and wrong.
    really: Option<String>,
    /// Where it is put.
    class: Option<String>,
    /// The class that has it as an example.
    home: Option<String>,
    can_add: bool,
}

/// One that is sorted.
#[component]
pub fn Item(id: QueryId, classes: ClassNames) -> impl IntoView {
    let store = use_store();
    let (words, name) = store.peek(|state| {
        let item = state.sorting.item(id);
        item.map(|item| (item.words(), item.input.name())).unwrap_or_default()
    });
    let item = store.slice(move |state| state.sorting.item(id).cloned());
    let class = store.slice(move |state| state.class_of(state.sorting.item(id)?));
    let answered = Memo::new(move |_| {
        item.with(|item| item.as_ref().is_some_and(|item| item.best().is_some()))
    });
    let said = store.slice(move |state| {
        let item = state.sorting.item(id)?;
        let ((best, share), class) = (item.best()?, state.class_of(item));
        let home = state.class_of_sorted(item);
        Some(Said {
            best: state.class_name(best),
            share: percent(f64::from(share)),
            corrected: item.correction.is_some(),
            unknown: state.is_unsorted(item),
            really: item
                .truth
                .clone()
                .filter(|_| item.is_right() == Some(false))
                .map(|it| it.label),
            class: class.map(|class| state.class_name(class)),
            home: home.map(|home| state.class_name(home)),
            can_add: class.is_some_and(|it| state.project().class(it).is_some())
                && !item.waits
                && home != class,
        })
    });
    let picture = Memo::new(move |_| item.with(|item| item.as_ref()?.thumbnail.clone()));
    let picture = move || picture.get().map(|bytes| view! { <Picture bytes alt=String::new() /> });
    let here = format!("sorted-{id}");
    let focus = here.clone();
    let add = Callback::new(move |()| {
        store.act(|state| state.add_sorted(id));
        browser::focus(vec![focus.clone()]);
    });
    let choice = say_with("sorted.class-of", &[&name]);
    view! {
        <li
            class="sorted-item"
            id=here
            tabindex="-1"
            style=move || class.get().map(class_colour)
        >
            {picture}
            <div class="sorted-said">
                <span class="file-name" dir="auto">{words}</span>
                {move || said.get().map(|said| best(&said))}
                {move || item.with(|item| trouble(item.as_ref()))}
                <If when=move || answered.get()>
                    <Choice id label=choice.clone() class classes />
                </If>
                {move || said.get().map(|said| home(said, &name, add))}
            </div>
        </li>
    }
}

fn best(said: &Said) -> impl IntoView + use<> {
    let really = said.really.as_ref().map(|label| say_with("sorted.wrong", &[label]));
    view! {
        {said.unknown.then(|| view! { <span class="unknown">{say("unknown")}</span> })}
        <span class="share" data-unknown=said.unknown.then_some("true") data-corrected=said.corrected.then_some("true")>
            {said.best.clone()}" "<strong>{said.share.clone()}</strong>
        </span>
        {really.map(|label| view! { <span class="really">{label}</span> })}
    }
}

/// The way to make an example of it, and where it is one.
fn home(said: Said, name: &str, add: Callback<()>) -> impl IntoView + use<> {
    let Said { class, home, can_add, .. } = said;
    let button = class.filter(|_| can_add).map(|class| {
        view! {
            <button
                type="button"
                class="small"
                aria-label=say_with("sorted.add-named", &[&class, name])
                on:click=move |_| add.run(())
            >
                {say_with("sorted.add", &[&class])}
            </button>
        }
    });
    let home = home
        .map(|home| view! { <span class="hint">{say_with("sorted.example-of", &[&home])}</span> });
    view! { <span class="sorted-home">{button}{home}</span> }
}

/// Why there is no answer, or that it is still to come.
fn trouble(item: Option<&Shared<SortedItem>>) -> Option<impl IntoView + use<>> {
    let item = item?;
    let says = match &item.answer {
        _ if item.waits => say("sorted.waits").to_owned(),
        Some(Err(error)) => error.to_string(),
        None => say("sorted.unasked").to_owned(),
        Some(Ok(_)) => return None,
    };
    Some(view! { <span class="hint">{says}</span> })
}

/// Which class it is of, to be corrected with one press.
#[component]
fn Choice(
    id: QueryId,
    label: String,
    class: Memo<Option<ClassId>>,
    classes: ClassNames,
) -> impl IntoView {
    let store = use_store();
    let correct = move |class| store.set(|state| state.correct(id, class));
    move || {
        let classes = classes.get();
        if classes.len() > BUTTONS {
            let options = classes.into_iter().map(|(id, name)| {
                view! {
                    <option value=id.to_string() prop:selected=move || class.get() == Some(id)>
                        {name}
                    </option>
                }
            });
            let options = options.collect_view();
            let choose = move |event| {
                if let Ok(id) = event_target_value(&event).parse() {
                    correct(ClassId(id));
                }
            };
            return view! { <select aria-label=label.clone() on:change=choose>{options}</select> }
                .into_any();
        }
        let buttons = classes.into_iter().map(|(id, name)| {
            view! {
                <button
                    type="button"
                    class="small chip"
                    style=class_colour(id)
                    aria-pressed=move || (class.get() == Some(id)).to_string()
                    on:click=move |_| correct(id)
                >
                    {name}
                </button>
            }
        });
        let buttons = buttons.collect_view();
        view! { <div class="chips" role="group" aria-label=label.clone()>{buttons}</div> }
            .into_any()
    }
}
