//! How well every class is told from the others.

use leptos::prelude::*;

use crate::protocol::trust::Figures;
use crate::ui::parts::conditional::If;
use crate::ui::shell::store::use_store;
use crate::ui::state::State;
use crate::words::{percent, say, say_with};

/// The table “Per class”.
#[component]
pub fn ClassTable() -> impl IntoView {
    let store = use_store();
    let rows = store.slice(|state| {
        let found = state.trust.per_class.as_ref()?;
        let rows = found
            .classes
            .iter()
            .map(|row| (state.class_name(row.class), row.figures, Some(row.support)));
        let means =
            [("trust.mean", found.macro_mean), ("trust.weighted-mean", found.weighted_mean)];
        let means = means.into_iter().map(|(key, figures)| (say(key).to_owned(), figures, None));
        Some(rows.chain(means).collect::<Vec<_>>())
    });
    let row = |(name, figures, support): (String, Figures, Option<usize>)| {
        let Figures { precision, recall, f1 } = figures;
        let cell = |share: f32| view! { <td>{percent(f64::from(share))}</td> };
        view! {
            <tr>
                <th scope="row">{name}</th>
                {[precision, recall, f1].map(cell).into_iter().collect_view()}
                <td>{support}</td>
            </tr>
        }
    };
    let uneven = store.slice(State::found_of_uneven);
    let uneven = move || {
        uneven.get().map(|[small, large]| {
            let [some, most] = [small.1, large.1].map(|share| percent(f64::from(share)));
            say_with("trust.uneven", &[&small.0, &some, &large.0, &most])
        })
    };
    let heads = ["trust.precision", "trust.recall", "trust.f1", "trust.support"];
    let heads = move || heads.map(|key| view! { <th scope="col">{say(key)}</th> });
    view! {
        <If when=move || rows.with(Option::is_some)>
            <div class="wide">
                <h3 id="per-class">{say("trust.per-class")}</h3>
                <p class="hint">{say("trust.per-class-about")}</p>
                <p>{uneven}</p>
                <div class="scroll" tabindex="0" role="region" aria-label=say("trust.per-class-rows")>
                    <table aria-labelledby="per-class">
                        <thead>
                            <tr>
                                <th scope="col">{say("trust.class")}</th>
                                {move || heads().into_iter().collect_view()}
                            </tr>
                        </thead>
                        <tbody>
                            {move || rows.get().map(|rows| rows.into_iter().map(row).collect_view())}
                        </tbody>
                    </table>
                </div>
            </div>
        </If>
    }
}
