//! What a race shows, in a few numbers: who got how far, and who got there sooner.

use crate::protocol::lab::{Contestant, Finding};

/// A lap of a race, as the page keeps it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lap {
    /// The contestant whose lap it is.
    pub contestant: Contestant,
    /// Epochs that are over.
    pub epoch: u32,
    /// Where it stood then.
    pub mark: Mark,
}

/// How far a contestant had come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// Held-out accuracy, 0 to 1.
    pub accuracy: f32,
    /// Steps of the optimiser by then.
    pub steps: u32,
    /// Milliseconds of its own work by then.
    pub milliseconds: f32,
}

impl Lap {
    /// The lap that a finding tells of, if it does.
    pub fn of(finding: &Finding) -> Option<Self> {
        let Finding::Lap { contestant, epoch, steps, milliseconds, held_out, .. } = finding else {
            return None;
        };
        let (steps, milliseconds) = (*steps, *milliseconds);
        let mark = Mark { accuracy: held_out.accuracy, steps, milliseconds };
        Some(Self { contestant: *contestant, epoch: *epoch, mark })
    }
}

/// How a contestant did.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// The contestant that this is about.
    pub contestant: Contestant,
    /// Its best lap; the first of equals.
    pub best: Mark,
    /// For every other contestant: when it was first as good as that one at its best; none if it never was.
    pub reached: Vec<(Contestant, Option<Mark>)>,
}

/// How everybody did whose laps are here, in the order of their first.
pub fn standings(laps: &[Lap]) -> Vec<Standing> {
    let mut contestants: Vec<Contestant> = Vec::new();
    for lap in laps {
        if !contestants.contains(&lap.contestant) {
            contestants.push(lap.contestant);
        }
    }
    let of = |contestant: Contestant| {
        laps.iter().filter(move |lap| lap.contestant == contestant).map(|lap| lap.mark)
    };
    let best = |contestant| of(contestant).reduce(better);
    let standing = |&contestant: &Contestant| {
        let others = contestants.iter().filter(|&&other| other != contestant);
        let reached = others.filter_map(|&other| {
            let goal = best(other)?.accuracy;
            Some((other, of(contestant).find(|mark| mark.accuracy >= goal)))
        });
        Some(Standing { contestant, best: best(contestant)?, reached: reached.collect() })
    };
    contestants.iter().filter_map(standing).collect()
}

/// The more accurate of two marks; of equals the earlier one.
fn better(earlier: Mark, later: Mark) -> Mark {
    if later.accuracy > earlier.accuracy { later } else { earlier }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Score;
    use crate::protocol::lab::{Start, Trained};

    const PRETRAINED: Contestant =
        Contestant { weights: Start::Pretrained, trained: Trained::Head };
    const RANDOM: Contestant = Contestant { weights: Start::Random, trained: Trained::Whole };

    fn mark(accuracy: f32, steps: u32) -> Mark {
        Mark { accuracy, steps, milliseconds: steps as f32 * 10.0 }
    }

    fn lap(contestant: Contestant, accuracy: f32, steps: u32) -> Lap {
        Lap { contestant, epoch: steps / 8, mark: mark(accuracy, steps) }
    }

    #[test]
    fn says_who_got_there_sooner() {
        let laps = [
            lap(PRETRAINED, 0.1, 0),
            lap(RANDOM, 0.1, 0),
            lap(PRETRAINED, 0.5, 8),
            lap(RANDOM, 0.2, 8),
            lap(PRETRAINED, 0.8, 16),
            lap(PRETRAINED, 0.8, 24),
            lap(RANDOM, 0.4, 80),
        ];
        let pretrained = Standing {
            contestant: PRETRAINED,
            best: mark(0.8, 16),
            reached: vec![(RANDOM, Some(mark(0.5, 8)))],
        };
        let random =
            Standing { contestant: RANDOM, best: mark(0.4, 80), reached: vec![(PRETRAINED, None)] };
        assert_eq!(standings(&laps), [pretrained, random]);
    }

    #[test]
    fn a_race_that_has_not_begun_has_no_standings() {
        assert_eq!(standings(&[]), []);
        let alone = standings(&[lap(RANDOM, 0.3, 0)]);
        assert_eq!(alone[0].reached, [], "there is nobody else yet");
    }

    #[test]
    fn only_laps_are_laps() {
        let score = |accuracy| Score { loss: 1.0, accuracy };
        let (contestant, epoch, steps, milliseconds) = (RANDOM, 2, 16, 160.0);
        let (training, held_out) = (score(0.9), score(0.3));
        let told = Finding::Lap { contestant, epoch, steps, milliseconds, training, held_out };
        assert_eq!(Lap::of(&told), Some(lap(RANDOM, 0.3, 16)));
        assert_eq!(Lap::of(&Finding::Masked(Vec::new())), None);
    }
}
