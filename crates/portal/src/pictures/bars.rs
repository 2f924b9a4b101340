//! *Biểu đồ thanh*: how many were early, on time, late, or without a term, one bar a row.

use askama::Template;

use crate::words;

/// One row: what it is and its four counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bar {
    /// What the bar is of.
    pub(crate) label: String,
    /// *Trước hạn*.
    pub(crate) early: u64,
    /// *Đúng hạn*.
    pub(crate) on_time: u64,
    /// *Quá hạn*.
    pub(crate) late: u64,
    /// *Không có hạn*.
    pub(crate) no_deadline: u64,
}

impl Bar {
    fn total(&self) -> u64 {
        self.early + self.on_time + self.late + self.no_deadline
    }
}

/// Bars under one another; each shows shares of its own row, the number stands beside it.
#[derive(Debug, Clone, Template)]
#[template(path = "pictures/bars.html")]
pub(crate) struct Bars {
    height: usize,
    rows: Vec<Row>,
}

#[derive(Debug, Clone)]
struct Row {
    y: usize,
    label: String,
    parts: Vec<Part>,
    value: String,
}

#[derive(Debug, Clone)]
struct Part {
    class: &'static str,
    x: u64,
    width: u64,
    title: String,
}

const ROW: usize = 50;
/// Width of a full bar.
const FULL: u64 = 560;
/// Letters of a label that fit above a bar.
const LETTERS: usize = 78;

impl Bars {
    /// The picture of these rows; rows without a single case are left out.
    pub(crate) fn of(bars: &[Bar]) -> Bars {
        let counted = bars.iter().filter(|bar| bar.total() > 0);
        let rows: Vec<Row> = counted.enumerate().map(|(place, bar)| row(place * ROW, bar)).collect();
        Bars { height: rows.len() * ROW + 4, rows }
    }

    /// Whether there is nothing to show.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

fn row(y: usize, bar: &Bar) -> Row {
    let total = bar.total();
    let counts = [
        ("early", "trước hạn", bar.early),
        ("on-time", "đúng hạn", bar.on_time),
        ("late", "quá hạn", bar.late),
        ("none", "không có hạn", bar.no_deadline),
    ];
    let mut done = 0;
    let mut parts = Vec::new();
    for (class, name, count) in counts.into_iter().filter(|(_, _, count)| *count > 0) {
        let (from, to) = (done * FULL / total, (done + count) * FULL / total);
        done += count;
        let title = format!("{name}: {}", words::grouped(i64::try_from(count).unwrap_or(i64::MAX)));
        parts.push(Part { class, x: from, width: to - from, title });
    }
    let mut label: String = bar.label.chars().take(LETTERS).collect();
    if label.len() < bar.label.len() {
        label.push('…');
    }
    Row { y, label, parts, value: words::grouped(i64::try_from(total).unwrap_or(i64::MAX)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(early: u64, on_time: u64, late: u64, no_deadline: u64) -> Bar {
        Bar { label: "Hộ tịch".into(), early, on_time, late, no_deadline }
    }

    #[test]
    fn parts_fill_the_bar_exactly() {
        for counts in [bar(1, 1, 1, 0), bar(7, 0, 0, 3), bar(999, 1, 1, 1)] {
            let bars = Bars::of(&[counts]);
            let parts = &bars.rows[0].parts;
            assert_eq!(parts.iter().map(|part| part.width).sum::<u64>(), FULL);
            assert!(parts.windows(2).all(|pair| pair[0].x + pair[0].width == pair[1].x));
        }
    }

    #[test]
    fn a_row_without_cases_is_no_bar() {
        assert!(Bars::of(&[bar(0, 0, 0, 0)]).is_empty());
        let html = Bars::of(&[bar(90, 5, 5, 0)]).render().unwrap();
        assert!(html.contains("quá hạn: 5") && html.contains("<title>") && !html.contains("style="));
    }
}
