//! What is to be sorted: many things that are told apart in the background, some at a time.

use std::collections::VecDeque;

use crate::protocol::{Input, QueryId};

/// One of many that are sorted, with the name of its answer.
pub type ToSort = (QueryId, Input);

/// Those that are not answered yet, the oldest first.
#[derive(Debug, Default)]
pub struct Sorting {
    waiting: VecDeque<ToSort>,
    /// Those that have been read for the model in use, and are embedded next.
    ahead: Vec<ToSort>,
}

impl Sorting {
    /// Takes in more.
    pub fn add(&mut self, more: Vec<ToSort>) {
        self.waiting.extend(more);
    }

    /// Forgets all of them.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Notes that one has been read for the model in use.
    pub fn read(&mut self, one: ToSort) {
        self.ahead.push(one);
    }

    /// Takes some back that have to be read again.
    pub fn again(&mut self, some: Vec<ToSort>) {
        some.into_iter().rev().for_each(|one| self.waiting.push_front(one));
    }

    /// Has read anew what was read for the model before.
    pub fn start_anew(&mut self) {
        let ahead = std::mem::take(&mut self.ahead);
        self.again(ahead);
    }

    /// Takes out those to embed now, and up to `most` to read meanwhile. Nothing if none is left.
    pub fn next(&mut self, most: usize) -> Option<(Vec<ToSort>, Vec<ToSort>)> {
        let embed = std::mem::take(&mut self.ahead);
        let most = most.min(self.waiting.len());
        let read: Vec<_> = self.waiting.drain(..most).collect();
        (!embed.is_empty() || !read.is_empty()).then_some((embed, read))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(id: u32) -> ToSort {
        (QueryId(id), Input::Text(id.to_string()))
    }

    fn ids(some: &[ToSort]) -> Vec<u32> {
        some.iter().map(|(id, _)| id.0).collect()
    }

    #[test]
    fn those_that_were_read_are_embedded_while_the_next_are_read() {
        let mut sorting = Sorting::default();
        sorting.add((1..=3).map(one).collect());
        let (embed, read) = sorting.next(2).expect("there are some");
        assert_eq!((ids(&embed), ids(&read)), (vec![], vec![1, 2]));
        read.into_iter().for_each(|one| sorting.read(one));
        let (embed, read) = sorting.next(2).expect("there are some");
        assert_eq!((ids(&embed), ids(&read)), (vec![1, 2], vec![3]));
        sorting.read(one(3));
        // The device gave up: what it had is read again, in its order.
        sorting.again(embed);
        let (embed, read) = sorting.next(9).expect("there are some");
        assert_eq!((ids(&embed), ids(&read)), (vec![3], vec![1, 2]));
        assert_eq!(sorting.next(9), None);
    }

    #[test]
    fn another_model_reads_for_itself() {
        let mut sorting = Sorting::default();
        sorting.add(vec![one(2)]);
        sorting.read(one(1));
        sorting.start_anew();
        let (embed, read) = sorting.next(9).expect("there are some");
        assert_eq!((ids(&embed), ids(&read)), (vec![], vec![1, 2]));
        sorting.add(vec![one(3)]);
        sorting.clear();
        assert_eq!(sorting.next(9), None);
    }
}
