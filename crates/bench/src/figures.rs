//! Figures: what was measured, the anchor beside it, the goal; times and their percentiles.

use std::fmt;
use std::time::Duration;

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// So many a second; more is better.
    PerSecond,
    /// Thousandths of a millisecond; less is better.
    Micros,
    /// Thousandths of a megabyte; less is better.
    Kilobytes,
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// What was measured.
    pub what: String,
    /// How much.
    pub value: u64,
    /// Of what.
    pub unit: Unit,
    /// The same of something bare, measured in the same run: its name and value.
    pub anchor: Option<(&'static str, u64)>,
    /// What it should reach.
    pub goal: Option<u64>,
}

impl Figure {
    /// A figure that stands alone.
    pub fn new(what: impl Into<String>, value: u64, unit: Unit) -> Figure {
        Figure { what: what.into(), value, unit, anchor: None, goal: None }
    }

    /// So many in a time.
    pub fn rate(what: impl Into<String>, count: u64, time: Duration) -> Figure {
        Figure::new(what, per_second(count, time), Unit::PerSecond)
    }

    /// How long something took.
    pub fn time(what: impl Into<String>, time: Duration) -> Figure {
        Figure::new(what, micros(time), Unit::Micros)
    }

    /// Beside an anchor.
    pub fn beside(mut self, name: &'static str, value: u64) -> Figure {
        self.anchor = Some((name, value));
        self
    }

    /// With what it should reach.
    pub fn goal(mut self, goal: u64) -> Figure {
        self.goal = Some(goal);
        self
    }

    /// Whether it reaches its goal; a figure without one does.
    pub fn reached(&self) -> bool {
        self.goal.is_none_or(|goal| match self.unit {
            Unit::PerSecond => self.value >= goal,
            Unit::Micros | Unit::Kilobytes => self.value <= goal,
        })
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<46}{:>14}", self.what, self.unit.written(self.value))?;
        if let Some((name, value)) = self.anchor {
            let ratio = self.value * 1000 / value.max(1);
            write!(f, "   {:>3}.{:03} × {name} ({})", ratio / 1000, ratio % 1000, self.unit.written(value))?;
        }
        if let Some(goal) = self.goal {
            let verdict = if self.reached() { "reached" } else { "MISSED" };
            write!(f, "   goal {} {verdict}", self.unit.written(goal))?;
        }
        Ok(())
    }
}

impl Unit {
    fn written(self, value: u64) -> String {
        match self {
            Unit::PerSecond => format!("{value}/s"),
            Unit::Micros => format!("{}.{:03} ms", value / 1000, value % 1000),
            Unit::Kilobytes => format!("{}.{} MB", value / 1000, value % 1000 / 100),
        }
    }
}

/// So many in a time, as a number a second.
pub fn per_second(count: u64, time: Duration) -> u64 {
    count * 1_000_000 / micros(time).max(1)
}

/// A time in thousandths of a millisecond.
pub fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

/// How long each of many like things took.
#[derive(Debug, Default, Clone)]
pub struct Times(Vec<Duration>);

impl Times {
    /// Adds one.
    pub fn push(&mut self, time: Duration) {
        self.0.push(time);
    }

    /// Adds those of another.
    pub fn extend(&mut self, other: Times) {
        self.0.extend(other.0);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The time that so many of a hundred do not exceed.
    pub fn percentile(&self, hundredth: usize) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let place = (sorted.len() * hundredth).div_ceil(100).saturating_sub(1);
        sorted.get(place).copied().unwrap_or_default()
    }

    /// Its median, 95th and 99th percentile as figures, each with its goal.
    pub fn figures(&self, what: &str, goals: [u64; 3]) -> Vec<Figure> {
        let one =
            |(hundredth, goal)| Figure::time(format!("{what}, p{hundredth}"), self.percentile(hundredth)).goal(goal);
        [50, 95, 99].into_iter().zip(goals).map(one).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_sorted_times() {
        let mut times = Times::default();
        (1..=100).rev().for_each(|ms| times.push(Duration::from_millis(ms)));
        assert_eq!(times.percentile(50), Duration::from_millis(50));
        assert_eq!(times.percentile(99), Duration::from_millis(99));
        assert_eq!(Times::default().percentile(50), Duration::ZERO);
    }

    #[test]
    fn a_figure_is_read_beside_its_anchor() {
        let figure = Figure::new("acts", 5_000, Unit::PerSecond).beside("bare", 10_000).goal(5_000);
        let written = figure.to_string();
        assert!(written.contains("0.500 × bare (10000/s)") && written.ends_with("goal 5000/s reached"), "{written}");
        assert!(!Figure::new("read", 6_000, Unit::Micros).goal(5_000).reached());
    }
}
