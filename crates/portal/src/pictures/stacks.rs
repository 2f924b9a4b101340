//! *Biểu đồ thanh so sánh*: bars under one another on one scale, each made of the same parts.

use crate::words;
use askama::Template;

/// One bar: what it is of, and a count for each part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stack {
    /// What the bar is of.
    pub(crate) label: String,
    /// How many of each part.
    pub(crate) counts: Vec<u64>,
}

/// The picture.
#[derive(Debug, Clone, Template)]
#[template(path = "pictures/stacks.html")]
pub(crate) struct Stacks {
    about: &'static str,
    legend: Vec<(&'static str, String)>,
    height: usize,
    rows: Vec<Row>,
}

#[derive(Debug, Clone)]
struct Row {
    y: usize,
    label: String,
    parts: Vec<Part>,
    value: String,
    value_x: u64,
}

#[derive(Debug, Clone)]
struct Part {
    class: &'static str,
    x: u64,
    width: u64,
    title: String,
}

const ROW: usize = 50;
/// Width of the longest bar.
const FULL: u64 = 560;
/// Letters of a label that fit above a bar.
const LETTERS: usize = 78;

impl Stacks {
    /// The picture of these bars; parts are named by their class and what they are called.
    pub(crate) fn of(about: &'static str, parts: &[(&'static str, &'static str)], all: &[Stack]) -> Stacks {
        let most = all.iter().map(total).max().unwrap_or(0).max(1);
        let rows: Vec<Row> = all.iter().enumerate().map(|(place, one)| row(place * ROW, one, parts, most)).collect();
        let legend = parts.iter().map(|(class, name)| (*class, words::capital(name))).collect();
        Stacks { about, legend, height: rows.len() * ROW + 4, rows }
    }
}

fn total(one: &Stack) -> u64 {
    one.counts.iter().sum()
}

fn row(y: usize, one: &Stack, names: &[(&'static str, &'static str)], most: u64) -> Row {
    let number = |count: u64| words::grouped(i64::try_from(count).unwrap_or(i64::MAX));
    let mut done = 0;
    let mut parts = Vec::new();
    for ((class, name), count) in names.iter().zip(&one.counts).filter(|(_, count)| **count > 0) {
        let (from, to) = (done * FULL / most, (done + count) * FULL / most);
        done += count;
        parts.push(Part { class, x: from, width: (to - from).max(1), title: format!("{name}: {}", number(*count)) });
    }
    let mut label: String = one.label.chars().take(LETTERS).collect();
    if label.len() < one.label.len() {
        label.push('…');
    }
    Row { y, label, parts, value: number(done), value_x: done * FULL / most + 8 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_share_one_scale_and_the_longest_fills_it() {
        let one = |label: &str, counts: [u64; 2]| Stack { label: label.to_owned(), counts: counts.to_vec() };
        let parts = [("early", "gắn hồ sơ"), ("late", "không gắn hồ sơ")];
        let stacks = Stacks::of("x", &parts, &[one("A", [300, 100]), one("B", [0, 100])]);
        let width = |place: usize| stacks.rows[place].parts.iter().map(|part| part.width).sum::<u64>();
        assert_eq!((width(0), width(1), stacks.rows[1].parts.len()), (FULL, FULL / 4, 1));
        let html = stacks.render().unwrap();
        assert!(html.contains("không gắn hồ sơ: 100") && html.contains("Gắn hồ sơ") && !html.contains("style="));
    }
}
