//! *Biểu đồ khối lượng việc*: one bar for each officer, as long as his work: late, due soon, the rest.

use askama::Template;

/// What one officer holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bar {
    /// Whose bar it is.
    pub(crate) label: String,
    /// Late.
    pub(crate) late: u64,
    /// Due soon.
    pub(crate) soon: u64,
    /// Neither.
    pub(crate) rest: u64,
}

impl Bar {
    /// All he holds.
    pub(crate) fn all(&self) -> u64 {
        self.late + self.soon + self.rest
    }
}

/// Bars under one another, on one scale.
#[derive(Debug, Clone, Template)]
#[template(path = "pictures/load.html")]
pub(crate) struct Loads {
    height: usize,
    rows: Vec<Row>,
}

#[derive(Debug, Clone)]
struct Row {
    y: usize,
    label: String,
    parts: Vec<(&'static str, u64, u64, String)>,
    end: u64,
    value: u64,
}

const ROW: usize = 50;
/// Width of the longest bar.
const FULL: u64 = 560;

impl Loads {
    /// The picture of these bars.
    pub(crate) fn of(bars: &[Bar]) -> Loads {
        let most = bars.iter().map(Bar::all).max().unwrap_or(0).max(1);
        let rows: Vec<Row> = bars.iter().enumerate().map(|(place, bar)| row(place * ROW, bar, most)).collect();
        Loads { height: rows.len() * ROW + 4, rows }
    }
}

fn row(y: usize, bar: &Bar, most: u64) -> Row {
    let counts = [("late", "quá hạn", bar.late), ("soon", "sắp đến hạn", bar.soon), ("on-time", "còn hạn", bar.rest)];
    let mut done = 0;
    let mut parts = Vec::new();
    for (class, name, count) in counts.into_iter().filter(|(_, _, count)| *count > 0) {
        let (from, to) = (done * FULL / most, (done + count) * FULL / most);
        done += count;
        parts.push((class, from, to - from, format!("{name}: {count}")));
    }
    Row { y, label: bar.label.chars().take(70).collect(), parts, end: done * FULL / most + 8, value: bar.all() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_share_one_scale() {
        let bar = |late, soon, rest| Bar { label: "A".into(), late, soon, rest };
        let loads = Loads::of(&[bar(1, 1, 2), bar(0, 0, 2), bar(0, 0, 0)]);
        let widths: Vec<u64> =
            loads.rows.iter().map(|row| row.parts.iter().map(|(_, _, width, _)| width).sum()).collect();
        assert_eq!(widths, [FULL, FULL / 2, 0]);
        let html = loads.render().unwrap();
        assert!(html.contains("<title>quá hạn: 1</title>") && !html.contains("style="));
    }
}
