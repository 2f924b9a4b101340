//! *Sơ đồ quy trình*: the steps of a process from top to bottom, with what leads where.

use askama::Template;
use domain::agency::AgencyCode;
use domain::dossier::decide::role_label;
use domain::process::{PlannedConsultation, Process, Step};

use crate::words;

/// A process as a picture, and the same in words.
#[derive(Debug, Clone, Template)]
#[template(path = "pictures/process.html")]
pub(crate) struct Drawing {
    width: i32,
    height: i32,
    boxes: Vec<Shape>,
    lines: Vec<Line>,
    told: Vec<Told>,
}

#[derive(Debug, Clone)]
struct Shape {
    class: &'static str,
    x: i32,
    y: i32,
    width: i32,
    height: i32,
    radius: i32,
    texts: Vec<(i32, String)>,
    below: Option<(i32, String)>,
    asked: Option<Asked>,
}

/// Units a step asks at the same time: a line under its box that branches to each.
#[derive(Debug, Clone)]
struct Asked {
    head: (i32, String),
    path: String,
    units: Vec<Unit>,
}

/// One of them: its box and its text.
#[derive(Debug, Clone)]
struct Unit {
    y: i32,
    height: i32,
    texts: Vec<(i32, String)>,
}

#[derive(Debug, Clone)]
struct Line {
    class: &'static str,
    path: String,
    head: String,
}

/// One step in words.
#[derive(Debug, Clone)]
struct Told {
    name: String,
    role: String,
    term: String,
    next: String,
    asks: String,
    here: bool,
}

const LEFT: i32 = 56;
const BOX: i32 = 308;
const GAP: i32 = 34;
const LANE: i32 = 16;
const LINE: i32 = 21;
/// Letters that fit in a box in one line.
const LETTERS: usize = 36;
/// Letters of a smaller size that fit in the box of a unit.
const UNIT_LETTERS: usize = 38;
/// How far the box of a unit stands in from that of its step.
const INSET: i32 = 30;

/// What tells the name of a unit.
type UnitName<'a> = &'a dyn Fn(&AgencyCode) -> String;

impl Drawing {
    /// The picture of a process; the step a dossier stands in is marked.
    pub(crate) fn of(process: &Process, here: Option<&str>, unit: UnitName) -> Drawing {
        let mut y = 8;
        let mut boxes = vec![end_shape("Tiếp nhận hồ sơ", &mut y)];
        boxes.extend(process.steps.iter().map(|step| step_shape(step, here, unit, &mut y)));
        boxes.push(end_shape("Trả kết quả", &mut y));
        let mut lanes = Lanes::default();
        let lines = edges(process).into_iter().map(|(from, to)| lanes.line(&boxes, from, to)).collect();
        Drawing {
            width: LEFT + BOX + LEFT.max(LANE * lanes.right + 24),
            height: y - GAP + 8,
            boxes,
            lines,
            told: process.steps.iter().map(|step| told(process, step, here, unit)).collect(),
        }
    }
}

fn told(process: &Process, step: &Step, here: Option<&str>, unit: UnitName) -> Told {
    let names = step.next.iter().filter_map(|id| process.step(id)).map(|next| next.name.as_str());
    Told {
        name: step.name.clone(),
        role: words::capital(role_label(step.role)),
        term: step.term.map_or_else(String::new, |term| term.to_string()),
        next: names.collect::<Vec<_>>().join("; "),
        asks: step.asks.iter().map(|asked| unit_line(asked, unit)).collect::<Vec<_>>().join("; "),
        here: here == Some(step.id.as_str()),
    }
}

/// Which box leads to which: receipt to the first step, step to step, deciding steps to the end.
fn edges(process: &Process) -> Vec<(usize, usize)> {
    let end = process.steps.len() + 1;
    let mut edges = if process.steps.is_empty() { vec![(0, end)] } else { vec![(0, 1)] };
    for (place, step) in process.steps.iter().enumerate() {
        let targets = step.next.iter().filter_map(|id| process.steps.iter().position(|step| step.id == *id));
        edges.extend(targets.map(|target| (place + 1, target + 1)));
        if step.decides {
            edges.push((place + 1, end));
        }
    }
    edges
}

fn end_shape(text: &str, y: &mut i32) -> Shape {
    let shape = Shape {
        class: "end",
        x: LEFT + BOX / 5,
        y: *y,
        width: BOX * 3 / 5,
        height: 38,
        radius: 19,
        texts: vec![(*y + 24, text.to_owned())],
        below: None,
        asked: None,
    };
    *y += 38 + GAP;
    shape
}

fn step_shape(step: &Step, here: Option<&str>, unit: UnitName, y: &mut i32) -> Shape {
    let top = *y;
    let lines = wrap(&step.name, LETTERS);
    let texts: Vec<(i32, String)> = (1..).zip(lines).map(|(number, line)| (top + 7 + LINE * number, line)).collect();
    let last = texts.last().map_or(top, |(at, _)| *at);
    let term = step.term.map_or_else(String::new, |term| format!(" · {term}"));
    let class = if here == Some(step.id.as_str()) {
        "here"
    } else if step.decides {
        "box decides"
    } else {
        "box"
    };
    let asked = (!step.asks.is_empty()).then(|| asked_shape(step, unit, last + LINE));
    let end = asked.as_ref().map_or(last + LINE, |asked| asked.units.last().map_or(last, |one| one.y + one.height));
    let height = end + 12 - top;
    *y += height + GAP;
    let below = format!("{}{term}", words::capital(role_label(step.role)));
    Shape { class, x: LEFT, y: top, width: BOX, height, radius: 6, texts, below: Some((last + LINE, below)), asked }
}

fn unit_line(asked: &PlannedConsultation, unit: UnitName) -> String {
    format!("{} · {}", unit(&asked.unit), asked.term)
}

/// The units a step asks, drawn inside its box, below what stands there already.
fn asked_shape(step: &Step, unit: UnitName, above: i32) -> Asked {
    let head = (above + LINE + 6, "Lấy ý kiến cùng lúc".to_owned());
    let mut y = head.0 + 9;
    let stem = LEFT + INSET / 2;
    let mut path = format!("M{stem} {}", head.0 + 3);
    let mut units = Vec::new();
    for asked in &step.asks {
        let lines = wrap(&unit_line(asked, unit), UNIT_LETTERS);
        let texts: Vec<(i32, String)> = (1..).zip(lines).map(|(number, line)| (y + 18 * number, line)).collect();
        let height = 18 * i32::try_from(texts.len()).unwrap_or(1) + 9;
        path.push_str(&format!("V{0}H{1}H{stem}", y + height / 2, LEFT + INSET));
        units.push(Unit { y, height, texts });
        y += height + 7;
    }
    Asked { head, path, units }
}

/// Lines beside the boxes, each in a lane of its own.
#[derive(Default)]
struct Lanes {
    right: i32,
    left: i32,
}

impl Lanes {
    fn line(&mut self, boxes: &[Shape], from: usize, to: usize) -> Line {
        let (a, b) = (&boxes[from], &boxes[to]);
        let middle = LEFT + BOX / 2;
        if to == from + 1 {
            let (top, bottom) = (a.y + a.height, b.y);
            let head = format!("M{middle} {bottom}l-5 -9h10z");
            return Line { class: "line", path: format!("M{middle} {top}V{}", bottom - 6), head };
        }
        let (start, end) = (a.y + a.height / 2, b.y + b.height / 2);
        let forward = to > from;
        let lane = if forward { &mut self.right } else { &mut self.left };
        *lane += 1;
        if forward {
            let x = LEFT + BOX + LANE * *lane + 4;
            let (left, right) = (a.x + a.width, b.x + b.width);
            let path = format!(
                "M{left} {start}H{}Q{x} {start} {x} {}V{}Q{x} {end} {} {end}H{}",
                x - 8,
                start + 8,
                end - 8,
                x - 8,
                right + 6
            );
            Line { class: "line", path, head: format!("M{right} {end}l9 -5v10z") }
        } else {
            let x = (LEFT - LANE * *lane).max(6);
            let path = format!(
                "M{} {start}H{}Q{x} {start} {x} {}V{}Q{x} {end} {} {end}H{}",
                a.x,
                x + 8,
                start - 8,
                end + 8,
                x + 8,
                b.x - 6
            );
            Line { class: "line line-back", path, head: format!("M{} {end}l-9 -5v10z", b.x) }
        }
    }
}

/// Lines of at most so many letters, broken between words.
pub(crate) fn wrap(text: &str, letters: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is always a line");
        let length = line.chars().count() + word.chars().count();
        if !line.is_empty() && length + 1 > letters {
            lines.push(word.to_owned());
        } else {
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::sample::process;

    #[test]
    fn every_step_is_drawn_and_told() {
        let drawing = Drawing::of(&process(), Some("tham-dinh"), &|unit| format!("Đơn vị {unit}"));
        assert_eq!(drawing.boxes.len(), process().steps.len() + 2);
        let html = drawing.render().unwrap();
        for step in process().steps {
            assert!(html.contains(&step.name) || html.contains(&wrap(&step.name, LETTERS)[0]), "{}", step.name);
        }
        assert_eq!(drawing.boxes.iter().filter(|shape| shape.class == "here").count(), 1);
        assert!(!html.contains("style="), "the page's policy allows no inline style");
        for unit in ["Đơn vị H42.08 · 1 ngày làm việc", "Đơn vị H42.12 · 2 ngày làm việc"] {
            assert_eq!(html.matches(unit).count(), 2, "{unit}: in the picture and in words");
        }
    }

    #[test]
    fn a_step_that_is_skipped_is_passed_at_the_side() {
        let drawing = Drawing::of(&process(), None, &|unit| unit.to_string());
        assert!(
            drawing.lines.iter().any(|line| line.path.contains('Q')),
            "thẩm định → ký passes the leader's first look"
        );
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("Kiểm tra, ghi sổ và trình ký", 12), ["Kiểm tra,", "ghi sổ và", "trình ký"]);
        assert_eq!(wrap("", 12), [""]);
    }
}
