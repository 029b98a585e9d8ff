//! What was sorted is taken away: as a table, and as a zip with a folder a class.

use std::collections::BTreeMap;

use super::SortedItem;
use crate::data::csv::{self, harmless};
use crate::protocol::keeping::KeeperCommand;
use crate::protocol::{ClassId, Input, Modality};
use crate::ui::state::one_by_one::set;
use crate::ui::state::project::Shared;
use crate::ui::state::{State, Words};
use crate::words::{self, number, say, say_count, say_with};

/// Classes that are counted in words; the others are summed up.
const COUNTED: usize = 5;

impl State {
    /// What came of it: “12 pictures: 7 dolphin, 5 lotus”; empty while answers are still to come.
    pub fn sorting_words(&self, kind: Words) -> String {
        let all = self.sorting.len();
        if all == 0 || self.sorting.progress().is_some() {
            return String::new();
        }
        let mut counts = BTreeMap::<ClassId, usize>::new();
        for class in self.sorting.items().iter().filter_map(|item| self.class_of(item)) {
            *counts.entry(class).or_default() += 1;
        }
        let unknown = self.sorting.items().iter().filter(|item| self.is_unsorted(item)).count();
        let (more, unanswered) = (counts.len().saturating_sub(COUNTED), self.sorting.unanswered());
        let unread = all - unanswered - unknown - counts.values().sum::<usize>();
        let mut parts = Vec::new();
        // The most frequent first, as few times as there are parts.
        while parts.len() < COUNTED
            && let Some((&class, &count)) = counts.iter().rev().max_by_key(|(_, count)| **count)
        {
            counts.remove(&class);
            parts.push(format!("{} {}", number(count as u64), self.class_name(class)));
        }
        if more > 0 {
            let rest: usize = counts.values().sum();
            parts.push(say_count("sorted.more-classes", more, &[&number(rest as u64)]));
        }
        let counted = |count: usize, key| (count > 0).then(|| words::count(key, count));
        parts.extend(counted(unknown, "sorted.unknown"));
        parts.extend(counted(unread, "sorted.unread"));
        parts.extend(counted(unanswered, "sorted.not-asked"));
        let tested: Vec<bool> =
            self.sorting.items().iter().filter_map(|item| item.is_right()).collect();
        let right = tested.iter().filter(|right| **right).count();
        let test = match tested.len() {
            0 => String::new(),
            all => say_count("sorted.tested", all, &[&number(right as u64)]) + " ",
        };
        format!("{test}{}: {}", words::count(kind.counted, all), parts.join(", "))
    }

    /// What the project is called, for names of files.
    pub fn file_stem(&self) -> &str {
        let name = self.project().name.as_str();
        if name.is_empty() { say("project.untitled") } else { name }
    }

    /// A table of all that was sorted: what each is called, its likeliest class or what the visitor says it is, and how
    /// likely the head takes that to be; whether it is like nothing that was taught, so that its class is no more than a
    /// guess; whether the visitor has corrected it, what it is where that was tested, and the probability of every class.
    /// What has no answer has empty cells.
    pub fn sorted_csv(&self) -> String {
        let items = self.sorting.items();
        let answered = items.iter().filter_map(|item| item.answered());
        let known = set(answered.flat_map(|answered| answered.classes.iter().map(|(id, _)| *id)));
        let one = match self.modality {
            Modality::Pictures => "file",
            Modality::Texts => "text",
        };
        let mut head: Vec<String> =
            [one, "label", "probability", "unknown", "corrected"].map(str::to_owned).into();
        let is_test = items.iter().any(|item| item.truth.is_some());
        head.extend(is_test.then(|| "true label".to_owned()));
        head.extend(known.iter().map(|class| harmless(&self.class_name(*class))));
        let mut table = csv::row(&head);
        for item in items {
            let share = |class: ClassId| {
                let classes = item.answered().into_iter().flat_map(|answered| &answered.classes);
                let mut its = classes.filter(|(id, _)| *id == class);
                its.next().map_or_else(String::new, |(_, share)| format!("{share:.4}"))
            };
            let name = match &item.input {
                Input::Picture(file) => &file.name,
                Input::Text(text) => text,
            };
            let class = item.correction.or(item.best().map(|(class, _)| class));
            let yes_or_no = |is: bool| if is { "yes" } else { "no" }.to_owned();
            let mut row = vec![
                harmless(name),
                class.map_or_else(String::new, |class| harmless(&self.class_name(class))),
                class.map_or_else(String::new, share),
                yes_or_no(self.is_unsorted(item)),
                yes_or_no(item.correction.is_some()),
            ];
            let truth = item.truth.as_ref().map(|truth| harmless(&truth.label));
            row.extend(is_test.then(|| truth.unwrap_or_default()));
            row.extend(known.iter().copied().map(share));
            table.push_str(&csv::row(&row));
        }
        table
    }

    /// Whether what was sorted can be put into a zip: where projects are kept, and where it is files.
    pub fn can_save_sorted(&self) -> bool {
        self.keeping.project().is_some()
            && self.sorting.items().iter().any(|item| item.input.file().is_some())
    }

    /// Puts the pictures that were sorted into a zip, each into the folder of its class, or into one of their own if they
    /// are like nothing that was taught.
    pub fn save_sorted(&mut self) {
        let in_folder = |item: &Shared<SortedItem>| {
            let class = match self.class_of(item) {
                Some(class) => self.class_name(class),
                None => self.is_unsorted(item).then(|| say("unknown").to_owned())?,
            };
            Some((class, self.readable_input(item.id)?.file()?.clone()))
        };
        let files: Vec<_> = self.sorting.items().iter().filter_map(in_folder).collect();
        if self.keeping.carrying.is_none() && self.can_save_sorted() && !files.is_empty() {
            let name = say_with("sorted.file", &[self.file_stem()]);
            self.carry_sorted(name, KeeperCommand::ExportSorted(files));
        }
    }
}
