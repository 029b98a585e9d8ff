//! How well a model does what it was pre-trained to do.

use leptos::prelude::*;

use crate::protocol::Skill;
use crate::ui::state::{figure_words, of_card};
use crate::words::say;

/// What was measured, each with what simpler means reach.
#[component]
pub fn Skills(
    /// What was measured.
    skills: Vec<Skill>,
) -> impl IntoView {
    let line = |skill: Skill| {
        let beside: Vec<String> = skill
            .beside
            .iter()
            .map(|(name, value)| {
                format!("{}: {}", of_card(name), figure_words(&skill.name, *value))
            })
            .collect();
        view! {
            <li>
                {of_card(&skill.name)}": "<strong>{figure_words(&skill.name, skill.value)}</strong>
                <span class="hint">{beside.join("; ")}</span>
            </li>
        }
    };
    let lines: Vec<_> = skills.into_iter().map(line).collect();
    view! {
        <div class="skills">
            <h4>{say("skills")}</h4>
            <ul>{lines}</ul>
        </div>
    }
}
