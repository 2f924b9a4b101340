//! *Cầu dao*: whoever did not answer several times in a row is left alone for a while. Time is an argument: what has
//! passed since any moment, as long as it is always the same.

use std::time::Duration;

/// So many failures in a row open it.
const FAILURES: u32 = 5;
/// How long it is open the first time; twice as long each time after.
const FIRST_REST: Duration = Duration::from_secs(5);
const LONGEST_REST: Duration = Duration::from_secs(300);
/// A trial whose end nobody told is over after so long.
const TRIAL: Duration = Duration::from_secs(60);

/// *Cầu dao*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breaker {
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Everyone may pass; so many failures since the last success.
    Closed { failures: u32 },
    /// Nobody may until then.
    Open { until: Duration, rest: Duration },
    /// One was let through to see; others wait for him, but not for ever.
    Trial { until: Duration, rest: Duration },
}

impl Default for Breaker {
    fn default() -> Breaker {
        Breaker { state: State::Closed { failures: 0 } }
    }
}

impl Breaker {
    /// Lets one through, or says after how long to ask again.
    pub fn admit(&mut self, now: Duration) -> Result<(), Duration> {
        match self.state {
            State::Closed { .. } => Ok(()),
            State::Open { until, .. } | State::Trial { until, .. } if now < until => Err(until - now),
            State::Open { rest, .. } | State::Trial { rest, .. } => {
                self.state = State::Trial { until: now + TRIAL, rest };
                Ok(())
            }
        }
    }

    /// Whoever was let through was answered.
    pub fn answered(&mut self) {
        self.state = State::Closed { failures: 0 };
    }

    /// Whoever was let through was not answered.
    pub fn failed(&mut self, now: Duration) {
        self.state = match self.state {
            State::Closed { failures } if failures + 1 < FAILURES => State::Closed { failures: failures + 1 },
            State::Closed { .. } => State::Open { until: now + FIRST_REST, rest: FIRST_REST },
            State::Trial { rest, .. } => {
                let rest = (rest * 2).min(LONGEST_REST);
                State::Open { until: now + rest, rest }
            }
            // One who was let through before it opened.
            open @ State::Open { .. } => open,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What happens at a second, and what follows.
    enum Step {
        Passes,
        Waits(u64),
        Answered,
        Failed,
    }

    #[track_caller]
    fn check(steps: &[(u64, Step)]) {
        let mut breaker = Breaker::default();
        for (place, (second, step)) in steps.iter().enumerate() {
            let now = Duration::from_secs(*second);
            match step {
                Step::Passes => assert_eq!(breaker.admit(now), Ok(()), "step {place}"),
                Step::Waits(rest) => assert_eq!(breaker.admit(now), Err(Duration::from_secs(*rest)), "step {place}"),
                Step::Answered => breaker.answered(),
                Step::Failed => breaker.failed(now),
            }
        }
    }

    fn opened(more: Vec<(u64, Step)>) -> Vec<(u64, Step)> {
        (0..5).map(|_| (10, Step::Failed)).chain(more).collect()
    }

    #[test]
    fn five_failures_in_a_row_open_it_and_four_do_not() {
        use Step::{Answered, Failed, Passes, Waits};
        let four = || (0..4).map(|_| (0, Failed));
        check(&four().chain([(0, Passes), (0, Answered)]).chain(four()).chain([(1, Passes)]).collect::<Vec<_>>());
        check(&opened(vec![(10, Waits(5)), (14, Waits(1)), (15, Passes)]));
    }

    #[test]
    fn one_goes_to_see_while_the_others_wait() {
        use Step::{Answered, Passes, Waits};
        check(&opened(vec![(15, Passes), (15, Waits(60)), (16, Answered), (16, Passes), (16, Passes)]));
    }

    #[test]
    fn each_failed_trial_doubles_the_rest_up_to_five_minutes() {
        use Step::{Failed, Passes, Waits};
        check(&opened(vec![(15, Passes), (15, Failed), (15, Waits(10)), (25, Passes), (25, Failed), (25, Waits(20))]));
        let mut breaker = Breaker::default();
        let mut now = Duration::ZERO;
        (0..5).for_each(|_| breaker.failed(now));
        for _ in 0..20 {
            now += LONGEST_REST;
            assert_eq!(breaker.admit(now), Ok(()));
            breaker.failed(now);
        }
        assert_eq!(breaker.admit(now), Err(LONGEST_REST));
    }

    #[test]
    fn a_trial_of_which_nothing_was_heard_is_followed_by_another() {
        use Step::{Passes, Waits};
        check(&opened(vec![(15, Passes), (74, Waits(1)), (75, Passes), (75, Waits(60))]));
    }

    #[test]
    fn failures_of_those_who_passed_before_do_not_lengthen_the_rest() {
        use Step::{Failed, Passes};
        check(&opened(vec![(14, Failed), (15, Passes)]));
    }
}
