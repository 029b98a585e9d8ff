//! Things to try, until they are answered.

use std::collections::VecDeque;

use crate::protocol::{Input, QueryId};

/// Something to try.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// Names it in the answer.
    pub id: QueryId,
    /// What to look at.
    pub input: Input,
    /// Whether only the newest of its kind matters, as of what is being typed.
    pub live: bool,
}

/// Those that are not looked at yet, the oldest first; of the live ones the newest alone.
#[derive(Debug, Default)]
pub struct Queries(VecDeque<Query>);

impl Queries {
    /// Forgets all of them.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Takes in a query: a live one in place of a live one that is not looked at yet.
    pub fn add(&mut self, query: Query) {
        match self.0.iter_mut().find(|other| query.live && other.live) {
            Some(before) => *before = query,
            None => self.0.push_back(query),
        }
    }

    /// Takes one back that has to be looked at again, unless a newer one has taken its place meanwhile.
    pub fn add_again(&mut self, query: Query) {
        if !(query.live && self.0.iter().any(|other| other.live)) {
            self.0.push_front(query);
        }
    }

    /// Takes out the one to look at next.
    pub fn take_first(&mut self) -> Option<Query> {
        self.0.pop_front()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::FileRef;

    fn query(id: u32, live: bool) -> Query {
        let file = FileRef { name: format!("{id}.jpg"), url: format!("blob:{id}") };
        Query { id: QueryId(id), input: Input::Picture(file), live }
    }

    fn ids(mut queries: Queries) -> Vec<u32> {
        std::iter::from_fn(|| queries.take_first()).map(|query| query.id.0).collect()
    }

    #[test]
    fn of_live_queries_only_the_newest_is_looked_at_and_of_others_all() {
        let mut queries = Queries::default();
        for (id, live) in [(1, false), (2, true), (3, false), (4, true), (5, true)] {
            queries.add(query(id, live));
        }
        assert_eq!(ids(queries), [1, 5, 3]);
    }

    #[test]
    fn what_is_looked_at_again_goes_first_unless_it_has_gone_by() {
        let mut queries = Queries::default();
        queries.add(query(2, true));
        queries.add_again(query(1, true));
        queries.add_again(query(0, false));
        assert_eq!(ids(queries), [0, 2]);
    }
}
